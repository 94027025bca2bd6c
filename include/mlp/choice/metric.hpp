// What is reported about predictions besides the loss.  Definitions are scikit-learn's (1.2), except for rmse
// of several targets; tests/goldens/make_metric_goldens.py makes the values that tests compare with.
//
// Regression metrics are in the targets' original units; with several targets they are means over
// all of them (r2, explained_variance and median_absolute_error: the mean of each target's own;
// max_error: the largest of all).
//
// With two classes, the second in the order of the labels is the positive one where `positive` does not
// name another.  With more, a metric of one class against the rest is the mean over the classes.
//
// A metric that is undefined for the rows at hand is NaN ("nan", in JSON null), where scikit-learn
// divides 0 by 0 or refuses: roc_auc without rows of both kinds, cohen_kappa where there is one class and
// it was always predicted.  What scikit-learn calls 0 with a warning (the precision of a class that is
// never predicted) is 0.
//
// To add one: a struct here, its name in the list, its value in train/, where what it needs is gathered:
//
//   sums     train/scores               loss, hits and errors, summed as the rows come
//   means    train/row_values           the mean over the rows of a value that each row has by itself
//   counts   train/class_metrics        how often each class was wanted, predicted, and both
//   rows     train/row_metrics          the outputs of all rows are kept: rows × outputs × 4 bytes
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "mlp/base/export.hpp"
#include "mlp/base/fields.hpp"
#include "mlp/base/memory.hpp"
#include "mlp/choice/custom_metric.hpp"
#include "mlp/choice/loss.hpp"

