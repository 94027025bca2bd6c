// The activations with a sigmoid at the root; see activations-inl.h.

#if defined(MLP_KERNELS_SIGMOID_ACTIVATIONS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef MLP_KERNELS_SIGMOID_ACTIVATIONS_INL_H_
#undef MLP_KERNELS_SIGMOID_ACTIVATIONS_INL_H_
#else
#define MLP_KERNELS_SIGMOID_ACTIVATIONS_INL_H_
#endif

#include "kernels/activation_parts-inl.h"
#include "kernels/float_functions-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {

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

// −log(1 + e⁻ᶻ), without the exponential where it would be large; its slope is σ(−z).
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE void value_and_slope(const LogSigmoid&, D d, V z, V& a, V& s) {
  const V e = exp_minus_size(d, z);
  const V size = log1p(d, e);
  const V below = hn::IfThenElseZero(hn::Lt(z, hn::Zero(d)), z);
  a = flush_subnormal(d, hn::Sub(below, size));
  s = sigmoid_value(d, hn::Neg(z), e);
}

template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE void value_and_slope(const Softplus& f, D d, V z, V& a, V& s) {
  const auto beta = static_cast<float>(f.beta);
  const V bend = hn::Set(d, beta), inverse = hn::Set(d, static_cast<float>(1.0 / static_cast<double>(beta)));
  const V product = hn::Mul(hn::Abs(z), bend);
  const V error = fused(d, hn::Abs(z), bend, hn::Neg(product));
  const auto far = hn::Gt(product, hn::Set(d, 103.0f));
  const V x = hn::IfThenElse(far, hn::Set(d, 103.0f), product);
  const V lifted = lifted_exp_minus(d, x, hn::IfThenZeroElse(far, error));
  const V e = hn::Mul(lifted, hn::Set(d, unlift));
  // log(1 + e) is e itself where e is small, and may still be normal after the division by beta.
  const V tiny = hn::Mul(hn::Mul(lifted, inverse), hn::Set(d, unlift));
  const V rest = hn::IfThenElse(hn::Lt(e, hn::Set(d, 0x1p-30f)), tiny, hn::Mul(log1p(d, e), inverse));
  const V above = hn::IfThenElse(hn::Gt(z, hn::Zero(d)), z, hn::Zero(d));
  const auto linear = hn::Gt(hn::Mul(z, bend), hn::Set(d, static_cast<float>(f.threshold)));
  a = flush_subnormal(d, hn::IfThenElse(linear, z, hn::Add(above, rest)));
  s = hn::IfThenElse(linear, hn::Set(d, 1.0f), sigmoid_value(d, z, e));
}

// (root − size)·P(root − size), a slope's factor near its zero, and where that is to be used.
template <class V, class M>
struct NearZero {
  V factor;
  M mask;
};

// Near its zero a slope is a difference that cancels; a fit keeps its digits.  `high` + `low` is the root.
template <FloatTag D, class V = hn::Vec<D>, class... More>
HWY_INLINE auto near_zero(D d, V size, float high, float low, float reach, More... coefficients) {
  const V distance = hn::Add(hn::Sub(hn::Set(d, high), size), hn::Set(d, low));
  const auto mask = hn::Lt(hn::Abs(distance), hn::Set(d, reach));
  return NearZero<V, decltype(mask)>{hn::Mul(distance, polynomial(d, distance, coefficients...)), mask};
}

// z·σ(w) for w of z's sign: with e = e^−|w| and y = |z|·w′
//
//   z < 0   value z·e/(1 + e)   slope e·(1 + e − y)/(1 + e)²
//   z ≥ 0   value z/(1 + e)     slope (1 + e·(1 + y))/(1 + e)²
//
// `lifted` is e before it is lowered, `factor` is 1 + e − y.
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE void gated(D d, V z, V size, V lifted, V y, V factor, V& a, V& s) {
  const V one = hn::Set(d, 1.0f);
  const auto below = hn::Lt(z, hn::Zero(d));
  const V e = hn::Mul(lifted, hn::Set(d, unlift));
  const V dividend = hn::IfThenElse(below, hn::Neg(hn::Mul(size, lifted)), z);
  a = lowered(d, below, hn::Div(dividend, hn::Add(one, e)));
  const V numerator = hn::IfThenElse(below, hn::Mul(lifted, factor), fused(d, e, hn::Add(one, y), one));
  s = lowered(d, below, hn::Div(numerator, square_of_1_plus(d, e)));
}

