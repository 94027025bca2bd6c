// How a gradient changes the weights.  Hyperparameters only: state (the velocity) lies in the
// trainer's flat slots and is lent to kernels/updates.
//
// To add one: a struct here, its name in the list, its update in kernels/updates.cpp, what its fields
// must not be together in train/recipe.cpp.
#pragma once

#include <string_view>
#include <variant>

#include "mlp/base/fields.hpp"

namespace mlp {

// g += weight_decay·w  (weights, not biases);  v = momentum·v + g;
// w −= learning_rate·v,  or with nesterov  w −= learning_rate·(g + momentum·v).
// Velocity as PyTorch defines it; Nesterov's form after Sutskever et al. 2013.
struct Sgd {
  static constexpr std::string_view name = "sgd";
  static constexpr std::string_view help =
      "stochastic gradient descent with momentum  (Sutskever et al. 2013)";
  double learning_rate = 0.01;
  double momentum = 0.0;
  bool nesterov = false;
  double weight_decay = 0.0;
  static void fields(auto& self, auto& field) {
    field("learning_rate", self.learning_rate, above(0.0), "step size before the schedule");
    field("momentum", self.momentum, at_least(0.0).below(1.0),
          "momentum is the decay of the velocity; 0.9 is usual");
    field("nesterov", self.nesterov, anything, "look ahead along the velocity; needs momentum");
    field("weight_decay", self.weight_decay, at_least(0.0), "L2 penalty on the weights, not the biases");
  }
  // Flat buffers of one float per parameter that the update keeps between steps.
  int slots() const { return momentum > 0.0 ? 1 : 0; }
};

using Optimizer = std::variant<Sgd>;

inline int slot_count(const Optimizer& optimizer) {
  return std::visit([](const auto& held) { return held.slots(); }, optimizer);
}
inline double base_learning_rate(const Optimizer& optimizer) {
  return std::visit([](const auto& held) { return held.learning_rate; }, optimizer);
}

}  // namespace mlp
