// The affine map that brings each column to a common scale: x ↦ (x − shift)·scale.
#pragma once

#include <vector>

#include "mlp/base/export.hpp"
#include "mlp/base/memory.hpp"
#include "mlp/choice/scaling.hpp"
#include "mlp/data/dataset.hpp"

namespace mlp {

// One map per column; no columns means the identity.  scale is 0 for a constant column.
struct ColumnScaling {
  FlatBuffer<float> shift;  // (columns)
  FlatBuffer<float> scale;  // (columns)

  bool is_identity() const { return shift.empty(); }
};

// Fits `scaling` to the inputs of the given rows (images as x / 255), in double by striped sums; quartiles by
// sorting.
MLP_API ColumnScaling fit_inputs(const Scaling& scaling, const RowView& rows);

// The same with a scaling for each input.
MLP_API ColumnScaling fit_inputs(const std::vector<Scaling>& scalings, const RowView& rows);

// The same for the numbers that are the rows' targets.
MLP_API ColumnScaling fit_targets(const Scaling& scaling, const RowView& rows);

// The same with a scaling for each target, fitted to what is learned in the targets' place: `numbers`, all
// rows of the data set × outputs.
MLP_API ColumnScaling fit_targets(const std::vector<Scaling>& scalings, const RowView& rows,
                                  const float* numbers);

}  // namespace mlp
