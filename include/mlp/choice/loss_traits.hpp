// What a loss says about itself, from which all else follows: its targets, its output layer, its predictions.
#pragma once

namespace mlp {

enum class TargetKind { classes, numbers };

// What a loss reads, and so how its kernel is called.
enum class LossForm {
  each_output,  // mean over the outputs of f(a, y), behind any activation
  each_logit,   // mean over the outputs of f(z, y); the output activation is fixed
  all_logits,   // f of all logits of a sample; the output activation is fixed
};

// How many units the output layer has.
enum class OutputUnits {
  one_per_class,
  one_for_two_classes,   // and never more classes
  one_or_one_per_class,  // one for two classes, else one per class
  one_per_number,
  two_per_number,  // all means, then all log-variances
};

// Which numbers a target may be.  Only where it may be any, targets are scaled.
enum class TargetValues { any, at_least_zero, zero_or_one, shares_of_one };

// What a model says: its outputs, or what is made of them.
enum class PredictionKind {
  numbers,  // in the targets' original units
  probabilities,
  scores,              // of classes: the larger the likelier, no probability
  rates,               // eᵃ
  means_and_variances  // all means, then all variances, in the targets' original units
};

// The activations that a loss may ask for.
enum class LossOutput { identity, softmax, sigmoid };

struct LossTraits {
  TargetKind targets = TargetKind::numbers;
  LossForm form = LossForm::each_output;
  OutputUnits units = OutputUnits::one_per_number;
  TargetValues values = TargetValues::any;
  PredictionKind predictions = PredictionKind::numbers;
  LossOutput output = LossOutput::identity;  // ends the network where the config does not say; see LossForm
};

inline constexpr LossTraits regression_traits{};
inline constexpr LossTraits softmax_traits{.targets = TargetKind::classes,
                                           .form = LossForm::all_logits,
                                           .units = OutputUnits::one_per_class,
                                           .predictions = PredictionKind::probabilities,
                                           .output = LossOutput::softmax};
inline constexpr LossTraits sigmoid_traits{.targets = TargetKind::classes,
                                           .form = LossForm::all_logits,
                                           .units = OutputUnits::one_for_two_classes,
                                           .predictions = PredictionKind::probabilities,
                                           .output = LossOutput::sigmoid};
inline constexpr LossTraits margin_traits{.targets = TargetKind::classes,
                                          .form = LossForm::all_logits,
                                          .units = OutputUnits::one_or_one_per_class,
                                          .predictions = PredictionKind::scores};

}  // namespace mlp
