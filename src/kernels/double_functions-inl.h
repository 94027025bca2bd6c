// cos and pow in double, by the rules of functions-inl.h: the same bits everywhere, at most 2 ulp.
// Box–Muller draws and schedules need the cosine, bias corrections and decays the power.

#if defined(MLP_KERNELS_DOUBLE_FUNCTIONS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef MLP_KERNELS_DOUBLE_FUNCTIONS_INL_H_
#undef MLP_KERNELS_DOUBLE_FUNCTIONS_INL_H_
#else
#define MLP_KERNELS_DOUBLE_FUNCTIONS_INL_H_
#endif

#include "kernels/functions-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {

// cos x, at most 2 ulp for |x| ≤ 2³⁰; NaN beyond, where three parts of π/2 no longer suffice.
template <DoubleTag D, class V = hn::Vec<D>>
HWY_INLINE V cos(D d, V x) {
  const BitsTag<D> du;
  const V shift = hn::Set(d, Format<double>::to_integer);
  const V shifted = fused(d, x, hn::Set(d, 0x1.45f306dc9c883p-1), shift);  // 2/π
  const V n = hn::Neg(hn::Sub(shifted, shift));
  // r + tail = x − n·π/2 to about 100 bits; the first step is exact.
  const V rest = fused(d, n, hn::Set(d, 0x1.921fb54442d18p0), x);
  const V second = hn::Mul(n, hn::Set(d, 0x1.1a62633145c07p-54));
  const V second_error = fused(d, n, hn::Set(d, 0x1.1a62633145c07p-54), hn::Neg(second));
  const V r = hn::Add(rest, second);
  const V back = hn::Sub(r, rest);  // Knuth's two-sum: neither term need be the larger
  const V sum_error = hn::Add(hn::Sub(rest, hn::Sub(r, back)), hn::Sub(second, back));
  const V tail = hn::Add(sum_error, fused(d, n, hn::Set(d, -0x1.f1976b7ed8fbcp-110), second_error));

  const V z = hn::Mul(r, r);
  // sin r = r + r³·S(r²) and cos r = 1 − r²/2 + r⁴·C(r²) on |r| ≤ π/4: errors 2^-57.9, 2^-63.9.
  const V S = polynomial(d, z, -0x1.5555555555548p-3, 0x1.111111110f78fp-7, -0x1.a01a019bf5770p-13,
                         0x1.71de3560397d6p-19, -0x1.ae5e546de1fa3p-26, 0x1.5d8dfce73b92cp-33);
  const V C = polynomial(d, z, 0x1.555555555554bp-5, -0x1.6c16c16c14f47p-10, 0x1.a01a019c7cd9fp-16,
                         -0x1.27e4f7e53e505p-22, 0x1.1ee9d3dc86cf9p-29, -0x1.8fa290e2ce364p-37);
  const V sine = hn::Add(r, fused(d, hn::Mul(r, z), S, tail));
  const V one = hn::Set(d, 1.0), half_z = hn::Mul(hn::Set(d, 0.5), z);
  const V head = hn::Sub(one, half_z);
  const V head_error = hn::Sub(hn::Sub(one, head), half_z);
  const V cosine = hn::Add(head, fused(d, hn::Mul(z, z), C, fused_negated(d, r, tail, head_error)));

  // Quadrants 0 … 3: cos r, −sin r, −cos r, sin r.
  const auto quadrant = hn::BitCast(du, shifted);
  const auto odd = hn::RebindMask(d, hn::Ne(hn::And(quadrant, hn::Set(du, 1)), hn::Zero(du)));
  const auto sign = hn::ShiftLeft<62>(hn::And(hn::Add(quadrant, hn::Set(du, 1)), hn::Set(du, 2)));
  const V y = hn::Xor(hn::IfThenElse(odd, sine, cosine), hn::BitCast(d, sign));
  const V outside = hn::IfThenElse(hn::Eq(x, x), not_a_number(d), x);
  return hn::IfThenElse(hn::Le(hn::Abs(x), hn::Set(d, 0x1p30)), y, outside);
}

// high + low, |low| ≤ ½ ulp of high: about 106 bits (Dekker 1971).
template <class V>
struct DoubleDouble {
  V high, low;
};

