// A double as a bound of floats.
#pragma once

#include <cmath>
#include <limits>

namespace mlp {

// The least float that `threshold` does not exceed: comparing floats with it lets the same ones pass.
inline float least_float_from(double threshold) {
  const auto nearest = static_cast<float>(threshold);
  return static_cast<double>(nearest) >= threshold
             ? nearest
             : std::nextafter(nearest, std::numeric_limits<float>::infinity());
}

}  // namespace mlp
