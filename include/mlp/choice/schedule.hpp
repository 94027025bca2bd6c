// How the learning rate moves: a pure function of the step, computed afresh every time (for one schedule, of
// the step and the number of reductions so far).
//
// Each begins with a linear warm-up over `warmup_epochs` (fractions allowed): step t of w warm-up
// steps uses (t + 1) / w of the rate that follows it.  What follows counts from the end of the warm-up.
// One that is longer than the training takes all of its steps and no more.
// The optimizer's learning_rate is the base rate, the highest of every schedule.
//
// To add one: a struct here, its factor() in train/learning_rate.cpp, its name in the list.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mlp/base/fields.hpp"
#include "mlp/base/memory.hpp"
#include "mlp/choice/custom_schedule.hpp"

namespace mlp {

// The field that every schedule has.
void warmup_field(auto& self, auto& field, const Rule& rule = at_least(0.0)) {
  field("warmup_epochs", self.warmup_epochs, rule, "linear warm-up, in epochs");
}

// The base rate, after the warm-up.
struct ConstantRate {
  static constexpr std::string_view name = "constant";
  static constexpr std::string_view help = "the base rate throughout";
  double warmup_epochs = 0.0;
  static void fields(auto& self, auto& field) { warmup_field(self, field); }
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
    warmup_field(self, field);
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
    warmup_field(self, field);
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
    warmup_field(self, field);
  }
};

// base · factor^(how many of `epochs` have passed).
struct MultiStepDecay {
  static constexpr std::string_view name = "multi_step";
  static constexpr std::string_view help = "multiplied by factor after each of the listed epochs";
  std::vector<Index> epochs = {};  // ascending, each at least 1
  double factor = 0.1;
  double warmup_epochs = 0.0;
  static void fields(auto& self, auto& field) {
    field("epochs", self.epochs, at_least(1).required(), "how many epochs come before each drop, ascending");
    field("factor", self.factor, above(0.0).at_most(1.0), "what each drop multiplies by");
    warmup_field(self, field);
  }
};

// final + (1 − final)·(1 − t / T)^power of the base rate at step t of T; it would reach the final
// rate one step after the last, like cosine.
struct PolynomialDecay {
  static constexpr std::string_view name = "polynomial";
  static constexpr std::string_view help =
      "(1 - t/T)^power, from the base rate down to final_ratio of it at the end; power 1 is a line";
  double power = 1.0;
  double final_ratio = 0.0;
  double warmup_epochs = 0.0;
  static void fields(auto& self, auto& field) {
    field("power", self.power, above(0.0), "1: a straight line; more: steeper at first");
    field("final_ratio", self.final_ratio, at_least(0.0).at_most(1.0), "share of the base rate at the end");
    warmup_field(self, field);
  }
};

// Half a cosine, begun again at the base rate after every period; period i takes
// first_period_epochs · multiplier^i epochs.  SGDR, Loshchilov & Hutter 2017, eq. 5.
struct CosineRestarts {
  static constexpr std::string_view name = "cosine_restarts";
  static constexpr std::string_view help =
      "half a cosine after half a cosine, each period multiplier times as long as the one before"
      "  (SGDR, Loshchilov & Hutter 2017)";
  Index first_period_epochs = 10;
  Index multiplier = 1;
  double final_ratio = 0.0;
  double warmup_epochs = 0.0;
  static void fields(auto& self, auto& field) {
    field("first_period_epochs", self.first_period_epochs, at_least(1).at_most(1 << 24),
          "epochs before the first restart");
    field("multiplier", self.multiplier, at_least(1).at_most(1000),
          "how much longer each period is than the last");
    field("final_ratio", self.final_ratio, at_least(0.0).at_most(1.0),
          "share of the base rate at the end of a period");
    warmup_field(self, field);
  }
};

// Up from initial_ratio to the base rate in the first rise_share of the steps, and down to final_ratio
// in the others, each along half a cosine.  Smith & Topin 2018; defaults and steps are PyTorch's
// OneCycleLR (its div_factor 25 and final_div_factor 10⁴), but no momentum is moved.
struct OneCycle {
  static constexpr std::string_view name = "one_cycle";
  static constexpr std::string_view help =
      "half a cosine up to the base rate, half a cosine down to almost nothing  (Smith & Topin 2018)";
  double rise_share = 0.3;
  double initial_ratio = 0.04;
  double final_ratio = 4e-6;
  double warmup_epochs = 0.0;
  static void fields(auto& self, auto& field) {
    field("rise_share", self.rise_share, at_least(0.0).at_most(1.0), "share of the steps that rise");
    field("initial_ratio", self.initial_ratio, at_least(0.0).at_most(1.0),
          "share of the base rate at the first step");
    field("final_ratio", self.final_ratio, at_least(0.0).at_most(1.0),
          "share of the base rate at the last step");
    warmup_field(self, field);
  }
};

