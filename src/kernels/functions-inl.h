// exp, log, log1p in float and double, expm1 and tanh in float, as fixed sequences of exactly rounded
// operations (ARITHMETIC.md, A4): the same bits on every CPU, compiler and vector width.  Included once
// per target, inside foreach_target; `d` is the vector's tag.  (float_functions-inl.h: erf, sin, cos;
// double_functions-inl.h: cos, pow.)
//
//   accuracy    at most 2 ulp from the true value wherever that is normal; the polynomials' own
//               errors are below a tenth of an ulp, the rest is rounding
//   specials    as IEEE 754 recommends: ±0, ±inf, overflow to inf, log(0) = −inf; a NaN stays one
//   subnormal   inputs are taken as they are; results become +0, but f(−0) = −0
//
// The method is the textbook's: reduce the argument by a multiple of ln 2 or π/2 (Cody & Waite 1980),
// evaluate a polynomial by Horner's rule, put the exponent back by integer addition.  Every
// polynomial is our own minimax fit (Remez's exchange in 200-bit arithmetic on the interval given,
// weighted to the function's relative error), its coefficients then rounded to the type.
//
// To add one: the reduction and a fit here, its name in functions.hpp and functions.cpp, its truth in
// the test.

#if defined(MLP_KERNELS_FUNCTIONS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef MLP_KERNELS_FUNCTIONS_INL_H_
#undef MLP_KERNELS_FUNCTIONS_INL_H_
#else
#define MLP_KERNELS_FUNCTIONS_INL_H_
#endif

#include <cstdint>
#include <limits>
#include <type_traits>

#include "kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {

template <class D>
concept FloatTag = (std::is_same_v<hn::TFromD<D>, float>);
template <class D>
concept DoubleTag = (std::is_same_v<hn::TFromD<D>, double>);

// The parts of the binary format that reductions take apart.
template <class T>
struct Format;

template <>
struct Format<float> {
  using Bits = std::uint32_t;
  static constexpr int mantissa_bits = 23;
  static constexpr float to_integer = 0x1.8p23f;  // x + this − this rounds x to an integer
  static constexpr Bits to_integer_bits = 0x4B400000;
  static constexpr Bits one = 0x3F800000;
  static constexpr Bits sqrt_half = 0x3F3504F3;
  static constexpr float log2_e = 0x1.715476p0f;
  static constexpr float ln2_high = 0x1.62e430p-1f, ln2_low = -0x1.05c610p-29f;
};

template <>
struct Format<double> {
  using Bits = std::uint64_t;
  static constexpr int mantissa_bits = 52;
  static constexpr double to_integer = 0x1.8p52;
  static constexpr Bits to_integer_bits = 0x4338000000000000;
  static constexpr Bits one = 0x3FF0000000000000;
  static constexpr Bits sqrt_half = 0x3FE6A09E667F3BCD;
  static constexpr double log2_e = 0x1.71547652b82fep0;
  static constexpr double ln2_high = 0x1.62e42fefa39efp-1, ln2_low = 0x1.abc9e3b39803fp-56;
};

template <class D>
using FormatOf = Format<hn::TFromD<D>>;
template <class D>
using BitsTag = hn::RebindToUnsigned<D>;

// c₀ + c₁x + c₂x² + …, by Horner's rule.
template <class D, class V = hn::Vec<D>, class T = hn::TFromD<D>>
HWY_INLINE V polynomial(D d, V, T c0) {
  return hn::Set(d, c0);
}
template <class D, class V = hn::Vec<D>, class T = hn::TFromD<D>, class... More>
HWY_INLINE V polynomial(D d, V x, T c0, More... more) {
  return fused(d, polynomial(d, x, more...), x, hn::Set(d, c0));
}

// +0 where `x` is subnormal; ±0 and NaN stay.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V flush_but_keep_zero(D d, V x) {
  const auto tiny = hn::Lt(hn::Abs(x), hn::Set(d, std::numeric_limits<hn::TFromD<D>>::min()));
  return hn::IfThenZeroElse(hn::And(tiny, hn::Ne(x, hn::Zero(d))), x);
}

