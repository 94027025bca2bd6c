#include "train/learning_rate.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <variant>

#include "kernels/functions.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

// Where a step is after the warm-up.
struct Progress {
  Index step;   // since the warm-up ended
  Index steps;  // all of them
  Index steps_per_epoch;
  Index warmup_steps;
  Index reductions;  // by a plateau

  Index whole_epochs() const { return step / steps_per_epoch; }
  // In [0, 1): 1 would be the step after the last.
  double share() const { return static_cast<double>(step) / static_cast<double>(std::max<Index>(1, steps)); }
};

// From `from` at share 0 to `to` at share 1.
double half_cosine(double from, double to, double share) {
  const double wave = 0.5 * (1.0 + exact::cos(std::numbers::pi * share));
  return to + (from - to) * wave;
}

double factor(const ConstantRate&, const Progress&) { return 1.0; }

double factor(const StepDecay& schedule, const Progress& progress) {
  return exact::pow(schedule.factor, static_cast<double>(progress.whole_epochs() / schedule.every_epochs));
}

double factor(const ExponentialDecay& schedule, const Progress& progress) {
  return exact::pow(schedule.factor, static_cast<double>(progress.whole_epochs()));
}

double factor(const CosineDecay& schedule, const Progress& progress) {
  return half_cosine(1.0, schedule.final_ratio, progress.share());
}

double factor(const MultiStepDecay& schedule, const Progress& progress) {
  const auto drops = std::count_if(schedule.epochs.begin(), schedule.epochs.end(),
                                   [&](Index epoch) { return epoch <= progress.whole_epochs(); });
  return exact::pow(schedule.factor, static_cast<double>(drops));
}

double factor(const PolynomialDecay& schedule, const Progress& progress) {
  return schedule.final_ratio +
         (1.0 - schedule.final_ratio) * exact::pow(1.0 - progress.share(), schedule.power);
}

double factor(const CosineRestarts& schedule, const Progress& progress) {
  Index period = schedule.first_period_epochs * progress.steps_per_epoch;
  Index step = progress.step;
  if (schedule.multiplier == 1) step %= period;
  for (; step >= period; period *= schedule.multiplier) step -= period;
  return half_cosine(1.0, schedule.final_ratio, static_cast<double>(step) / static_cast<double>(period));
}

double factor(const OneCycle& schedule, const Progress& progress) {
  // The last step of the rise, which need not be whole, and the last of all.
  const auto steps = static_cast<double>(progress.steps);
  const double peak = std::max(0.0, schedule.rise_share * steps - 1.0), last = steps - 1.0;
  const auto step = static_cast<double>(progress.step);
  if (step <= peak) return half_cosine(schedule.initial_ratio, 1.0, peak > 0.0 ? step / peak : 1.0);
  return half_cosine(1.0, schedule.final_ratio, (step - peak) / (last - peak));
}

double factor(const InverseSquareRoot&, const Progress& progress) {
  const auto warmup = static_cast<double>(std::max<Index>(1, progress.warmup_steps));
  return std::sqrt(warmup / (warmup + static_cast<double>(progress.step)));
}

double height(const Triangular&, Index, Index) { return 1.0; }
double height(const Triangular2&, Index cycle, Index) { return exact::pow(0.5, static_cast<double>(cycle)); }
double height(const ExponentialRange& mode, Index, Index step) {
  return exact::pow(mode.factor, static_cast<double>(step));
}

double factor(const CyclicRate& schedule, const Progress& progress) {
  const double half_cycles = static_cast<double>(progress.step) /
                             (schedule.half_cycle_epochs * static_cast<double>(progress.steps_per_epoch));
  const double cycle = std::floor(0.5 * half_cycles);
  const double place = half_cycles - 2.0 * cycle;  // in [0, 2)
  const double rise = place <= 1.0 ? place : 2.0 - place;
  const double peak = std::visit(
      [&](const auto& mode) {
        return height(mode, static_cast<Index>(std::min(cycle, 1e15)), progress.step);
      },
      schedule.mode);
  return schedule.initial_ratio + (1.0 - schedule.initial_ratio) * rise * peak;
}

double factor(const CustomSchedule& schedule, const Progress& progress) {
  const double factor = schedule.implementation->factor(
      schedule.numbers,
      {.step = progress.step, .steps = progress.steps, .steps_per_epoch = progress.steps_per_epoch});
  if (factor >= 0.0 && std::isfinite(factor)) return factor;
  throw ConfigError("/schedule: expected a finite factor, 0 or more, from " +
                        std::string(schedule.implementation->name()) + " at step " +
                        std::to_string(progress.step + 1) + " after the warm-up, got " +
                        std::to_string(factor),
                    "it multiplies the optimizer's learning_rate");
}

double factor(const ReduceOnPlateau& schedule, const Progress& progress) {
  return std::max(schedule.minimum_ratio,
                  exact::pow(schedule.factor, static_cast<double>(progress.reductions)));
}

}  // namespace

Index warmup_steps(const Schedule& schedule, const TrainingLength& length) {
  const double epochs = std::visit([](const auto& held) { return held.warmup_epochs; }, schedule);
  const double steps = epochs * static_cast<double>(length.steps_per_epoch);
  return static_cast<Index>(std::min(steps, static_cast<double>(length.steps())));
}

double learning_rate(const Schedule& schedule, double base, Index step, const TrainingLength& length,
                     const Plateau& plateau) {
  const Index warmup = warmup_steps(schedule, length);
  const Progress progress{.step = std::max<Index>(0, step - warmup),
                          .steps = length.steps() - warmup,
                          .steps_per_epoch = length.steps_per_epoch,
                          .warmup_steps = warmup,
                          .reductions = plateau.reductions};
  const double rate = base * std::visit([&](const auto& held) { return factor(held, progress); }, schedule);
  if (step >= warmup) return rate;
  return rate * (static_cast<double>(step + 1) / static_cast<double>(warmup));
}

bool has_same_rates(const Schedule& schedule, Index steps, const TrainingLength& one,
                    const TrainingLength& other) {
  for (Index step = 0; step < steps; ++step)
    if (learning_rate(schedule, 1.0, step, one) != learning_rate(schedule, 1.0, step, other)) return false;
  return true;
}

}  // namespace mlp
