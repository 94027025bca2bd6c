// erf, sin and cos in float, by the rules of functions-inl.h: the same bits everywhere, at most 2 ulp,
// sine and cosine over all floats.

#if defined(MLP_KERNELS_FLOAT_FUNCTIONS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef MLP_KERNELS_FLOAT_FUNCTIONS_INL_H_
#undef MLP_KERNELS_FLOAT_FUNCTIONS_INL_H_
#else
#define MLP_KERNELS_FLOAT_FUNCTIONS_INL_H_
#endif

#include <bit>

#include "kernels/functions-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {

// t = 1/(1 + 0.3·x), in which the scaled erfc and what is made of it are nearly straight, and t − 0.61,
// to more digits than t itself has: the polynomials are steep near t = 1.
template <class V>
struct ErfcVariable {
  V t, centred;
  V remainder;  // what t lacks of 1/(1 + 0.3·x), over t
};

// x times `slope` is 0.3 times erfc's argument.
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE ErfcVariable<V> erfc_variable(D d, V x, float slope) {
  const V one = hn::Set(d, 1.0f);
  const V divisor = fused(d, hn::Set(d, slope), x, one);
  const V divisor_error = fused(d, hn::Set(d, slope), x, hn::Sub(one, divisor));
  const V t = hn::Div(one, divisor);
  const V remainder = fused_negated(d, t, divisor_error, fused_negated(d, t, divisor, one));
  return {t, fused(d, t, remainder, hn::Sub(t, hn::Set(d, 0x1.388p-1f))), remainder};
}

// high + low, low being what high lacks.
template <class V>
struct ScaledErfc {
  V high, low;
};

// e^(x²)·erfc x for 0 ≤ x ≤ 10.25: t·P(t − 0.6103515625); P's error is 2^-28.4.
template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE ScaledErfc<V> scaled_erfc(D d, const ErfcVariable<V>& variable) {
  const V p = polynomial(d, variable.centred, 0x1.96a540p-2f, 0x1.898b2ep-1f, 0x1.2f7db8p+0f, 0x1.7054b8p+0f,
                         0x1.51eec0p+0f, 0x1.a48bb4p-1f, 0x1.b649b8p-3f, -0x1.31c858p-3f, -0x1.3694d6p-3f,
                         0x1.db5698p-8f, 0x1.f48654p-5f);
  const V high = hn::Mul(variable.t, p);
  return {high, fused(d, high, variable.remainder, fused(d, variable.t, p, hn::Neg(high)))};
}

template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V erf(D d, V x) {
  const V size = hn::Abs(x);
  const V highest = hn::Set(d, 4.0f);  // 1 − erf 4 is below half an ulp
  const V a = hn::IfThenElse(hn::Gt(size, highest), highest, size);
  const V square = hn::Mul(a, a);
  // a + a·P(a²) on a ≤ 0.9: error 2^-30.1.
  const V p = polynomial(d, square, 0x1.06eba8p-3f, -0x1.812744p-2f, 0x1.ce2e54p-4f, -0x1.b81524p-6f,
                         0x1.550a44p-8f, -0x1.aca390p-11f, 0x1.6510bcp-14f);
  const V near = fused(d, a, p, a);
  // 1 − erfc a, where erfc a is a quarter of erf a at most.
  const auto [shifted, n, r] = reduce_exponent(d, hn::Neg(square));
  const V e = times_power_of_two(d, exp_reduced(d, r), shifted);
  const V far =
      fused_negated(d, e, scaled_erfc(d, erfc_variable(d, a, 0x1.333334p-2f)).high, hn::Set(d, 1.0f));
  const V y = hn::IfThenElse(hn::Lt(a, hn::Set(d, 0.9f)), near, far);
  return flush_but_keep_zero(d, hn::CopySign(y, x));
}

// x = n·π/2 + r,  |r| ≤ π/4 but for rounding.  n sits in the lowest bits of `shifted`.
template <class V>
struct QuarterTurns {
  V shifted, r;
};

// The same for one finite |x| ≥ 2¹⁷ in integers (Payne & Hanek 1983): of 2/π only the 96 bits count that
// neither vanish modulo a whole turn nor below the result's last place.
inline QuarterTurns<float> large_quarter_turns(float x) {
  // 31 zeros, then the bits of 2/π.
  constexpr std::uint32_t two_over_pi[] = {0x00000000, 0xA2F9836E, 0x4E441529, 0xFC2757D1,
                                           0xF534DDC0, 0xDB629599, 0x3C439041, 0xFE5163AB};
  const auto bits = std::bit_cast<std::uint32_t>(x);
  const std::uint64_t mantissa = (bits & 0x7FFFFF) | 0x800000;  // |x| = mantissa·2^power
  const auto power = static_cast<int>(bits >> 23 & 0xFF) - 150;
  // The first bit of the window weighs 2/2^power: below it all are multiples of four quarter turns.
  const int first = power + 30;
  const auto word = [&](int i) {
    const int at = first + 32 * i;
    const std::uint64_t two =
        static_cast<std::uint64_t>(two_over_pi[at / 32]) << 32 | two_over_pi[at / 32 + 1];
    return two << (at % 32) >> 32;
  };
  // Quarter turns modulo 4, times 2⁶².
  const std::uint64_t turns = mantissa * (word(0) << 32 | word(1)) + (mantissa * word(2) >> 32);
  const std::uint64_t n = (turns + (std::uint64_t{1} << 61)) >> 62;
  const auto rest = static_cast<double>(static_cast<std::int64_t>(turns - (n << 62)));
  const auto r = static_cast<float>(rest * 0x1.921fb54442d18p-62);
  const bool negative = x < 0.0f;
  const auto turned = static_cast<std::uint32_t>(negative ? 4 - n : n);
  return {std::bit_cast<float>(Format<float>::to_integer_bits + turned), negative ? -r : r};
}

