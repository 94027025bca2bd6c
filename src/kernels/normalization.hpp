// Normalizations over the units of a sample.  Blocks are units × samples; every sum is one chain per
// sample, units ascending (A3), and samples are side by side in a vector.
// REQUIRES: 60 readable bytes after the last element of each block and of `scales`.
#pragma once

#include "kernels/elementwise.hpp"
#include "mlp/choice/normalization.hpp"

namespace mlp::kernels {

// A normalization's learned numbers for the units of a block.
struct UnitScaling {
  const float* gain = nullptr;   // (units)
  const float* shift = nullptr;  // (units); null: none
};

// z becomes n.  What the way back needs: x̂ = (z − mean)·scale, where n = gain·x̂ + shift, goes to
// `normalized` (units × samples) and the scale, 1/√(variance + epsilon), to `scales` (samples), unless
// normalized.data is null.
void normalize(const Normalization& normalization, const UnitScaling& scaling, const Block& z,
               const Block& normalized, float* scales);

// delta, ∂loss/∂n, becomes ∂loss/∂z.
// REQUIRES, of both: no batch_norm.
void normalize_backward(const Normalization& normalization, const UnitScaling& scaling, const Block& delta,
                        const Block& normalized, const float* scales);

}  // namespace mlp::kernels
