// The activations of mlp/choice/activation.hpp in vectors of float, each with its slope:
//
//   value(f, d, z)                  a = f(z)
//   slope(f, d, z)                  f′(z)
//   value_and_slope(f, d, z, a, s)  both, where they share work; the same bits as the two above
//   slope_of_value(f, d, a)         f′(z) from a alone, where slope_from_value<F> says that a tells
//
// At most 4 ulp from the truth, tails included (so tanh′ is never 1 − a², which is 0 where the truth
// is 10⁻⁸).  What they return is flushed of subnormals as A1 asks (−0 becomes +0) and may be stored
// as it is; a NaN stays one, but the slope of a piecewise linear f at NaN is the one left of 0.
//
// Softmax is no map of single numbers: see elementwise.cpp.  To add one: its overloads here.

#if defined(MLP_KERNELS_ACTIVATIONS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef MLP_KERNELS_ACTIVATIONS_INL_H_
#undef MLP_KERNELS_ACTIVATIONS_INL_H_
#else
#define MLP_KERNELS_ACTIVATIONS_INL_H_
#endif

#include <limits>

#include "kernels/functions-inl.h"
#include "mlp/choice/activation.hpp"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {

// Whether the sign of a stored a = f(z) tells the slope, so that z need not be kept.
template <class F>
inline constexpr bool slope_from_value = false;
template <>
inline constexpr bool slope_from_value<Identity> = true;
template <>
inline constexpr bool slope_from_value<Relu> = true;
template <>
inline constexpr bool slope_from_value<LeakyRelu> = true;

// z ≥ 2⁻¹²⁶: positive once it is flushed.
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE auto positive(D d, V z) {
  return hn::Ge(z, hn::Set(d, std::numeric_limits<float>::min()));
}

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

// Relu and leaky_relu keep the sign of z, but for what is flushed to 0; and there z's slope is the one left of 0.
template <class F, FloatTag D, class V = hn::Vec<D>>
requires slope_from_value<F> HWY_INLINE V slope_of_value(const F& f, D d, V a) { return slope(f, d, a); }

// With e = e^−|z| nothing cancels and nothing overflows: σ(z) is 1/(1 + e) or e/(1 + e) by the sign
// of z, and σ′ = e/(1 + e)² = e/(1 + e·(2 + e)), which rounds less often than a square.
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V sigmoid_value(D d, V z, V e) {
  const V one = hn::Set(d, 1.0f);
  const V numerator = hn::IfThenElse(hn::Lt(z, hn::Zero(d)), e, one);
  return flush_subnormal(d, hn::Div(numerator, hn::Add(one, e)));
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V sigmoid_slope(D d, V e) {
  const V square = fused(d, e, hn::Add(hn::Set(d, 2.0f), e), hn::Set(d, 1.0f));
  return flush_subnormal(d, hn::Div(e, square));
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V exp_minus_size(D d, V z) {
  return exp(d, hn::Neg(hn::Abs(z)));
}

template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V value(const Sigmoid&, D d, V z) {
  return sigmoid_value(d, z, exp_minus_size(d, z));
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V slope(const Sigmoid&, D d, V z) {
  return sigmoid_slope(d, exp_minus_size(d, z));
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE void value_and_slope(const Sigmoid&, D d, V z, V& a, V& s) {
  const V e = exp_minus_size(d, z);
  a = sigmoid_value(d, z, e);
  s = sigmoid_slope(d, e);
}

// tanh′ = 4e/(1 + e)² with e = e^−2|z|, by way of 4e, which is still normal where e is not.
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V tanh_exp(D d, V z) {
  const V a = hn::Abs(z);
  const V highest = hn::Set(d, 0x1.62e42ep5f);  // the last whose 4e is normal
  return four_exp_minus_twice(d, hn::IfThenElse(hn::Gt(a, highest), highest, a));
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V tanh_value(D d, V z, V e4) {
  return flush_subnormal(d, hn::CopySign(tanh_from_exp(d, hn::Abs(z), e4), z));
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V tanh_slope(D d, V z, V e4) {
  const V twice_and_square = fused(d, e4, hn::Set(d, 0.0625f), hn::Set(d, 0.5f));
  const V s = hn::Div(e4, fused(d, e4, twice_and_square, hn::Set(d, 1.0f)));
  return hn::IfThenZeroElse(hn::Ge(hn::Abs(z), hn::Set(d, 0x1.62e430p5f)), s);
}

template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V value(const Tanh&, D d, V z) {
  return tanh_value(d, z, tanh_exp(d, z));
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V slope(const Tanh&, D d, V z) {
  return tanh_slope(d, z, tanh_exp(d, z));
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE void value_and_slope(const Tanh&, D d, V z, V& a, V& s) {
  const V e4 = tanh_exp(d, z);
  a = tanh_value(d, z, e4);
  s = tanh_slope(d, z, e4);
}

// The others share nothing.
template <class F, FloatTag D, class V = hn::Vec<D>>
HWY_INLINE void value_and_slope(const F& f, D d, V z, V& a, V& s) {
  a = value(f, d, z);
  s = slope(f, d, z);
}

}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
