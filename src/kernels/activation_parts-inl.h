// What several activations are made of; see activations-inl.h.

#if defined(MLP_KERNELS_ACTIVATION_PARTS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef MLP_KERNELS_ACTIVATION_PARTS_INL_H_
#undef MLP_KERNELS_ACTIVATION_PARTS_INL_H_
#else
#define MLP_KERNELS_ACTIVATION_PARTS_INL_H_
#endif

#include <limits>

#include "kernels/functions-inl.h"
#include "mlp/choice/activation.hpp"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {

// Whether a stored a = f(z) tells the slope, so that z need not be kept.
template <class F>
inline constexpr bool slope_from_value = false;

// z ≥ 2⁻¹²⁶: positive once it is flushed.
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE auto positive(D d, V z) {
  return hn::Ge(z, hn::Set(d, std::numeric_limits<float>::min()));
}

// |z|, at most `highest`.
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V bounded_size(D d, V z, float highest) {
  const V size = hn::Abs(z), bound = hn::Set(d, highest);
  return hn::IfThenElse(hn::Gt(size, bound), bound, size);
}

// Exponentials of negative numbers are computed 2²⁴ times too large where they are then multiplied: so
// z·eᶻ keeps its digits down to its own last normal number, where eᶻ has none any more.
inline constexpr float lift = 0x1p24f, unlift = 0x1p-24f;

// e^−a and e^−a − 1.
template <class V>
struct ExpMinus {
  V lifted;  // 2²⁴·e^−a
  V minus_1;
};

// e^−(a + low) for 0 ≤ a ≤ 103.9, where 2²⁴·e^−a is normal; low is a's rounding error.  A NaN stays one.
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE ExpMinus<V> exp_minus(D d, V a, V low) {
  const auto [shifted, n, r] = reduce_exponent(d, hn::Neg(a));
  const V power = times_power_of_two(d, hn::Set(d, lift), shifted);
  const V p = expm1_reduced(d, hn::Sub(r, low));
  // 2ⁿ·(e^r − 1) + (2ⁿ − 1).
  const V unlifted = hn::Mul(power, hn::Set(d, unlift));
  const V minus_1 = fused(d, p, unlifted, hn::Sub(unlifted, hn::Set(d, 1.0f)));
  return {fused(d, p, power, power), minus_1};
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V lifted_exp_minus(D d, V a, V low) {
  const auto [shifted, n, r] = reduce_exponent(d, hn::Neg(a));
  return hn::Mul(exp_reduced(d, hn::Sub(r, low)), times_power_of_two(d, hn::Set(d, lift), shifted));
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V lifted_exp_minus(D d, V a) {
  const auto [shifted, n, r] = reduce_exponent(d, hn::Neg(a));
  return hn::Mul(exp_reduced(d, r), times_power_of_two(d, hn::Set(d, lift), shifted));
}

// x·2⁻²⁴ where `lifted` says so, fit to be stored.
template <FloatTag D, class M, class V = hn::Vec<D>>
HWY_INLINE V lowered(D d, M lifted, V x) {
  const V factor = hn::IfThenElse(lifted, hn::Set(d, unlift), hn::Set(d, 1.0f));
  return flush_subnormal(d, hn::Mul(x, factor));
}

// With e = e^−|z| nothing cancels and nothing overflows: σ(z) is 1/(1 + e) or e/(1 + e) by the sign
// of z, and σ′ = e/(1 + e)² = e/(1 + e·(2 + e)), which rounds less often than a square.
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V sigmoid_value(D d, V z, V e) {
  const V one = hn::Set(d, 1.0f);
  const V numerator = hn::IfThenElse(hn::Lt(z, hn::Zero(d)), e, one);
  return flush_subnormal(d, hn::Div(numerator, hn::Add(one, e)));
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V square_of_1_plus(D d, V e) {
  return fused(d, e, hn::Add(hn::Set(d, 2.0f), e), hn::Set(d, 1.0f));
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V sigmoid_slope(D d, V e) {
  return flush_subnormal(d, hn::Div(e, square_of_1_plus(d, e)));
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V exp_minus_size(D d, V z) {
  return exp(d, hn::Neg(hn::Abs(z)));
}

}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
