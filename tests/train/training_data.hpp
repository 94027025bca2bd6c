// Small synthetic rows to train on, drawn exactly so that every machine has the same, and an observer
// that remembers what it was told.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <Eigen/Core>

#include "io/message_of.hpp"
#include "mlp/base/error.hpp"
#include "mlp/base/random.hpp"
#include "mlp/train/trainer.hpp"
#include "train/state.hpp"

namespace mlp {

// Draws in [−1, 1), multiples of 2⁻²³; features × samples.
inline Eigen::MatrixXf drawn_matrix(std::uint64_t seed, std::uint32_t site, Index rows, Index columns) {
  std::uint32_t unit = 0;
  return Eigen::MatrixXf::NullaryExpr(rows, columns, [&] {
    return 2.0f * uniform(draw_word(seed, {.purpose = Purpose::noise, .layer = site}, unit++)) - 1.0f;
  });
}

// Classes 0 … classes − 1 by where the first input lies, so that they can be learned.
inline Dataset class_data(Index rows, Index features, int classes, std::uint64_t seed = 1) {
  const Eigen::MatrixXf inputs = drawn_matrix(seed, 0, features, rows);
  std::vector<int> labels;
  for (Index n = 0; n < rows; ++n)
    labels.push_back(static_cast<int>((inputs(0, n) + 1.0f) * 0.5f * static_cast<float>(classes)));
  for (int k = 0; k < classes; ++k) labels[static_cast<std::size_t>(k)] = k;  // each occurs
  return make_dataset(inputs, labels);
}

// Targets k: 100·(k + 1) + 20·x₀ − 10·x₁ + noise of 1.
inline Dataset number_data(Index rows, Index features, Index outputs, std::uint64_t seed = 1) {
  const Eigen::MatrixXf inputs = drawn_matrix(seed, 0, features, rows);
  Eigen::MatrixXf targets = drawn_matrix(seed, 1, outputs, rows);
  for (Index n = 0; n < rows; ++n) {
    for (Index k = 0; k < outputs; ++k)
      targets(k, n) += 100.0f * static_cast<float>(k + 1) + 20.0f * inputs(0, n) - 10.0f * inputs(1, n);
  }
  return make_dataset(inputs, targets);
}

// Rows [first, end).
inline RowView rows_of(const Dataset& dataset, Index first, Index end) {
  RowView view{.dataset = &dataset, .rows = {}};
  for (Index row = first; row < end; ++row) view.rows.push_back(static_cast<std::int32_t>(row));
  return view;
}

// A network of one hidden layer, trained for few epochs.
inline Recipe small_recipe(const Loss& loss, Index epochs = 3) {
  Recipe recipe;
  recipe.model.hidden = {{.units = 12, .activation = Tanh{}}};
  recipe.loss = loss;
  recipe.optimizer = Sgd{.learning_rate = 0.1, .momentum = 0.9};
  recipe.training.epochs = epochs;
  recipe.training.batch_size = 32;
  return recipe;
}

inline std::string trained_sha256(const Recipe& recipe, const RowView& rows, int threads = 1) {
  return train(recipe, rows, {}, {.threads = threads}).model.parameters_sha256();
}

struct Recorder : Observer {
  TrainingPlan plan;
  std::vector<StepReport> steps;
  std::vector<EpochReport> epochs;

  void on_start(const TrainingPlan& given) override { plan = given; }
  void on_step(const StepReport& report) override { steps.push_back(report); }
  void on_epoch(const EpochReport& report) override { epochs.push_back(report); }
};

// Keeps the state after every step.
struct StateKeeper : Recorder {
  std::vector<TrainState> states;

  Wish wish() override { return Wish::checkpoint; }
  void on_checkpoint(const TrainState& state) override { states.push_back(state); }
};

// Why a training is refused.
template <typename Kind = ConfigError>
std::string refusal(const Recipe& recipe, const RowView& rows, const RowView& validation = {}) {
  return message_of<Kind>([&] { train(recipe, rows, validation); });
}

inline double metric_of(const Scores& scores, const std::string& name) {
  for (const auto& [each, value] : scores.metrics) {
    if (each == name) return value;
  }
  ADD_FAILURE() << "no metric " << name;
  return 0.0;
}

}  // namespace mlp
