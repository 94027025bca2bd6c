#include "model/exports/c_function_text.hpp"

namespace mlp {

// kernels/simd-inl.h, kernels/functions-inl.h, kernels/float_functions-inl.h, kernels/activation_parts-inl.h.
static constexpr CFunctionText number_texts[] = {
    {"mlp_bits", R"(static uint32_t mlp_bits(float x) {
  union { float number; uint32_t bits; } both;
  both.number = x;
  return both.bits;
}
)"},
    {"mlp_float", R"(static float mlp_float(uint32_t bits) {
  union { float number; uint32_t bits; } both;
  both.bits = bits;
  return both.number;
}
)"},
    {"mlp_fused",
     R"(// a * b + c, rounded once.  Where the CPU has no instruction for it: the product is exact in double; the sum
// is rounded to odd, so that rounding it once more to float rounds right (Boldo & Melquiond 2008).
#if defined(__OPTIMIZE__) && (defined(__FP_FAST_FMAF) || defined(__FMA__) || defined(__ARM_FEATURE_FMA))
static float mlp_fused(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
#else
static float mlp_fused(float a, float b, float c) {
  union { double number; uint64_t bits; } sum;
  const double product = (double)a * (double)b;
  double back, error;
  sum.number = product + (double)c;
  back = sum.number - product;
  error = (product - (sum.number - back)) + ((double)c - back);
  if (sum.number - sum.number == 0.0 && error != 0.0 && (sum.bits & 1) == 0) {
    if ((sum.number > 0.0) == (error > 0.0)) ++sum.bits; else --sum.bits;
  }
  return (float)sum.number;
}
#endif
)"},
    {"mlp_flush", R"(// Numbers below the normal ones become 0.
static float mlp_flush(float x) { return x > -0x1p-126f && x < 0x1p-126f ? 0.0f : x; }
)"},
    {"mlp_leaving", R"(// As a number leaves the network: one kind of NaN, nothing below the normal numbers.
static float mlp_leaving(float x) { return x != x ? mlp_float(0x7fc00000u) : mlp_flush(x); }
)"},
    {"mlp_size", R"(static float mlp_size(float x) { return mlp_float(mlp_bits(x) & 0x7fffffffu); }
)"},
    {"mlp_bounded_size", R"(static float mlp_bounded_size(float x, float highest) {
  const float size = mlp_size(x);
  return size > highest ? highest : size;
}
)"},
    {"mlp_with_sign", R"(static float mlp_with_sign(float x, float sign) {
  return mlp_float((mlp_bits(x) & 0x7fffffffu) | (mlp_bits(sign) & 0x80000000u));
}
)"},
    {"mlp_sqrt", R"(// Rounded to nearest, as IEEE 754 asks, digit by digit.
static float mlp_sqrt(float x) {
  uint64_t mantissa, root = 0, digit;
  int exponent;
  if (!(x > 0.0f) || mlp_bits(x) == 0x7f800000u) return x < 0.0f ? mlp_float(0x7fc00000u) : x;
  if (x < 0x1p-126f) return mlp_sqrt(x * 0x1p24f) * 0x1p-12f;
  exponent = (int)(mlp_bits(x) >> 23) - 127;
  mantissa = (mlp_bits(x) & 0x7fffffu) | 0x800000u;
  if (exponent % 2 != 0) {
    mantissa *= 2;
    exponent -= 1;
  }
  mantissa <<= 25;
  for (digit = 1u << 24; digit > 0; digit >>= 1) {
    if ((root + digit) * (root + digit) <= mantissa) root += digit;
  }
  return mlp_float(((uint32_t)(exponent / 2 + 127) << 23) + (uint32_t)((root + 1) / 2 - 0x800000u));
}
)"},
    {"mlp_polynomial", R"(// c[0] + c[1] x + c[2] x^2 + ...
static float mlp_polynomial(float x, const float *c, int count) {
  float y = c[count - 1];
  int i;
  for (i = count - 2; i >= 0; --i) y = mlp_fused(y, x, c[i]);
  return y;
}
)"},
    {"mlp_reduced", R"(// x = n log 2 + r; n sits in the lowest bits of `shifted`.
typedef struct { float shifted, r; } mlp_exponent;
static mlp_exponent mlp_reduced(float x) {
  mlp_exponent e;
  float n;
  e.shifted = mlp_fused(x, 0x1.715476p0f, 0x1.8p23f);
  n = e.shifted - 0x1.8p23f;
  e.r = mlp_fused(-n, -0x1.05c610p-29f, mlp_fused(-n, 0x1.62e430p-1f, x));
  return e;
}
)"},
    {"mlp_scaled", R"(// y 2^n.
static float mlp_scaled(float y, float shifted) { return mlp_float(mlp_bits(y) + (mlp_bits(shifted) << 23)); }
)"},
    {"mlp_exp_of_rest", R"(static float mlp_exp_of_rest(float r) {
  static const float c[] = {1.0f, 1.0f, 0x1.fffffcp-2f, 0x1.555492p-3f, 0x1.5558f2p-5f, 0x1.123a20p-7f, 0x1.6a23d0p-10f};
  return mlp_polynomial(r, c, 7);
}
)"},
    {"mlp_exp", R"(static float mlp_exp(float x) {
  const mlp_exponent e = mlp_reduced(x);
  const float y = mlp_scaled(mlp_exp_of_rest(e.r), e.shifted);
  if (x <= -0x1.5d58a0p6f) return 0.0f;
  return x < 0x1.62e430p6f ? y : x + mlp_float(0x7f800000u);
}
)"},
    {"mlp_expm1_of_rest", R"(static float mlp_expm1_of_rest(float r) {
  static const float c[] = {0.5f, 0x1.555554p-3f, 0x1.5554b0p-5f, 0x1.11118ap-7f, 0x1.6d723ep-10f, 0x1.a032c6p-13f};
  return mlp_fused(r * r, mlp_polynomial(r, c, 6), r);
}
)"},
    {"mlp_expm1", R"(// exp(x) - 1 for x >= 0.
static float mlp_expm1(float x) {
  const mlp_exponent e = mlp_reduced(x);
  const float p = mlp_expm1_of_rest(e.r), half_power = mlp_scaled(0.5f, e.shifted);
  const float half = mlp_fused(p, half_power, half_power - 0.5f);
  if (!(x < 0x1.62e430p6f)) return x + mlp_float(0x7f800000u);
  return mlp_flush(e.shifted == 0x1.8p23f ? p : half + half);
}
)"},
    {"mlp_exp_minus", R"(// 2^24 exp(-(a + low)) and exp(-(a + low)) - 1.
typedef struct { float lifted, minus_1; } mlp_two_exp;
static mlp_two_exp mlp_exp_minus(float a, float low) {
  const mlp_exponent e = mlp_reduced(-a);
  const float power = mlp_scaled(0x1p24f, e.shifted), unlifted = power * 0x1p-24f;
  const float p = mlp_expm1_of_rest(e.r - low);
  mlp_two_exp both;
  both.lifted = mlp_fused(p, power, power);
  both.minus_1 = mlp_fused(p, unlifted, unlifted - 1.0f);
  return both;
}
)"},
    {"mlp_lifted_exp_minus", R"(// 2^24 exp(-(a + low)).
static float mlp_lifted_exp_minus(float a, float low) {
  const mlp_exponent e = mlp_reduced(-a);
  return mlp_exp_of_rest(e.r - low) * mlp_scaled(0x1p24f, e.shifted);
}
)"},
    {"mlp_lowered",
     R"(static float mlp_lowered(int is_lifted, float x) { return mlp_flush(x * (is_lifted ? 0x1p-24f : 1.0f)); }
)"},
    {"mlp_log1p", R"(// log(1 + x) for x >= 0.
static float mlp_log1p(float x) {
  static const float c[] = {-0.5f, 0x1.555548p-2f, -0x1.000006p-2f, 0x1.99a4b6p-3f, -0x1.555c4ep-3f,
                            0x1.233768p-3f, -0x1.fc2206p-4f, 0x1.e6f066p-4f, -0x1.de3c1cp-4f, 0x1.1457b8p-4f};
  const float u = x + 1.0f;
  const uint32_t biased = (mlp_bits(u) + (0x3f800000u - 0x3f3504f3u)) >> 23, exponent = (biased - 127) << 23;
  const float k = mlp_float(biased | 0x4b400000u) - (0x1.8p23f + 127.0f);
  const float power = k < 60.0f ? mlp_float(0x3f800000u - exponent) : 0.0f;
  const float f = mlp_float(mlp_bits(x) - exponent) + (power - 1.0f);
  const float low = mlp_fused(f * f, mlp_polynomial(f, c, 10), k * -0x1.05c610p-29f);
  const float y = mlp_fused(k, 0x1.62e430p-1f, f + low);
  const float infinity = mlp_float(0x7f800000u);
  return u < infinity ? mlp_flush(mlp_with_sign(y, x)) : x + infinity;
}
)"},
    {"mlp_tanh_of_size", R"(static float mlp_tanh_of_size(float a, float highest) {
  static const float c[] = {-0x1.55554ap-2f, 0x1.110d26p-3f, -0x1.b9287ap-5f, 0x1.593d08p-6f, -0x1.9b304ap-8f};
  const mlp_exponent e = mlp_reduced((a > highest ? highest : a) * -2.0f);
  const float e4 = mlp_exp_of_rest(e.r) * mlp_scaled(4.0f, e.shifted), square = a * a;
  if (a < 0.55f) return mlp_fused(a * square, mlp_polynomial(square, c, 5), a);
  return mlp_fused(-0.5f, e4 / mlp_fused(e4, 0.25f, 1.0f), 1.0f);
}
)"},
    {"mlp_scaled_erfc", R"(// exp(y^2) erfc(y) for y = x slope / 0.3, in two parts.
typedef struct { float high, low; } mlp_two_parts;
static mlp_two_parts mlp_scaled_erfc(float x, float slope) {
  static const float c[] = {0x1.96a540p-2f, 0x1.898b2ep-1f, 0x1.2f7db8p+0f, 0x1.7054b8p+0f, 0x1.51eec0p+0f, 0x1.a48bb4p-1f,
                            0x1.b649b8p-3f, -0x1.31c858p-3f, -0x1.3694d6p-3f, 0x1.db5698p-8f, 0x1.f48654p-5f};
  const float divisor = mlp_fused(slope, x, 1.0f), error = mlp_fused(slope, x, 1.0f - divisor), t = 1.0f / divisor;
  const float remainder = mlp_fused(-t, error, mlp_fused(-t, divisor, 1.0f));
  const float p = mlp_polynomial(mlp_fused(t, remainder, t - 0x1.388p-1f), c, 11);
  mlp_two_parts erfc;
  erfc.high = t * p;
  erfc.low = mlp_fused(erfc.high, remainder, mlp_fused(t, p, -erfc.high));
  return erfc;
}
)"},
    {"mlp_quarter_turns",
     R"(// x = n pi/2 + r; the lowest bits of `quadrant` are those of n.  Large numbers by Payne & Hanek 1983.
typedef struct { uint32_t quadrant; float r; } mlp_turns;
static uint64_t mlp_word_of_two_over_pi(int first) {
  static const uint32_t two_over_pi[] = {0x00000000u, 0xa2f9836eu, 0x4e441529u, 0xfc2757d1u,
                                         0xf534ddc0u, 0xdb629599u, 0x3c439041u, 0xfe5163abu};
  return ((uint64_t)two_over_pi[first / 32] << 32 | two_over_pi[first / 32 + 1]) << (first % 32) >> 32;
}
static mlp_turns mlp_quarter_turns(float x) {
  const float size = mlp_size(x);
  mlp_turns turns;
  if (size < 0x1p17f) {
    const float shifted = mlp_fused(x, 0x1.45f306p-1f, 0x1.8p23f), n = shifted - 0x1.8p23f;
    turns.quadrant = mlp_bits(shifted);
    turns.r = mlp_fused(n, 0x1.ee59dap-50f, mlp_fused(n, 0x1.777a5cp-25f, mlp_fused(-n, 0x1.921fb6p0f, x)));
  } else if (size <= 0x1.fffffep127f) {
    const uint64_t mantissa = (mlp_bits(x) & 0x7fffffu) | 0x800000u;
    const int first = (int)(mlp_bits(x) >> 23 & 0xff) - 120;
    const uint64_t high = mlp_word_of_two_over_pi(first) << 32 | mlp_word_of_two_over_pi(first + 32);
    const uint64_t sum = mantissa * high + (mantissa * mlp_word_of_two_over_pi(first + 64) >> 32);
    const uint64_t n = (sum + ((uint64_t)1 << 61)) >> 62, rest = sum - (n << 62);
    const double signed_rest = rest >> 63 ? -(double)(0 - rest) : (double)rest;
    const float r = (float)(signed_rest * 0x1.921fb54442d18p-62);
    turns.quadrant = (uint32_t)(x < 0.0f ? 4 - n : n);
    turns.r = x < 0.0f ? -r : r;
  } else {
    turns.quadrant = 0;
    turns.r = mlp_float(0x7fc00000u);
  }
  return turns;
}
)"},
};

std::span<const CFunctionText> c_number_functions() { return number_texts; }

}  // namespace mlp
