// Orthonormal vectors from random ones, for weights that keep lengths.
#pragma once

#include "mlp/base/memory.hpp"

namespace mlp {

// The rows of `vectors`, count × length, become orthonormal, each in the span of itself and those before it
// and on its own side of them (modified Gram–Schmidt; Björck 1967).  Every inner product is one ascending
// chain in double, so the bits are the same everywhere.  A row that depends on those before it becomes 0
// but for rounding; random rows do not.  REQUIRES: 1 ≤ count ≤ length.
void orthonormalize(double* vectors, Index count, Index length);

}  // namespace mlp
