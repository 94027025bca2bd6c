// The quantile of the standard normal distribution, the inverse of Φ.
#pragma once

namespace mlp::exact {

// x with Φ(x) = p, to about 1e-15 of its size (Wichura 1988, algorithm AS 241); the same bits everywhere
// (ARITHMETIC.md, A4).  REQUIRES: 0 < p < 1.
double normal_quantile(double p);

}  // namespace mlp::exact