template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE void value_and_slope(const Silu&, D d, V z, V& a, V& s) {
  const V size = bounded_size(d, z, 103.0f);
  const V lifted = lifted_exp_minus(d, size);
  const V far = hn::Sub(fused(d, lifted, hn::Set(d, unlift), hn::Set(d, 1.0f)), size);
  // The fit's error is 2^-26.2.
  const auto near =
      near_zero(d, size, 0x1.474974p+0f, -0x1.bdf6fap-27f, 0.5f, 0x1.474974p+0f, 0x1.1d25d0p-3f,
                0x1.7c3074p-5f, 0x1.7c2f0ep-7f, 0x1.317678p-9f, 0x1.98caaep-12f, 0x1.e4e57ep-16f);
  gated(d, z, size, lifted, size, hn::IfThenElse(near.mask, near.factor, far), a, s);
}

template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE void tanh_gelu(D d, V z, V& a, V& s) {
  const V size = bounded_size(d, z, 10.6f);
  // w = |z|·(c₁ + c₃·z²) in two floats: the exponential sees more than its last place.
  const V c1 = hn::Set(d, 0x1.988454p+0f), c3 = hn::Set(d, 0x1.2444f2p-4f);
  const V square = hn::Mul(size, size);
  const V square_low = fused(d, size, size, hn::Neg(square));
  const V cubic = hn::Mul(c3, square);
  const V cubic_error = fused(d, c3, square, hn::Neg(cubic));
  const V cubic_low = fused(d, c3, square_low, fused(d, square, hn::Set(d, 0x1.49b16ap-29f), cubic_error));
  const V sum = hn::Add(c1, cubic);
  const V back = hn::Sub(sum, c1);  // Knuth's two-sum: neither term need be the larger
  const V sum_error = hn::Add(hn::Sub(c1, hn::Sub(sum, back)), hn::Sub(cubic, back));
  const V sum_low = hn::Add(sum_error, hn::Add(cubic_low, hn::Set(d, -0x1.857936p-25f)));
  const V w = hn::Mul(size, sum);
  const V w_low = fused(d, size, sum_low, fused(d, size, sum, hn::Neg(w)));
  const V lifted = lifted_exp_minus(d, w, w_low);
  // y = |z|·w′ = w + 2·c₃·|z|³, in two floats too.
  const V twice = hn::Add(size, size);
  const V y = fused(d, twice, cubic, w);
  const V y_low = hn::Add(fused(d, twice, cubic, hn::Sub(w, y)), w_low);
  const V far = hn::Add(hn::Sub(hn::Set(d, 1.0f), y), fused(d, lifted, hn::Set(d, unlift), hn::Neg(y_low)));
  // The fit's error is 2^-24.3.
  const auto near =
      near_zero(d, size, 0x1.8142a0p-1f, -0x1.85a06cp-27f, 0.3f, 0x1.3af6cep+1f, -0x1.993ca4p-4f,
                0x1.9a0a82p-2f, 0x1.37143ap-4f, 0x1.fbb7b4p-6f, 0x1.7934f4p-7f);
  gated(d, z, size, lifted, y, hn::IfThenElse(near.mask, near.factor, far), a, s);
}

