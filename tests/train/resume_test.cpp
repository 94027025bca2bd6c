// A training that goes on from a state gives the same bits as one that never stopped.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "io/temporary_folder.hpp"
#include "train/checkpoint.hpp"
#include "train/row_scorer.hpp"
#include "train/state.hpp"
#include "train/training_data.hpp"

namespace mlp {
namespace {

// Keeps the state of every step, and stops after one of them.
struct StoppingKeeper : Recorder {
  Index stop_after = 0;
  std::vector<TrainState> states;

  Wish wish() override { return steps.back().step == stop_after ? Wish::stop : Wish::checkpoint; }
  void on_checkpoint(const TrainState& state) override { states.push_back(state); }
};

Recipe recipe_with_everything() {
  Recipe recipe = small_recipe(CrossEntropy{}, 4);
  recipe.schedule = CosineDecay{.warmup_epochs = 1};
  recipe.metrics = {Accuracy{}, F1{}, RocAuc{}, LogLoss{}};  // one of each gathering
  recipe.training.sampling = BalancedClasses{};
  recipe.training.early_stopping = EarlyStopping{.monitor = "validation.loss", .patience = 50};
  return recipe;
}

void expect_same(const EpochReport& actual, const EpochReport& expected) {
  EXPECT_EQ(actual.epoch, expected.epoch);
  EXPECT_EQ(actual.step, expected.step);
  EXPECT_EQ(actual.learning_rate, expected.learning_rate);
  EXPECT_EQ(actual.parameters_sha256, expected.parameters_sha256);
  EXPECT_EQ(actual.train.loss, expected.train.loss);
  EXPECT_EQ(actual.train.metrics, expected.train.metrics);
  EXPECT_EQ(actual.validation->loss, expected.validation->loss);
  EXPECT_EQ(actual.validation->metrics, expected.validation->metrics);
  EXPECT_EQ(actual.is_best, expected.is_best);
}

TEST(Resume, GivesTheSameBitsAndReportsFromTheStateOfAnyStep) {
  const Dataset dataset = class_data(100, 3, 2);
  const RowView rows = rows_of(dataset, 0, 70), held_out = rows_of(dataset, 70, 100);
  const Recipe recipe = recipe_with_everything();
  StoppingKeeper whole;
  const TrainResult expected = train(recipe, rows, held_out, {.threads = 1, .observer = &whole});
  ASSERT_GE(whole.states.size(), 12u);
  for (const TrainState& state : whole.states) {
    SCOPED_TRACE(testing::Message() << "from step " << state.step);
    Recorder recorder;
    const TrainResult result =
        train(recipe, rows, held_out, {.threads = 2, .observer = &recorder, .resume = &state});
    EXPECT_EQ(result.model.parameters_sha256(), expected.model.parameters_sha256());
    EXPECT_EQ(result.steps, expected.steps);
    EXPECT_EQ(result.best_epoch, expected.best_epoch);
    ASSERT_LE(recorder.epochs.size(), whole.epochs.size());
    for (std::size_t i = 0; i < recorder.epochs.size(); ++i) {
      expect_same(recorder.epochs[recorder.epochs.size() - 1 - i], whole.epochs[whole.epochs.size() - 1 - i]);
    }
  }
}

TEST(Resume, GoesOnWhereAnObserverStoppedIt) {
  const Dataset dataset = class_data(100, 3, 2);
  const RowView rows = rows_of(dataset, 0, 70), held_out = rows_of(dataset, 70, 100);
  const Recipe recipe = recipe_with_everything();
  const TrainResult expected = train(recipe, rows, held_out);
  // In the middle of an epoch, after its last step, and after the last of all.
  for (const Index step : {1, 3, 5, 12}) {
    StoppingKeeper keeper;
    keeper.stop_after = step;
    const TrainResult stopped = train(recipe, rows, held_out, {.threads = 2, .observer = &keeper});
    EXPECT_TRUE(stopped.interrupted);
    EXPECT_FALSE(stopped.stopped_early);
    EXPECT_EQ(stopped.steps, step);
    ASSERT_EQ(keeper.states.back().step, step);
    const TrainResult result = train(recipe, rows, held_out, {.resume = &keeper.states.back()});
    EXPECT_FALSE(result.interrupted);
    EXPECT_EQ(result.model.parameters_sha256(), expected.model.parameters_sha256());
  }
}

// The running metrics go through a checkpoint file and come back whole, in the middle of an epoch too.
TEST(Resume, ReportsTheSameMetricsFromACheckpointOfAnyStep) {
  const TemporaryFolder folder;
  const Dataset classes = class_data(70, 3, 3), numbers = number_data(70, 3, 2);
  for (const bool of_classes : {true, false}) {
    Recipe recipe = small_recipe(of_classes ? Loss(CrossEntropy{}) : Loss(MeanSquaredError{}), 2);
    recipe.metrics = {MeanAbsolutePercentageError{}, MaxError{}, R2{}};
    if (of_classes) recipe.metrics = {F1{}, RocAuc{}, LogLoss{}, PrAuc{.positive = "1"}, CohenKappa{}};
    const RowView rows = all_rows(of_classes ? classes : numbers);
    StoppingKeeper whole;
    const TrainResult expected =
        train(recipe, rows, {}, {.preprocess = {.targets = NoScaling{}}, .observer = &whole});
    const ParameterLayout layout(expected.model.architecture);
    const ScoreSums empty = RowScorer(expected.model, recipe.metrics, rows).empty();
    for (const TrainState& state : whole.states) {
      write_checkpoint(folder / "file", state, layout, {.config = "{}", .data = "[]"});
      const TrainState read = Checkpoint(folder / "file").state(layout, slot_count(recipe.optimizer), empty);
      Recorder recorder;
      train(recipe, rows, {}, {.observer = &recorder, .resume = &read});
      for (std::size_t i = 0; i < recorder.epochs.size(); ++i) {
        EXPECT_EQ(recorder.epochs[recorder.epochs.size() - 1 - i].train.metrics,
                  whole.epochs[whole.epochs.size() - 1 - i].train.metrics)
            << "from step " << state.step;
      }
    }
  }
}

}  // namespace
}  // namespace mlp
