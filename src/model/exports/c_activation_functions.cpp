#include "model/exports/c_function_text.hpp"

namespace mlp {

// kernels/piecewise_activations-inl.h, …sigmoid…, …exponential….
static constexpr CFunctionText activation_texts[] = {
    {"mlp_relu", R"(static float mlp_relu(float z) { return z < 0x1p-126f ? 0.0f : z; }
)"},
    {"mlp_leaky_relu",
     R"(static float mlp_leaky_relu(float z, float slope) { return mlp_flush(z < 0.0f ? z * slope : z); }
)"},
    {"mlp_relu6", R"(static float mlp_relu6(float z) { return z > 6.0f ? 6.0f : mlp_relu(z); }
)"},
    {"mlp_hard_tanh", R"(static float mlp_hard_tanh(float z, float low, float high) {
  return mlp_flush(z < low ? low : z > high ? high : z);
}
)"},
    {"mlp_hard_sigmoid", R"(static float mlp_hard_sigmoid(float z) {
  const float line = (z + 3.0f) * 0x1.555556p-3f;
  if (z <= -3.0f) return 0.0f;
  if (z >= 3.0f) return 1.0f;
  return line > 0x1.fffffep-1f ? 0x1.fffffep-1f : line;
}
)"},
    {"mlp_hard_swish", R"(static float mlp_hard_swish(float z) {
  if (z <= -3.0f) return 0.0f;
  return mlp_flush(z >= 3.0f ? z : z * (z + 3.0f) * 0x1.555556p-3f);
}
)"},
    {"mlp_squared_relu",
     R"(static float mlp_squared_relu(float z) { return mlp_flush(mlp_relu(z) * mlp_relu(z)); }
)"},
    {"mlp_sigmoid", R"(static float mlp_sigmoid(float z) {
  const float e = mlp_exp(-mlp_size(z));
  return mlp_flush((z < 0.0f ? e : 1.0f) / (1.0f + e));
}
)"},
    {"mlp_tanh", R"(static float mlp_tanh(float z) {
  return mlp_flush(mlp_with_sign(mlp_tanh_of_size(mlp_size(z), 0x1.62e42ep5f), z));
}
)"},
    {"mlp_log_sigmoid", R"(static float mlp_log_sigmoid(float z) {
  return mlp_flush((z < 0.0f ? z : 0.0f) - mlp_log1p(mlp_exp(-mlp_size(z))));
}
)"},
    {"mlp_softplus", R"(static float mlp_softplus(float z, float beta, float inverse, float threshold) {
  const float size = mlp_size(z), product = size * beta;
  const int is_far = product > 103.0f;
  const float error = is_far ? 0.0f : mlp_fused(size, beta, -product);
  const float lifted = mlp_lifted_exp_minus(is_far ? 103.0f : product, error), e = lifted * 0x1p-24f;
  const float rest = e < 0x1p-30f ? lifted * inverse * 0x1p-24f : mlp_log1p(e) * inverse;
  return mlp_flush(z * beta > threshold ? z : (z > 0.0f ? z : 0.0f) + rest);
}
)"},
    {"mlp_gated", R"(static float mlp_gated(float z, float size, float lifted) {
  const int is_below = z < 0.0f;
  return mlp_lowered(is_below, (is_below ? -(size * lifted) : z) / (1.0f + lifted * 0x1p-24f));
}
)"},
    {"mlp_silu", R"(static float mlp_silu(float z) {
  const float size = mlp_bounded_size(z, 103.0f);
  return mlp_gated(z, size, mlp_lifted_exp_minus(size, 0.0f));
}
)"},
    {"mlp_gelu", R"(static float mlp_gelu(float z) {
  const float x = mlp_bounded_size(z, 14.3f), square = x * x, square_low = mlp_fused(x, x, -square);
  const float lifted = mlp_lifted_exp_minus(0.5f * square, 0.5f * square_low), share = -0.5f * x * lifted;
  const mlp_two_parts erfc = mlp_scaled_erfc(x, 0x1.b27248p-3f);
  if (z < 0.0f) return mlp_lowered(1, mlp_fused(share, erfc.high, share * erfc.low));
  return mlp_lowered(0, z * mlp_fused(-(lifted * 0x1p-24f), 0.5f * erfc.high, 1.0f));
}
)"},
    {"mlp_gelu_by_tanh", R"(static float mlp_gelu_by_tanh(float z) {
  const float c1 = 0x1.988454p+0f, c3 = 0x1.2444f2p-4f;
  const float size = mlp_bounded_size(z, 10.6f);
  const float square = size * size, square_low = mlp_fused(size, size, -square);
  const float cubic = c3 * square, cubic_error = mlp_fused(c3, square, -cubic);
  const float cubic_low = mlp_fused(c3, square_low, mlp_fused(square, 0x1.49b16ap-29f, cubic_error));
  const float sum = c1 + cubic, back = sum - c1;
  const float sum_error = (c1 - (sum - back)) + (cubic - back);
  const float sum_low = sum_error + (cubic_low + -0x1.857936p-25f);
  const float w = size * sum, w_low = mlp_fused(size, sum_low, mlp_fused(size, sum, -w));
  return mlp_gated(z, size, mlp_lifted_exp_minus(w, w_low));
}
)"},
    {"mlp_mish", R"(static float mlp_mish(float z) {
  const int is_below = z < 0.0f;
  const float size = mlp_bounded_size(z, 103.0f), lifted = mlp_lifted_exp_minus(size, 0.0f), e = lifted * 0x1p-24f;
  const float dividend = is_below ? -size * (lifted * (e + 2.0f)) : z * mlp_fused(2.0f, e, 1.0f);
  const float divisor = mlp_fused(e, mlp_fused(is_below ? 1.0f : 2.0f, e, 2.0f), is_below ? 2.0f : 1.0f);
  return mlp_lowered(is_below, dividend / divisor);
}
)"},
    {"mlp_elu", R"(static float mlp_elu(float z, float alpha) {
  return mlp_flush(z > 0.0f ? z : alpha * mlp_exp_minus(mlp_bounded_size(z, 103.0f), 0.0f).minus_1);
}
)"},
    {"mlp_celu", R"(// 1 / alpha in two parts.
static float mlp_celu(float z, float alpha, float high, float low) {
  const float size = mlp_size(z), quotient = size * high;
  const int is_far = quotient > 103.0f;
  const float rest = is_far ? 0.0f : mlp_fused(size, low, mlp_fused(size, high, -quotient));
  return mlp_flush(z > 0.0f ? z : alpha * mlp_exp_minus(is_far ? 103.0f : quotient, rest).minus_1);
}
)"},
    {"mlp_selu", R"(static float mlp_selu(float z) {
  return z >= 0x1p-126f ? z * 0x1.0cfabep0f : mlp_elu(z, 0x1.c212ccp0f);
}
)"},
    {"mlp_gaussian", R"(static float mlp_gaussian(float z) {
  const float x = mlp_bounded_size(z, 10.15f), square = x * x;
  return mlp_flush(mlp_lifted_exp_minus(square, mlp_fused(x, x, -square)) * 0x1p-24f);
}
)"},
    {"mlp_softsign", R"(static float mlp_softsign(float z) {
  const float size = mlp_bounded_size(z, 0x1p60f);
  return mlp_flush(mlp_with_sign(size / (1.0f + size), z));
}
)"},
    {"mlp_sine", R"(static float mlp_sine(float x) {
  static const float s[] = {-0x1.555556p-3f, 0x1.111174p-7f, -0x1.a05954p-13f, 0x1.7c2c4ep-19f};
  static const float c[] = {0x1.55554ap-5f, -0x1.6c0c28p-10f, 0x1.99e80cp-16f};
  const mlp_turns turns = mlp_quarter_turns(x);
  const float r = turns.r, z = r * r;
  const float near_0 = mlp_fused(r * z, mlp_polynomial(z, s, 4), r);
  const float near_1 = mlp_fused(z * z, mlp_polynomial(z, c, 3), mlp_fused(z, -0.5f, 1.0f));
  return mlp_flush(mlp_float(mlp_bits(turns.quadrant & 1 ? near_1 : near_0) ^ (turns.quadrant & 2) << 30));
}
)"},
};

std::span<const CFunctionText> c_activation_functions() { return activation_texts; }

}  // namespace mlp
