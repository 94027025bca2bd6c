#include "kernels/batch_normalization.hpp"

#include <algorithm>

#include "kernels/target_choice.hpp"
#include "kernels/targets.hpp"
#ifndef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/batch_normalization.cpp"
#endif
#include <hwy/foreach_target.h>
// Highway compiles this file once per target; what follows is inside each.
#include "kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {
namespace {

// Chains side by side, so that one need not wait for its own last addition.
constexpr int side_by_side = 4;

// Calls strip.template operator()<count>(unit, last) for vectors of units, side_by_side at a time and then
// one by one; `last` is how many units the vector of a single one has.
template <class Strip>
HWY_INLINE void for_each_strip(Index units, const Strip& strip) {
  Index unit = 0;
  for (; unit + side_by_side * lanes <= units; unit += side_by_side * lanes)
    strip.template operator()<side_by_side>(unit, lanes);
  for (; unit < units; unit += lanes) strip.template operator()<1>(unit, std::min(lanes, units - unit));
}

HWY_INLINE Vector scale_of(Vector variance, Vector epsilon) {
  const Tag d;
  return hn::Div(hn::Set(d, 1.0f), hn::Sqrt(hn::Add(variance, epsilon)));
}

HWY_INLINE Vector normalized(Vector z, Vector mean, Vector scale) {
  return flush_subnormal(Tag(), hn::Mul(hn::Sub(z, mean), scale));
}

template <int vectors>
HWY_INLINE void statistics_of(const Block& z, double epsilon, Index last, const BatchStatistics& statistics) {
  const Tag d;
  const Vector samples = hn::Set(d, static_cast<float>(z.rows));
  const Vector others = hn::Set(d, static_cast<float>(std::max<Index>(z.rows - 1, 1)));
  Vector mean[vectors], squares[vectors];
  for (int v = 0; v < vectors; ++v) mean[v] = squares[v] = hn::Zero(d);
  for (Index s = 0; s < z.rows; ++s) {
    MLP_UNROLL
    for (int v = 0; v < vectors; ++v)
      mean[v] = hn::Add(mean[v], hn::LoadU(d, z.data + s * z.stride + v * lanes));
  }
  for (int v = 0; v < vectors; ++v) mean[v] = flush_subnormal(d, hn::Div(mean[v], samples));
  for (Index s = 0; s < z.rows; ++s) {
    MLP_UNROLL
    for (int v = 0; v < vectors; ++v) {
      const Vector x = hn::Sub(hn::LoadU(d, z.data + s * z.stride + v * lanes), mean[v]);
      squares[v] = fused(d, x, x, squares[v]);
    }
  }
  for (int v = 0; v < vectors; ++v) {
    const Index at = v * lanes;
    store_up_to(d, last, mean[v], statistics.means + at);
    store_up_to(d, last, flush_subnormal(d, hn::Div(squares[v], others)), statistics.variances + at);
    const Vector scale = scale_of(hn::Div(squares[v], samples), hn::Set(d, static_cast<float>(epsilon)));
    store_up_to(d, last, scale, statistics.scales + at);
  }
}

void batch_statistics(const Block& z, double epsilon, const BatchStatistics& statistics) {
  for_each_strip(z.columns, [&]<int vectors>(Index unit, Index last) HWY_ATTR {
    statistics_of<vectors>({z.data + unit, z.rows, 0, z.stride}, epsilon, last,
                           {statistics.means + unit, statistics.variances + unit, statistics.scales + unit});
  });
}

void batch_normalize(const BatchStatistics& statistics, const UnitScaling& scaling, const Block& z,
                     const Block& n) {
  const Tag d;
  for (Index s = 0; s < z.rows; ++s) {
    float* const from = z.data + s * z.stride;
    float* const to = n.data + s * n.stride;
    for (Index u = 0; u < z.columns; u += lanes) {
      const Index count = std::min(lanes, z.columns - u);
      const Vector x = normalized(hn::LoadU(d, from + u), hn::LoadU(d, statistics.means + u),
                                  hn::LoadU(d, statistics.scales + u));
      store_up_to(d, count, x, from + u);
      const Vector scaled = fused(d, hn::LoadU(d, scaling.gain + u), x, hn::LoadU(d, scaling.shift + u));
      store_up_to(d, count, flush_subnormal(d, scaled), to + u);
    }
  }
}

template <int vectors>
HWY_INLINE void delta_sums_of(const Block& delta, const Block& normalized_of, Index last, float* shift_sums,
                              float* gain_sums) {
  const Tag d;
  Vector sum[vectors], inner[vectors];
  for (int v = 0; v < vectors; ++v) sum[v] = inner[v] = hn::Zero(d);
  for (Index s = 0; s < delta.rows; ++s) {
    MLP_UNROLL
    for (int v = 0; v < vectors; ++v) {
      const Vector dn = hn::LoadU(d, delta.data + s * delta.stride + v * lanes);
      sum[v] = hn::Add(sum[v], dn);
      inner[v] =
          fused(d, dn, hn::LoadU(d, normalized_of.data + s * normalized_of.stride + v * lanes), inner[v]);
    }
  }
  for (int v = 0; v < vectors; ++v) {
    store_up_to(d, last, flush_subnormal(d, sum[v]), shift_sums + v * lanes);
    store_up_to(d, last, flush_subnormal(d, inner[v]), gain_sums + v * lanes);
  }
}

void batch_delta_sums(const Block& delta, const Block& normalized_of, float* shift_sums, float* gain_sums) {
  for_each_strip(delta.columns, [&]<int vectors>(Index unit, Index last) HWY_ATTR {
    delta_sums_of<vectors>({delta.data + unit, delta.rows, 0, delta.stride},
                           {normalized_of.data + unit, delta.rows, 0, normalized_of.stride}, last,
                           shift_sums + unit, gain_sums + unit);
  });
}

void batch_normalize_backward(const BatchBackward& backward, const Block& delta, const Block& normalized_of) {
  const Tag d;
  const Vector samples = hn::Set(d, static_cast<float>(backward.samples));
  for (Index u = 0; u < delta.columns; u += lanes) {
    const Index count = std::min(lanes, delta.columns - u);
    const Vector mean = hn::Div(hn::LoadU(d, backward.shift_sums + u), samples);
    const Vector mean_inner = hn::Div(hn::LoadU(d, backward.gain_sums + u), samples);
    const Vector factor = hn::Mul(hn::LoadU(d, backward.gain + u), hn::LoadU(d, backward.scales + u));
    for (Index s = 0; s < delta.rows; ++s) {
      float* const at = delta.data + s * delta.stride + u;
      const Vector x = hn::LoadU(d, normalized_of.data + s * normalized_of.stride + u);
      const Vector dz = hn::Mul(factor, fused_negated(d, x, mean_inner, hn::Sub(hn::LoadU(d, at), mean)));
      store_up_to(d, count, flush_subnormal(d, dz), at);
    }
  }
}

void normalize_by(const RunningStatistics& running, double epsilon, const UnitScaling& scaling,
                  const Block& z, const Block& slopes) {
  const Tag d;
  const Vector least = hn::Set(d, static_cast<float>(epsilon));
  for (Index u = 0; u < z.rows; ++u) {
    const Vector mean = hn::Set(d, running.means[u]), gain = hn::Set(d, scaling.gain[u]);
    const Vector scale = scale_of(hn::Set(d, running.variances[u]), least);
    const Vector shift = hn::Set(d, scaling.shift[u]);
    for (Index s = 0; s < z.columns; s += lanes) {
      const Index count = std::min(lanes, z.columns - s);
      float* const at = z.data + u * z.stride + s;
      const Vector x = normalized(hn::LoadU(d, at), mean, scale);
      store_up_to(d, count, flush_subnormal(d, fused(d, gain, x, shift)), at);
      if (slopes.data) store_up_to(d, count, hn::Mul(gain, scale), slopes.data + u * slopes.stride + s);
    }
  }
}

}  // namespace
}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mlp::kernels {

MLP_EXPORT(batch_statistics);
MLP_EXPORT(batch_normalize);
MLP_EXPORT(batch_delta_sums);
MLP_EXPORT(batch_normalize_backward);
MLP_EXPORT(normalize_by);

void batch_statistics(const Block& z, double epsilon, const BatchStatistics& statistics) {
  MLP_DISPATCH(batch_statistics)(z, epsilon, statistics);
}

void batch_normalize(const BatchStatistics& statistics, const UnitScaling& scaling, const Block& z,
                     const Block& n) {
  MLP_DISPATCH(batch_normalize)(statistics, scaling, z, n);
}

void batch_delta_sums(const Block& delta, const Block& normalized, float* shift_sums, float* gain_sums) {
  MLP_DISPATCH(batch_delta_sums)(delta, normalized, shift_sums, gain_sums);
}

void batch_normalize_backward(const BatchBackward& backward, const Block& delta, const Block& normalized) {
  MLP_DISPATCH(batch_normalize_backward)(backward, delta, normalized);
}

void normalize_by(const RunningStatistics& running, double epsilon, const UnitScaling& scaling,
                  const Block& z, const Block& slopes) {
  MLP_DISPATCH(normalize_by)(running, epsilon, scaling, z, slopes);
}

}  // namespace mlp::kernels
#endif
