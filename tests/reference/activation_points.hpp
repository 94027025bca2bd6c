// Where to look at an activation in tests.
#pragma once

#include <vector>

namespace mlp {

// Points on both sides of 0, from near it far into the tails.  None is closer than 0.01 to 0, ±1, ±3 or 6,
// where some activation has a kink: a difference quotient with a smaller step does not straddle it.
inline std::vector<double> points_off_the_kinks() {
  return {-12.0, -7.25, -4.5,  -2.9, -2.0, -1.3, -1.1, -0.75, -0.5, -0.3, -0.125, -0.05, -0.01,
          0.01,  0.05,  0.125, 0.3,  0.5,  0.75, 1.1,  1.3,   2.0,  2.9,  4.5,    7.25,  12.0};
}

}  // namespace mlp
