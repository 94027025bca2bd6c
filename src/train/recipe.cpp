#include "mlp/train/recipe.hpp"

#include <algorithm>
#include <string>

#include "data/message.hpp"
#include "mlp/base/error.hpp"
#include "train/monitor.hpp"

namespace mlp {
namespace {

std::string_view words_for(TargetKind kind) { return kind == TargetKind::classes ? "classes" : "numbers"; }

void check_metrics(const Recipe& recipe) {
  const TargetKind kind = target_kind(recipe.loss);
  for (std::size_t i = 0; i < recipe.metrics.size(); ++i) {
    const Metric& metric = recipe.metrics[i];
    const TargetKind wanted = std::visit([](const auto& held) { return held.targets; }, metric);
    const std::string pointer = "/metrics/" + std::to_string(i);
    if (wanted != kind) {
      throw ConfigError(
          pointer + ": expected a metric of " + std::string(words_for(kind)) + ", got " +
              std::string(name_of(metric)),
          "the loss " + std::string(name_of(recipe.loss)) + " is about " + std::string(words_for(kind)));
    }
    const auto same = [&](const Metric& other) { return name_of(other) == name_of(metric); };
    const auto here = recipe.metrics.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::find_if(recipe.metrics.begin(), here, same) != here) {
      throw ConfigError(pointer + ": expected each metric once, got " + std::string(name_of(metric)) +
                        " again");
    }
  }
}

void check_optimizer(const Sgd& sgd) {
  if (sgd.nesterov && sgd.momentum == 0.0) {
    throw ConfigError("/optimizer/nesterov: expected momentum above 0 with nesterov, got 0",
                      "nesterov looks ahead along the velocity; add \"momentum\": 0.9");
  }
  if (sgd.dampening > 0.0 && sgd.momentum == 0.0) {
    throw ConfigError("/optimizer/dampening: expected momentum above 0 with dampening, got 0",
                      "dampening is what the velocity does not take; add \"momentum\": 0.9");
  }
  if (sgd.dampening > 0.0 && sgd.nesterov) {
    throw ConfigError("/optimizer/dampening: expected 0 with nesterov, got " + number_text(sgd.dampening),
                      "nesterov's step is defined for a velocity that takes the whole gradient");
  }
}

template <typename Other>
void check_optimizer(const Other&) {}

}  // namespace

Recipe resolved(const Recipe& recipe, bool has_validation) {
  Recipe result = recipe;
  result.model = resolved(recipe.model, recipe.loss);
  if (result.metrics.empty()) {
    if (target_kind(recipe.loss) == TargetKind::classes) {
      result.metrics = {Accuracy{}};
    } else {
      result.metrics = {RootMeanSquaredError{}};
    }
  }
  check_metrics(result);
  std::visit([](const auto& held) { check_optimizer(held); }, result.optimizer);
  if (result.training.early_stopping)
    check_monitor(*result.training.early_stopping, result.metrics, has_validation);
  return result;
}

}  // namespace mlp
