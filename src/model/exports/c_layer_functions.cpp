#include "model/exports/c_function_text.hpp"

namespace mlp {

// kernels/product.cpp, kernels/elementwise.cpp, kernels/normalization.cpp, kernels/batch_normalization.cpp.
static constexpr CFunctionText layer_texts[] = {
    {"mlp_affine", R"(// y = W x + b, each element one chain in the order of the inputs.
static void mlp_affine(const float *weight, const float *bias, const float *x, int inputs, float *y, int units) {
  int i, p;
  for (i = 0; i < units; ++i) {
    float sum = bias[i];
    for (p = 0; p < inputs; ++p) sum = mlp_fused(weight[p], x[p], sum);
    y[i] = mlp_flush(sum);
    weight += inputs;
  }
}
)"},
    {"mlp_normalize", R"(// gain (z - middle) scale + shift, over the units of a layer.
static void mlp_normalize(float *z, int units, float middle, float epsilon, const float *gain, const float *shift) {
  float squares = 0.0f, scale;
  int i;
  for (i = 0; i < units; ++i) squares = mlp_fused(z[i] - middle, z[i] - middle, squares);
  scale = 1.0f / mlp_sqrt(squares / (float)units + epsilon);
  for (i = 0; i < units; ++i) {
    const float x = mlp_flush((z[i] - middle) * scale);
    z[i] = mlp_flush(mlp_fused(gain[i], x, shift ? shift[i] : 0.0f));
  }
}
)"},
    {"mlp_mean", R"(static float mlp_mean(const float *z, int units) {
  float sum = 0.0f;
  int i;
  for (i = 0; i < units; ++i) sum += z[i];
  return sum / (float)units;
}
)"},
    {"mlp_batch_norm",
     R"(static void mlp_batch_norm(float *z, int units, const float *mean, const float *scale, const float *gain,
                           const float *shift) {
  int i;
  for (i = 0; i < units; ++i) z[i] = mlp_flush(mlp_fused(gain[i], mlp_flush((z[i] - mean[i]) * scale[i]), shift[i]));
}
)"},
    {"mlp_largest", R"(// Where the largest number stands, the first of equal ones.
static int mlp_largest(const float *z, int units) {
  int place = 0, i;
  for (i = 1; i < units; ++i) {
    if (z[i] > z[place]) place = i;
  }
  return place;
}
)"},
    {"mlp_softmax", R"(static void mlp_softmax(float *z, int units) {
  const float largest = z[mlp_largest(z, units)];
  float sum = 0.0f;
  int i;
  for (i = 0; i < units; ++i) {
    z[i] = mlp_exp(z[i] - largest);
    sum += z[i];
  }
  for (i = 0; i < units; ++i) z[i] = mlp_flush(z[i] / sum);
}
)"},
    {"mlp_log_softmax", R"(static void mlp_log_softmax(float *z, int units) {
  const int place = mlp_largest(z, units);
  const float largest = z[place];
  float others = 0.0f, log_sum;
  int i;
  for (i = 0; i < units; ++i) {
    if (i != place) others += mlp_exp(z[i] - largest);
  }
  log_sum = mlp_log1p(others);
  for (i = 0; i < units; ++i) z[i] = mlp_flush(z[i] - largest - log_sum);
}
)"},
};

std::span<const CFunctionText> c_layer_functions() { return layer_texts; }

}  // namespace mlp
