// What training minimises: the mean over the rows of a batch.
//
//   z   the output layer's affine values (logits)   units × samples
//   a   its activation                              units × samples
//   y   the target: a class index, or numbers       one class, or targets × samples
//   e   a − y
//
// Losses of logits are fused with the output activation, so extreme logits stay finite.  A row may
// have a weight (by its class, or from a column of the data): it multiplies the row's loss and
// gradient, and the mean still divides by the number of rows.
//
// To add one: a struct here and its name in the list; its value and slope in kernels/pair_losses-inl.h, or,
// where it is about all outputs of a sample at once, its evaluate() in kernels/…_losses-inl.h; the same in
// reference/losses.cpp.  All else follows from its traits.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "mlp/base/export.hpp"
#include "mlp/base/fields.hpp"
#include "mlp/base/memory.hpp"
#include "mlp/choice/activation.hpp"
#include "mlp/choice/class_weights.hpp"
#include "mlp/choice/custom_loss.hpp"
#include "mlp/choice/loss_traits.hpp"

namespace mlp {

// −w_y·Σₖ qₖ·log softmax(z)ₖ,  q = (1 − ε)·onehot(y) + ε / K.  Smoothing: Szegedy et al. 2016.
struct CrossEntropy {
  static constexpr std::string_view name = "cross_entropy";
  static constexpr std::string_view help = "-sum_k q_k log softmax(z)_k: one class out of several";
  static constexpr LossTraits traits = softmax_traits;
  double label_smoothing = 0.0;
  ClassWeights class_weights = EqualWeights{};
  static void fields(auto& self, auto& field) {
    field("label_smoothing", self.label_smoothing, at_least(0.0).below(1.0),
          "share of the target's weight spread evenly over all classes");
    class_weights_field(self, field);
  }
};

// −p·y·log σ(z) − (1 − y)·log(1 − σ(z)) for y in {0, 1}: one unit for two classes.
struct BinaryCrossEntropy {
  static constexpr std::string_view name = "binary_cross_entropy";
  static constexpr std::array<std::string_view, 1> aliases{"bce"};
  static constexpr std::string_view help = "-y log(s) - (1-y) log(1-s), s = sigmoid(z): one class out of two";
  static constexpr LossTraits traits = sigmoid_traits;
  double positive_weight = 1.0;
  std::vector<double> two_class_weights() const {
    return positive_weight == 1.0 ? std::vector<double>() : std::vector<double>{1.0, positive_weight};
  }
  static void fields(auto& self, auto& field) {
    field("positive_weight", self.positive_weight, above(0.0), "what a row of the second class counts");
  }
};

// Mean of e² over the outputs.
struct MeanSquaredError {
  static constexpr std::string_view name = "mse";
  static constexpr std::array<std::string_view, 1> aliases{"mean_squared_error"};
  static constexpr std::string_view help = "mean of (a - y)^2 over the outputs: regression";
  static constexpr LossTraits traits = regression_traits;
  static void fields(auto&, auto&) {}
};

// Mean of |e|; slope 0 at e = 0.
struct AbsoluteError {
  static constexpr std::string_view name = "mae";
  static constexpr std::array<std::string_view, 2> aliases{"mean_absolute_error", "l1"};
  static constexpr std::string_view help =
      "mean of |a - y| over the outputs: outliers count less than in mse";
  static constexpr LossTraits traits = regression_traits;
  static void fields(auto&, auto&) {}
};

// e²/2 for |e| ≤ δ, δ·(|e| − δ/2) beyond.  Huber 1964.
struct Huber {
  static constexpr std::string_view name = "huber";
  static constexpr std::string_view help =
      "e^2/2 for |e| <= delta, delta (|e| - delta/2) beyond, e = a - y  (Huber 1964)";
  static constexpr LossTraits traits = regression_traits;
  double delta = 1.0;
  static void fields(auto& self, auto& field) {
    field("delta", self.delta, above(0.0),
          "error from which the loss grows linearly, in the network's scale");
  }
};

// e²/(2β) for |e| < β, |e| − β/2 beyond: Huber's with δ = β, divided by β.  Girshick 2015.
struct SmoothL1 {
  static constexpr std::string_view name = "smooth_l1";
  static constexpr std::string_view help =
      "e^2/(2 beta) for |e| < beta, |e| - beta/2 beyond, e = a - y  (Girshick 2015)";
  static constexpr LossTraits traits = regression_traits;
  double beta = 1.0;
  static void fields(auto& self, auto& field) {
    field("beta", self.beta, at_least(0.0), "error from which the loss grows linearly; 0 gives mae");
  }
};

// log cosh e: e²/2 near 0, |e| − log 2 far from it.  Its slope is tanh e.
struct LogCosh {
  static constexpr std::string_view name = "log_cosh";
  static constexpr std::string_view help = "mean of log cosh(a - y): like mse near 0, like mae far from it";
  static constexpr LossTraits traits = regression_traits;
  static void fields(auto&, auto&) {}
};

// max(q·(y − a), (q − 1)·(y − a)): its minimum is the q-quantile of y.  Koenker & Bassett 1978.
// The slope at a = y is 0.
struct Quantile {
  static constexpr std::string_view name = "quantile";
  static constexpr std::array<std::string_view, 1> aliases{"pinball"};
  static constexpr std::string_view help =
      "max(q (y - a), (q - 1) (y - a)): learns a quantile  (Koenker & Bassett 1978)";
  static constexpr LossTraits traits = regression_traits;
  double quantile = 0.5;
  static void fields(auto& self, auto& field) {
    field("quantile", self.quantile, above(0.0).below(1.0), "share of the targets that lies below");
  }
};

// e^z − y·z: −log of Poisson's probability of y at the rate e^z, without log y!.  Predictions are rates.
struct Poisson {
  static constexpr std::string_view name = "poisson";
  static constexpr std::array<std::string_view, 1> aliases{"poisson_nll"};
  static constexpr std::string_view help =
      "e^z - y z: counts y >= 0 whose rate is e^z; predictions are rates";
  static constexpr LossTraits traits{.form = LossForm::each_logit,
                                     .values = TargetValues::at_least_zero,
                                     .predictions = PredictionKind::rates};
  static void fields(auto&, auto&) {}
};

// −w_y·(1 − p)^γ·log p, p = softmax(z)_y: rows that are right already count less.  Lin et al. 2017,
// whose α is class_weights.
struct Focal {
  static constexpr std::string_view name = "focal";
  static constexpr std::string_view help =
      "-(1-p)^gamma log p, p = softmax(z)_y: hard rows count more  (Lin et al. 2017)";
  static constexpr LossTraits traits = softmax_traits;
  double gamma = 2.0;
  ClassWeights class_weights = EqualWeights{};
  static void fields(auto& self, auto& field) {
    field("gamma", self.gamma, at_least(0.0), "how fast a row that is right counts less; 0: cross_entropy");
    class_weights_field(self, field);
  }
};

// −α_y·(1 − p)^γ·log p with one unit for two classes: p = σ(z), a row of the second
// class counts α, one of the first 1 − α.
struct BinaryFocal {
  static constexpr std::string_view name = "binary_focal";
  static constexpr std::string_view help =
      "-alpha_y (1-p)^gamma log p for one class out of two, p of the right one  (Lin et al. 2017)";
  static constexpr LossTraits traits = sigmoid_traits;
  double gamma = 2.0;
  std::optional<double> alpha = 0.25;
  std::vector<double> two_class_weights() const {
    return alpha ? std::vector<double>{1.0 - *alpha, *alpha} : std::vector<double>();
  }
  static void fields(auto& self, auto& field) {
    field("gamma", self.gamma, at_least(0.0), "how fast a row that is right counts less; 0: cross entropy");
    field("alpha", self.alpha, above(0.0).below(1.0),
          "what a row of the second class counts, the first 1 - alpha; null: 1 each");
  }
};

// Two classes: max(0, 1 − t·z), t in {−1, 1}.  Several: Σ max(0, 1 − z_y + zₖ) / K over k ≠ y
// (Crammer & Singer 2001, as PyTorch's MultiMarginLoss).  The slope at 0 is 0.
struct Hinge {
  static constexpr std::string_view name = "hinge";
  static constexpr std::string_view help =
      "max(0, 1 - t z), t = -1 or 1; several classes: sum_k max(0, 1 - z_y + z_k) / K";
  static constexpr LossTraits traits = margin_traits;
  ClassWeights class_weights = EqualWeights{};
  static void fields(auto& self, auto& field) { class_weights_field(self, field); }
};

// The same with each max(0, ·) squared.
struct SquaredHinge {
  static constexpr std::string_view name = "squared_hinge";
  static constexpr std::string_view help =
      "max(0, 1 - t z)^2, t = -1 or 1; several classes: sum_k max(0, 1 - z_y + z_k)^2 / K";
  static constexpr LossTraits traits = margin_traits;
  ClassWeights class_weights = EqualWeights{};
  static void fields(auto& self, auto& field) { class_weights_field(self, field); }
};

// Σₖ yₖ·(log yₖ − log softmax(z)ₖ) for targets that are probabilities of K classes.  Kullback & Leibler 1951.
struct KlDivergence {
  static constexpr std::string_view name = "kl_divergence";
  static constexpr std::array<std::string_view, 1> aliases{"kl_div"};
  static constexpr std::string_view help =
      "sum_k y_k (log y_k - log softmax(z)_k): targets are the classes' probabilities, one column each";
  static constexpr LossTraits traits{.form = LossForm::all_logits,
                                     .values = TargetValues::shares_of_one,
                                     .predictions = PredictionKind::probabilities,
                                     .output = LossOutput::softmax};
  static void fields(auto&, auto&) {}
};

// ½·(log v + (m − y)²/v), v = max(e^s, ε): each target has a unit for its mean m and one for its
// log-variance s.  Nix & Weigend 1994.
struct GaussianNll {
  static constexpr std::string_view name = "gaussian_nll";
  static constexpr std::string_view help =
      "(log v + (m - y)^2 / v) / 2: learns a mean m and a variance v = e^s per target  (Nix & Weigend 1994)";
  static constexpr LossTraits traits{.form = LossForm::all_logits,
                                     .units = OutputUnits::two_per_number,
                                     .predictions = PredictionKind::means_and_variances};
  double epsilon = 1e-6;
  static void fields(auto& self, auto& field) {
    field("epsilon", self.epsilon, above(0.0).at_most(1e6), "the least variance, in the network's scale");
  }
};

// Mean over the targets of −p·y·log σ(z) − (1 − y)·log(1 − σ(z)): any number of the classes at once,
// each a column of 0 and 1.
struct MultiLabel {
  static constexpr std::string_view name = "multi_label";
  static constexpr std::array<std::string_view, 1> aliases{"multi_label_soft_margin"};
  static constexpr std::string_view help =
      "binary cross entropy, mean over several targets of 0 and 1: any number of classes at once";
  static constexpr LossTraits traits{.form = LossForm::each_logit,
                                     .values = TargetValues::zero_or_one,
                                     .predictions = PredictionKind::probabilities,
                                     .output = LossOutput::sigmoid};
  double positive_weight = 1.0;
  static void fields(auto& self, auto& field) {
    field("positive_weight", self.positive_weight, above(0.0), "what a target of 1 counts, beside a 0");
  }
};

using Loss = std::variant<CrossEntropy, BinaryCrossEntropy, MeanSquaredError, AbsoluteError, Huber, SmoothL1,
                          LogCosh, Quantile, Poisson, Focal, BinaryFocal, Hinge, SquaredHinge, KlDivergence,
                          GaussianNll, MultiLabel, CustomLoss>;

inline const LossTraits& traits_of(const Loss& loss) {
  return std::visit(
      []<typename L>(const L& held) -> const LossTraits& {
        if constexpr (IsCustom<L>) {
          return held.implementation ? held.implementation->traits() : regression_traits;
        } else {
          return L::traits;
        }
      },
      loss);
}

inline TargetKind target_kind(const Loss& loss) { return traits_of(loss).targets; }

// Whether any other output activation than the loss's own is refused.
inline bool fixes_output(const Loss& loss) { return traits_of(loss).form != LossForm::each_output; }

// Units of the output layer for this many classes, or numbers a row.
// REQUIRES: two classes where traits_of(loss).units says so.
MLP_API Index output_units(const Loss& loss, Index targets);

// The reverse: classes, or numbers a row, of an output layer with this many units.
MLP_API Index target_count(const Loss& loss, Index units);

// The weight of a row of each class; empty where every row counts once (also for balanced weights, until the
// classes have been counted: train/untrained_model.hpp).
MLP_API std::vector<float> weights_by_class(const Loss& loss);

}  // namespace mlp
