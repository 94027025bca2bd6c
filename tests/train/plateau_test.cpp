#include "train/plateau.hpp"

#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "train/state.hpp"
#include "train/training_data.hpp"

namespace mlp {
namespace {

// How often the rate was reduced before each epoch, and after the last.
std::vector<Index> reductions(const ReduceOnPlateau& schedule, const std::vector<double>& values) {
  Plateau plateau;
  std::vector<Index> all = {0};
  for (const double value : values) {
    plateau = after_epoch(schedule, plateau, value);
    all.push_back(plateau.reductions);
  }
  return all;
}

TEST(Plateau, ReducesAfterMoreBadEpochsThanPatience) {
  const ReduceOnPlateau schedule{.patience = 1, .threshold = 0.0};
  EXPECT_EQ(reductions(schedule, {3, 2, 2, 1, 1, 1, 1, 1}), (std::vector<Index>{0, 0, 0, 0, 0, 0, 1, 1, 2}));
}

TEST(Plateau, CountsOnlyImprovementsByAShareOfTheBest) {
  const ReduceOnPlateau schedule{.patience = 0, .threshold = 0.1};
  EXPECT_EQ(reductions(schedule, {10, 9.5, 8.9}), (std::vector<Index>{0, 0, 1, 1}));
  // Negative where more is better: an accuracy of 0.5, 0.54, 0.6.
  EXPECT_EQ(reductions(schedule, {-0.5, -0.54, -0.6}), (std::vector<Index>{0, 0, 1, 1}));
}

TEST(Plateau, DoesNotCountWhileItCoolsDown) {
  const ReduceOnPlateau schedule{.patience = 0, .threshold = 0.0, .cooldown = 2};
  EXPECT_EQ(reductions(schedule, {1, 1, 1, 1, 1, 1}), (std::vector<Index>{0, 0, 1, 1, 1, 2, 2}));
}

TEST(Plateau, TakesWhatIsNoNumberForNoImprovement) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const ReduceOnPlateau schedule{.patience = 0};
  EXPECT_EQ(reductions(schedule, {nan, 1, nan, 0.5}), (std::vector<Index>{0, 1, 1, 2, 2}));
}

// A training whose rate is reduced again and again.
Recipe recipe_on_a_plateau() {
  Recipe recipe = small_recipe(CrossEntropy{}, 8);
  recipe.schedule = ReduceOnPlateau{
      .monitor = "train.accuracy", .factor = 0.5, .patience = 0, .threshold = 0.2, .cooldown = 1};
  return recipe;
}

TEST(Plateau, ReducesTheRateOfATraining) {
  const Dataset dataset = class_data(100, 3, 2);
  Recorder recorder;
  train(recipe_on_a_plateau(), rows_of(dataset, 0, 70), {}, {.observer = &recorder});
  const auto& schedule = ReduceOnPlateau{.factor = 0.5, .patience = 0, .threshold = 0.2, .cooldown = 1};
  std::vector<double> values;
  for (const EpochReport& report : recorder.epochs) values.push_back(-metric_of(report.train, "accuracy"));
  const std::vector<Index> expected = reductions(schedule, values);
  EXPECT_GE(expected.back(), 2);
  for (std::size_t i = 0; i < values.size(); ++i) {
    EXPECT_EQ(recorder.epochs[i].learning_rate, 0.1 / static_cast<double>(1 << expected[i])) << "epoch " << i;
  }
}

TEST(Plateau, BeginsAfterTheWarmUp) {
  const Dataset dataset = class_data(100, 3, 2);
  Recipe recipe = recipe_on_a_plateau();
  std::get<ReduceOnPlateau>(recipe.schedule).warmup_epochs = 8;
  Recorder recorder;
  train(recipe, rows_of(dataset, 0, 70), {}, {.observer = &recorder});
  EXPECT_EQ(recorder.epochs.back().learning_rate, 0.1);
}

TEST(Plateau, GoesOnFromTheStateOfAnyStep) {
  const Dataset dataset = class_data(100, 3, 2);
  const RowView rows = rows_of(dataset, 0, 70);
  const Recipe recipe = recipe_on_a_plateau();
  StateKeeper whole;
  const TrainResult expected = train(recipe, rows, {}, {.threads = 1, .observer = &whole});
  for (const TrainState& state : whole.states) {
    Recorder recorder;
    const TrainResult result =
        train(recipe, rows, {}, {.threads = 2, .observer = &recorder, .resume = &state});
    EXPECT_EQ(result.model.parameters_sha256(), expected.model.parameters_sha256()) << state.step;
    if (!recorder.epochs.empty()) {
      EXPECT_EQ(recorder.epochs.back().learning_rate, whole.epochs.back().learning_rate);
    }
  }
}

}  // namespace
}  // namespace mlp
