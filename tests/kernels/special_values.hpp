// The numbers that no arithmetic of school knows.
#pragma once

#include <limits>

namespace mlp::kernels {

inline constexpr float infinity = std::numeric_limits<float>::infinity();
inline constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

}  // namespace mlp::kernels
