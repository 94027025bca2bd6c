#include "kernels/normalization.hpp"

#include <algorithm>
#include <variant>

#include "kernels/target_choice.hpp"
#include "kernels/targets.hpp"
#ifndef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/normalization.cpp"
#endif
#include <hwy/foreach_target.h>
// Highway compiles this file once per target; what follows is inside each.
#include "kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {
namespace {

// What is subtracted before a sample is scaled.
HWY_INLINE Vector center(const LayerNorm&, const Block& z, Index sample, Vector units) {
  const Tag d;
  Vector sum = hn::Zero(d);
  for (Index u = 0; u < z.rows; ++u) sum = hn::Add(sum, hn::LoadU(d, z.data + u * z.stride + sample));
  return hn::Div(sum, units);
}
HWY_INLINE Vector center(const RmsNorm&, const Block&, Index, Vector) { return hn::Zero(Tag()); }

template <class N>
void apply(const N& normalization, const UnitScaling& scaling, const Block& z, const Block& normalized,
           float* scales) {
  const Tag d;
  const Vector units = hn::Set(d, static_cast<float>(z.rows));
  const Vector epsilon = hn::Set(d, static_cast<float>(normalization.epsilon));
  for (Index s = 0; s < z.columns; s += lanes) {
    const Index count = std::min(lanes, z.columns - s);
    float* const column = z.data + s;
    const Vector middle = center(normalization, z, s, units);
    Vector squares = hn::Zero(d);
    for (Index u = 0; u < z.rows; ++u) {
      const Vector x = hn::Sub(hn::LoadU(d, column + u * z.stride), middle);
      squares = fused(d, x, x, squares);
    }
    const Vector root = hn::Sqrt(hn::Add(hn::Div(squares, units), epsilon));
    const Vector scale = hn::Div(hn::Set(d, 1.0f), root);
    if (normalized.data) store_up_to(d, count, scale, scales + s);
    for (Index u = 0; u < z.rows; ++u) {
      float* const at = column + u * z.stride;
      const Vector x = flush_subnormal(d, hn::Mul(hn::Sub(hn::LoadU(d, at), middle), scale));
      if (normalized.data) store_up_to(d, count, x, normalized.data + u * normalized.stride + s);
      const Vector shift = hn::Set(d, scaling.shift ? scaling.shift[u] : 0.0f);
      store_up_to(d, count, flush_subnormal(d, fused(d, hn::Set(d, scaling.gain[u]), x, shift)), at);
    }
  }
}

HWY_INLINE Vector mean_delta(const LayerNorm&, Vector sum, Vector units) { return hn::Div(sum, units); }
HWY_INLINE Vector mean_delta(const RmsNorm&, Vector, Vector) { return hn::Zero(Tag()); }

// With t = gain·∂loss/∂n:  ∂loss/∂z = scale·(t − mean t − x̂·mean(t·x̂)); without a center there is no mean t.
template <class N>
void apply_backward(const N& normalization, const UnitScaling& scaling, const Block& delta,
                    const Block& normalized, const float* scales) {
  const Tag d;
  const Vector units = hn::Set(d, static_cast<float>(delta.rows));
  for (Index s = 0; s < delta.columns; s += lanes) {
    const Index count = std::min(lanes, delta.columns - s);
    const auto t_of = [&](Index u) HWY_ATTR {
      return hn::Mul(hn::Set(d, scaling.gain[u]), hn::LoadU(d, delta.data + u * delta.stride + s));
    };
    Vector sum = hn::Zero(d), inner = hn::Zero(d);
    for (Index u = 0; u < delta.rows; ++u) {
      const Vector t = t_of(u);
      sum = hn::Add(sum, t);
      inner = fused(d, t, hn::LoadU(d, normalized.data + u * normalized.stride + s), inner);
    }
    const Vector mean = mean_delta(normalization, sum, units);
    const Vector mean_inner = hn::Div(inner, units);
    const Vector scale = hn::LoadU(d, scales + s);
    for (Index u = 0; u < delta.rows; ++u) {
      const Vector x = hn::LoadU(d, normalized.data + u * normalized.stride + s);
      const Vector dz = hn::Mul(scale, fused_negated(d, x, mean_inner, hn::Sub(t_of(u), mean)));
      store_up_to(d, count, flush_subnormal(d, dz), delta.data + u * delta.stride + s);
    }
  }
}

// Batch normalization is not over the units of a sample: kernels/batch_normalization.hpp.
void apply(const BatchNorm&, const UnitScaling&, const Block&, const Block&, float*) {}
void apply_backward(const BatchNorm&, const UnitScaling&, const Block&, const Block&, const float*) {}

void normalize(const Normalization& normalization, const UnitScaling& scaling, const Block& z,
               const Block& normalized, float* scales) {
  std::visit([&](const auto& held) { apply(held, scaling, z, normalized, scales); }, normalization);
}

void normalize_backward(const Normalization& normalization, const UnitScaling& scaling, const Block& delta,
                        const Block& normalized, const float* scales) {
  std::visit([&](const auto& held) { apply_backward(held, scaling, delta, normalized, scales); },
             normalization);
}

}  // namespace
}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mlp::kernels {

MLP_EXPORT(normalize);
MLP_EXPORT(normalize_backward);

void normalize(const Normalization& normalization, const UnitScaling& scaling, const Block& z,
               const Block& normalized, float* scales) {
  MLP_DISPATCH(normalize)(normalization, scaling, z, normalized, scales);
}

void normalize_backward(const Normalization& normalization, const UnitScaling& scaling, const Block& delta,
                        const Block& normalized, const float* scales) {
  MLP_DISPATCH(normalize_backward)(normalization, scaling, delta, normalized, scales);
}

}  // namespace mlp::kernels
#endif
