// Student's t distribution: how far a mean of few figures may be from the true one.
//
// With t = √ν·tan θ the share of |T| ≤ t is a finite sum in sin θ and cos θ (Abramowitz & Stegun, 26.7.3 and
// 26.7.4), so the library's own cosine is all that is needed and every machine gets the same digits.
#pragma once

#include "mlp/base/memory.hpp"

namespace mlp {

// P(|T| ≤ t) with `freedom` degrees of freedom.  REQUIRES: t ≥ 0 (infinity included), freedom ≥ 1.
double student_t_within(double t, Index freedom);

// The t for which P(|T| ≤ t) = `share`.  REQUIRES: 0 ≤ share < 1, freedom ≥ 1.
double student_t_bound(double share, Index freedom);

}  // namespace mlp