template <class D>
HWY_INLINE hn::Vec<D> infinity(D d) {
  return hn::Set(d, std::numeric_limits<hn::TFromD<D>>::infinity());
}
template <class D>
HWY_INLINE hn::Vec<D> not_a_number(D d) {
  return hn::Set(d, std::numeric_limits<hn::TFromD<D>>::quiet_NaN());
}

// x = n·ln 2 + r,  |r| ≤ ½ ln 2.  `shifted` is n + to_integer: n sits in its lowest bits.
template <class V>
struct ReducedExponent {
  V shifted, n, r;
};

template <class D, class V = hn::Vec<D>>
HWY_INLINE ReducedExponent<V> reduce_exponent(D d, V x) {
  using F = FormatOf<D>;
  const V shift = hn::Set(d, F::to_integer);
  const V shifted = fused(d, x, hn::Set(d, F::log2_e), shift);
  const V n = hn::Sub(shifted, shift);
  // The first step is exact: both sides are multiples of one ulp of ln2_high.
  const V rest = fused_negated(d, n, hn::Set(d, F::ln2_high), x);
  return {shifted, n, fused_negated(d, n, hn::Set(d, F::ln2_low), rest)};
}

// y·2ⁿ.  REQUIRES: y and the result are normal.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V times_power_of_two(D d, V y, V shifted) {
  const BitsTag<D> du;
  const auto exponent = hn::ShiftLeft<FormatOf<D>::mantissa_bits>(hn::BitCast(du, shifted));
  return hn::BitCast(d, hn::Add(hn::BitCast(du, y), exponent));
}

