#include "mlp/data/preprocess.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <variant>
#include <vector>

#include "data/message.hpp"
#include "data/quantiles.hpp"
#include "kernels/striped_sum.hpp"
#include "mlp/base/error.hpp"
#include "mlp/base/float_environment.hpp"

namespace mlp {

namespace {

// Columns that are looked at together, so that rows are read a few times and not once for each: as many as
// have their sums in the near cache.
constexpr Index block_width = 1024;

struct ColumnStatistics {
  double smallest = std::numeric_limits<double>::infinity();
  double largest = -std::numeric_limits<double>::infinity();
  double mean = 0.0;
  double variance = 0.0;  // divided by n
};

struct Quartiles {
  double first, median, third;
};

// A StripedSum for each of several columns, side by side.
class ColumnSums {
 public:
  explicit ColumnSums(Index columns) : columns_(columns), stripes_(StripedSum::stripe_count * columns) {}

  // What row `row` adds to: a number for each column.
  double* of_row(Index row) { return stripes_.data() + row % StripedSum::stripe_count * columns_; }

  double total(Index column) const {
    StripedSum::Stripes stripes;
    for (Index k = 0; k < StripedSum::stripe_count; ++k)
      stripes[static_cast<std::size_t>(k)] = stripes_[k * columns_ + column];
    return StripedSum(stripes).total();
  }

