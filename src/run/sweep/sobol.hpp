// Sobol's quasi-random sequence (Sobol 1967): points in the unit cube without large gaps and clusters.
//
// In each dimension a primitive polynomial over GF(2) and a few odd numbers m give, by a recurrence, the
// directions v₁, v₂, …: 32 bits each.  Point i is the exclusive or of the directions whose bits are set in
// the Gray code of i (Antonov & Saleev 1979), so any point can be had alone.  Polynomials and numbers are
// those of Joe & Kuo 2008, "Constructing Sobol sequences with better two-dimensional projections".
#pragma once

#include <cstdint>

#include "mlp/base/memory.hpp"

namespace mlp {

inline constexpr Index most_sobol_dimensions = 32;

// Coordinate `dimension` of point `point`, times 2³².  REQUIRES: 0 ≤ dimension < most_sobol_dimensions.
std::uint32_t sobol(std::uint32_t point, Index dimension);

}  // namespace mlp
