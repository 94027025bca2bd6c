#include "train/lbfgs_stepper.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>

#include "kernels/striped_sum.hpp"
#include "nn/batch_normalized_layer.hpp"
#include "nn/gradient.hpp"

namespace mlp {

LbfgsStepper::LbfgsStepper(const Network& network, const Lbfgs& lbfgs, const Batch& dataset, Index rows,
                           Team& team, const std::vector<double>& weight_decays)
    : EpochStepper(network, dataset, rows, team),
      lbfgs_(lbfgs),
      weight_decays_(weight_decays),
      decays_(std::any_of(weight_decays.begin(), weight_decays.end(), [](double x) { return x > 0.0; })),
      direction_(network.layout.size),
      trial_(network.layout.size),
      gradient_(network.layout.size),
      sums_(network) {
  for (int thread = 0; thread < team.size(); ++thread) own_.emplace_back(network, team, sums_, thread);
}

LbfgsStepper::Outcome LbfgsStepper::run(std::span<const std::int32_t> order, TrainState& state,
                                        const Hooks& hooks) {
  if (state.first_sample > 0) return Outcome::finished;
  const Batch batch = batch_of(order, state.step);
  std::copy(state.parameters.begin(), state.parameters.end(), trial_.begin());  // of layers that do not learn
  LbfgsState after = *state.lbfgs;
  bool finite = true;
  team_.run([&](int thread) {
    Step step{.batch = batch,
              .state = state,
              .learning_rate = hooks.learning_rate(state.step),
              .thread = thread,
              .own = own_[static_cast<std::size_t>(thread)],
              .lbfgs = *state.lbfgs};
    const bool taken = take(step);
    if (thread != 0) return;
    finite = taken;
    after = step.lbfgs;
  });
  if (!finite) {
    samples_at_fault_ = batch.size;
    return Outcome::diverged;
  }
  hooks.after_losses(batch.size);
  state.lbfgs = after;
  state.first_sample = batch.size;
  ++state.step;
  return hooks.after_step() ? Outcome::finished : Outcome::stopped;
}

bool LbfgsStepper::take(Step& step) {
  LbfgsState& lbfgs = step.lbfgs;
  if (!lbfgs.begun && !begin(step)) return false;
  if (!(lbfgs.largest_gradient > lbfgs_.gradient_tolerance)) {
    lbfgs.converged = true;
    return true;
  }
  bool moved = search(step);
  if (!moved && lbfgs.pairs > 0) {
    lbfgs.pairs = 0;
    moved = search(step);
  }
  if (!moved) evaluate(step, step.state.parameters.data());
  lbfgs.converged = !moved || lbfgs.largest_gradient <= lbfgs_.gradient_tolerance;
  if (moved) follow_statistics(step);
  return true;
}

// The last pass was the one at the new parameters.
void LbfgsStepper::follow_statistics(Step& step) {
  for (const Index l : network_.batch_normalized) {
    move_running_statistics(network_, workspace_, l, units_of(network_.layer(l), step.thread, team_.size()),
                            step.state.parameters.data());
  }
}

// Loss and gradient at the start; false where they are not finite.
bool LbfgsStepper::begin(Step& step) {
  step.lbfgs.loss = evaluate(step, step.state.parameters.data());
  step.lbfgs.largest_gradient = step.own.largest(gradient_.data());
  step.own.copy(gradient_.data(), step.state.slots.data());
  step.lbfgs.begun = true;
  return std::isfinite(step.lbfgs.loss) && std::isfinite(step.lbfgs.largest_gradient);
}

// Whether there was a lower point, where the parameters are now.
bool LbfgsStepper::search(Step& step) {
  const CurvaturePairs pairs(step.state.slots.data(), network_.layout.size, lbfgs_.history);
  pairs.direction(step.lbfgs, step.own, direction_.data());
  const double slope = step.own.dot(pairs.gradient(), direction_.data());
  if (!(slope < 0.0)) return false;
  const bool is_gradient = step.lbfgs.pairs == 0;
  const double first = is_gradient
                           ? std::min(1.0, 1.0 / step.own.magnitude(pairs.gradient())) * step.learning_rate
                           : step.learning_rate;
  const LineSearchResult found =
      search_line({.step = 0.0, .value = step.lbfgs.loss, .slope = slope}, first, lbfgs_.max_evaluations,
                  [&](double length) { return evaluate_at(step, length); });
  if (found.point.step == 0.0) return false;
  if (found.last_evaluated != found.point.step) evaluate_at(step, found.point.step);
  step.lbfgs.loss = found.point.value;
  accept(step);
  return true;
}

// From the parameters to the trial, whose gradient is known.
void LbfgsStepper::accept(Step& step) {
  OwnParameters& own = step.own;
  float* const parameters = step.state.parameters.data();
  const CurvaturePairs pairs(step.state.slots.data(), network_.layout.size, lbfgs_.history);
  // Neither the direction nor the gradient before is wanted any more.
  float* const moved = direction_.data();
  float* const change = pairs.gradient();
  own.add_scaled(-1.0, parameters, trial_.data(), moved);
  own.add_scaled(-1.0, pairs.gradient(), gradient_.data(), change);
  pairs.add(moved, change, own, step.lbfgs);
  own.copy(trial_.data(), parameters);
  own.copy(gradient_.data(), pairs.gradient());
  step.lbfgs.largest_gradient = own.largest(gradient_.data());
}

void LbfgsStepper::move_to(Step& step, double length) {
  step.own.add_scaled(length, direction_.data(), step.state.parameters.data(), trial_.data());
  wait(step.thread);
}

LinePoint LbfgsStepper::evaluate_at(Step& step, double length) {
  move_to(step, length);
  const double loss = evaluate(step, trial_.data());
  const double slope = step.own.dot(gradient_.data(), direction_.data());
  return {.step = length, .value = loss, .slope = slope};
}

// The loss with its penalty, and its gradient; infinite where the passes are not finite.
double LbfgsStepper::evaluate(Step& step, const float* parameters) {
  const bool finite = pass(step.batch, parameters, step.thread);
  StripedSum losses;
  for (Index i = 0; i < step.batch.size; ++i) losses.add(i, workspace_.losses[i]);
  for (Index l = 0; finite && l < network_.layer_count(); ++l) {
    if (!network_.layer_learns(l)) continue;
    const Stopwatch watch(times(step.thread), Phase::update, l);
    const UnitRange mine = units_of(network_.layer(l), step.thread, team_.size());
    if (mine.count() == 0) continue;
    gradient_in_place({network_, workspace_, step.batch.size, l, mine, step.thread}, gradient_.data());
  }
  double penalty = 0.0;
  if (decays_) {
    step.own.add_scaled_weights(weight_decays_, parameters, gradient_.data());
    penalty = 0.5 * step.own.weigh_squares(weight_decays_, parameters);
  }
  wait(step.thread);  // before anybody's next pass: everybody has read this one's losses
  if (!finite) return std::numeric_limits<double>::infinity();
  return losses.total() / static_cast<double>(step.batch.size) + penalty;
}

std::string convergence_text(const Lbfgs& lbfgs, const LbfgsState& state) {
  if (!state.converged) return "";
  std::array<char, 32> digits{};
  const auto written =
      std::to_chars(digits.begin(), digits.end(), state.largest_gradient, std::chars_format::general, 2);
  const std::string largest(digits.data(), written.ptr);
  if (state.largest_gradient <= lbfgs.gradient_tolerance)
    return "converged: the largest gradient is " + largest + ", at most /optimizer/gradient_tolerance";
  return "converged: no step lowers the loss any more; the largest gradient is " + largest;
}

}  // namespace mlp
