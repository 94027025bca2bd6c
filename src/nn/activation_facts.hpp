// What is worth knowing about an activation, measured on the engine's own kernels rather than typed in: so
// it holds for any hyperparameters, and for an activation that was added yesterday.
//
// Looked at are numbers up to ±10⁶, densely up to ±16, and the infinities; places are found to a float, or to
// 10⁻⁹.
#pragma once

#include <cmath>
#include <vector>

#include "mlp/choice/activation.hpp"

namespace mlp {

// Numbers from low to high; an infinity where it has no end.
struct Interval {
  double low = 0.0;
  double high = 0.0;
};

struct ActivationFacts {
  // f(z) lies between these two, which may be limits only, or infinite.
  double least = 0.0;
  double greatest = 0.0;
  std::vector<Interval> falling;  // where f′ < 0; empty: f never falls

  double slope_at_0 = 0.0;
  double slope_below_0 = 0.0;  // next to 0; differs where the curve has a corner there
  double slope_above_0 = 0.0;

  // From where on outwards |f′| stays below 1 % of its largest value (of 1, where it has none); −∞ and ∞:
  // it does not.
  double saturated_below = 0.0;
  double saturated_above = 0.0;

  // Of f(z) for z of N(0, 1), over 2²⁰ draws in pairs z, −z.
  double zero_share = 0.0;  // that is exactly 0
  double mean = 0.0;
  double deviation = 0.0;

  // So many falls are not told one by one.
  bool oscillates() const { return falling.size() > 3; }
  bool has_corner_at_0() const { return std::fabs(slope_above_0 - slope_below_0) > 1e-6; }
};

ActivationFacts facts_about(const Activation& activation);

}  // namespace mlp
