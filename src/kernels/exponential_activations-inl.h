// The activations with one exponential at the root: elu and its kin, exponential, gaussian; and softsign,
// sine, which have none; see activations-inl.h.

#if defined(MLP_KERNELS_EXPONENTIAL_ACTIVATIONS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef MLP_KERNELS_EXPONENTIAL_ACTIVATIONS_INL_H_
#undef MLP_KERNELS_EXPONENTIAL_ACTIVATIONS_INL_H_
#else
#define MLP_KERNELS_EXPONENTIAL_ACTIVATIONS_INL_H_
#endif

#include "kernels/activation_parts-inl.h"
#include "kernels/float_functions-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {

template <>
inline constexpr bool slope_from_value<Exponential> = true;

// z above 0, and scale·(e^−x − 1) with slope `scale_of_slope`·e^−x below, where x = size + low.
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE void elu_like(D d, V z, V size, V low, float scale, float scale_of_slope, V& a, V& s) {
  const ExpMinus<V> e = exp_minus(d, size, low);
  const auto above = positive(d, z);
  const V below = hn::Mul(hn::Set(d, scale), e.minus_1);
  const V below_slope = hn::Mul(hn::Mul(hn::Set(d, scale_of_slope), e.lifted), hn::Set(d, unlift));
  a = flush_subnormal(d, hn::IfThenElse(hn::Gt(z, hn::Zero(d)), z, below));
  s = flush_subnormal(d, hn::IfThenElse(above, hn::Set(d, 1.0f), below_slope));
}

template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE void value_and_slope(const Elu& f, D d, V z, V& a, V& s) {
  const auto alpha = static_cast<float>(f.alpha);
  elu_like(d, z, bounded_size(d, z, 103.0f), hn::Zero(d), alpha, alpha, a, s);
}

template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE void value_and_slope(const Celu& f, D d, V z, V& a, V& s) {
  const auto alpha = static_cast<float>(f.alpha);
  // 1/alpha in two parts, so that the exponential sees z/alpha to more than its last place.
  const double inverse = 1.0 / static_cast<double>(alpha);
  const auto high = static_cast<float>(inverse);
  const auto low = static_cast<float>(inverse - static_cast<double>(high));
  const V size = hn::Abs(z);
  const V quotient = hn::Mul(size, hn::Set(d, high));
  const V error = fused(d, size, hn::Set(d, high), hn::Neg(quotient));
  const V rest = fused(d, size, hn::Set(d, low), error);
  const auto far = hn::Gt(quotient, hn::Set(d, 103.0f));
  const V x = hn::IfThenElse(far, hn::Set(d, 103.0f), quotient);
  elu_like(d, z, x, hn::IfThenZeroElse(far, rest), alpha, 1.0f, a, s);
}

template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE void value_and_slope(const Selu&, D d, V z, V& a, V& s) {
  // Klambauer et al. 2017: s, s·α to float.
  constexpr float scale = 0x1.0cfabep0f, scale_alpha = 0x1.c212ccp0f;
  elu_like(d, z, bounded_size(d, z, 103.0f), hn::Zero(d), scale_alpha, scale_alpha, a, s);
  const auto above = positive(d, z);
  a = hn::IfThenElse(above, hn::Mul(z, hn::Set(d, scale)), a);
  s = hn::IfThenElse(above, hn::Set(d, scale), s);
}

template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V value(const Exponential&, D d, V z) {
  return exp(d, z);
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V slope(const Exponential&, D d, V z) {
  return exp(d, z);
}
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V slope_of_value(const Exponential&, D, V a) {
  return a;
}

template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE void value_and_slope(const Gaussian&, D d, V z, V& a, V& s) {
  const V x = hn::CopySign(bounded_size(d, z, 10.15f), z);
  const V square = hn::Mul(x, x);
  const V lifted = lifted_exp_minus(d, square, fused(d, x, x, hn::Neg(square)));
  const V lower = hn::Set(d, unlift);
  a = flush_subnormal(d, hn::Mul(lifted, lower));
  s = flush_subnormal(d, hn::Mul(hn::Mul(hn::Mul(hn::Set(d, -2.0f), x), lifted), lower));
}

template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE void value_and_slope(const Softsign&, D d, V z, V& a, V& s) {
  const V one = hn::Set(d, 1.0f);
  const V size = bounded_size(d, z, 0x1p60f);  // beyond, 1 no longer counts, and the slope vanishes
  const V quotient = hn::Div(size, hn::Add(one, size));
  a = flush_subnormal(d, hn::CopySign(quotient, z));
  const V inverse = hn::Div(one, hn::Add(one, hn::Abs(z)));
  s = flush_subnormal(d, hn::Mul(inverse, inverse));
}

template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE void value_and_slope(const Sine&, D d, V z, V& a, V& s) {
  const SineAndCosine<V> both = sine_and_cosine(d, z);
  a = flush_subnormal(d, both.sine);
  s = both.cosine;
}

}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
