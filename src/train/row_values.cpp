#include "train/row_values.hpp"

#include <cmath>
#include <limits>

#include "kernels/functions.hpp"

namespace mlp {
namespace {

// The least difference from 1 that a double can tell: what scikit-learn keeps away from 0 by.
constexpr double epsilon = std::numeric_limits<double>::epsilon();

// NaN stays.
double clipped(double p) { return p < epsilon ? epsilon : p > 1.0 - epsilon ? 1.0 - epsilon : p; }

}  // namespace

// One output is the second of two classes: there the predicted class is first, the other second.
double row_value(const TopKAccuracy& metric, const RowResult& row, Index outputs) {
  if (row.wanted == row.predicted) return 1.0;
  Index rank = 1;  // the predicted class stands before it
  for (Index k = 0; outputs > 1 && k < outputs && rank < metric.k; ++k) {
    if (k == row.predicted || k == row.wanted) continue;
    const bool first =
        k < row.wanted ? row.outputs[k] >= row.outputs[row.wanted] : row.outputs[k] > row.outputs[row.wanted];
    rank += first ? 1 : 0;
  }
  return rank < metric.k ? 1.0 : 0.0;
}

double row_value(const LogLoss&, const RowResult& row, Index outputs) {
  double wanted = 0.0, sum = 0.0;
  if (outputs == 1) {
    const double second = clipped(row.outputs[0]), first = 1.0 - second;
    wanted = row.wanted == 1 ? second : first;
    sum = first + second;
  } else {
    wanted = clipped(row.outputs[row.wanted]);
    for (Index k = 0; k < outputs; ++k) sum += clipped(row.outputs[k]);
  }
  return -exact::log(wanted / sum);
}

double row_value(const Brier&, const RowResult& row, Index outputs) {
  const auto squared = [&](Index k, double p) {
    const double error = (k == row.wanted ? 1.0 : 0.0) - p;
    return error * error;
  };
  if (outputs <= 2) return squared(1, row.outputs[outputs - 1]);
  double sum = 0.0;
  for (Index k = 0; k < outputs; ++k) sum += squared(k, row.outputs[k]);
  return sum;
}

double row_value(const MeanAbsolutePercentageError&, const RowResult& row, Index outputs) {
  double sum = 0.0;
  for (Index k = 0; k < outputs; ++k) {
    const double target = row.targets[k], size = std::fabs(target);
    sum += std::fabs(static_cast<double>(row.outputs[k]) - target) / (size < epsilon ? epsilon : size);
  }
  return sum / static_cast<double>(outputs);
}

}  // namespace mlp
