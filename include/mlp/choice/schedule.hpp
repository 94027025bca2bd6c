// How the learning rate moves: a pure function of the step, computed afresh every time.
//
// Each begins with a linear warm-up over `warmup_epochs` (fractions allowed): step t of w warm-up
// steps uses (t + 1) / w of the rate.  What follows counts from the end of the warm-up.
//
// To add one: a struct here, its factor() in train/learning_rate.cpp, its name in the list.
#pragma once

#include <string_view>
#include <variant>

#include "mlp/base/fields.hpp"
#include "mlp/base/memory.hpp"

namespace mlp {

// The base rate, after the warm-up.
struct ConstantRate {
  static constexpr std::string_view name = "constant";
  static constexpr std::string_view help = "the base rate throughout";
  double warmup_epochs = 0.0;
  static void fields(auto& self, auto& field) {
    field("warmup_epochs", self.warmup_epochs, at_least(0.0), "linear warm-up, in epochs");
  }
};

// base · factor^⌊epochs / every_epochs⌋.
struct StepDecay {
  static constexpr std::string_view name = "step";
  static constexpr std::string_view help = "multiplied by factor every every_epochs epochs";
  Index every_epochs = 10;
  double factor = 0.1;
  double warmup_epochs = 0.0;
  static void fields(auto& self, auto& field) {
    field("every_epochs", self.every_epochs, at_least(1), "epochs between two drops");
    field("factor", self.factor, above(0.0).at_most(1.0), "what each drop multiplies by");
    field("warmup_epochs", self.warmup_epochs, at_least(0.0), "linear warm-up, in epochs");
  }
};

// base · factor^epochs, moving once an epoch.
struct ExponentialDecay {
  static constexpr std::string_view name = "exponential";
  static constexpr std::string_view help = "multiplied by factor after every epoch";
  double factor = 0.95;
  double warmup_epochs = 0.0;
  static void fields(auto& self, auto& field) {
    field("factor", self.factor, above(0.0).at_most(1.0), "what each epoch multiplies by");
    field("warmup_epochs", self.warmup_epochs, at_least(0.0), "linear warm-up, in epochs");
  }
};

// Half a cosine from the base rate down to final_ratio of it, which it would reach one step after
// the last (as in PyTorch's CosineAnnealingLR): no step is wasted at a rate of 0.
// Loshchilov & Hutter 2017, without restarts.
struct CosineDecay {
  static constexpr std::string_view name = "cosine";
  static constexpr std::string_view help =
      "half a cosine down to final_ratio of the base rate  (Loshchilov & Hutter 2017)";
  double final_ratio = 0.0;
  double warmup_epochs = 0.0;
  static void fields(auto& self, auto& field) {
    field("final_ratio", self.final_ratio, at_least(0.0).at_most(1.0), "share of the base rate at the end");
    field("warmup_epochs", self.warmup_epochs, at_least(0.0), "linear warm-up, in epochs");
  }
};

using Schedule = std::variant<ConstantRate, StepDecay, ExponentialDecay, CosineDecay>;

}  // namespace mlp
