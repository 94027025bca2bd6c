// Metrics that must see all rows at once: those of an order, or of a deviation from a mean.
#pragma once

#include <cstdint>

#include "mlp/base/memory.hpp"
#include "mlp/choice/metric.hpp"
#include "train/row_values.hpp"

namespace mlp {

// Outputs and targets of rows, in the order in which they came.
struct KeptRows {
  KeptRows() = default;
  // Room for `capacity` rows of `outputs` each.  classes: 0 where the targets are numbers.
  KeptRows(Index capacity, Index outputs_each, Index classes_total);

  // REQUIRES: fewer than capacity() rows so far.
  void add(const RowResult& row);
  Index capacity() const { return outputs == 0 ? 0 : values.size() / outputs; }

  Index rows = 0;
  Index outputs = 0;
  Index classes = 0;
  FlatBuffer<float> values;         // capacity × outputs
  FlatBuffer<std::int32_t> wanted;  // (capacity), for classes
  FlatBuffer<float> targets;        // capacity × outputs, for numbers
};

// NaN where an output is.  `positive` as from positive_classes().
double value_of(const RocAuc& metric, const KeptRows& rows, Index positive);
double value_of(const PrAuc& metric, const KeptRows& rows, Index positive);
double value_of(const MedianAbsoluteError& metric, const KeptRows& rows, Index positive);
double value_of(const ExplainedVariance& metric, const KeptRows& rows, Index positive);
double value_of(const MaxError& metric, const KeptRows& rows, Index positive);
double value_of(const CustomMetric& metric, const KeptRows& rows, Index positive);

}  // namespace mlp
