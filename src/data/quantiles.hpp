// Quantiles of some numbers, by sorting them.
#pragma once

#include <vector>

namespace mlp {

// The quantile of the share p in [0, 1]: at place p·(n − 1) of the sorted numbers, between two of them in
// proportion (NumPy's default).  REQUIRES: sorted, not empty.
inline double quantile(const std::vector<float>& sorted, double p) {
  const double place = p * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const double share = place - static_cast<double>(below);
  const double low = sorted[below];
  if (share == 0.0) return low;
  return low + share * (static_cast<double>(sorted[below + 1]) - low);
}

}  // namespace mlp
