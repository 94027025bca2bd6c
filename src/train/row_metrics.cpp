#include "train/row_metrics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "kernels/striped_sum.hpp"
#include "train/ranking.hpp"

namespace mlp {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

// Twice the area in whole rows is an integer: exact.  None where there are not rows of both kinds.
std::optional<double> roc_area(const Ranking& ranking) {
  if (ranking.has_nan()) return undefined;
  if (ranking.positive() == 0 || ranking.negative() == 0) return std::nullopt;
  Index twice = 0, above = 0;
  ranking.for_each_group([&](Index positive, Index negative) {
    twice += negative * (2 * above + positive);
    above += positive;
  });
  return static_cast<double>(twice) / 2.0 /
         (static_cast<double>(ranking.positive()) * static_cast<double>(ranking.negative()));
}

double average_precision(const Ranking& ranking) {
  if (ranking.has_nan()) return undefined;
  if (ranking.positive() == 0) return 0.0;
  double area = 0.0;
  Index right = 0, taken = 0;
  ranking.for_each_group([&](Index positive, Index negative) {
    right += positive;
    taken += positive + negative;
    area += static_cast<double>(positive) / static_cast<double>(ranking.positive()) *
            (static_cast<double>(right) / static_cast<double>(taken));
  });
  return area;
}

double error_at(const KeptRows& rows, Index at) {
  return static_cast<double>(rows.values[at]) - static_cast<double>(rows.targets[at]);
}

// REQUIRES: not empty.
double median(std::vector<double>& values) {
  for (const double value : values) {
    if (std::isnan(value)) return undefined;
  }
  const auto middle = values.begin() + std::ssize(values) / 2;
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*std::max_element(values.begin(), middle) + *middle) / 2.0;
}

// Mean of (x − mean x)² over the rows.
double variance(Index rows, const auto& value) {
  StripedSum sum, squares;
  for (Index row = 0; row < rows; ++row) sum.add(row, value(row));
  const double mean = sum.total() / static_cast<double>(rows);
  for (Index row = 0; row < rows; ++row) squares.add(row, (value(row) - mean) * (value(row) - mean));
  return squares.total() / static_cast<double>(rows);
}

}  // namespace

KeptRows::KeptRows(Index capacity, Index outputs_each, Index classes_total)
    : outputs(outputs_each), classes(classes_total), values(capacity * outputs_each) {
  classes > 0 ? void(wanted = FlatBuffer<std::int32_t>(capacity))
              : void(targets = FlatBuffer<float>(capacity * outputs));
}

void KeptRows::add(const RowResult& row) {
  std::copy_n(row.outputs, outputs, values.data() + rows * outputs);
  if (classes > 0) {
    wanted[rows] = row.wanted;
  } else {
    std::copy_n(row.targets, outputs, targets.data() + rows * outputs);
  }
  ++rows;
}

double value_of(const RocAuc&, const KeptRows& rows, Index positive) {
  if (positive >= 0) return roc_area(Ranking(rows, positive)).value_or(undefined);
  double sum = 0.0;
  Index classes = 0;
  for (Index k = 0; k < rows.classes; ++k) {
    const std::optional<double> area = roc_area(Ranking(rows, k));
    if (!area) continue;
    sum += *area;
    ++classes;
  }
  return classes == 0 ? undefined : sum / static_cast<double>(classes);
}

double value_of(const PrAuc&, const KeptRows& rows, Index positive) {
  if (positive >= 0) return average_precision(Ranking(rows, positive));
  double sum = 0.0;
  for (Index k = 0; k < rows.classes; ++k) sum += average_precision(Ranking(rows, k));
  return sum / static_cast<double>(rows.classes);
}

double value_of(const MedianAbsoluteError&, const KeptRows& rows, Index) {
  double sum = 0.0;
  std::vector<double> errors(static_cast<std::size_t>(rows.rows));
  for (Index k = 0; k < rows.outputs; ++k) {
    for (Index row = 0; row < rows.rows; ++row)
      errors[static_cast<std::size_t>(row)] = std::fabs(error_at(rows, row * rows.outputs + k));
    sum += median(errors);
  }
  return sum / static_cast<double>(rows.outputs);
}

// A constant target has no variance to explain: 1 where the error is constant too, else 0.
double value_of(const ExplainedVariance&, const KeptRows& rows, Index) {
  double sum = 0.0;
  for (Index k = 0; k < rows.outputs; ++k) {
    const double left =
        variance(rows.rows, [&](Index row) { return error_at(rows, row * rows.outputs + k); });
    const double whole = variance(
        rows.rows, [&](Index row) { return static_cast<double>(rows.targets[row * rows.outputs + k]); });
    sum += whole > 0.0 ? 1.0 - left / whole : (left == 0.0 ? 1.0 : 0.0);
  }
  return sum / static_cast<double>(rows.outputs);
}

double value_of(const MaxError&, const KeptRows& rows, Index) {
  double largest = 0.0;
  for (Index at = 0; at < rows.rows * rows.outputs; ++at) {
    const double error = std::fabs(error_at(rows, at));
    if (std::isnan(error)) return undefined;
    largest = error > largest ? error : largest;
  }
  return largest;
}

double value_of(const CustomMetric& metric, const KeptRows& rows, Index) {
  const auto span_of = [](const auto& buffer, Index count) {
    return std::span(buffer.data(), static_cast<std::size_t>(count));
  };
  MetricRows given{
      .rows = rows.rows, .outputs = rows.outputs, .values = span_of(rows.values, rows.rows * rows.outputs)};
  if (rows.classes > 0) {
    given.classes = span_of(rows.wanted, rows.rows);
  } else {
    given.targets = span_of(rows.targets, rows.rows * rows.outputs);
  }
  return metric.implementation->value(metric.numbers, given);
}

}  // namespace mlp
