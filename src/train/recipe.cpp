#include "mlp/train/recipe.hpp"

#include <algorithm>
#include <string>

#include "base/custom.hpp"
#include "data/message.hpp"
#include "mlp/base/error.hpp"
#include "train/full_batch.hpp"
#include "train/monitor.hpp"

namespace mlp {
namespace {

std::string_view words_for(TargetKind kind) { return kind == TargetKind::classes ? "classes" : "numbers"; }

template <typename M>
void check_average(const M& metric, const std::string& pointer) {
  if constexpr (requires { metric.average; }) {
    const bool of_one_class = !metric.average || std::holds_alternative<BinaryAverage>(*metric.average);
    if (of_one_class || metric.positive.empty()) return;
    throw ConfigError(pointer + "/positive: expected no positive class with the average " +
                          std::string(name_of(*metric.average)) + ", got " + metric.positive,
                      "leave the average out for the " + std::string(M::name) + " of that class alone");
  }
}

template <typename M>
void check_probabilities(const M&, const Loss& loss, const std::string& pointer) {
  if constexpr (requires { M::needs_probabilities; }) {
    if (gives_probabilities(loss)) return;
    throw ConfigError(pointer + ": expected a metric of classes or scores, got " + std::string(M::name),
                      std::string(M::name) + " is about probabilities, and the loss " +
                          std::string(name_of(loss)) + " gives none");
  }
}

void check_metrics(const Recipe& recipe) {
  const TargetKind kind = target_kind(recipe.loss);
  for (std::size_t i = 0; i < recipe.metrics.size(); ++i) {
    const Metric& metric = recipe.metrics[i];
    const TargetKind wanted = target_kind(metric);
    const std::string pointer = "/metrics/" + std::to_string(i);
    if (wanted != kind) {
      throw ConfigError(
          pointer + ": expected a metric of " + std::string(words_for(kind)) + ", got " +
              std::string(name_of(metric)),
          "the loss " + std::string(name_of(recipe.loss)) + " is about " + std::string(words_for(kind)));
    }
    std::visit(
        [&](const auto& held) {
          check_average(held, pointer);
          check_probabilities(held, recipe.loss, pointer);
        },
        metric);
    const auto same = [&](const Metric& other) { return label_of(other) == label_of(metric); };
    const auto here = recipe.metrics.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::find_if(recipe.metrics.begin(), here, same) != here) {
      throw ConfigError(pointer + ": expected each metric once, got " + label_of(metric) + " again");
    }
  }
}

template <typename L>
void check_loss(const L& loss) {
  if constexpr (requires { loss.class_weights; }) {
    const auto* listed = std::get_if<ListedWeights>(&loss.class_weights);
    if (listed == nullptr) return;
    for (std::size_t k = 0; k < listed->values.size(); ++k) {
      if (listed->values[k] >= 0.0) continue;
      throw ConfigError("/loss/class_weights/" + std::to_string(k) + ": expected a number at least 0, got " +
                            number_text(listed->values[k]),
                        "a class of weight 0 is not learned");
    }
    const auto is_zero = [](double weight) { return static_cast<float>(weight) == 0.0f; };
    if (std::all_of(listed->values.begin(), listed->values.end(), is_zero)) {
      throw ConfigError("/loss/class_weights: expected one above 0, got only 0",
                        "a class of weight 0 is not learned");
    }
  }
}

// The weights are floats, and so is what changes them.
void check_learning_rate(double rate) {
  if (static_cast<float>(rate) != 0.0f) return;
  throw ConfigError(
      "/optimizer/learning_rate: expected a number that is above 0 as a float, got " + number_text(rate),
      "below about 1e-45 a float is 0, and nothing is learned");
}

// A program's own loss must be called as its traits say.
void check_form(const Loss& loss) {
  const auto* const custom = std::get_if<CustomLoss>(&loss);
  if (custom == nullptr) return;
  const bool is_row = traits_of(loss).form == LossForm::all_logits;
  const LossFunction* const held = custom->implementation.get();
  if (is_row ? dynamic_cast<const RowLoss*>(held) != nullptr : dynamic_cast<const PairLoss*>(held) != nullptr)
    return;
  throw ConfigError("/loss: expected " + std::string(is_row ? "a RowLoss" : "a PairLoss") +
                        ", as the form that its traits() say, got another implementation of " +
                        std::string(name_of(loss)),
                    "each_output and each_logit are of pairs, all_logits is of rows");
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

void check_optimizer(const CustomOptimizer& custom) {
  if (custom.slots() >= 0 && custom.slots() <= CustomOptimizer::most_slots) return;
  throw ConfigError("/optimizer: expected 0 to " + std::to_string(CustomOptimizer::most_slots) +
                        " slots of " + std::string(name_of_alternative(custom)) + ", got " +
                        std::to_string(custom.slots()),
                    "a slot is a float per parameter that is kept between steps");
}

template <typename Other>
void check_optimizer(const Other&) {}

void check_schedule(const MultiStepDecay& schedule, const Recipe&, bool) {
  const auto& epochs = schedule.epochs;
  for (std::size_t i = 0; i < epochs.size(); ++i) {
    const Index before = i > 0 ? epochs[i - 1] : 0;
    if (epochs[i] > before) continue;
    throw ConfigError("/schedule/epochs/" + std::to_string(i) + ": expected more than " +
                          std::to_string(before) + ", got " + std::to_string(epochs[i]),
                      "how many epochs come before each drop, ascending: [30, 60, 80]");
  }
}

void check_schedule(const InverseSquareRoot& schedule, const Recipe&, bool) {
  if (schedule.warmup_epochs > 0.0) return;
  throw ConfigError("/schedule/warmup_epochs: expected above 0 with inverse_sqrt, got 0",
                    "the rate falls with the square root of steps over warm-up steps; 1 is a start");
}

void check_schedule(const ReduceOnPlateau& schedule, const Recipe& recipe, bool has_validation) {
  check_monitor(schedule.monitor, "/schedule/monitor", recipe.metrics, has_validation);
}

template <typename Other>
void check_schedule(const Other&, const Recipe&, bool) {}

void check_batch_norm(const Recipe& recipe) {
  if (recipe.training.batch_size != 1) return;
  for (std::size_t i = 0; i < recipe.model.hidden.size(); ++i) {
    const std::optional<Normalization>& normalization = recipe.model.hidden[i].normalization;
    if (!normalization || !std::holds_alternative<BatchNorm>(*normalization)) continue;
    throw ConfigError("/training/batch_size: expected 2 or more with batch_norm in /model/hidden/" +
                          std::to_string(i) + "/normalization, got 1",
                      "a single row has no variance; layer_norm normalizes each row by itself");
  }
}

void check_sampling(const Recipe& recipe) {
  if (!std::holds_alternative<BalancedClasses>(recipe.training.sampling)) return;
  const auto refuse = [](const std::string& where, const std::string& hint) {
    throw ConfigError("/training/sampling: expected each_row with " + where + ", got balanced", hint);
  };
  if (target_kind(recipe.loss) != TargetKind::classes)
    refuse("the loss " + std::string(name_of(recipe.loss)), "numbers have no classes to balance");
  if (is_full_batch(recipe.optimizer))
    refuse("the optimizer " + std::string(name_of(recipe.optimizer)),
           "it takes all rows in every step; \"class_weights\": \"balanced\" in /loss does the same for it");
  if (!recipe.training.shuffle) refuse("\"shuffle\": false", "its rows would come class by class");
}

// Whether an activation's slope vanishes far from 0.
bool saturates(const Activation& activation) {
  return std::holds_alternative<Sigmoid>(activation) || std::holds_alternative<Tanh>(activation) ||
         std::holds_alternative<Softmax>(activation);
}

}  // namespace

std::vector<std::string> warnings_about(const Recipe& recipe) {
  std::vector<std::string> warnings;
  const std::optional<Activation>& output = recipe.model.output.activation;
  if (output && traits_of(recipe.loss).form == LossForm::each_output && saturates(*output)) {
    const bool is_softmax = std::holds_alternative<Softmax>(*output);
    warnings.push_back("/model/output/activation: " + std::string(name_of(*output)) + " with the loss " +
                       std::string(name_of(recipe.loss)) +
                       ": where the output saturates, the gradient vanishes and wrong rows are no longer "
                       "learned\n  hint: " +
                       (std::holds_alternative<Tanh>(*output) ? "identity has no such ends"
                        : is_softmax ? "for classes use cross_entropy, for probabilities kl_divergence"
                                     : "for classes use binary_cross_entropy, for labels multi_label"));
  }
  const double warmup = std::visit([](const auto& held) { return held.warmup_epochs; }, recipe.schedule);
  if (warmup > static_cast<double>(recipe.training.epochs)) {
    const std::string epochs = std::to_string(recipe.training.epochs);
    warnings.push_back("/schedule/warmup_epochs: the warm-up of " + number_text(warmup) +
                       " epochs is longer than the training of " + epochs + ", and is taken as one of " +
                       epochs +
                       "\n  hint: the full rate is reached in the last step; shorten it, or train longer");
  }
  return warnings;
}

Recipe resolved(const Recipe& recipe, bool has_validation) {
  Recipe result = recipe;
  complete_custom(result.loss, "/loss");
  check_form(result.loss);
  complete_custom(result.optimizer, "/optimizer");
  complete_custom(result.schedule, "/schedule");
  for (std::size_t i = 0; i < result.metrics.size(); ++i)
    complete_custom(result.metrics[i], "/metrics/" + std::to_string(i));
  result.model = resolved(recipe.model, result.loss);
  if (result.metrics.empty()) {
    if (target_kind(recipe.loss) == TargetKind::classes) {
      result.metrics = {Accuracy{}};
    } else {
      result.metrics = {RootMeanSquaredError{}};
    }
  }
  check_metrics(result);
  check_batch_norm(result);
  check_sampling(result);
  std::visit([](const auto& held) { check_loss(held); }, result.loss);
  check_learning_rate(base_learning_rate(result.optimizer));
  std::visit([](const auto& held) { check_optimizer(held); }, result.optimizer);
  std::visit([&](const auto& held) { check_schedule(held, result, has_validation); }, result.schedule);
  if (result.training.early_stopping) {
    check_monitor(result.training.early_stopping->monitor, "/training/early_stopping/monitor", result.metrics,
                  has_validation);
  }
  if (is_full_batch(result.optimizer)) {
    check_full_batch(result);
    result.training.shuffle = false;
  } else if (!result.training.batch_size) {
    result.training.batch_size = 32;
  }
  return result;
}

}  // namespace mlp
