// What is reported about predictions besides the loss.
//
// Regression metrics are in the targets' original units; with several targets they are means
// over all of them (r2: the mean of each target's own).
//
// To add one: a struct here, its value() in train/scores, its name in the list.
#pragma once

#include <string_view>
#include <variant>

#include "mlp/base/fields.hpp"
#include "mlp/choice/loss.hpp"

namespace mlp {

// Share of rows whose largest logit (lowest index on ties) is the target's class.
struct Accuracy {
  static constexpr std::string_view name = "accuracy";
  static constexpr std::string_view help = "share of rows predicted right";
  static constexpr TargetKind targets = TargetKind::classes;
  static constexpr bool larger_is_better = true;
  static void fields(auto&, auto&) {}
};

// Mean of |prediction − target|.
struct MeanAbsoluteError {
  static constexpr std::string_view name = "mae";
  static constexpr std::string_view help = "mean absolute error";
  static constexpr TargetKind targets = TargetKind::numbers;
  static constexpr bool larger_is_better = false;
  static void fields(auto&, auto&) {}
};

// √ of the mean of (prediction − target)².
struct RootMeanSquaredError {
  static constexpr std::string_view name = "rmse";
  static constexpr std::string_view help = "root of the mean squared error";
  static constexpr TargetKind targets = TargetKind::numbers;
  static constexpr bool larger_is_better = false;
  static void fields(auto&, auto&) {}
};

// 1 − Σ(prediction − target)² / Σ(mean target − target)².
struct R2 {
  static constexpr std::string_view name = "r2";
  static constexpr std::string_view help = "coefficient of determination";
  static constexpr TargetKind targets = TargetKind::numbers;
  static constexpr bool larger_is_better = true;
  static void fields(auto&, auto&) {}
};

using Metric = std::variant<Accuracy, MeanAbsoluteError, RootMeanSquaredError, R2>;

}  // namespace mlp
