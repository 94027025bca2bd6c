#include "run/report/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace mlp {

nlohmann::ordered_json histogram_of(std::span<const float> values) {
  constexpr int bins = 48;
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const float value : values) {
    if (!std::isfinite(value)) continue;
    low = std::min(low, static_cast<double>(value));
    high = std::max(high, static_cast<double>(value));
  }
  if (low > high) return nullptr;
  std::vector<std::int64_t> counts(low == high ? 1 : bins);
  const double per_unit = low == high ? 0.0 : bins / (high - low);
  for (const float value : values) {
    if (!std::isfinite(value)) continue;
    const auto bin = static_cast<std::size_t>((static_cast<double>(value) - low) * per_unit);
    ++counts[std::min(bin, counts.size() - 1)];
  }
  return {{"low", low}, {"high", high}, {"counts", counts}};
}

}  // namespace mlp
