// How a gradient changes the weights.  Hyperparameters only: state (velocities, means) lies in the
// trainer's flat slots and is lent to kernels/updates.
//
// To add one: a struct here, its name in the list, its rule in kernels/adam_rules-inl.h or
// adaptive_rules-inl.h, the textbook's form in reference/optimizers.cpp, its PyTorch golden in
// tests/goldens/golden_optimizers.py; combinations of its fields that make no sense in train/recipe.cpp.
// lbfgs has no such rule: it looks at the whole loss, see train/lbfgs_stepper.hpp.
#pragma once

#include <array>
#include <concepts>
#include <string_view>
#include <variant>

#include "mlp/base/fields.hpp"
#include "mlp/base/memory.hpp"
#include "mlp/choice/custom_optimizer.hpp"

namespace mlp {

// g += weight_decay·w  (weights, not biases);  v = momentum·v + (1 − dampening)·g, in the first step v = g;
// w −= learning_rate·v,  or with nesterov  w −= learning_rate·(g + momentum·v).
// Velocity as PyTorch defines it; Nesterov's form after Sutskever et al. 2013.
struct Sgd {
  static constexpr std::string_view name = "sgd";
  static constexpr std::string_view help =
      "stochastic gradient descent with momentum  (Sutskever et al. 2013)";
  double learning_rate = 0.01;
  double momentum = 0.0;
  bool nesterov = false;
  double dampening = 0.0;
  double weight_decay = 0.0;
  static void fields(auto& self, auto& field) {
    field("learning_rate", self.learning_rate, above(0.0), "step size before the schedule");
    field("momentum", self.momentum, at_least(0.0).below(1.0),
          "momentum is the decay of the velocity; 0.9 is usual");
    field("nesterov", self.nesterov, anything, "look ahead along the velocity; needs momentum");
    field("dampening", self.dampening, at_least(0.0).below(1.0),
          "share of each gradient that the velocity does not take; needs momentum, not nesterov");
    field("weight_decay", self.weight_decay, at_least(0.0), "L2 penalty on the weights, not the biases");
  }
  // Flat buffers of one float per parameter that the update keeps between steps.
  int slots() const { return momentum > 0.0 ? 1 : 0; }
};

// The fields that adam and its relatives share.
void adam_fields(auto& self, auto& field, const char* rate_help) {
  field("learning_rate", self.learning_rate, above(0.0), rate_help);
  field("betas", self.betas, at_least(0.0).below(1.0),
        "decay of the gradient's mean and of its square's; [0.9, 0.999] is usual");
  field("epsilon", self.epsilon, at_least(1e-16).at_most(1.0),
        "keeps the division away from 0; 1e-8 is usual");
}

// g += weight_decay·w  (weights, not biases);  m = β₁·m + (1 − β₁)·g;  v = β₂·v + (1 − β₂)·g²;
// w −= learning_rate / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)  in step t, from 1.
// With amsgrad √v is that of the largest v so far.
// Kingma & Ba 2015; amsgrad after Reddi et al. 2018; weight decay as PyTorch's.
struct Adam {
  static constexpr std::string_view name = "adam";
  static constexpr std::string_view help = "steps scaled by the gradient's recent size  (Kingma & Ba 2015)";
  double learning_rate = 1e-3;
  std::array<double, 2> betas = {0.9, 0.999};
  double epsilon = 1e-8;
  double weight_decay = 0.0;
  bool amsgrad = false;
  static void fields(auto& self, auto& field) {
    adam_fields(self, field, "step size before the schedule; 0.001 is usual");
    field("weight_decay", self.weight_decay, at_least(0.0),
          "L2 penalty on the weights, not the biases; adamw decouples it");
    field("amsgrad", self.amsgrad, anything, "divide by the largest mean square so far: steps never grow");
  }
  int slots() const { return amsgrad ? 3 : 2; }  // m, v, the largest v
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
  bool amsgrad = false;
  static void fields(auto& self, auto& field) {
    adam_fields(self, field, "step size before the schedule; 0.001 is usual");
    field("weight_decay", self.weight_decay, at_least(0.0),
          "share of the weights, not the biases, taken off per step and unit of learning rate");
    field("amsgrad", self.amsgrad, anything, "divide by the largest mean square so far: steps never grow");
  }
  int slots() const { return amsgrad ? 3 : 2; }  // m, v, the largest v
};

// The weight decay of optimizers that have it in either form.
void decay_fields(auto& self, auto& field) {
  field("weight_decay", self.weight_decay, at_least(0.0), "L2 penalty on the weights, not the biases");
  field("decoupled_weight_decay", self.decoupled_weight_decay, anything,
        "take the decay off the weights, as adamw does, instead of adding it to the gradient");
}

// m, v as Adam's;  µₜ = β₁·(1 − 0.96^(t·momentum_decay) / 2);  Πₜ = µ₁·µ₂·…·µₜ;
// w −= learning_rate·((1 − µₜ) / (1 − Πₜ)·g + µₜ₊₁ / (1 − Πₜ₊₁)·m) / (√v / √(1 − β₂ᵗ) + ε).
// Dozat 2016; weight decay into the gradient or, decoupled, off the weights as AdamW's.
struct NAdam {
  static constexpr std::string_view name = "nadam";
  static constexpr std::string_view help = "adam that looks ahead along its mean  (Dozat 2016)";
  double learning_rate = 2e-3;
  std::array<double, 2> betas = {0.9, 0.999};
  double epsilon = 1e-8;
  double momentum_decay = 4e-3;
  double weight_decay = 0.0;
  bool decoupled_weight_decay = false;
  static void fields(auto& self, auto& field) {
    adam_fields(self, field, "step size before the schedule; 0.002 is usual");
    field("momentum_decay", self.momentum_decay, at_least(0.0).at_most(1.0),
          "how fast the first beta grows to its full value");
    decay_fields(self, field);
  }
  int slots() const { return 2; }  // m, v
};

// m, v as Adam's;  ρ∞ = 2 / (1 − β₂) − 1,  ρ = ρ∞ − 2·t·β₂ᵗ / (1 − β₂ᵗ)  in step t.
// Where ρ > 5, the variance of v can be estimated:
//   w −= learning_rate·r / (1 − β₁ᵗ)·m / ((√v + ε) / √(1 − β₂ᵗ)),  r² = (ρ−4)(ρ−2)·ρ∞ / ((ρ∞−4)(ρ∞−2)·ρ);
// before that  w −= learning_rate / (1 − β₁ᵗ)·m.
// Liu et al. 2020; weight decay into the gradient or, decoupled, off the weights as AdamW's.
struct RAdam {
  static constexpr std::string_view name = "radam";
  static constexpr std::string_view help =
      "adam that warms up by how well it knows the gradient's variance  (Liu et al. 2020)";
  double learning_rate = 1e-3;
  std::array<double, 2> betas = {0.9, 0.999};
  double epsilon = 1e-8;
  double weight_decay = 0.0;
  bool decoupled_weight_decay = false;
  static void fields(auto& self, auto& field) {
    adam_fields(self, field, "step size before the schedule; 0.001 is usual");
    decay_fields(self, field);
  }
  int slots() const { return 2; }  // m, v
};

// g += weight_decay·w  (weights, not biases);  v = α·v + (1 − α)·g²;
// centered:  a = α·a + (1 − α)·g  and  s = √(v − a²),  else  s = √v;
// b = momentum·b + g / (s + ε);  w −= learning_rate·b.
// Tieleman & Hinton 2012; centered after Graves 2013; ε and momentum where PyTorch has them.
struct RmsProp {
  static constexpr std::string_view name = "rmsprop";
  static constexpr std::string_view help =
      "the gradient over the root of its mean square  (Tieleman & Hinton 2012)";
  double learning_rate = 0.01;
  double alpha = 0.99;
  double epsilon = 1e-8;
  double momentum = 0.0;
  bool centered = false;
  double weight_decay = 0.0;
  static void fields(auto& self, auto& field) {
    field("learning_rate", self.learning_rate, above(0.0), "step size before the schedule; 0.01 is usual");
    field("alpha", self.alpha, at_least(0.0).below(1.0), "decay of the mean square; 0.99 is usual");
    field("epsilon", self.epsilon, at_least(1e-16).at_most(1.0),
          "keeps the division away from 0; 1e-8 is usual");
    field("momentum", self.momentum, at_least(0.0).below(1.0), "decay of a velocity made of the steps");
    field("centered", self.centered, anything, "divide by the deviation from the gradient's mean");
    field("weight_decay", self.weight_decay, at_least(0.0), "L2 penalty on the weights, not the biases");
  }
  int slots() const { return 1 + (momentum > 0.0 ? 1 : 0) + (centered ? 1 : 0); }  // v, then b, then a
};

// g += weight_decay·w  (weights, not biases);  v += g², from initial_accumulator;
// w −= learning_rate / (1 + (t − 1)·learning_rate_decay)·g / (√v + ε)  in step t.
// Duchi, Hazan & Singer 2011, as PyTorch has it.  The slot holds v without its initial value.
struct AdaGrad {
  static constexpr std::string_view name = "adagrad";
  static constexpr std::string_view help =
      "the gradient over the root of the sum of all its squares  (Duchi et al. 2011)";
  double learning_rate = 0.01;
  double learning_rate_decay = 0.0;
  double initial_accumulator = 0.0;
  double epsilon = 1e-10;
  double weight_decay = 0.0;
  static void fields(auto& self, auto& field) {
    field("learning_rate", self.learning_rate, above(0.0), "step size before the schedule; 0.01 is usual");
    field("learning_rate_decay", self.learning_rate_decay, at_least(0.0),
          "what each step adds to the learning rate's divisor, 1 in the first");
    field("initial_accumulator", self.initial_accumulator, at_least(0.0),
          "what the sums of squares begin with; keeps the first steps short");
    field("epsilon", self.epsilon, at_least(1e-16).at_most(1.0),
          "keeps the division away from 0; 1e-10 is usual");
    field("weight_decay", self.weight_decay, at_least(0.0), "L2 penalty on the weights, not the biases");
  }
  int slots() const { return 1; }  // v
};

// g += weight_decay·w  (weights, not biases);  v = ρ·v + (1 − ρ)·g²;  d = √(u + ε) / √(v + ε)·g;
// u = ρ·u + (1 − ρ)·d²;  w −= learning_rate·d.
// Zeiler 2012.
struct AdaDelta {
  static constexpr std::string_view name = "adadelta";
  static constexpr std::string_view help = "steps as long as the recent steps were  (Zeiler 2012)";
  double learning_rate = 1.0;
  double rho = 0.9;
  double epsilon = 1e-6;
  double weight_decay = 0.0;
  static void fields(auto& self, auto& field) {
    field("learning_rate", self.learning_rate, above(0.0), "factor of each step; 1 is the paper's");
    field("rho", self.rho, at_least(0.0).below(1.0), "decay of both mean squares; 0.9 is usual");
    field("epsilon", self.epsilon, at_least(1e-16).at_most(1.0), "how the first steps begin; 1e-6 is usual");
    field("weight_decay", self.weight_decay, at_least(0.0), "L2 penalty on the weights, not the biases");
  }
  int slots() const { return 2; }  // v, u
};

// g += weight_decay·w  (weights, not biases);  m = β₁·m + (1 − β₁)·g;  u = max(β₂·u, |g| + ε);
// w −= learning_rate / (1 − β₁ᵗ)·m / u  in step t.
// Kingma & Ba 2015, section 7.1; ε where PyTorch has it.
struct AdaMax {
  static constexpr std::string_view name = "adamax";
  static constexpr std::string_view help =
      "adam by the largest recent gradient instead of its mean square  (Kingma & Ba 2015)";
  double learning_rate = 2e-3;
  std::array<double, 2> betas = {0.9, 0.999};
  double epsilon = 1e-8;
  double weight_decay = 0.0;
  static void fields(auto& self, auto& field) {
    adam_fields(self, field, "step size before the schedule; 0.002 is usual");
    field("weight_decay", self.weight_decay, at_least(0.0), "L2 penalty on the weights, not the biases");
  }
  int slots() const { return 2; }  // m, u
};

// w −= learning_rate·weight_decay·w  (weights, not biases);
// w −= learning_rate·sign(β₁·m + (1 − β₁)·g);  m = β₂·m + (1 − β₂)·g,  with sign(0) = 0.
// Chen et al. 2023, algorithm 2 and its defaults.
struct Lion {
  static constexpr std::string_view name = "lion";
  static constexpr std::string_view help = "the sign of a mean of gradients  (Chen et al. 2023)";
  double learning_rate = 1e-4;
  std::array<double, 2> betas = {0.9, 0.99};
  double weight_decay = 0.0;
  static void fields(auto& self, auto& field) {
    field("learning_rate", self.learning_rate, above(0.0),
          "length of each step before the schedule; 3 to 10 times less than adam's");
    field("betas", self.betas, at_least(0.0).below(1.0),
          "how much of the mean the sign and the next mean keep; [0.9, 0.99] is usual");
    field("weight_decay", self.weight_decay, at_least(0.0),
          "share of the weights, not the biases, taken off per step and unit of learning rate");
  }
  int slots() const { return 1; }  // m
};

// f = mean loss of all training rows + ½·weight_decay·‖W‖²  (weights, not biases);  each epoch is one step
//
//   s = the step before,  y = what it changed of the gradient g, for the last `history` steps
//   d = −H·g  with H the inverse Hessian estimated from these pairs and (s·y / y·y)·I; −g in the first step
//   w += t·d  with t by a line search that starts at learning_rate, the first at
//             min(1, 1 / ‖g‖₁)·learning_rate, and ends where
//             f(t) ≤ f(0) + 10⁻⁴·t·f′(0)  and  |f′(t)| ≤ 0.9·|f′(0)|
//
// Nocedal 1980; Liu & Nocedal 1989; the line search after Nocedal & Wright 2006, algorithms 3.5 and 3.6.
struct Lbfgs {
  static constexpr std::string_view name = "lbfgs";
  static constexpr std::string_view help =
      "quasi-Newton steps on all rows at once, for small problems  (Liu & Nocedal 1989)";
  double learning_rate = 1.0;
  Index history = 10;
  double gradient_tolerance = 1e-5;
  Index max_evaluations = 25;
  double weight_decay = 0.0;
  static void fields(auto& self, auto& field) {
    field("learning_rate", self.learning_rate, above(0.0),
          "the first length that each line search tries; 1 is usual");
    field("history", self.history, at_least(1).at_most(100), "steps that the curvature is taken from");
    field("gradient_tolerance", self.gradient_tolerance, at_least(0.0),
          "training ends when no element of the gradient is larger");
    field("max_evaluations", self.max_evaluations, at_least(1),
          "of loss and gradient in one line search, at most");
    field("weight_decay", self.weight_decay, at_least(0.0), "L2 penalty on the weights, not the biases");
  }
  int slots() const { return 1 + 2 * static_cast<int>(history); }  // g, then s and y of each pair
};

using Optimizer = std::variant<Sgd, Adam, AdamW, NAdam, RAdam, RmsProp, AdaGrad, AdaDelta, AdaMax, Lion,
                               Lbfgs, CustomOptimizer>;

// Optimizers that change each parameter by a rule, from the gradient of a batch; kernels::update has them.
template <typename O>
concept HasUpdateRule = !std::same_as<O, Lbfgs>;

inline bool has_update_rule(const Optimizer& optimizer) {
  return std::visit([]<typename O>(const O&) { return HasUpdateRule<O>; }, optimizer);
}
// The others take all training rows in every step.
inline bool is_full_batch(const Optimizer& optimizer) { return !has_update_rule(optimizer); }

inline int slot_count(const Optimizer& optimizer) {
  return std::visit([](const auto& held) { return held.slots(); }, optimizer);
}
inline double base_learning_rate(const Optimizer& optimizer) {
  return std::visit([](const auto& held) { return held.learning_rate; }, optimizer);
}

}  // namespace mlp
