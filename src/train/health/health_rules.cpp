#include "train/health/health_rules.hpp"

#include <algorithm>

#include "mlp/choice/optimizer.hpp"
#include "train/health/wording.hpp"

namespace mlp {
namespace {

// Whether the rule has this to say for the first time; if so it is remembered.
bool is_news(const Problem& problem, std::vector<Raised>& raised) {
  const Index layer = problem.layer.value_or(-1);
  const Index units = std::ssize(problem.units);
  const auto before = std::find_if(raised.begin(), raised.end(), [&](const Raised& each) {
    return each.rule == problem.rule && each.layer == layer;
  });
  if (before == raised.end()) {
    raised.push_back({.rule = problem.rule, .layer = layer, .units = units});
    return true;
  }
  if (units < 2 * before->units || units == 0) return false;
  before->units = units;
  return true;
}

}  // namespace

std::string to_reduce_the_rate(const Evidence& evidence) {
  const std::string advice = "reduce /optimizer/learning_rate";
  return evidence.epoch ? advice + " from " + figure(base_learning_rate(evidence.recipe.optimizer)) : advice;
}

void remember(const EpochReport& epoch, LossCourse& losses) {
  const double loss = epoch.train.loss;
  if (losses.first == LossCourse::none) losses.first = loss;
  losses.rises = loss > losses.previous ? losses.rises + 1 : 0;
  losses.previous = loss;
  losses.lowest = std::min(losses.lowest, loss);
  if (epoch.validation && epoch.validation->loss < losses.lowest_validation) {
    losses.lowest_validation = epoch.validation->loss;
    losses.lowest_validation_epoch = epoch.epoch;
    losses.training_then = loss;
  }
}

std::vector<Problem> apply_rules(const Evidence& evidence, HealthState& state) {
  std::vector<Problem> problems;
  const Speak speak = [&](Problem problem) {
    problem.epoch = evidence.report.epoch;
    if (is_news(problem, state.raised)) problems.push_back(std::move(problem));
  };
  rules_about_data(evidence, speak);
  rules_about_layers(evidence, speak);
  if (evidence.epoch) rules_about_losses(evidence, state.losses, speak);
  return problems;
}

}  // namespace mlp
