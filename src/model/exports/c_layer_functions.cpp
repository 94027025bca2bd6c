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
    {"mlp_line", R"(// A line through the points (x, z), level beyond its ends.
static float mlp_line(float v, const float *x, const float *z, const float *slope, int count) {
  int first = 0, end = count;
  if (v != v) return v;
  if (v <= x[0]) return z[0];
  if (v >= x[count - 1]) return z[count - 1];
  while (end - first > 1) {
    const int middle = first + (end - first) / 2;
    if (v < x[middle]) end = middle; else first = middle;
  }
  return mlp_fused(v - x[first], slope[first], z[first]);
}
)"},
    {"mlp_place", R"(// The feature of a category, or -1 for none, or -2 where it is refused.
static int mlp_place(float v, int places, int known, int unseen) {
  if (v != v) return -2;
  if (!(v >= 0.0f && v < (float)known)) return unseen;
  return (int)v < places ? (int)v : places;
}
)"},
    {"mlp_one_hot", R"(static void mlp_one_hot(int place, int count, float *features) {
  int i;
  for (i = 0; i < count; ++i) features[i] = place == -2 ? mlp_float(0x7fc00000u) : place == i ? 1.0f : 0.0f;
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