 private:
  const Index columns_;
  FlatBuffer<double> stripes_;
};

// Of columns [first, first + width).  `value(row, column)` is an element of the dataset, as the network would
// get it unscaled.
template <typename Value>
std::vector<ColumnStatistics> block_statistics(const RowView& rows, Index first, Index width,
                                               const Value& value) {
  std::vector<ColumnStatistics> statistics(static_cast<std::size_t>(width));
  const auto count = static_cast<double>(rows.size());
  ColumnSums sums(width);
  for (Index position = 0; position < rows.size(); ++position) {
    const Index row = rows.rows[static_cast<std::size_t>(position)];
    double* const sum = sums.of_row(position);
    for (Index c = 0; c < width; ++c) {
      const double x = value(row, first + c);
      ColumnStatistics& column = statistics[static_cast<std::size_t>(c)];
      column.smallest = x < column.smallest ? x : column.smallest;
      column.largest = x > column.largest ? x : column.largest;
      sum[c] += x;
    }
  }
  for (Index c = 0; c < width; ++c) statistics[static_cast<std::size_t>(c)].mean = sums.total(c) / count;

  // Around the mean, so that a large mean costs no digits.
  ColumnSums squares(width);
  for (Index position = 0; position < rows.size(); ++position) {
    const Index row = rows.rows[static_cast<std::size_t>(position)];
    double* const square = squares.of_row(position);
    for (Index c = 0; c < width; ++c) {
      const double distance = value(row, first + c) - statistics[static_cast<std::size_t>(c)].mean;
      square[c] += distance * distance;
    }
  }
  for (Index c = 0; c < width; ++c)
    statistics[static_cast<std::size_t>(c)].variance = squares.total(c) / count;
  return statistics;
}

template <typename Value>
Quartiles quartiles(const RowView& rows, Index column, const Value& value) {
  std::vector<float> sorted;
  sorted.reserve(rows.rows.size());
  for (const std::int32_t row : rows.rows) sorted.push_back(static_cast<float>(value(row, column)));
  std::sort(sorted.begin(), sorted.end());
  return {quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)};
}

struct ColumnMap {
  double shift;
  double spread;  // 0: constant
};

template <typename QuartilesOf>
ColumnMap fitted(const NoScaling&, const ColumnStatistics&, const QuartilesOf&) {
  return {.shift = 0.0, .spread = 1.0};
}

template <typename QuartilesOf>
ColumnMap fitted(const Standardize&, const ColumnStatistics& column, const QuartilesOf&) {
  return {.shift = column.mean, .spread = std::sqrt(column.variance)};
}

template <typename QuartilesOf>
ColumnMap fitted(const MinMax&, const ColumnStatistics& column, const QuartilesOf&) {
  return {.shift = column.smallest, .spread = column.largest - column.smallest};
}

template <typename QuartilesOf>
ColumnMap fitted(const Robust&, const ColumnStatistics& column, const QuartilesOf& quartiles_of) {
  const Quartiles quarters = quartiles_of();
  const double range = quarters.third - quarters.first;
  return {.shift = quarters.median, .spread = range > 0.0 ? range : std::sqrt(column.variance)};
}

// 1 / spread; 0 where the column is constant, or so nearly that the float would overflow.
float scale_of(double spread) {
  constexpr double largest = std::numeric_limits<float>::max();
  const double scale = spread > 0.0 ? 1.0 / spread : 0.0;
  return scale <= largest ? static_cast<float>(scale) : 0.0f;
}

// Within this range neither a difference of two values overflows nor does the scale underflow.
constexpr double largest_range = 0x1p126;

// Floats of size x are about x·2⁻²³ apart.  A column that varies by less than this share of its size
// has kept only a few distinct values when it was read.
constexpr double least_variation = 0x1p-18;

std::string name_of_column(const std::vector<std::string>& names, Index column) {
  return "column " +
         (names.empty() ? std::to_string(column + 1) : in_quotes(names[static_cast<std::size_t>(column)]));
}

// Throws DataError where a common scale would be made of rounding errors.
void check_column(const ColumnStatistics& column, const std::string& name) {
  const double range = column.largest - column.smallest;
  if (range > largest_range) {
    throw DataError(name +
                        ": expected values within a range of 8.5e37 to be brought to a common scale, got " +
                        number_text(column.smallest) + " to " + number_text(column.largest),
                    "divide the column by a constant, or set its scaling to \"none\"");
  }
  const double size = std::max(std::fabs(column.smallest), std::fabs(column.largest));
  if (range > 0.0 && range < size * least_variation) {
    throw DataError(
        name + ": expected values that differ by more than floats of their size can tell, got " +
            number_text(column.smallest) + " to " + number_text(column.largest),
        "subtract a constant from the column (a date's first day, the lowest number), or leave it out");
  }
}

// `scaling_of(column)` is a Scaling.
template <typename ScalingOf, typename Value>
ColumnScaling fit(const ScalingOf& scaling_of, const RowView& rows, const std::vector<std::string>& names,
                  Index columns, const Value& value) {
  assert(rows.size() > 0);
  const DefaultFloatEnvironment environment;
  ColumnScaling scaling{.shift = FlatBuffer<float>(columns), .scale = FlatBuffer<float>(columns)};
  for (Index first = 0; first < columns; first += block_width) {
    const Index width = std::min(block_width, columns - first);
    const auto statistics = block_statistics(rows, first, width, value);
    for (Index c = 0; c < width; ++c) {
      const ColumnStatistics& column = statistics[static_cast<std::size_t>(c)];
      const Index number = first + c;
      const Scaling& kind = scaling_of(number);
      const bool is_scaled = !std::holds_alternative<NoScaling>(kind);
      if (is_scaled) check_column(column, name_of_column(names, number));
      const auto quartiles_of = [&] { return quartiles(rows, number, value); };
      const ColumnMap map =
          std::visit([&](const auto& held) { return fitted(held, column, quartiles_of); }, kind);
      const bool is_constant = is_scaled && column.smallest == column.largest;
      scaling.shift[number] = static_cast<float>(is_constant ? column.smallest : map.shift);
      scaling.scale[number] = is_constant ? 0.0f : scale_of(map.spread);
    }
  }
  return scaling;
}

// Fits where a column is scaled at all.
template <typename Value>
ColumnScaling fit_columns(const std::vector<Scaling>& scalings, const RowView& rows,
                          const std::vector<std::string>& names, const Value& value) {
  const bool is_identity = std::all_of(scalings.begin(), scalings.end(), [](const Scaling& scaling) {
    return std::holds_alternative<NoScaling>(scaling);
  });
  if (is_identity) return {};
  return fit([&](Index column) -> const Scaling& { return scalings[static_cast<std::size_t>(column)]; }, rows,
             names, std::ssize(scalings), value);
}

std::vector<Scaling> for_each(Index columns, const Scaling& scaling) {
  return std::vector<Scaling>(static_cast<std::size_t>(columns), scaling);
}

}  // namespace

ColumnScaling fit_inputs(const Scaling& scaling, const RowView& rows) {
  return fit_inputs(for_each(rows.dataset->features, scaling), rows);
}

ColumnScaling fit_inputs(const std::vector<Scaling>& scalings, const RowView& rows) {
  const Dataset& data = *rows.dataset;
  assert(std::ssize(scalings) == data.features);
  if (data.has_bytes()) {
    return fit_columns(scalings, rows, data.input_names, [&](Index row, Index column) -> double {
      return static_cast<float>(data.bytes[row * data.features + column]) / 255.0f;
    });
  }
  return fit_columns(scalings, rows, data.input_names, [&](Index row, Index column) -> double {
    return data.values[row * data.features + column];
  });
}

ColumnScaling fit_targets(const Scaling& scaling, const RowView& rows) {
  return fit_targets(for_each(rows.dataset->outputs, scaling), rows, rows.dataset->numbers.data());
}

ColumnScaling fit_targets(const std::vector<Scaling>& scalings, const RowView& rows, const float* numbers) {
  const Index outputs = rows.dataset->outputs;
  assert(std::ssize(scalings) == outputs);
  return fit_columns(scalings, rows, rows.dataset->target_names,
                     [&](Index row, Index column) -> double { return numbers[row * outputs + column]; });
}

}  // namespace mlp
