// What one row contributes to the scores, and its value of each metric that is a mean over the rows.
#pragma once

#include <cstdint>

#include "mlp/base/memory.hpp"
#include "mlp/choice/metric.hpp"

namespace mlp {

struct RowResult {
  double loss = 0.0;
  // For classes.
  std::int32_t wanted = 0;
  std::int32_t predicted = -1;
  // (outputs) for numbers in the targets' original units, for classes as the network gives them; null for
  // classes where no metric asks.
  const float* outputs = nullptr;
  const float* targets = nullptr;  // (outputs), for numbers
};

// `outputs`: how many the row has.
double row_value(const TopKAccuracy& metric, const RowResult& row, Index outputs);
double row_value(const LogLoss& metric, const RowResult& row, Index outputs);
double row_value(const Brier& metric, const RowResult& row, Index outputs);
double row_value(const MeanAbsolutePercentageError& metric, const RowResult& row, Index outputs);

}  // namespace mlp
