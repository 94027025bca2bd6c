#include <optional>
#include <string>

#include "train/health/health_rules.hpp"
#include "train/health/wording.hpp"

namespace mlp {
namespace {

constexpr Index steps_to_learn = 100;     // after which something should have been learned
constexpr double hardly_better = 0.98;    // of the loss of a constant prediction
constexpr double clearly_better = 0.8;    // likewise
constexpr Index rises_of_divergence = 3;  // epochs in a row
constexpr double rise_of_divergence = 1.5;
constexpr Index epochs_of_overfitting = 5;  // since the lowest validation loss
constexpr double rise_of_overfitting = 1.2;

void diverging(const Evidence& evidence, const LossCourse& losses, const Speak& speak) {
  const double loss = losses.previous;
  const bool rises = losses.rises >= rises_of_divergence && loss > rise_of_divergence * losses.lowest;
  const bool has_jumped = loss > 2.0 * losses.first;
  // A ratio says nothing of losses that may be negative, nor of one that is nearly 0.
  if (!(losses.lowest > 0.0) || !(rises || has_jumped) || loss < 0.1 * losses.first) return;
  speak({.rule = "diverging",
         .sentence = "the training loss grows instead of falling: " + figure(loss) + " in epoch " +
                     std::to_string(evidence.report.epoch) + ", after " + figure(losses.lowest) +
                     " at its lowest",
         .advice = to_reduce_the_rate(evidence),
         .key = "/optimizer/learning_rate"});
}

bool has_had_time(const Evidence& evidence) {
  return evidence.report.step >= steps_to_learn && (evidence.report.epoch >= 3 || evidence.is_last);
}

void not_learning(const Evidence& evidence, const LossCourse& losses, const Speak& speak) {
  const std::optional<double>& constant = evidence.data.constant_loss;
  // Of constant targets a network can only equal the constant.
  if (!constant || !(*constant > 0.0) || !has_had_time(evidence)) return;
  if (losses.lowest > hardly_better * *constant) {
    speak({.rule = "not_learning",
           .sentence = "nothing is learned: after " + std::to_string(evidence.report.step) +
                       " steps the training loss is " + figure(losses.previous) +
                       ", and always predicting the same would give " + figure(*constant),
           .advice = "try another /optimizer/learning_rate than " +
                     figure(base_learning_rate(evidence.recipe.optimizer)) +
                     ", and look whether the targets belong to their rows",
           .key = "/optimizer/learning_rate"});
  } else if (losses.lowest < clearly_better * *constant && evidence.epoch->validation &&
             losses.lowest_validation > hardly_better * *constant) {
    speak({.rule = "not_learning",
           .sentence = "nothing is learned that holds for other rows: the training loss fell to " +
                       figure(losses.lowest) + ", the validation loss never below " +
                       figure(losses.lowest_validation) + ", and always predicting the same would give " +
                       figure(*constant),
           .advice = "look whether the targets belong to their rows",
           .key = "/data/train"});
  }
}

// Where early stopping watches the validation rows, it has this in hand.
void overfitting(const Evidence& evidence, const LossCourse& losses, const Speak& speak) {
  if (!evidence.epoch->validation || evidence.recipe.training.early_stopping) return;
  const double loss = evidence.epoch->validation->loss;
  const Index since = evidence.report.epoch - losses.lowest_validation_epoch;
  if (!(losses.lowest_validation > 0.0) || since < epochs_of_overfitting ||
      !(loss > rise_of_overfitting * losses.lowest_validation) || !(losses.previous < losses.training_then))
    return;
  speak({.rule = "overfitting",
         .sentence = "the validation loss turned up: " + figure(loss) + " in epoch " +
                     std::to_string(evidence.report.epoch) + ", after " + figure(losses.lowest_validation) +
                     " in epoch " + std::to_string(losses.lowest_validation_epoch) +
                     ", while the training loss fell from " + figure(losses.training_then) + " to " +
                     figure(losses.previous),
         .advice = "stop there with early_stopping, or add dropout or weight_decay",
         .key = "/training/early_stopping"});
}

// Said at the end: what is undefined for a beginner's predictions may be defined later.
void undefined_monitor(const Evidence& evidence, const Speak& speak) {
  if (!evidence.is_last) return;
  for (const Watched& watched : evidence.never_measured) {
    const std::string follows = watched.is_plateau ? "the learning rate is reduced whatever happens"
                                                   : "early stopping had no best weights to keep";
    speak({.rule = "undefined_monitor",
           .sentence = watched.monitor +
                       " is undefined (nan) in every epoch, which counts as no improvement: " + follows,
           .advice = "watch another value, such as validation.loss, or measure it on other rows",
           .key = watched.pointer});
  }
}

}  // namespace

void rules_about_losses(const Evidence& evidence, const LossCourse& losses, const Speak& speak) {
  diverging(evidence, losses, speak);
  not_learning(evidence, losses, speak);
  overfitting(evidence, losses, speak);
  undefined_monitor(evidence, speak);
}

}  // namespace mlp
