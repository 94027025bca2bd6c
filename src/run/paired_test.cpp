#include "run/paired_test.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "run/student_t.hpp"

namespace mlp {

PairedTest paired_test(std::span<const double> a, std::span<const double> b) {
  constexpr double share_within = 0.95;
  const auto pairs = static_cast<Index>(a.size());
  const auto n = static_cast<double>(pairs);
  double mean = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) mean += a[i] - b[i];
  mean /= n;
  double squares = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double off = a[i] - b[i] - mean;
    squares += off * off;
  }
  const double deviation = std::sqrt(squares / (n - 1.0));
  const double error = deviation / std::sqrt(n);
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const double t = error > 0.0 ? mean / error : mean > 0.0 ? infinity : mean < 0.0 ? -infinity : 0.0;
  const double half = student_t_bound(share_within, pairs - 1) * error;
  return {.pairs = pairs,
          .mean_difference = mean,
          .deviation = deviation,
          .low = mean - half,
          .high = mean + half,
          .t = t,
          .p = t == 0.0 ? 1.0 : 1.0 - student_t_within(std::fabs(t), pairs - 1)};
}

std::vector<double> holm_adjusted(const std::vector<double>& p) {
  std::vector<std::size_t> ascending(p.size());
  std::iota(ascending.begin(), ascending.end(), std::size_t{0});
  std::stable_sort(ascending.begin(), ascending.end(),
                   [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  std::vector<double> adjusted(p.size());
  double largest = 0.0;
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    const auto left = static_cast<double>(p.size() - i);
    largest = std::max(largest, std::min(1.0, left * p[ascending[i]]));
    adjusted[ascending[i]] = largest;
  }
  return adjusted;
}

}  // namespace mlp
