// Pieces of a program's own for tests; most copy one of the library's, so that the bits can be compared.
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>
#include <vector>

#include "mlp/choice/activation.hpp"
#include "mlp/choice/loss.hpp"
#include "mlp/choice/metric.hpp"
#include "mlp/choice/optimizer.hpp"
#include "mlp/choice/schedule.hpp"

namespace mlp {

// leaky_relu.
struct OwnRelu : ActivationFunction {
  std::string_view name() const override { return "own_relu"; }
  std::vector<Hyperparameter> hyperparameters() const override {
    return {{"leak", 0.0, at_least(0.0).below(1.0), "slope for negative inputs"}};
  }
  InitialWeights initial_weights() const override { return InitialWeights::he_normal; }
  double initial_gain(Numbers) const override { return std::sqrt(2.0); }
  void value(Numbers numbers, std::span<const float> z, std::span<float> a) const override {
    const auto leak = static_cast<float>(numbers[0]);
    for (std::size_t i = 0; i < z.size(); ++i) a[i] = z[i] > 0.0f ? z[i] : leak * z[i];
  }
  void slope(Numbers numbers, std::span<const float> z, std::span<float> s) const override {
    const auto leak = static_cast<float>(numbers[0]);
    for (std::size_t i = 0; i < z.size(); ++i) s[i] = z[i] > 0.0f ? 1.0f : leak;
  }
};

// mse.
struct OwnMse : PairLoss {
  std::string_view name() const override { return "own_mse"; }
  void value(Numbers, std::span<const float> a, std::span<const float> y,
             std::span<double> losses) const override {
    for (std::size_t i = 0; i < a.size(); ++i) {
      const double e = static_cast<double>(a[i]) - static_cast<double>(y[i]);
      losses[i] = e * e;
    }
  }
  void slope(Numbers, std::span<const float> a, std::span<const float> y,
             std::span<float> slopes) const override {
    for (std::size_t i = 0; i < a.size(); ++i) slopes[i] = 2.0f * (a[i] - y[i]);
  }
};

// Of one class against the mean of the others: −z_y + mean of all z.  Linear, so it only tests the way there.
struct OwnMargin : RowLoss {
  std::string_view name() const override { return "own_margin"; }
  double evaluate(Numbers, std::span<const float> z, const RowTarget& target,
                  std::span<float> gradient) const override {
    double loss = 0.0;
    const auto count = static_cast<double>(z.size());
    for (std::size_t k = 0; k < z.size(); ++k) {
      const bool is_right = static_cast<std::int32_t>(k) == target.class_index;
      const double share = (is_right ? -1.0 : 0.0) + 1.0 / count;
      loss += share * static_cast<double>(z[k]) + 0.5 * static_cast<double>(z[k]) * static_cast<double>(z[k]);
      if (!gradient.empty()) gradient[k] = static_cast<float>(share) + z[k];
    }
    return loss;
  }
};

// sgd with momentum.
struct OwnMomentum : OptimizerRule {
  std::string_view name() const override { return "own_momentum"; }
  std::vector<Hyperparameter> hyperparameters() const override {
    return {{"decay", 0.9, at_least(0.0).below(1.0), "of the velocity"}};
  }
  int slots(Numbers) const override { return 1; }
  void update(Numbers numbers, const OptimizerStep& step, std::span<const float> gradient,
              std::span<float> weights, std::span<const std::span<float>> slots) const override {
    const auto decay = static_cast<float>(numbers[0]), rate = static_cast<float>(-step.learning_rate);
    for (std::size_t i = 0; i < weights.size(); ++i) {
      float& v = slots[0][i];
      v = std::fma(decay, v, gradient[i]);
      if (std::fabs(v) < 0x1p-126f) v = 0.0f;
      weights[i] = std::fma(rate, v, weights[i]);
    }
  }
};

// Straight down to 0.
struct OwnLine : ScheduleFunction {
  std::string_view name() const override { return "own_line"; }
  double factor(Numbers, const ScheduleStep& step) const override {
    return 1.0 - static_cast<double>(step.step) / static_cast<double>(step.steps);
  }
};

// accuracy, of the network's largest output.
struct OwnAccuracy : MetricFunction {
  std::string_view name() const override { return "own_accuracy"; }
  TargetKind targets() const override { return TargetKind::classes; }
  bool larger_is_better() const override { return true; }
  double value(Numbers, const MetricRows& rows) const override {
    Index right = 0;
    for (Index row = 0; row < rows.rows; ++row) {
      const float* const outputs = rows.values.data() + row * rows.outputs;
      const auto best = std::max_element(outputs, outputs + rows.outputs) - outputs;
      if (best == rows.classes[static_cast<std::size_t>(row)]) ++right;
    }
    return static_cast<double>(right) / static_cast<double>(rows.rows);
  }
};

}  // namespace mlp
