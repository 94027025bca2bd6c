// How values are spread, in equal parts of their range.
#pragma once

#include "mlp/base/memory.hpp"
#include "mlp/train/health.hpp"

namespace mlp {

inline constexpr Index histogram_parts = 24;

// Without counts.  A range of a single number is widened to 1 around it, ends that are not finite to 0.
Histogram empty_histogram(double low, double high);

// Counts rows × columns values, `stride` apart; those outside, or not finite, not at all.
void count_values(const float* values, Index rows, Index columns, Index stride, Histogram& histogram);

// Of `count` values, at most some ten thousand of which, evenly spaced, are looked at.
Histogram histogram_of(const float* values, Index count);

}  // namespace mlp
