#include "train/health/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace mlp {

Histogram empty_histogram(double low, double high) {
  Histogram histogram{.low = std::isfinite(low) ? low : 0.0,
                      .high = std::isfinite(high) ? high : 0.0,
                      .counts = std::vector<Index>(static_cast<std::size_t>(histogram_parts))};
  if (!(histogram.low < histogram.high)) {
    histogram.low -= 0.5;
    histogram.high = histogram.low + 1.0;
  }
  return histogram;
}

void count_values(const float* values, Index rows, Index columns, Index stride, Histogram& histogram) {
  const auto parts = static_cast<double>(histogram.counts.size());
  const double scale = parts / (histogram.high - histogram.low);
  for (Index i = 0; i < rows; ++i) {
    for (Index j = 0; j < columns; ++j) {
      const double place = (values[i * stride + j] - histogram.low) * scale;
      if (!(place >= 0.0 && place <= parts)) continue;
      ++histogram.counts[static_cast<std::size_t>(std::min(place, parts - 1.0))];
    }
  }
}

Histogram histogram_of(const float* values, Index count) {
  constexpr Index most = 16384;
  const Index step = (count + most - 1) / most | 1;  // odd, so that it meets every column
  const Index looked_at = (count + step - 1) / step;
  float low = values[0], high = values[0];
  for (Index i = 0; i < looked_at; ++i) {
    low = std::min(low, values[i * step]);
    high = std::max(high, values[i * step]);
  }
  Histogram histogram = empty_histogram(low, high);
  count_values(values, looked_at, 1, step, histogram);
  return histogram;
}

}  // namespace mlp
