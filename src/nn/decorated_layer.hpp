// A layer that is more than an affine map and an activation of single numbers.  In order:
//
//   z = W·x + b,   n = normalization(z),   a = f(n),   r = a + x where residual,   dropout(r)
//
// The way back runs in rows order; only a normalization, whose sums run over the units of a sample, turns
// to columns.  Dropout's factors are multiplied into everything that the way back multiplies by, so that
// it needs no step of its own there.
#pragma once

#include "kernels/normalization.hpp"
#include "nn/pass.hpp"

namespace mlp {

// Noise and dropout of the inputs in memory.columns, where the network has any, in both orders.
void disturb_inputs(const Pass& pass);

// A hidden layer forward; its values end up in memory.columns.
void forward_decorated(const Pass& pass, Index l);

// What follows the normalization, for some units whose n stand in memory.next_columns.
void finish_units(const Pass& pass, Index l, Index unit, Index units);

// deltas(l), ∂loss/∂(what the layer hands on), becomes ∂loss/∂z, or ∂loss/∂n where the batch is normalized.
void backward_through(const Pass& pass, Index l);

// The layer's gain and shift.  REQUIRES: it has a normalization.
kernels::UnitScaling scaling_of(const Pass& pass, Index l);

// The values of one of a layer's tensors.
const float* parameters_of(const Pass& pass, Index l, TensorRole role);

// Adds what layer l, a residual one, hands down beside itself to deltas(l − 1).
void add_skipped(const Pass& pass, Index l);

}  // namespace mlp
