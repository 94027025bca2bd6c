#include "train/learning_rate.hpp"

#include <algorithm>
#include <numbers>
#include <variant>

#include "kernels/functions.hpp"

namespace mlp {
namespace {

// Steps since the warm-up ended, out of all steps after it.
struct Progress {
  Index step;
  Index steps;
  Index steps_per_epoch;
  Index whole_epochs() const { return step / steps_per_epoch; }
};

double factor(const ConstantRate&, const Progress&) { return 1.0; }

double factor(const StepDecay& schedule, const Progress& progress) {
  return exact::pow(schedule.factor, static_cast<double>(progress.whole_epochs() / schedule.every_epochs));
}

double factor(const ExponentialDecay& schedule, const Progress& progress) {
  return exact::pow(schedule.factor, static_cast<double>(progress.whole_epochs()));
}

double factor(const CosineDecay& schedule, const Progress& progress) {
  const double share =
      static_cast<double>(progress.step) / static_cast<double>(std::max<Index>(1, progress.steps));
  const double wave = 0.5 * (1.0 + exact::cos(std::numbers::pi * share));
  return schedule.final_ratio + (1.0 - schedule.final_ratio) * wave;
}

}  // namespace

double learning_rate(const Schedule& schedule, double base, Index step, const TrainingLength& length) {
  return std::visit(
      [&](const auto& held) {
        const double warmup = held.warmup_epochs * static_cast<double>(length.steps_per_epoch);
        const Index warmup_steps = static_cast<Index>(std::min(warmup, static_cast<double>(length.steps())));
        if (step < warmup_steps) {
          return base * (static_cast<double>(step + 1) / static_cast<double>(warmup_steps));
        }
        return base *
               factor(held, {step - warmup_steps, length.steps() - warmup_steps, length.steps_per_epoch});
      },
      schedule);
}

}  // namespace mlp
