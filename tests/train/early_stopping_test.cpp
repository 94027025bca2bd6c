#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "train/training_data.hpp"

namespace mlp {
namespace {

// Labels that have nothing to do with the inputs: a large network learns the training rows by heart
// and does worse and worse on others.
Dataset noise(Index rows) {
  const Eigen::MatrixXf inputs = drawn_matrix(5, 0, 6, rows);
  std::vector<int> labels;
  for (std::uint32_t n = 0; n < static_cast<std::uint32_t>(rows); ++n)
    labels.push_back(static_cast<int>(draw_word(5, {.purpose = Purpose::noise, .layer = 9}, n) % 2));
  return make_dataset(inputs, labels);
}

Recipe overfitting(const std::string& monitor, Index patience, Index epochs = 60) {
  Recipe recipe = small_recipe(CrossEntropy{}, epochs);
  recipe.model.hidden = {{.units = 40, .activation = Tanh{}}};
  recipe.training.batch_size = 20;
  recipe.training.early_stopping = EarlyStopping{.monitor = monitor, .patience = patience};
  return recipe;
}

struct Stopped {
  TrainResult result;
  Recorder recorder;
  Scores restored;  // of the model on the validation rows
};

Stopped run(const Recipe& recipe) {
  const Dataset dataset = noise(160);
  const RowView held_out = rows_of(dataset, 100, 160);
  Stopped stopped;
  stopped.result =
      train(recipe, rows_of(dataset, 0, 100), held_out, {.threads = 1, .observer = &stopped.recorder});
  stopped.restored = evaluate(stopped.result.model, {Accuracy{}}, held_out).scores;
  return stopped;
}

// The epochs (from 1) that a careful reader of the reports would call the best so far, smaller being better.
std::vector<Index> best_epochs(const std::vector<double>& values, double min_delta) {
  std::vector<Index> best;
  double lowest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!(values[i] < lowest - min_delta)) continue;
    lowest = values[i];
    best.push_back(static_cast<Index>(i) + 1);
  }
  return best;
}

void expect_stopped_by(const Stopped& stopped, const std::vector<double>& values, Index patience,
                       double min_delta = 0.0) {
  const std::vector<Index> best = best_epochs(values, min_delta);
  const std::vector<EpochReport>& epochs = stopped.recorder.epochs;
  EXPECT_TRUE(stopped.result.stopped_early);
  EXPECT_EQ(stopped.result.best_epoch, best.back());
  EXPECT_EQ(stopped.result.epochs, best.back() + patience);
  EXPECT_EQ(std::ssize(epochs), stopped.result.epochs);
  for (const EpochReport& report : epochs) {
    EXPECT_EQ(report.is_best, std::find(best.begin(), best.end(), report.epoch) != best.end())
        << "epoch " << report.epoch;
  }
  const EpochReport& restored = epochs[static_cast<std::size_t>(best.back() - 1)];
  EXPECT_EQ(stopped.result.model.parameters_sha256(), restored.parameters_sha256);
  EXPECT_EQ(stopped.restored.loss, restored.validation->loss);
  EXPECT_EQ(stopped.restored.metrics, restored.validation->metrics);
}

std::vector<double> validation_losses(const Recorder& recorder) {
  std::vector<double> losses;
  for (const EpochReport& report : recorder.epochs) losses.push_back(report.validation->loss);
  return losses;
}

TEST(EarlyStopping, StopsAfterPatienceAndRestoresTheBestWeights) {
  for (const Index patience : {1, 2, 5}) {
    const Stopped stopped = run(overfitting("validation.loss", patience));
    const std::vector<double> losses = validation_losses(stopped.recorder);
    expect_stopped_by(stopped, losses, patience);
    EXPECT_EQ(stopped.restored.loss, *std::min_element(losses.begin(), losses.end()));
  }
}

TEST(EarlyStopping, CountsOnlyChangesLargerThanMinDelta) {
  Recipe recipe = overfitting("train.loss", 3);
  recipe.optimizer = Sgd{.learning_rate = 0.02};  // so that the loss falls slowly and steadily
  const Stopped every = run(recipe);
  recipe.training.early_stopping->min_delta = 0.02;
  const Stopped coarse = run(recipe);
  std::vector<double> losses;
  for (const EpochReport& report : coarse.recorder.epochs) losses.push_back(report.train.loss);
  expect_stopped_by(coarse, losses, 3, 0.02);
  EXPECT_LT(coarse.result.epochs, every.result.epochs);
}

TEST(EarlyStopping, WatchesMetricsOfWhichMoreIsBetter) {
  const Stopped stopped = run(overfitting("validation.accuracy", 4));
  std::vector<double> values;
  for (const EpochReport& report : stopped.recorder.epochs)
    values.push_back(-metric_of(*report.validation, "accuracy"));
  expect_stopped_by(stopped, values, 4);
}

TEST(EarlyStopping, RestoresTheBestWeightsWhereItNeverStops) {
  const Stopped stopped = run(overfitting("validation.loss", 1000, 30));
  EXPECT_FALSE(stopped.result.stopped_early);
  EXPECT_EQ(stopped.result.epochs, 30);
  const std::vector<double> losses = validation_losses(stopped.recorder);
  ASSERT_NE(losses.back(), *std::min_element(losses.begin(), losses.end()));
  EXPECT_EQ(stopped.restored.loss, *std::min_element(losses.begin(), losses.end()));
  EXPECT_EQ(stopped.result.best_epoch, best_epochs(losses, 0.0).back());
}

TEST(EarlyStopping, DoesNotCallTheLastEpochEarly) {
  const Recipe recipe = overfitting("validation.loss", 2);
  const Index epochs = run(recipe).result.epochs;
  Recipe shorter = recipe;
  shorter.training.epochs = epochs;
  const Stopped stopped = run(shorter);
  EXPECT_EQ(stopped.result.epochs, epochs);
  EXPECT_FALSE(stopped.result.stopped_early);
}

TEST(EarlyStopping, ChangesNoBitOfTheEpochsBeforeIt) {
  const Stopped stopped = run(overfitting("validation.loss", 3));
  Recipe plain = overfitting("validation.loss", 3);
  plain.training.early_stopping.reset();
  const Stopped whole = run(plain);
  EXPECT_EQ(whole.result.best_epoch, 0);
  EXPECT_EQ(whole.result.epochs, 60);
  EXPECT_EQ(whole.result.model.parameters_sha256(), whole.recorder.epochs.back().parameters_sha256);
  for (std::size_t i = 0; i < stopped.recorder.epochs.size(); ++i) {
    EXPECT_EQ(stopped.recorder.epochs[i].parameters_sha256, whole.recorder.epochs[i].parameters_sha256);
  }
}

}  // namespace
}  // namespace mlp
