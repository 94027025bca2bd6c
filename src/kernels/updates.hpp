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
  Index number = 1;  // of the step, from 1
  // nadam's: what the gradient and the mean have of the direction.
  double gradient_share = 0.0;
  double mean_share = 0.0;
};

// Tells each step's numbers.  A pure function of the optimizer, the rate and the step; steps in ascending
// order cost least, as nadam's product over all steps so far is then taken up where it was left.
class UpdateClock {
 public:
  // The optimizer must outlive this.
  explicit UpdateClock(const Optimizer& optimizer) : optimizer_(optimizer) {}
  explicit UpdateClock(Optimizer&&) = delete;

  // Of step `step`, counted from 0.
  UpdateStep at(double learning_rate, Index step);

 private:
  const Optimizer& optimizer_;
  Index multiplied_ = 0;  // how many momenta the product has
  double product_ = 1.0;
};

inline UpdateStep update_step(const Optimizer& optimizer, double learning_rate, Index step) {
  return UpdateClock(optimizer).at(learning_rate, step);
}

// What becomes of a gradient before the optimizer sees it, in this order.
struct GradientShaping {
  float scale = 1.0f;  // g·scale
  float limit = 0.0f;  // g within ±limit; 0: any
  float l1 = 0.0f;     // g + l1·sign(w), of weights, not biases

  bool is_needed() const { return scale != 1.0f || limit > 0.0f || l1 > 0.0f; }
};

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
  bool decays = false;  // whether weight decay and l1 apply: to weights, not to biases
  UpdateStep step;
  GradientShaping shaping = {};
};

// Applies one step (the formulas stand at each alternative of Optimizer).  Subnormals become +0.
// REQUIRES: has_update_rule(optimizer); else nothing happens.
void update(const Optimizer& optimizer, const UpdateBlock& block);

}  // namespace mlp::kernels
