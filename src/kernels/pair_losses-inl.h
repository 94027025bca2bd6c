// The losses that are a mean over the outputs (LossForm::each_output, each_logit), in vectors:
//
//   value(loss, d, a, y)    in double, what one output costs
//   slope(loss, d, a, y)    in float, its derivative with respect to a
//
// a is the output, or for each_logit the logit.  A value is not finite where a is not.  To add one:
// its two overloads here.

#if defined(MLP_KERNELS_PAIR_LOSSES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef MLP_KERNELS_PAIR_LOSSES_INL_H_
#undef MLP_KERNELS_PAIR_LOSSES_INL_H_
#else
#define MLP_KERNELS_PAIR_LOSSES_INL_H_
#endif

#include "kernels/activations-inl.h"
#include "kernels/functions-inl.h"
#include "kernels/simd-inl.h"
#include "mlp/choice/loss.hpp"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {

// −1, 0 or 1; a NaN stays one.
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V sign_of(D d, V e) {
  return hn::IfThenElse(hn::Eq(e, hn::Zero(d)), hn::Zero(d),
                        hn::IfThenElse(hn::Eq(e, e), hn::CopySign(hn::Set(d, 1.0f), e), e));
}

// `x` where |e| < bound, else ±y by e's sign.
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V inside_or_signed(D d, V e, double bound, V x, double y) {
  const V outside = hn::Mul(sign_of(d, e), hn::Set(d, static_cast<float>(y)));
  return hn::IfThenElse(hn::Lt(hn::Abs(e), hn::Set(d, static_cast<float>(bound))), x, outside);
}

template <DoubleTag D, class V = hn::Vec<D>>
HWY_INLINE V value(const MeanSquaredError&, D, V a, V y) {
  const V e = hn::Sub(a, y);
  return hn::Mul(e, e);
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V slope(const MeanSquaredError&, D, V a, V y) {
  const V e = hn::Sub(a, y);
  return hn::Add(e, e);
}

template <DoubleTag D, class V = hn::Vec<D>>
HWY_INLINE V value(const AbsoluteError&, D, V a, V y) {
  return hn::Abs(hn::Sub(a, y));
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V slope(const AbsoluteError&, D d, V a, V y) {
  return sign_of(d, hn::Sub(a, y));
}

template <DoubleTag D, class V = hn::Vec<D>>
HWY_INLINE V value(const Huber& loss, D d, V a, V y) {
  const V e = hn::Abs(hn::Sub(a, y)), delta = hn::Set(d, loss.delta), half = hn::Set(d, 0.5);
  const V far = hn::Mul(delta, hn::Sub(e, hn::Mul(half, delta)));
  return hn::IfThenElse(hn::Lt(e, delta), hn::Mul(half, hn::Mul(e, e)), far);
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V slope(const Huber& loss, D d, V a, V y) {
  const V e = hn::Sub(a, y);
  return inside_or_signed(d, e, loss.delta, e, loss.delta);
}

template <DoubleTag D, class V = hn::Vec<D>>
HWY_INLINE V value(const SmoothL1& loss, D d, V a, V y) {
  const V e = hn::Abs(hn::Sub(a, y)), beta = hn::Set(d, loss.beta), half = hn::Set(d, 0.5);
  const V near = hn::Div(hn::Mul(half, hn::Mul(e, e)), beta);
  return hn::IfThenElse(hn::Lt(e, beta), near, hn::Sub(e, hn::Mul(half, beta)));
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V slope(const SmoothL1& loss, D d, V a, V y) {
  const V e = hn::Sub(a, y);
  return inside_or_signed(d, e, loss.beta, hn::Div(e, hn::Set(d, static_cast<float>(loss.beta))), 1.0);
}

// |e| + log(1 + e^−2|e|) − log 2; near 0, where that cancels, the series to e⁶ (error 2^-46 of it).
template <DoubleTag D, class V = hn::Vec<D>>
HWY_INLINE V value(const LogCosh&, D d, V a, V y) {
  const V e = hn::Abs(hn::Sub(a, y));
  const V tail = log1p(d, exp(d, hn::Mul(hn::Set(d, -2.0), e)));
  const V far = hn::Add(e, hn::Sub(tail, hn::Set(d, 0x1.62e42fefa39efp-1)));
  const V square = hn::Mul(e, e);
  const V near = hn::Mul(square, polynomial(d, square, 0.5, -0x1.5555555555555p-4, 0x1.6c16c16c16c17p-6));
  return hn::IfThenElse(hn::Lt(e, hn::Set(d, 0.01)), near, far);
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V slope(const LogCosh&, D d, V a, V y) {
  return tanh(d, hn::Sub(a, y));
}

template <DoubleTag D, class V = hn::Vec<D>>
HWY_INLINE V value(const Quantile& loss, D d, V a, V y) {
  const V e = hn::Sub(y, a);
  const V low = hn::Mul(hn::Set(d, loss.quantile - 1.0), e), high = hn::Mul(hn::Set(d, loss.quantile), e);
  return hn::IfThenElse(hn::Lt(e, hn::Zero(d)), low, high);
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V slope(const Quantile& loss, D d, V a, V y) {
  const V e = hn::Sub(y, a);
  const V low = hn::Set(d, static_cast<float>(1.0 - loss.quantile));
  const V high = hn::Set(d, static_cast<float>(-loss.quantile));
  const V at_zero_or_nan = hn::IfThenElse(hn::Gt(e, hn::Zero(d)), high, e);
  return hn::IfThenElse(hn::Lt(e, hn::Zero(d)), low, at_zero_or_nan);
}

// z − z is NaN where z is infinite: that must show.
template <DoubleTag D, class V = hn::Vec<D>>
HWY_INLINE V value(const Poisson&, D d, V z, V y) {
  return hn::Add(hn::Sub(exp(d, z), hn::Mul(y, z)), hn::Sub(z, z));
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V slope(const Poisson&, D d, V z, V y) {
  return hn::Sub(exp(d, z), y);
}

// y ? p·(max(−z, 0) + log(1 + e^−|z|)) : max(z, 0) + log(1 + e^−|z|).
template <DoubleTag D, class V = hn::Vec<D>>
HWY_INLINE V value(const MultiLabel& loss, D d, V z, V y) {
  const V zero = hn::Zero(d), one = hn::Set(d, 1.0);
  // log(1 + eᶻ) and log(1 + e⁻ᶻ) without the overflow of either.
  const V tail = log1p(d, exp(d, hn::Neg(hn::Abs(z))));
  const V is_0 = hn::Add(hn::IfThenElse(hn::Lt(z, zero), zero, z), tail);
  const V is_1 = hn::Add(hn::IfThenElse(hn::Lt(hn::Neg(z), zero), zero, hn::Neg(z)), tail);
  const V cost_of_1 = hn::Mul(hn::Mul(hn::Set(d, loss.positive_weight), y), is_1);
  const V cost = hn::Add(cost_of_1, hn::Mul(hn::Sub(one, y), is_0));
  return hn::Add(cost, hn::Sub(z, z));
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V slope(const MultiLabel& loss, D d, V z, V y) {
  const V one = hn::Set(d, 1.0f), probability = value(Sigmoid{}, d, z);
  const V weight = hn::Mul(hn::Set(d, static_cast<float>(loss.positive_weight)), y);
  return hn::Add(hn::Mul(weight, hn::Sub(probability, one)), hn::Mul(hn::Sub(one, y), probability));
}

}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
