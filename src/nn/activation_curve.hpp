// An activation as a function of one number, drawn by the engine's own kernels.
//
// Two of them mix the units of a sample, softmax and log_softmax: of these z is one of two units, and the
// other stays at 0.  A prelu has the slope that its units start from.
#pragma once

#include <vector>

#include "mlp/base/memory.hpp"
#include "mlp/choice/activation.hpp"

namespace mlp {

// Parallel to each other: z, f(z) and f′(z).
struct ActivationCurve {
  std::vector<float> z;
  std::vector<float> value;
  std::vector<float> slope;
};

ActivationCurve activation_curve(const Activation& activation, const std::vector<float>& z);

// `count` numbers from `from` to `to` with equal distances, both ends among them.
// REQUIRES: count ≥ 2.
std::vector<float> even_points(double from, double to, Index count);

}  // namespace mlp