// e^r on |r| ≤ ½ ln 2: error 2^-28.3.
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V exp_reduced(D d, V r) {
  return polynomial(d, r, 1.0f, 1.0f, 0x1.fffffcp-2f, 0x1.555492p-3f, 0x1.5558f2p-5f, 0x1.123a20p-7f,
                    0x1.6a23d0p-10f);
}
// Error 2^-57.9.
template <DoubleTag D, class V = hn::Vec<D>>
HWY_INLINE V exp_reduced(D d, V r) {
  return polynomial(d, r, 1.0, 1.0, 0x1.000000000000ap-1, 0x1.55555555554f9p-3, 0x1.555555555083fp-5,
                    0x1.1111111127d10p-7, 0x1.6c16c18438ae7p-10, 0x1.a01a012a0e82bp-13, 0x1.a01999e2657b2p-16,
                    0x1.71df25b4b9df5p-19, 0x1.28ad9b84e5ed4p-22, 0x1.ad7f3c1c65cbap-26);
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V exp(D d, V x) {
  // The first arguments whose results are inf, and no longer normal.
  constexpr bool is_float = FloatTag<D>;
  using T = hn::TFromD<D>;
  constexpr T too_large = is_float ? static_cast<T>(0x1.62e430p6) : static_cast<T>(0x1.62e42fefa39f0p9);
  constexpr T too_small = is_float ? static_cast<T>(-0x1.5d58a0p6) : static_cast<T>(-0x1.6232bdd7abcd3p9);
  const auto [shifted, n, r] = reduce_exponent(d, x);
  const V in_range = times_power_of_two(d, exp_reduced(d, r), shifted);
  const V y = hn::IfThenZeroElse(hn::Le(x, hn::Set(d, too_small)), in_range);
  return hn::IfThenElse(hn::Lt(x, hn::Set(d, too_large)), y, hn::Add(x, infinity(d)));
}

// e^r − 1 on |r| ≤ ½ ln 2: error 2^-32.0.
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V expm1_reduced(D d, V r) {
  const V q = polynomial(d, r, 0.5f, 0x1.555554p-3f, 0x1.5554b0p-5f, 0x1.11118ap-7f, 0x1.6d723ep-10f,
                         0x1.a032c6p-13f);
  return fused(d, hn::Mul(r, r), q, r);
}

template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V expm1(D d, V x) {
  const V lowest = hn::Set(d, -18.0f);  // e^−18 − 1 rounds to −1
  const V clamped = hn::IfThenElse(hn::Lt(x, lowest), lowest, x);
  const auto [shifted, n, r] = reduce_exponent(d, clamped);
  const V p = expm1_reduced(d, r);
  // 2ⁿ·(e^r − 1) + (2ⁿ − 1), at half its size because 2¹²⁸ is not a float.
  const V half_power = times_power_of_two(d, hn::Set(d, 0.5f), shifted);
  const V half = fused(d, p, half_power, hn::Sub(half_power, hn::Set(d, 0.5f)));
  const V y = hn::IfThenElse(hn::Eq(n, hn::Zero(d)), p, hn::Add(half, half));
  const V bounded = hn::IfThenElse(hn::Lt(x, hn::Set(d, 0x1.62e430p6f)), y, hn::Add(x, infinity(d)));
  // e^r − 1 loses the sign of zero.
  return flush_but_keep_zero(d, hn::CopySign(bounded, x));
}

// 4·e^−2a for 0 ≤ a ≤ 44.36, where it is normal; a NaN stays one.
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V four_exp_minus_twice(D d, V a) {
  const auto [shifted, n, r] = reduce_exponent(d, hn::Mul(a, hn::Set(d, -2.0f)));
  return hn::Mul(exp_reduced(d, r), times_power_of_two(d, hn::Set(d, 4.0f), shifted));
}

// tanh a for 0 ≤ a, where e4 = 4·e^−2a.
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V tanh_from_exp(D d, V a, V e4) {
  // a + a³·P(a²) on a ≤ 0.55: error 2^-29.8.
  const V square = hn::Mul(a, a);
  const V p = polynomial(d, square, -0x1.55554ap-2f, 0x1.110d26p-3f, -0x1.b9287ap-5f, 0x1.593d08p-6f,
                         -0x1.9b304ap-8f);
  const V near = fused(d, hn::Mul(a, square), p, a);
  // 1 − 2e/(1 + e), e = e^−2a.
  const V one = hn::Set(d, 1.0f);
  const V quotient = hn::Div(e4, fused(d, e4, hn::Set(d, 0.25f), one));
  const V far = fused_negated(d, hn::Set(d, 0.5f), quotient, one);
  return hn::IfThenElse(hn::Lt(a, hn::Set(d, 0.55f)), near, far);
}

template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V tanh(D d, V x) {
  const V a = hn::Abs(x);
  const V highest = hn::Set(d, 10.0f);  // 1 − tanh 10 is below half an ulp
  const V e4 = four_exp_minus_twice(d, hn::IfThenElse(hn::Gt(a, highest), highest, a));
  return flush_but_keep_zero(d, hn::CopySign(tanh_from_exp(d, a, e4), x));
}

// log(1 + f) for √½ ≤ 1 + f ≤ √2, plus k·ln 2.
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V log_reduced(D d, V f, V k) {
  // f + f²·(−½ + f·P(f)): error 2^-30.3.
  const V q = polynomial(d, f, -0.5f, 0x1.555548p-2f, -0x1.000006p-2f, 0x1.99a4b6p-3f, -0x1.555c4ep-3f,
                         0x1.233768p-3f, -0x1.fc2206p-4f, 0x1.e6f066p-4f, -0x1.de3c1cp-4f, 0x1.1457b8p-4f);
  const V low = fused(d, hn::Mul(f, f), q, hn::Mul(k, hn::Set(d, Format<float>::ln2_low)));
  return fused(d, k, hn::Set(d, Format<float>::ln2_high), hn::Add(f, low));
}

template <DoubleTag D, class V = hn::Vec<D>>
HWY_INLINE V log_reduced(D d, V f, V k) {
  // 2·artanh(s) with s = f/(2 + f) is 2s + s·R(s²); R's error is 2^-59.5.  Rewritten by 2s = f − s·f
  // so that f, which is exact, carries the result.
  const V s = hn::Div(f, hn::Add(f, hn::Set(d, 2.0)));
  const V z = hn::Mul(s, s);
  const V R = hn::Mul(
      z, polynomial(d, z, 0x1.5555555555592p-1, 0x1.999999997fee9p-2, 0x1.24924941e0beap-2,
                    0x1.c71c52164fefdp-3, 0x1.74663c52c51c9p-3, 0x1.39a1fbaf8fc7ap-3, 0x1.2f02e4f129a64p-3));
  const V half_square = hn::Mul(hn::Set(d, 0.5), hn::Mul(f, f));
  const V rest = fused(d, s, hn::Add(half_square, R), hn::Mul(k, hn::Set(d, Format<double>::ln2_low)));
  return fused(d, k, hn::Set(d, Format<double>::ln2_high), hn::Sub(f, hn::Sub(half_square, rest)));
}

// k with √½ ≤ u·2⁻ᵏ < √2: as a number, and in the place of the exponent, to subtract from one.
template <class D>
struct BinaryExponent {
  hn::Vec<D> k;
  hn::Vec<BitsTag<D>> exponent;
};

// REQUIRES: u is positive and normal.
template <class D, class V = hn::Vec<D>>
HWY_INLINE BinaryExponent<D> binary_exponent(D d, V u) {
  using F = FormatOf<D>;
  const BitsTag<D> du;
  // Counted from the bias, so that the shift may be unsigned.
  const auto offset = hn::Add(hn::BitCast(du, u), hn::Set(du, F::one - F::sqrt_half));
  const auto biased = hn::ShiftRight<F::mantissa_bits>(offset);
  constexpr auto bias = F::one >> F::mantissa_bits;
  const V number = hn::BitCast(d, hn::Or(biased, hn::Set(du, F::to_integer_bits)));
  return {hn::Sub(number, hn::Set(d, F::to_integer + static_cast<hn::TFromD<D>>(bias))),
          hn::ShiftLeft<F::mantissa_bits>(hn::Sub(biased, hn::Set(du, bias)))};
}

// log's values at the ends of its domain: −inf at 0, NaN below, +inf and NaN as they came.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V with_log_ends(D d, V u, V x, V y) {
  const V zero = hn::Zero(d);
  const V at_end = hn::IfThenElse(hn::Eq(u, zero), hn::Neg(infinity(d)), not_a_number(d));
  const V lower = hn::IfThenElse(hn::Le(u, zero), at_end, y);
  const V above = hn::IfThenElse(hn::Lt(u, zero), not_a_number(d), hn::Add(x, infinity(d)));
  return hn::IfThenElse(hn::Lt(hn::Abs(u), infinity(d)), lower, above);
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V log(D d, V x) {
  using T = hn::TFromD<D>;
  const BitsTag<D> du;
  constexpr int lift = FormatOf<D>::mantissa_bits + 1;
  const auto subnormal = hn::Lt(x, hn::Set(d, std::numeric_limits<T>::min()));
  constexpr T lift_factor = static_cast<T>(typename FormatOf<D>::Bits{1} << lift);
  const V u = hn::IfThenElse(subnormal, hn::Mul(x, hn::Set(d, lift_factor)), x);
  const auto [k, exponent] = binary_exponent(d, u);
  const V f = hn::Sub(hn::BitCast(d, hn::Sub(hn::BitCast(du, u), exponent)), hn::Set(d, T{1}));
  const V lifted_k = hn::Sub(k, hn::IfThenElseZero(subnormal, hn::Set(d, static_cast<T>(lift))));
  return with_log_ends(d, x, x, log_reduced(d, f, lifted_k));
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V log1p(D d, V x) {
  using T = hn::TFromD<D>;
  const BitsTag<D> du;
  const V one = hn::Set(d, T{1});
  const V u = hn::Add(x, one);
  const auto [k, exponent] = binary_exponent(d, u);
  // f = (1 + x)·2⁻ᵏ − 1 with one rounding, from x itself: what 1 + x rounds away is not lost.
  // For x beyond 2⁶⁰ the 1 no longer counts, and 2⁻ᵏ would leave the normal numbers.
  const V scaled_x = hn::BitCast(d, hn::Sub(hn::BitCast(du, x), exponent));
  const V power = hn::BitCast(d, hn::Sub(hn::Set(du, FormatOf<D>::one), exponent));
  const V counted = hn::IfThenElseZero(hn::Lt(k, hn::Set(d, T{60})), power);
  const V f = hn::Add(scaled_x, hn::Sub(counted, one));
  const V y = hn::CopySign(log_reduced(d, f, k), x);
  return with_log_ends(d, u, x, flush_but_keep_zero(d, y));
}

}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
