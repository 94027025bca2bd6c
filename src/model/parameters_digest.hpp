// The one number that proves a training: SHA-256 over the parameters as little-endian float32 in
// table order, without padding.
#pragma once

#include <string>

#include "mlp/nn/architecture.hpp"

namespace mlp {

std::string parameters_sha256(const ParameterLayout& layout, const float* parameters);

}  // namespace mlp
