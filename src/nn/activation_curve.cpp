#include "nn/activation_curve.hpp"

#include <algorithm>

#include "kernels/elementwise.hpp"
#include "mlp/base/float_environment.hpp"

namespace mlp {
namespace {

using kernels::Block;

void draw_alone(const Activation& activation, ActivationCurve& curve) {
  const Index count = std::ssize(curve.z);
  FlatBuffer<float> values(padded(count)), slopes(padded(count));
  std::copy(curve.z.begin(), curve.z.end(), values.begin());
  kernels::activate(activation, {values.data(), 1, count, count}, {slopes.data(), 1, count, count});
  curve.value.assign(values.begin(), values.begin() + count);
  curve.slope.assign(slopes.begin(), slopes.begin() + count);
}

// ∂f₀/∂z₀ of units (z, 0): what the backward pass makes of the deltas (1, 0).
void draw_beside_0(const Activation& activation, ActivationCurve& curve) {
  const Index count = std::ssize(curve.z);
  const Index stride = padded(count), pair = padded(2);
  FlatBuffer<float> units(2 * stride);  // units × samples
  std::copy(curve.z.begin(), curve.z.end(), units.begin());
  std::fill_n(units.begin() + stride, count, 0.0f);
  kernels::activate(activation, {units.data(), 2, count, stride}, Block{});
  curve.value.assign(units.begin(), units.begin() + count);

  FlatBuffer<float> samples(count * pair), deltas(count * pair);  // samples × units
  for (Index i = 0; i < count; ++i) {
    samples[i * pair] = units[i];
    samples[i * pair + 1] = units[stride + i];
    deltas[i * pair] = 1.0f;
    deltas[i * pair + 1] = 0.0f;
  }
  kernels::multiply_by_slope(activation, {samples.data(), count, 2, pair}, {deltas.data(), count, 2, pair});
  for (Index i = 0; i < count; ++i) curve.slope.push_back(deltas[i * pair]);
}

}  // namespace

ActivationCurve activation_curve(const Activation& activation, const std::vector<float>& z) {
  const DefaultFloatEnvironment environment;
  ActivationCurve curve{.z = z, .value = {}, .slope = {}};
  if (mixes_units(activation)) {
    draw_beside_0(activation, curve);
  } else {
    draw_alone(activation, curve);
  }
  return curve;
}

std::vector<float> even_points(double from, double to, Index count) {
  std::vector<float> points;
  for (Index i = 0; i < count; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(count - 1);
    points.push_back(static_cast<float>(from + (to - from) * share));
  }
  points.back() = static_cast<float>(to);
  return points;
}

}  // namespace mlp