// With Φ(−x) = ½·erfc(x/√2) = e^(−x²/2)·Q(x) and x = |z|
//
//   z < 0   value −x·e^(−x²/2)·Q(x)       slope e^(−x²/2)·(Q(x) − x/√2π)
//   z ≥ 0   value x·(1 − e^(−x²/2)·Q(x))  slope 1 − e^(−x²/2)·(Q(x) − x/√2π)
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE void exact_gelu(D d, V z, V& a, V& s) {
  const V one = hn::Set(d, 1.0f), half = hn::Set(d, 0.5f);
  const V x = bounded_size(d, z, 14.3f);
  const V square = hn::Mul(x, x);
  const V square_low = fused(d, x, x, hn::Neg(square));
  const V lifted = lifted_exp_minus(d, hn::Mul(half, square), hn::Mul(half, square_low));
  const V e = hn::Mul(lifted, hn::Set(d, unlift));
  const auto below = hn::Lt(z, hn::Zero(d));
  const ErfcVariable<V> variable = erfc_variable(d, x, 0x1.b27248p-3f);  // 0.3·x/√2
  const ScaledErfc<V> twice_Q = scaled_erfc(d, variable);
  const V share = hn::Mul(hn::Mul(hn::Set(d, -0.5f), x), lifted);
  const V value_below = fused(d, share, twice_Q.high, hn::Mul(share, twice_Q.low));
  const V value_above = hn::Mul(z, fused_negated(d, e, hn::Mul(half, twice_Q.high), one));
  a = lowered(d, below, hn::IfThenElse(below, value_below, value_above));
  // Q(x) − x/√2π is (root − x)·H(t): error 2^-25.4.
  const V distance = hn::Add(hn::Sub(hn::Set(d, 0x1.80ead2p-1f), x), hn::Set(d, -0x1.a03fd4p-27f));
  const V H = polynomial(d, variable.centred, 0x1.e99576p-2f, 0x1.01ed86p-2f, 0x1.6ad162p-2f, 0x1.a0b14ep-2f,
                         0x1.7913a0p-2f, 0x1.f14bf6p-3f, 0x1.748250p-4f, -0x1.65d65ep-7f, -0x1.e36328p-6f,
                         -0x1.8c6cc4p-8f);
  const V factor = hn::Mul(distance, H);
  s = lowered(d, below, hn::IfThenElse(below, hn::Mul(lifted, factor), fused_negated(d, e, factor, one)));
}

template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE void value_and_slope(const Gelu& f, D d, V z, V& a, V& s) {
  if (f.approximate) {
    tanh_gelu(d, z, a, s);
  } else {
    exact_gelu(d, z, a, s);
  }
}

// With e = e^−|z|, tanh(log(1 + eᶻ)) is n/D and the slope N/D², where
//
//   z < 0   n = e·(2 + e)   D = 2 + 2e + e²    N = e·((4 − 4·|z|) + e·((6 − 4·|z|) + e·(4 + e)))
//   z ≥ 0   n = 1 + 2e      D = 1 + 2e + 2e²   N = 1 + e·(4 + e·((6 + 4·z) + e·(4 + 4·z)))
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE void value_and_slope(const Mish&, D d, V z, V& a, V& s) {
  const V one = hn::Set(d, 1.0f), two = hn::Set(d, 2.0f), four = hn::Set(d, 4.0f), eight = hn::Set(d, 8.0f);
  const auto below = hn::Lt(z, hn::Zero(d));
  const V size = bounded_size(d, z, 103.0f);
  const V lifted = lifted_exp_minus(d, size);
  const V e = hn::Mul(lifted, hn::Set(d, unlift));
  const V n_below = hn::Mul(hn::Neg(size), hn::Mul(lifted, hn::Add(e, two)));
  const V n_above = hn::Mul(z, fused(d, two, e, one));
  const V c0 = hn::IfThenElse(below, two, one), c2 = hn::IfThenElse(below, one, two);
  const V divisor = fused(d, e, fused(d, c2, e, two), c0);
  a = lowered(d, below, hn::Div(hn::IfThenElse(below, n_below, n_above), divisor));

  const V size_4 = hn::Mul(four, size), six = hn::Set(d, 6.0f);
  const V inner = fused(d, e, hn::Add(e, four), hn::Sub(six, size_4));
  const V far = fused(d, e, inner, hn::Sub(four, size_4));
  // The fit's error is 2^-25.0.
  const auto near = near_zero(d, size, 0x1.31432cp+0f, 0x1.a25b08p-29f, 0.4f, 0x1.9a1c16p+2f, 0x1.21b0c8p+1f,
                              0x1.494362p+0f, 0x1.1d9a6cp-1f, 0x1.aaf10cp-3f, 0x1.258daap-4f, 0x1.87d714p-6f,
                              0x1.dec172p-8f);
  const V N_below = hn::Mul(lifted, hn::IfThenElse(near.mask, near.factor, far));
  const V third = fused(d, e, hn::Add(four, size_4), hn::Add(six, size_4));
  const V N_above = fused(d, e, fused(d, e, third, four), one);
  // D² as one polynomial rounds less often than a square.
  const V b4 = hn::IfThenElse(below, one, four), b3 = hn::IfThenElse(below, four, eight);
  const V b1 = hn::IfThenElse(below, eight, four), b0 = hn::IfThenElse(below, four, one);
  const V square = fused(d, e, fused(d, e, fused(d, e, fused(d, e, b4, b3), eight), b1), b0);
  s = lowered(d, below, hn::Div(hn::IfThenElse(below, N_below, N_above), square));
}

}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
