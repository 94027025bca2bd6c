// A program's own optimizer (see mlp/base/extension.hpp): an update rule, elementwise, of vectors of weights.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "mlp/base/export.hpp"
#include "mlp/base/extension.hpp"
#include "mlp/base/memory.hpp"

namespace mlp {

// What an update needs to know of its step.
struct OptimizerStep {
  double learning_rate = 0.0;  // by the schedule and the layer's own factor
  Index number = 1;            // of the step, from 1
  bool is_weight = true;       // false: of a bias, a gain, a shift
};

// All spans of a call are equally long.
class MLP_API OptimizerRule : public Extension {
 public:
  static constexpr std::string_view kind = "optimizer";

  // How many floats per parameter it keeps between steps, at most CustomOptimizer::most_slots; all are 0
  // before the first step.
  virtual int slots(Numbers) const { return 0; }
  // Moves `weights` along the gradient of the batch's mean loss, clipped and with the penalties that the
  // config asks for (weight_decay among them).  slots[k] is slot k of the same parameters.
  virtual void update(Numbers numbers, const OptimizerStep& step, std::span<const float> gradient,
                      std::span<float> weights, std::span<const std::span<float>> slots) const = 0;
};

struct CustomOptimizer {
  static constexpr std::string_view name = "custom";
  using Implementation = OptimizerRule;
  static constexpr int most_slots = 8;
  std::shared_ptr<const OptimizerRule> implementation = {};
  std::vector<double> numbers = {};  // those left out at the end take their defaults
  double learning_rate = 0.01;
  double weight_decay = 0.0;
  int slots() const { return implementation ? implementation->slots(numbers) : 0; }
  static void fields(auto& self, auto& field) {
    field("learning_rate", self.learning_rate, above(0.0), "step size before the schedule");
    field("weight_decay", self.weight_decay, at_least(0.0), "L2 penalty on the weights, not the biases");
    custom_fields(self, field);
  }
};

}  // namespace mlp