namespace mlp {

// How the classes' own precision, recall or f1 become one number.
struct BinaryAverage {
  static constexpr std::string_view name = "binary";
  static constexpr std::string_view help = "that of the positive class alone";
  static void fields(auto&, auto&) {}
};
struct MacroAverage {
  static constexpr std::string_view name = "macro";
  static constexpr std::string_view help = "mean over the classes that were wanted or predicted";
  static void fields(auto&, auto&) {}
};
struct MicroAverage {
  static constexpr std::string_view name = "micro";
  static constexpr std::string_view help = "of the counts of all classes together";
  static void fields(auto&, auto&) {}
};
struct WeightedAverage {
  static constexpr std::string_view name = "weighted";
  static constexpr std::string_view help = "mean over the classes, weighted by their rows";
  static void fields(auto&, auto&) {}
};
using Average = std::variant<BinaryAverage, MacroAverage, MicroAverage, WeightedAverage>;

void average_fields(auto& self, auto& field) {
  field("average", self.average, anything, "over the classes; default: binary for two classes, else macro");
  field("positive", self.positive, anything, "label of the class that is meant; default: the second of two");
}

// Share of rows whose largest logit (lowest index on ties) is the target's class.
struct Accuracy {
  static constexpr std::string_view name = "accuracy";
  static constexpr std::string_view help = "share of rows predicted right";
  static constexpr TargetKind targets = TargetKind::classes;
  static constexpr bool larger_is_better = true;
  static constexpr Gathering gathering = Gathering::sums;
  static void fields(auto&, auto&) {}
};

// Mean of |prediction − target|.
struct MeanAbsoluteError {
  static constexpr std::string_view name = "mae";
  static constexpr std::array<std::string_view, 1> aliases{"mean_absolute_error"};
  static constexpr std::string_view help = "mean absolute error";
  static constexpr TargetKind targets = TargetKind::numbers;
  static constexpr bool larger_is_better = false;
  static constexpr Gathering gathering = Gathering::sums;
  static void fields(auto&, auto&) {}
};

// √ of the mean of (prediction − target)² over all rows and targets; scikit-learn's root_mean_squared_error
// would be the mean of each target's own root.
struct RootMeanSquaredError {
  static constexpr std::string_view name = "rmse";
  static constexpr std::array<std::string_view, 1> aliases{"root_mean_squared_error"};
  static constexpr std::string_view help = "root of the mean squared error, of all targets together";
  static constexpr TargetKind targets = TargetKind::numbers;
  static constexpr bool larger_is_better = false;
  static constexpr Gathering gathering = Gathering::sums;
  static void fields(auto&, auto&) {}
};

// 1 − Σ(prediction − target)² / Σ(mean target − target)².
struct R2 {
  static constexpr std::string_view name = "r2";
  static constexpr std::string_view help = "coefficient of determination";
  static constexpr TargetKind targets = TargetKind::numbers;
  static constexpr bool larger_is_better = true;
  static constexpr Gathering gathering = Gathering::sums;
  static void fields(auto&, auto&) {}
};

// Share of rows whose class is among the `k` most probable: first the predicted one, then by output, the
// lowest index on ties.  Reported as top_2_accuracy for k = 2.
struct TopKAccuracy {
  static constexpr std::string_view name = "top_k_accuracy";
  static constexpr std::string_view help = "share of rows whose class is among the k most probable";
  static constexpr TargetKind targets = TargetKind::classes;
  static constexpr bool larger_is_better = true;
  static constexpr Gathering gathering = Gathering::means;
  Index k = 2;
  static void fields(auto& self, auto& field) {
    field("k", self.k, at_least(1), "how many classes are looked at");
  }
};

// Mean of the recalls of the classes that have rows.
struct BalancedAccuracy {
  static constexpr std::string_view name = "balanced_accuracy";
  static constexpr std::string_view help = "mean over the classes of the share of its rows predicted right";
  static constexpr TargetKind targets = TargetKind::classes;
  static constexpr bool larger_is_better = true;
  static constexpr Gathering gathering = Gathering::counts;
  static void fields(auto&, auto&) {}
};

// right / predicted of a class, 0 where it was never predicted.
struct Precision {
  static constexpr std::string_view name = "precision";
  static constexpr std::string_view help = "share of the rows predicted as a class that are of it";
  static constexpr TargetKind targets = TargetKind::classes;
  static constexpr bool larger_is_better = true;
  static constexpr Gathering gathering = Gathering::counts;
  std::optional<Average> average = {};
  std::string positive = {};
  static void fields(auto& self, auto& field) { average_fields(self, field); }
};

// right / wanted of a class, 0 where it has no rows.
struct Recall {
  static constexpr std::string_view name = "recall";
  static constexpr std::array<std::string_view, 1> aliases{"sensitivity"};
  static constexpr std::string_view help = "share of the rows of a class that are predicted as it";
  static constexpr TargetKind targets = TargetKind::classes;
  static constexpr bool larger_is_better = true;
  static constexpr Gathering gathering = Gathering::counts;
  std::optional<Average> average = {};
  std::string positive = {};
  static void fields(auto& self, auto& field) { average_fields(self, field); }
};

// 2·right / (wanted + predicted) of a class: the harmonic mean of precision and recall.  van Rijsbergen 1979.
struct F1 {
  static constexpr std::string_view name = "f1";
  static constexpr std::array<std::string_view, 1> aliases{"f1_score"};
  static constexpr std::string_view help = "harmonic mean of precision and recall";
  static constexpr TargetKind targets = TargetKind::classes;
  static constexpr bool larger_is_better = true;
  static constexpr Gathering gathering = Gathering::counts;
  std::optional<Average> average = {};
  std::string positive = {};
  static void fields(auto& self, auto& field) { average_fields(self, field); }
};

// Area under the curve of true over false positives, as the threshold falls: the probability that a row of
// the class scores above one that is not of it, ties half.  Several classes: the mean over those that have
// both kinds of rows, each against the rest.  Hanley & McNeil 1982.
struct RocAuc {
  static constexpr std::string_view name = "roc_auc";
  static constexpr std::array<std::string_view, 1> aliases{"auc"};
  static constexpr std::string_view help =
      "area under the ROC curve; several classes: mean, one against the rest";
  static constexpr TargetKind targets = TargetKind::classes;
  static constexpr bool larger_is_better = true;
  static constexpr Gathering gathering = Gathering::rows;
  static void fields(auto&, auto&) {}
};

// Average precision: Σ (recallₙ − recallₙ₋₁)·precisionₙ over the distinct scores, descending; 0 for a class
// without rows.  Several classes: the mean, one against the rest, or that of `positive` alone.
struct PrAuc {
  static constexpr std::string_view name = "pr_auc";
  static constexpr std::array<std::string_view, 1> aliases{"average_precision"};
  static constexpr std::string_view help = "average precision: area under precision over recall, by steps";
  static constexpr TargetKind targets = TargetKind::classes;
  static constexpr bool larger_is_better = true;
  static constexpr Gathering gathering = Gathering::rows;
  std::string positive = {};
  static void fields(auto& self, auto& field) {
    field("positive", self.positive, anything,
          "label of the class that is meant; default: the second of two");
  }
};

// Mean of −log p of the target's class, with every p clipped to [2⁻⁵², 1 − 2⁻⁵²] and each row's shares
// divided by their sum.
struct LogLoss {
  static constexpr std::string_view name = "log_loss";
  static constexpr std::string_view help = "mean of -log of the probability of the right class";
  static constexpr TargetKind targets = TargetKind::classes;
  static constexpr bool larger_is_better = false;
  static constexpr Gathering gathering = Gathering::means;
  static constexpr bool needs_probabilities = true;
  static void fields(auto&, auto&) {}
};

// Two classes: mean of (y − p)², p of the second class.  More: mean of Σₖ (yₖ − pₖ)².  Brier 1950.
struct Brier {
  static constexpr std::string_view name = "brier";
  static constexpr std::array<std::string_view, 1> aliases{"brier_score"};
  static constexpr std::string_view help =
      "mean squared error of the probabilities; several classes: of all, summed";
  static constexpr TargetKind targets = TargetKind::classes;
  static constexpr bool larger_is_better = false;
  static constexpr Gathering gathering = Gathering::means;
  static constexpr bool needs_probabilities = true;
  static void fields(auto&, auto&) {}
};

// Correlation of wanted and predicted class; 0 where either is always the same.  Matthews 1975, Gorodkin
// 2004.
struct Matthews {
  static constexpr std::string_view name = "matthews";
  static constexpr std::array<std::string_view, 2> aliases{"matthews_corrcoef", "mcc"};
  static constexpr std::string_view help = "correlation of wanted and predicted class";
  static constexpr TargetKind targets = TargetKind::classes;
  static constexpr bool larger_is_better = true;
  static constexpr Gathering gathering = Gathering::counts;
  static void fields(auto&, auto&) {}
};

// 1 − (share of wrong rows) / (that of rows predicted by chance with the same shares).  Cohen 1960.
struct CohenKappa {
  static constexpr std::string_view name = "cohen_kappa";
  static constexpr std::array<std::string_view, 1> aliases{"kappa"};
  static constexpr std::string_view help = "agreement of wanted and predicted class beyond chance";
  static constexpr TargetKind targets = TargetKind::classes;
  static constexpr bool larger_is_better = true;
  static constexpr Gathering gathering = Gathering::counts;
  static void fields(auto&, auto&) {}
};

// Mean of (prediction − target)².
struct MeanSquaredErrorMetric {
  static constexpr std::string_view name = "mse";
  static constexpr std::array<std::string_view, 1> aliases{"mean_squared_error"};
  static constexpr std::string_view help = "mean squared error";
  static constexpr TargetKind targets = TargetKind::numbers;
  static constexpr bool larger_is_better = false;
  static constexpr Gathering gathering = Gathering::sums;
  static void fields(auto&, auto&) {}
};

// Mean of |prediction − target| / max(|target|, 2⁻⁵²); 0.1 is 10 %.
struct MeanAbsolutePercentageError {
  static constexpr std::string_view name = "mape";
  static constexpr std::array<std::string_view, 1> aliases{"mean_absolute_percentage_error"};
  static constexpr std::string_view help = "mean of the error over the target, as a share: 0.1 is 10 %";
  static constexpr TargetKind targets = TargetKind::numbers;
  static constexpr bool larger_is_better = false;
  static constexpr Gathering gathering = Gathering::means;
  static void fields(auto&, auto&) {}
};

// Median of |prediction − target|; the mean of the two in the middle where there are two.
struct MedianAbsoluteError {
  static constexpr std::string_view name = "median_absolute_error";
  static constexpr std::array<std::string_view, 1> aliases{"median_error"};
  static constexpr std::string_view help = "median absolute error";
  static constexpr TargetKind targets = TargetKind::numbers;
  static constexpr bool larger_is_better = false;
  static constexpr Gathering gathering = Gathering::rows;
  static void fields(auto&, auto&) {}
};

// 1 − variance of (target − prediction) / variance of the target: r2 without the mean error.
struct ExplainedVariance {
  static constexpr std::string_view name = "explained_variance";
  static constexpr std::string_view help = "r2 of the predictions less their mean error";
  static constexpr TargetKind targets = TargetKind::numbers;
  static constexpr bool larger_is_better = true;
  static constexpr Gathering gathering = Gathering::rows;
  static void fields(auto&, auto&) {}
};

// Largest |prediction − target|.
struct MaxError {
  static constexpr std::string_view name = "max_error";
  static constexpr std::string_view help = "largest absolute error";
  static constexpr TargetKind targets = TargetKind::numbers;
  static constexpr bool larger_is_better = false;
  static constexpr Gathering gathering = Gathering::rows;
  static void fields(auto&, auto&) {}
};

using Metric = std::variant<Accuracy, MeanAbsoluteError, RootMeanSquaredError, R2, TopKAccuracy,
                            BalancedAccuracy, Precision, Recall, F1, RocAuc, PrAuc, LogLoss, Brier, Matthews,
                            CohenKappa, MeanSquaredErrorMetric, MeanAbsolutePercentageError,
                            MedianAbsoluteError, ExplainedVariance, MaxError, CustomMetric>;

inline TargetKind target_kind(const Metric& metric) {
  return std::visit(
      []<typename M>(const M& held) {
        if constexpr (IsCustom<M>) {
          return held.implementation->targets();
        } else {
          return M::targets;
        }
      },
      metric);
}

inline bool larger_is_better(const Metric& metric) {
  return std::visit(
      []<typename M>(const M& held) {
        if constexpr (IsCustom<M>) {
          return held.implementation->larger_is_better();
        } else {
          return M::larger_is_better;
        }
      },
      metric);
}

// What a metric is called in reports and by a monitor: its name with what sets it apart from the same
// metric with other fields ("f1_macro", "recall_of_sick", "top_5_accuracy").
MLP_API std::string label_of(const Metric& metric);

}  // namespace mlp
