// The numbers of a tensor as floats, whatever floating-point type it stores them in.
#pragma once

#include "io/safetensors.hpp"

namespace mlp {

// Half-precision numbers become the floats that they are, doubles the nearest.  False where the tensor holds
// integers.  REQUIRES: room for as many floats as the tensor has numbers.
bool copy_as_floats(const TensorView& tensor, float* to);

}  // namespace mlp
