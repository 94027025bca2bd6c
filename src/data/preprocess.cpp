#include "mlp/data/preprocess.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <string>
#include <variant>
#include <vector>

#include "data/message.hpp"
#include "kernels/striped_sum.hpp"
#include "mlp/base/error.hpp"
#include "mlp/base/float_environment.hpp"

namespace mlp {

namespace {

// As many columns at a time as a cache line holds floats: the rows are then read once per block.
constexpr Index block_width = cache_line_bytes / static_cast<Index>(sizeof(float));

struct ColumnStatistics {
  double smallest = std::numeric_limits<double>::infinity();
  double largest = -std::numeric_limits<double>::infinity();
  double mean = 0.0;
  double variance = 0.0;  // divided by n
};

// `value(row, column)` is an element of the dataset, as the network would get it unscaled.
template <typename Value>
std::array<ColumnStatistics, block_width> block_statistics(const RowView& rows, Index first, Index width,
                                                           const Value& value) {
  std::array<ColumnStatistics, block_width> statistics;
  const auto count = static_cast<double>(rows.size());
  std::array<StripedSum, block_width> sums{};
  for (Index position = 0; position < rows.size(); ++position) {
    const Index row = rows.rows[static_cast<std::size_t>(position)];
    for (Index c = 0; c < width; ++c) {
      const double x = value(row, first + c);
      const auto i = static_cast<std::size_t>(c);
      statistics[i].smallest = x < statistics[i].smallest ? x : statistics[i].smallest;
      statistics[i].largest = x > statistics[i].largest ? x : statistics[i].largest;
      sums[i].add(position, x);
    }
  }
  for (std::size_t i = 0; i < statistics.size(); ++i) statistics[i].mean = sums[i].total() / count;

  // Around the mean, so that a large mean costs no digits.
  std::array<StripedSum, block_width> squares{};
  for (Index position = 0; position < rows.size(); ++position) {
    const Index row = rows.rows[static_cast<std::size_t>(position)];
    for (Index c = 0; c < width; ++c) {
      const auto i = static_cast<std::size_t>(c);
      const double distance = value(row, first + c) - statistics[i].mean;
      squares[i].add(position, distance * distance);
    }
  }
  for (std::size_t i = 0; i < statistics.size(); ++i) statistics[i].variance = squares[i].total() / count;
  return statistics;
}

struct ColumnMap {
  double shift;
  double spread;  // 0: constant
};

ColumnMap fitted(const Standardize&, const ColumnStatistics& column) {
  return {.shift = column.mean, .spread = std::sqrt(column.variance)};
}

ColumnMap fitted(const MinMax&, const ColumnStatistics& column) {
  return {.shift = column.smallest, .spread = column.largest - column.smallest};
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

template <typename Value>
ColumnScaling fit(const NoScaling&, const RowView&, const std::vector<std::string>&, Index, const Value&) {
  return {};
}

template <typename Kind, typename Value>
ColumnScaling fit(const Kind& kind, const RowView& rows, const std::vector<std::string>& names, Index columns,
                  const Value& value) {
  assert(rows.size() > 0);
  const DefaultFloatEnvironment environment;
  ColumnScaling scaling{.shift = FlatBuffer<float>(columns), .scale = FlatBuffer<float>(columns)};
  for (Index first = 0; first < columns; first += block_width) {
    const Index width = std::min(block_width, columns - first);
    const auto statistics = block_statistics(rows, first, width, value);
    for (Index c = 0; c < width; ++c) {
      const ColumnStatistics& column = statistics[static_cast<std::size_t>(c)];
      const Index number = first + c;
      check_column(column, name_of_column(names, number));
      const ColumnMap map = fitted(kind, column);
      const bool is_constant = column.smallest == column.largest;
      scaling.shift[number] = static_cast<float>(is_constant ? column.smallest : map.shift);
      scaling.scale[number] = is_constant ? 0.0f : scale_of(map.spread);
    }
  }
  return scaling;
}

template <typename Value>
ColumnScaling fit_columns(const Scaling& scaling, const RowView& rows, const std::vector<std::string>& names,
                          Index columns, const Value& value) {
  return std::visit([&](const auto& kind) { return fit(kind, rows, names, columns, value); }, scaling);
}

}  // namespace

ColumnScaling fit_inputs(const Scaling& scaling, const RowView& rows) {
  const Dataset& data = *rows.dataset;
  if (data.has_bytes()) {
    return fit_columns(scaling, rows, data.input_names, data.features,
                       [&](Index row, Index column) -> double {
                         return static_cast<float>(data.bytes[row * data.features + column]) / 255.0f;
                       });
  }
  return fit_columns(scaling, rows, data.input_names, data.features, [&](Index row, Index column) -> double {
    return data.values[row * data.features + column];
  });
}

ColumnScaling fit_targets(const Scaling& scaling, const RowView& rows) {
  const Dataset& data = *rows.dataset;
  return fit_columns(scaling, rows, data.target_names, data.outputs, [&](Index row, Index column) -> double {
    return data.numbers[row * data.outputs + column];
  });
}

}  // namespace mlp
