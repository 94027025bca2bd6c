#include "kernels/noise.hpp"

#include <algorithm>

#include "mlp/base/random.hpp"

#include "kernels/target_choice.hpp"
#include "kernels/targets.hpp"
#ifndef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/noise.cpp"
#endif
#include <hwy/foreach_target.h>
// Highway compiles this file once per target; what follows is inside each.
#include "kernels/double_functions-inl.h"
#include "kernels/philox-inl.h"
#include "kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {
namespace {

using Words = hn::Vec<hn::RebindToUnsigned<Tag>>;

// Draw number `block` of lanes neighbouring samples, from `sample` on: four words each.
HWY_INLINE void draw(const NoiseSite& site, Purpose purpose, Index sample, std::uint32_t block, Words* word) {
  const hn::RebindToUnsigned<Tag> d;
  word[0] = hn::Set(d, block);
  word[1] = hn::Iota(d, site.first_sample + static_cast<std::uint32_t>(sample));
  word[2] = hn::Set(d, site.layer | static_cast<std::uint32_t>(purpose) << 16);
  word[3] = hn::Set(d, site.step);
  philox(d, site.seed, word);
}

void drop(const Dropout& dropout, const NoiseSite& site, const Block& values, const Block& factors) {
  constexpr Index units_per_draw = 8;
  const Tag d;
  const hn::RebindToSigned<Tag> di;
  const DropoutRule rule = rule_of(dropout);
  const auto threshold = hn::Set(di, static_cast<std::int32_t>(rate_of(dropout) * 65536.0));
  const Vector scale = hn::Set(d, static_cast<float>(rule.kept_scale));
  const Vector shift = hn::Set(d, static_cast<float>(rule.shift));
  const Vector dropped = hn::Set(d, static_cast<float>(rule.dropped));
  for (Index s = 0; s < values.columns; s += lanes) {
    const Index count = std::min(lanes, values.columns - s);
    for (Index unit = 0; unit < values.rows; unit += units_per_draw) {
      Words word[4];
      draw(site, Purpose::dropout, s, (site.first_unit + static_cast<std::uint32_t>(unit)) / 8, word);
      const Index end = std::min(units_per_draw, values.rows - unit);
      for (Index k = 0; k < end; ++k) {
        const auto pair = word[k / 2];
        const auto half = k % 2 == 0 ? hn::And(pair, hn::Set(hn::RebindToUnsigned<Tag>(), 0xFFFF))
                                     : hn::ShiftRight<16>(pair);
        const auto is_dropped = hn::RebindMask(d, hn::Lt(hn::BitCast(di, half), threshold));
        float* const at = values.data + (unit + k) * values.stride + s;
        const Vector kept = flush_subnormal(d, fused(d, scale, hn::LoadU(d, at), shift));
        store_up_to(d, count, hn::IfThenElse(is_dropped, dropped, kept), at);
        if (factors.data) {
          store_up_to(d, count, hn::IfThenZeroElse(is_dropped, scale),
                      factors.data + (unit + k) * factors.stride + s);
        }
      }
    }
  }
}

// As exact::normal().
template <class D, class V = hn::Vec<D>>
HWY_INLINE V normal(D d, V word_0, V word_1) {
  const V unit = hn::Set(d, 0x1p-32);
  const V log_u = log(d, hn::Mul(hn::Add(word_0, hn::Set(d, 1.0)), unit));
  const V radius = hn::Sqrt(hn::Sub(hn::Zero(d), hn::Add(log_u, log_u)));
  return hn::Mul(radius, cos(d, hn::Mul(hn::Set(d, 0x1.921fb54442d18p2), hn::Mul(word_1, unit))));
}

void add_noise(double deviation, const NoiseSite& site, const Block& values) {
  const Tag d;
  const hn::ScalableTag<double> wide;
  constexpr Index wide_lanes = static_cast<Index>(hn::MaxLanes(wide));
  const Vector scale = hn::Set(d, static_cast<float>(deviation));
  for (Index s = 0; s < values.columns; s += lanes) {
    const Index count = std::min(lanes, values.columns - s);
    for (Index unit = 0; unit < values.rows; unit += 2) {
      Words word[4];
      draw(site, Purpose::noise, s, (site.first_unit + static_cast<std::uint32_t>(unit)) / 2, word);
      HWY_ALIGN std::uint32_t words[4 * lanes];
      HWY_ALIGN double doubles[4 * lanes];
      for (Index w = 0; w < 4; ++w) hn::Store(word[w], hn::RebindToUnsigned<Tag>(), words + w * lanes);
      for (Index i = 0; i < 4 * lanes; ++i) doubles[i] = words[i];
      const Index end = std::min<Index>(2, values.rows - unit);
      for (Index k = 0; k < end; ++k) {
        HWY_ALIGN float drawn[lanes];
        HWY_ALIGN double normals[lanes];
        const double* const first = doubles + 2 * k * lanes;
        for (Index i = 0; i < lanes; i += wide_lanes)
          hn::Store(normal(wide, hn::Load(wide, first + i), hn::Load(wide, first + lanes + i)), wide,
                    normals + i);
        for (Index i = 0; i < lanes; ++i) drawn[i] = static_cast<float>(normals[i]);
        float* const at = values.data + (unit + k) * values.stride + s;
        const Vector noisy = fused(d, scale, hn::Load(d, drawn), hn::LoadU(d, at));
        store_up_to(d, count, flush_subnormal(d, noisy), at);
      }
    }
  }
}

}  // namespace
}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mlp::kernels {

MLP_EXPORT(drop);
MLP_EXPORT(add_noise);

void drop(const Dropout& dropout, const NoiseSite& site, const Block& values, const Block& factors) {
  MLP_DISPATCH(drop)(dropout, site, values, factors);
}

void add_noise(double deviation, const NoiseSite& site, const Block& values) {
  MLP_DISPATCH(add_noise)(deviation, site, values);
}

}  // namespace mlp::kernels
#endif