template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE QuarterTurns<V> reduce_quarter_turns(D d, V x) {
  const V shift = hn::Set(d, Format<float>::to_integer);
  const V shifted = fused(d, x, hn::Set(d, 0x1.45f306p-1f), shift);  // 2/π
  const V n = hn::Sub(shifted, shift);
  // The first step is exact; the three parts of π/2 reach below the last place of any r there is.
  const V rest = fused_negated(d, n, hn::Set(d, 0x1.921fb6p0f), x);
  const V r = fused(d, n, hn::Set(d, 0x1.ee59dap-50f), fused(d, n, hn::Set(d, 0x1.777a5cp-25f), rest));
  const V bound = hn::Set(d, 0x1p17f);
  if (HWY_LIKELY(hn::AllTrue(d, hn::Lt(hn::Abs(x), bound)))) return {shifted, r};
  constexpr std::size_t lane_count = hn::MaxLanes(D());
  HWY_ALIGN float x_lane[lane_count], shifted_lane[lane_count], r_lane[lane_count];
  hn::Store(x, d, x_lane);
  hn::Store(shifted, d, shifted_lane);
  hn::Store(r, d, r_lane);
  for (std::size_t i = 0; i < lane_count; ++i) {
    const float size = x_lane[i] < 0.0f ? -x_lane[i] : x_lane[i];
    if (size < 0x1p17f) continue;
    // An infinity has no sine.
    const bool finite = size <= std::numeric_limits<float>::max();
    const QuarterTurns<float> turns =
        finite ? large_quarter_turns(x_lane[i])
               : QuarterTurns<float>{0.0f, std::numeric_limits<float>::quiet_NaN()};
    shifted_lane[i] = turns.shifted;
    r_lane[i] = turns.r;
  }
  return {hn::Load(d, shifted_lane), hn::Load(d, r_lane)};
}

template <class V>
struct SineAndCosine {
  V sine, cosine;
};

template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE SineAndCosine<V> sine_and_cosine(D d, V x) {
  const BitsTag<D> du;
  const auto [shifted, r] = reduce_quarter_turns(d, x);
  const V z = hn::Mul(r, r);
  // sin r = r + r³·S(r²) and cos r = 1 − r²/2 + r⁴·C(r²) on |r| ≤ π/4: errors 2^-32.5, 2^-33.0.
  const V S = polynomial(d, z, -0x1.555556p-3f, 0x1.111174p-7f, -0x1.a05954p-13f, 0x1.7c2c4ep-19f);
  const V C = polynomial(d, z, 0x1.55554ap-5f, -0x1.6c0c28p-10f, 0x1.99e80cp-16f);
  const V near_0 = fused(d, hn::Mul(r, z), S, r);
  const V near_1 = fused(d, hn::Mul(z, z), C, fused(d, z, hn::Set(d, -0.5f), hn::Set(d, 1.0f)));
  // Quadrants 0 … 3: sin r, cos r, −sin r, −cos r; the cosine is one ahead.
  const auto quadrant = hn::BitCast(du, shifted);
  const auto odd = hn::RebindMask(d, hn::Ne(hn::And(quadrant, hn::Set(du, 1)), hn::Zero(du)));
  const auto sign = hn::ShiftLeft<30>(hn::And(quadrant, hn::Set(du, 2)));
  const auto next_sign = hn::ShiftLeft<30>(hn::And(hn::Add(quadrant, hn::Set(du, 1)), hn::Set(du, 2)));
  const V sine = hn::Xor(hn::IfThenElse(odd, near_1, near_0), hn::BitCast(d, sign));
  const V cosine = hn::Xor(hn::IfThenElse(odd, near_0, near_1), hn::BitCast(d, next_sign));
  return {sine, cosine};
}

template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V sin(D d, V x) {
  // r + r³·S loses the sign of zero.
  const V y = sine_and_cosine(d, x).sine;
  return flush_but_keep_zero(d, hn::IfThenElse(hn::Eq(x, hn::Zero(d)), x, y));
}

template <FloatTag D, class V = hn::Vec<D>>
HWY_INLINE V cos(D d, V x) {
  return sine_and_cosine(d, x).cosine;
}

}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
