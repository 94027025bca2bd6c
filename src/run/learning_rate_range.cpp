#include "mlp/run/learning_rate_range.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "kernels/functions.hpp"
#include "mlp/base/error.hpp"
#include "mlp/base/float_environment.hpp"
#include "train/learning_rate.hpp"

namespace mlp {
namespace {

constexpr Index fewest_steps = 100;
constexpr double broken_out = 4.0;  // times the least smoothed loss
// The first steps say more about their batches than about their rates.
constexpr std::size_t settling = 10;

// low/base, then the same factor more at every step, high/base at the last.
class GeometricRate final : public ScheduleFunction {
 public:
  GeometricRate(double low, double high, double base) : start_(low / base), growth_(high / low) {}
  std::string_view name() const override { return "geometric"; }
  double factor(Numbers, const ScheduleStep& at) const override {
    const auto last = static_cast<double>(std::max<Index>(1, at.steps - 1));
    return start_ * exact::pow(growth_, static_cast<double>(at.step) / last);
  }

 private:
  double start_, growth_;
};

// Takes each batch's loss out of the epoch's running mean, and stops where it breaks out.
class LossCollector final : public Observer {
 public:
  LossCollector(const Recipe& recipe, double smoothing, RateRange& result)
      : recipe_(recipe), smoothing_(smoothing), result_(result) {}

  void on_start(const TrainingPlan& plan) override {
    length_ = {.steps_per_epoch = plan.steps_per_epoch, .epochs = plan.epochs};
    result_.steps = length_.steps();
  }

  void on_step(const StepReport& report) override {
    const auto samples = static_cast<double>(report.samples_in_epoch);
    if (report.epoch != epoch_) sum_ = samples_ = 0.0;
    epoch_ = report.epoch;
    const double sum = report.mean_loss * samples;
    const double loss = (sum - sum_) / (samples - samples_);
    sum_ = sum;
    samples_ = samples;
    add(learning_rate(recipe_.schedule, base_learning_rate(recipe_.optimizer), report.step - 1, length_),
        loss);
  }

  Wish wish() override { return result_.broke_out ? Wish::stop : Wish::go_on; }

 private:
  void add(double rate, double loss) {
    average_ = smoothing_ * average_ + (1.0 - smoothing_) * loss;
    weight_ = smoothing_ * weight_ + (1.0 - smoothing_);  // 1 − smoothing^steps
    const double smoothed = average_ / weight_;
    result_.broke_out = !std::isfinite(smoothed);
    if (result_.broke_out) return;
    result_.points.push_back({.learning_rate = rate, .loss = loss, .smoothed = smoothed});
    least_ = result_.points.size() == 1 ? smoothed : std::min(least_, smoothed);
    // Losses below 0 (a likelihood) have no multiples to speak of.
    result_.broke_out = result_.points.size() > settling && least_ > 0.0 && smoothed > broken_out * least_;
  }

  const Recipe& recipe_;
  double smoothing_;
  RateRange& result_;
  TrainingLength length_;
  Index epoch_ = 0;
  double sum_ = 0.0, samples_ = 0.0;  // of the epoch so far
  double average_ = 0.0, weight_ = 0.0, least_ = 0.0;
};

double to_two_digits(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1e", value);
  return std::strtod(text.data(), nullptr);
}

void suggest(RateRange& result) {
  const std::vector<RatePoint>& points = result.points;
  if (points.size() <= 2 * settling) return;
  const auto by_loss = [](const RatePoint& a, const RatePoint& b) { return a.smoothed < b.smoothed; };
  const auto lowest = std::min_element(points.begin() + settling, points.end(), by_loss);
  result.lowest = static_cast<std::size_t>(lowest - points.begin());
  if (result.lowest == settling) return;  // from there on it only rose
  constexpr double room = 10.0;
  result.suggestion = to_two_digits(lowest->learning_rate / room);

  const std::size_t reach = std::max<std::size_t>(1, static_cast<std::size_t>(result.steps) / 40);
  double steepest = 0.0;
  for (std::size_t i = settling; i + reach <= result.lowest; ++i) {
    const std::size_t before = i - std::min(i, reach);
    const double fall =
        (points[before].smoothed - points[i + reach].smoothed) / static_cast<double>(i + reach - before);
    if (fall <= steepest) continue;
    steepest = fall;
    result.steepest = to_two_digits(points[i].learning_rate);
  }
}

void check(const Recipe& recipe, const RateRangeOptions& range) {
  const auto number = [](double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%g", value);
    return std::string(text.data());
  };
  if (!(range.low > 0.0 && range.low < range.high && std::isfinite(range.high)))
    throw ConfigError("expected a lowest rate above 0 and a highest above it, got " + number(range.low) +
                          " and " + number(range.high),
                      "1e-6 and 10 are usual");
  if (!(range.smoothing >= 0.0 && range.smoothing < 1.0))
    throw ConfigError("expected a smoothing in [0, 1), got " + number(range.smoothing), "0.9 is usual");
  if (is_full_batch(recipe.optimizer))
    throw ConfigError("/optimizer: expected one that takes a step for each batch, got " +
                          std::string(name_of(recipe.optimizer)),
                      "its line search finds the length of each step by itself");
}

}  // namespace

RateRange find_learning_rate(const Recipe& recipe, const RowView& rows, const RateRangeOptions& range,
                             const TrainOptions& options) {
  check(recipe, range);
  Recipe sweep = recipe;
  sweep.training.early_stopping.reset();
  sweep.health.every_epochs = 0;
  sweep.metrics.clear();
  sweep.schedule = CustomSchedule{.implementation = std::make_shared<GeometricRate>(
                                      range.low, range.high, base_learning_rate(recipe.optimizer))};
  sweep.training.epochs = 1;
  const Index steps_per_epoch = training_length(resolved(sweep, false).training, rows.size()).steps_per_epoch;
  sweep.training.epochs =
      range.epochs > 0 ? range.epochs : (fewest_steps + steps_per_epoch - 1) / steps_per_epoch;

  RateRange result;
  LossCollector collector(sweep, range.smoothing, result);
  try {
    train(sweep, rows, {},
          {.preprocess = options.preprocess,
           .threads = options.threads,
           .observer = &collector,
           .start_from = options.start_from});
  } catch (const Diverged&) {
    result.broke_out = true;
  }
  const DefaultFloatEnvironment environment;
  suggest(result);
  return result;
}

}  // namespace mlp