// REQUIRES: |a| ≥ |b|, or a = 0.
template <class V>
HWY_INLINE DoubleDouble<V> fast_sum(V a, V b) {
  const V sum = hn::Add(a, b);
  return {sum, hn::Sub(b, hn::Sub(sum, a))};
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE DoubleDouble<V> times(D d, V a, V b) {
  const V high = hn::Mul(a, b);
  return {high, fused(d, a, b, hn::Neg(high))};
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE DoubleDouble<V> times(D d, DoubleDouble<V> a, DoubleDouble<V> b) {
  const DoubleDouble<V> p = times(d, a.high, b.high);
  return {p.high, hn::Add(p.low, fused(d, a.high, b.low, hn::Mul(a.low, b.high)))};
}

// log x to about 64 bits.  REQUIRES: x is positive, normal and finite.
template <DoubleTag D, class V = hn::Vec<D>>
HWY_INLINE DoubleDouble<V> precise_log(D d, V x) {
  const BitsTag<D> du;
  const auto [k, exponent] = binary_exponent(d, x);
  const V f = hn::Sub(hn::BitCast(d, hn::Sub(hn::BitCast(du, x), exponent)), hn::Set(d, 1.0));
  // s = f / (2 + f).
  const DoubleDouble<V> divisor = fast_sum(hn::Set(d, 2.0), f);
  const V quotient = hn::Div(f, divisor.high);
  const V remainder = fused_negated(d, quotient, divisor.low, fused_negated(d, quotient, divisor.high, f));
  const DoubleDouble<V> s{quotient, hn::Div(remainder, divisor.high)};
  // 2·artanh s = 2s + ⅔s³ + s⁵·R(s²): R's error is 2^-66.3 of the result.
  const DoubleDouble<V> z = times(d, s, s);
  const DoubleDouble<V> two_thirds{hn::Set(d, 0x1.5555555555555p-1), hn::Set(d, 0x1.5555555555555p-55)};
  const DoubleDouble<V> cubic = times(d, two_thirds, times(d, s, z));
  const V R =
      polynomial(d, z.high, 0x1.9999999999b30p-2, 0x1.2492492457db5p-2, 0x1.c71c722d5e031p-3,
                 0x1.745ce9e65de3ep-3, 0x1.3b1eeb7b499b2p-3, 0x1.0f7ff708fcc9bp-3, 0x1.0e422cf26ad69p-3);
  const V rest = fused(d, hn::Mul(s.high, hn::Mul(z.high, z.high)), R, cubic.low);
  const DoubleDouble<V> sum = fast_sum(hn::Add(s.high, s.high), cubic.high);
  const V low = hn::Add(sum.low, hn::Add(hn::Add(s.low, s.low), rest));
  // k·ln 2 in two parts; the first has 42 bits, so that the product is exact.
  const DoubleDouble<V> total = fast_sum(hn::Mul(k, hn::Set(d, 0x1.62e42fefa3800p-1)), sum.high);
  return fast_sum(total.high, fused(d, k, hn::Set(d, 0x1.ef35793c76730p-45), hn::Add(total.low, low)));
}

// x^y as e^(y·log x).  pow(x, 0) = pow(1, y) = 1; NaN for x < 0 (we raise no negative numbers).
// Subnormal x counts as 0.
template <DoubleTag D, class V = hn::Vec<D>>
HWY_INLINE V pow(D d, V x, V y) {
  const V one = hn::Set(d, 1.0), zero = hn::Zero(d);
  const V inf = infinity(d);
  const auto normal = hn::And(hn::Ge(x, hn::Set(d, 0x1p-1022)), hn::Lt(x, inf));
  const DoubleDouble<V> l = precise_log(d, hn::IfThenElse(normal, x, one));
  const V exact_log = hn::IfThenElse(normal, l.high, hn::IfThenElse(hn::Eq(x, inf), inf, hn::Neg(inf)));
  // Beyond the range of e^high only its sign matters, and the low part could be inf − inf.
  const V high = hn::Mul(y, exact_log);
  const auto in_bounds = hn::And(hn::Lt(high, hn::Set(d, 709.9)), hn::Gt(high, hn::Set(d, -709.0)));
  const auto moderate = hn::And(normal, in_bounds);
  const V low = hn::IfThenElseZero(moderate, fused(d, y, l.low, fused(d, y, l.high, hn::Neg(high))));
  // e^(high + low), one power of two nearer to 1 than it is, so that the last step rounds to inf.
  const ReducedExponent<V> reduced = reduce_exponent(d, high);
  const V e = exp_reduced(d, hn::Add(reduced.r, low));
  const V nearer = times_power_of_two(d, e, hn::Sub(reduced.shifted, hn::CopySign(one, high)));
  const auto grows = hn::Gt(high, zero);
  const V in_range = hn::Mul(nearer, hn::IfThenElse(grows, hn::Set(d, 2.0), hn::Set(d, 0.5)));
  const V shrunk = hn::IfThenElse(hn::Lt(high, zero), zero, not_a_number(d));
  const V power = hn::IfThenElse(moderate, in_range, hn::IfThenElse(grows, inf, shrunk));
  const V defined = hn::IfThenElse(hn::Ge(x, zero), power, not_a_number(d));
  return flush_subnormal(d, hn::IfThenElse(hn::Or(hn::Eq(y, zero), hn::Eq(x, one)), one, defined));
}

}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