// base · √(w / (w + t)), t steps after the end of w warm-up steps.  Vaswani et al. 2017, eq. 3, with
// the base rate as the peak.
struct InverseSquareRoot {
  static constexpr std::string_view name = "inverse_sqrt";
  static constexpr std::string_view help =
      "after w steps of warm-up sqrt(w / step); needs warmup_epochs  (Vaswani et al. 2017)";
  double warmup_epochs = 0.0;
  static void fields(auto& self, auto& field) { warmup_field(self, field, above(0.0).required()); }
};

// How the peaks of a cyclic schedule change; the lowest rate stays.  Smith 2017.
struct Triangular {
  static constexpr std::string_view name = "triangular";
  static constexpr std::string_view help = "every peak is the base rate";
  static void fields(auto&, auto&) {}
};
struct Triangular2 {
  static constexpr std::string_view name = "triangular2";
  static constexpr std::string_view help = "half as high every cycle";
  static void fields(auto&, auto&) {}
};
struct ExponentialRange {
  static constexpr std::string_view name = "exp_range";
  static constexpr std::string_view help = "lower by factor every step";
  double factor = 1.0;
  static void fields(auto& self, auto& field) {
    field("factor", self.factor, above(0.0).at_most(1.0).required(),
          "what each step multiplies the height by");
  }
};
using CycleMode = std::variant<Triangular, Triangular2, ExponentialRange>;

// A zigzag of straight lines between initial_ratio and the base rate.  Smith 2017; PyTorch's CyclicLR
// with max_lr = base.
struct CyclicRate {
  static constexpr std::string_view name = "cyclic";
  static constexpr std::string_view help =
      "straight up to the base rate and down again, over and over  (Smith 2017)";
  double half_cycle_epochs = 4.0;
  double initial_ratio = 0.25;
  CycleMode mode = Triangular{};
  double warmup_epochs = 0.0;
  static void fields(auto& self, auto& field) {
    field("half_cycle_epochs", self.half_cycle_epochs, above(0.0), "epochs up, and as many down");
    field("initial_ratio", self.initial_ratio, at_least(0.0).at_most(1.0),
          "share of the base rate at the lowest");
    field("mode", self.mode, anything,
          "peaks: all alike, halved every cycle, or {\"type\": \"exp_range\", \"factor\": 0.9999} a step");
    warmup_field(self, field);
  }
};

// base · factor^(reductions so far), not below minimum_ratio of it.  The rate is reduced when the
// monitored value has not become better by `threshold` of its best for more than `patience` epochs;
// then `cooldown` epochs pass before bad ones count again.  The rule is PyTorch's ReduceLROnPlateau.
struct ReduceOnPlateau {
  static constexpr std::string_view name = "reduce_on_plateau";
  static constexpr std::string_view help =
      "multiplied by factor when the monitored value has stopped getting better";
  std::string monitor = "validation.loss";  // as in early stopping
  double factor = 0.1;
  Index patience = 10;
  double threshold = 1e-4;
  Index cooldown = 0;
  double minimum_ratio = 0.0;
  double warmup_epochs = 0.0;
  static void fields(auto& self, auto& field) {
    field("monitor", self.monitor, at_least(1), "train. or validation., then loss or a metric's name");
    field("factor", self.factor, above(0.0).below(1.0), "what each reduction multiplies by");
    field("patience", self.patience, at_least(0), "epochs without improvement that are borne");
    field("threshold", self.threshold, at_least(0.0).below(1.0),
          "the least improvement that counts, as a share of the best value");
    field("cooldown", self.cooldown, at_least(0), "epochs after a reduction that do not count");
    field("minimum_ratio", self.minimum_ratio, at_least(0.0).at_most(1.0),
          "share of the base rate that is never gone below");
    warmup_field(self, field);
  }
};

using Schedule =
    std::variant<ConstantRate, StepDecay, ExponentialDecay, CosineDecay, MultiStepDecay, PolynomialDecay,
                 CosineRestarts, OneCycle, InverseSquareRoot, CyclicRate, ReduceOnPlateau, CustomSchedule>;

}  // namespace mlp
