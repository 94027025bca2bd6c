// What an optimizer does to the parameters: its update rule over flat arrays.
#pragma once

#include <array>

#include "mlp/base/memory.hpp"
#include "mlp/choice/optimizer.hpp"

namespace mlp::kernels {

// What an update needs to know of its step.
struct UpdateStep {
  double learning_rate = 0.0;  // by the schedule
  // 1 − βᵗ of each of the optimizer's betas: how much of its weight a mean that began at 0 has by now.
  std::array<double, 2> corrections = {1.0, 1.0};
};

// Of step `step`, counted from 0.
UpdateStep update_step(const Optimizer& optimizer, double learning_rate, Index step);

// A block of weights with the same block of the gradient and of every slot.
struct UpdateBlock {
  Index rows = 1;
  Index columns = 0;
  Index stride = 0;          // floats from one row of weights, or of a slot, to the next
  float* weights = nullptr;  // rows × columns
  float* slots = nullptr;    // slot k at slots + k·slot_stride, each rows × columns
  Index slot_stride = 0;
  const float* gradient = nullptr;  // rows × columns
  Index gradient_stride = 0;
  bool decays = false;  // whether weight decay applies: to weights, not to biases
  UpdateStep step;
};

// Applies one step (the formulas stand at each alternative of Optimizer).  Subnormals become +0.
void update(const Optimizer& optimizer, const UpdateBlock& block);

}  // namespace mlp::kernels
