// How a gradient changes the weights.  Hyperparameters only: state (velocities, means) lies in the
// trainer's flat slots and is lent to kernels/updates.
//
// To add one: a struct here, its name in the list, its rule in kernels/update_rules-inl.h, the textbook's
// form in reference/optimizers.cpp, its PyTorch golden in tests/goldens/make_goldens.py; what its fields must
// not be together in train/recipe.cpp.
#pragma once

#include <array>
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

// The fields that adam and adamw share.
void adam_fields(auto& self, auto& field) {
  field("learning_rate", self.learning_rate, above(0.0), "step size before the schedule; 0.001 is usual");
  field("betas", self.betas, at_least(0.0).below(1.0),
        "decay of the gradient's mean and of its square's; [0.9, 0.999] is usual");
  field("epsilon", self.epsilon, at_least(1e-16).at_most(1.0),
        "keeps the division away from 0; 1e-8 is usual");
}

// g += weight_decay·w  (weights, not biases);  m = β₁·m + (1 − β₁)·g;  v = β₂·v + (1 − β₂)·g²;
// w −= learning_rate / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)  in step t, from 1.
// Kingma & Ba 2015; weight decay as PyTorch's.
struct Adam {
  static constexpr std::string_view name = "adam";
  static constexpr std::string_view help = "steps scaled by the gradient's recent size  (Kingma & Ba 2015)";
  double learning_rate = 1e-3;
  std::array<double, 2> betas = {0.9, 0.999};
  double epsilon = 1e-8;
  double weight_decay = 0.0;
  static void fields(auto& self, auto& field) {
    adam_fields(self, field);
    field("weight_decay", self.weight_decay, at_least(0.0),
          "L2 penalty on the weights, not the biases; adamw decouples it");
  }
  int slots() const { return 2; }  // m, v
};

// w −= learning_rate·weight_decay·w  (weights, not biases);  then as Adam without weight decay.
// Loshchilov & Hutter 2019.
struct AdamW {
  static constexpr std::string_view name = "adamw";
  static constexpr std::string_view help = "adam with decoupled weight decay  (Loshchilov & Hutter 2019)";
  double learning_rate = 1e-3;
  std::array<double, 2> betas = {0.9, 0.999};
  double epsilon = 1e-8;
  double weight_decay = 0.01;
  static void fields(auto& self, auto& field) {
    adam_fields(self, field);
    field("weight_decay", self.weight_decay, at_least(0.0),
          "share of the weights, not the biases, taken off per step and unit of learning rate");
  }
  int slots() const { return 2; }  // m, v
};

using Optimizer = std::variant<Sgd, Adam, AdamW>;

inline int slot_count(const Optimizer& optimizer) {
  return std::visit([](const auto& held) { return held.slots(); }, optimizer);
}
inline double base_learning_rate(const Optimizer& optimizer) {
  return std::visit([](const auto& held) { return held.learning_rate; }, optimizer);
}

}  // namespace mlp
