// What an optimizer does to the parameters: its update rule over flat arrays.
#pragma once

#include "mlp/base/memory.hpp"
#include "mlp/choice/optimizer.hpp"

namespace mlp::kernels {

// A stretch of the parameter buffer with the same stretch of the gradient and of every slot.
struct UpdateRange {
  float* weights = nullptr;         // (count)
  const float* gradient = nullptr;  // (count)
  float* slots = nullptr;           // slot k at slots + k·slot_stride, each (count)
  Index slot_stride = 0;
  Index count = 0;
  bool decays = false;         // whether weight decay applies: to weights, not to biases
  double learning_rate = 0.0;  // of this step, by the schedule
};

// Applies one step (the formulas stand at each alternative of Optimizer).  Subnormals become +0.
void update(const Optimizer& optimizer, const UpdateRange& range);

}  // namespace mlp::kernels
