// The activations that are made of straight lines, and squared_relu; see activations-inl.h.

#if defined(MLP_KERNELS_PIECEWISE_ACTIVATIONS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef MLP_KERNELS_PIECEWISE_ACTIVATIONS_INL_H_
#undef MLP_KERNELS_PIECEWISE_ACTIVATIONS_INL_H_
#else
#define MLP_KERNELS_PIECEWISE_ACTIVATIONS_INL_H_
#endif

#include "kernels/activation_parts-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {

template <>
inline constexpr bool slope_from_value<Identity> = true;
template <>
inline constexpr bool slope_from_value<Relu> = true;
template <>
inline constexpr bool slope_from_value<LeakyRelu> = true;
template <>
inline constexpr bool slope_from_value<Relu6> = true;
template <>
inline constexpr bool slope_from_value<HardTanh> = true;
template <>
inline constexpr bool slope_from_value<HardSigmoid> = true;

template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V value(const Identity&, D d, V z) {
  return flush_subnormal(d, z);
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V slope(const Identity&, D d, V) {
  return hn::Set(d, 1.0f);
}

template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V value(const Relu&, D d, V z) {
  // One comparison does it all: negative numbers, −0 and subnormals become +0, a NaN stays.
  return hn::IfThenZeroElse(hn::Lt(z, hn::Set(d, std::numeric_limits<float>::min())), z);
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V slope(const Relu&, D d, V z) {
  return hn::IfThenElseZero(positive(d, z), hn::Set(d, 1.0f));
}

template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V value(const LeakyRelu& f, D d, V z) {
  const V scaled = hn::Mul(z, hn::Set(d, static_cast<float>(f.negative_slope)));
  return flush_subnormal(d, hn::IfThenElse(hn::Lt(z, hn::Zero(d)), scaled, z));
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V slope(const LeakyRelu& f, D d, V z) {
  return hn::IfThenElse(positive(d, z), hn::Set(d, 1.0f), hn::Set(d, static_cast<float>(f.negative_slope)));
}

// With the slope that the unit starts from: who has learned ones hands in a unit's row at a time.
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V value(const Prelu& f, D d, V z) {
  return value(LeakyRelu{f.initial_slope}, d, z);
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V slope(const Prelu& f, D d, V z) {
  return slope(LeakyRelu{f.initial_slope}, d, z);
}

template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V value(const Relu6&, D d, V z) {
  const V six = hn::Set(d, 6.0f);
  const V rectified = value(Relu{}, d, z);
  return hn::IfThenElse(hn::Gt(z, six), six, rectified);
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V slope(const Relu6&, D d, V z) {
  const auto inside = hn::And(positive(d, z), hn::Lt(z, hn::Set(d, 6.0f)));
  return hn::IfThenElseZero(inside, hn::Set(d, 1.0f));
}

template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V value(const HardTanh& f, D d, V z) {
  const V low = hn::Set(d, static_cast<float>(f.min_value)),
          high = hn::Set(d, static_cast<float>(f.max_value));
  const V cut = hn::IfThenElse(hn::Lt(z, low), low, hn::IfThenElse(hn::Gt(z, high), high, z));
  return flush_subnormal(d, cut);
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V slope(const HardTanh& f, D d, V z) {
  const V low = hn::Set(d, static_cast<float>(f.min_value)),
          high = hn::Set(d, static_cast<float>(f.max_value));
  // Flushed, as the stored value is.
  const V x = flush_subnormal(d, z);
  return hn::IfThenElseZero(hn::And(hn::Gt(x, low), hn::Lt(x, high)), hn::Set(d, 1.0f));
}

// (z + 3)/6, which is exact but for the division near −3, where z/6 + ½ would cancel.  A value that
// rounds to 1 stays below it inside, so that it tells the slope.
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V value(const HardSigmoid&, D d, V z) {
  const V three = hn::Set(d, 3.0f), one = hn::Set(d, 1.0f), below_one = hn::Set(d, 0x1.fffffep-1f);
  const V line = hn::Mul(hn::Add(z, three), hn::Set(d, 0x1.555556p-3f));
  const V capped = hn::IfThenElse(hn::Gt(line, below_one), below_one, line);
  const V upper = hn::IfThenElse(hn::Ge(z, three), one, capped);
  return hn::IfThenZeroElse(hn::Le(z, hn::Neg(three)), upper);
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V slope(const HardSigmoid&, D d, V z) {
  return hn::IfThenElseZero(hn::Lt(hn::Abs(z), hn::Set(d, 3.0f)), hn::Set(d, 0x1.555556p-3f));
}

// From the value: where that is the same on both sides of a bend, the slope there is the outer one.
template <class F, FloatTag D, class V = hn::Vec<D>>
requires slope_from_value<F> HWY_INLINE V slope_of_value(const F& f, D d, V a) { return slope(f, d, a); }
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V slope_of_value(const HardSigmoid&, D d, V a) {
  const auto inside = hn::And(hn::Gt(a, hn::Zero(d)), hn::Lt(a, hn::Set(d, 1.0f)));
  return hn::IfThenElseZero(inside, hn::Set(d, 0x1.555556p-3f));
}

template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V value(const HardSwish&, D d, V z) {
  const V three = hn::Set(d, 3.0f);
  const V bend = hn::Mul(hn::Mul(z, hn::Add(z, three)), hn::Set(d, 0x1.555556p-3f));
  const V upper = hn::IfThenElse(hn::Ge(z, three), z, bend);
  return flush_subnormal(d, hn::IfThenZeroElse(hn::Le(z, hn::Neg(three)), upper));
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V slope(const HardSwish&, D d, V z) {
  const V three = hn::Set(d, 3.0f);
  const V bend = hn::Mul(fused(d, hn::Set(d, 2.0f), z, three), hn::Set(d, 0x1.555556p-3f));
  const V upper = hn::IfThenElse(hn::Ge(z, three), hn::Set(d, 1.0f), bend);
  return hn::IfThenZeroElse(hn::Le(z, hn::Neg(three)), upper);
}

template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V value(const SquaredRelu&, D d, V z) {
  const V rectified = value(Relu{}, d, z);
  return flush_subnormal(d, hn::Mul(rectified, rectified));
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V slope(const SquaredRelu&, D d, V z) {
  const V rectified = value(Relu{}, d, z);
  return hn::Add(rectified, rectified);
}

}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
