// What an observer is told, and what happens when it throws.
#include "mlp/train/observer.hpp"

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "train/training_data.hpp"

namespace mlp {
namespace {

TEST(Train, ReportsRunningMeansOfTheEpoch) {
  const Dataset dataset = number_data(64, 3, 1);
  Recipe recipe = small_recipe(MeanSquaredError{}, 2);
  recipe.optimizer = Sgd{.learning_rate = 1e-30};  // the model stays what it was
  recipe.training.batch_size = 10;
  recipe.metrics = {MeanAbsoluteError{}, RootMeanSquaredError{}, R2{}};
  Recorder recorder;
  const TrainResult result =
      train(recipe, all_rows(dataset), {},
            {.preprocess = {.targets = Standardize{}}, .threads = 1, .observer = &recorder});
  const Scores still = evaluate(result.model, recipe.metrics, all_rows(dataset)).scores;
  for (const EpochReport& report : recorder.epochs) {
    // Sums of the same doubles in another order.
    EXPECT_NEAR(report.train.loss, still.loss, 1e-13);
    for (const auto& [name, value] : still.metrics)
      EXPECT_NEAR(metric_of(report.train, name), value, 1e-12 * std::fabs(value)) << name;
  }
  EXPECT_NEAR(recorder.steps.back().mean_loss, still.loss, 1e-13);
  EXPECT_EQ(recorder.epochs[0].epoch, 1);
  EXPECT_EQ(recorder.epochs[0].step, 7);
  EXPECT_EQ(recorder.epochs[1].step, 14);
  EXPECT_EQ(recorder.epochs[0].learning_rate, 1e-30);
}

TEST(Train, ReportsTheMeanOfTheStepsLossesBeforeTheirUpdates) {
  const Dataset dataset = class_data(64, 3, 2);
  Recorder recorder;
  train(small_recipe(CrossEntropy{}, 2), all_rows(dataset), {}, {.threads = 2, .observer = &recorder});
  ASSERT_EQ(recorder.steps.size(), 4u);
  for (const std::size_t epoch : {std::size_t{0}, std::size_t{1}}) {
    EXPECT_NEAR(recorder.steps[2 * epoch + 1].mean_loss, recorder.epochs[epoch].train.loss, 1e-14);
  }
  EXPECT_LT(recorder.epochs[1].train.loss, recorder.epochs[0].train.loss);
}

TEST(Train, ReportsValidationOfTheModelAfterEachEpoch) {
  const Dataset dataset = class_data(300, 4, 3);
  const RowView held_out = rows_of(dataset, 200, 300);
  Recipe recipe = small_recipe(CrossEntropy{}, 3);
  Recorder recorder;
  train(recipe, rows_of(dataset, 0, 200), held_out, {.threads = 2, .observer = &recorder});
  ASSERT_EQ(recorder.epochs.size(), 3u);
  for (Index epochs = 1; epochs <= 3; ++epochs) {
    recipe.training.epochs = epochs;
    const Model model = train(recipe, rows_of(dataset, 0, 200)).model;
    const Scores expected = evaluate(model, {Accuracy{}}, held_out).scores;
    const EpochReport& report = recorder.epochs[static_cast<std::size_t>(epochs - 1)];
    ASSERT_TRUE(report.validation.has_value());
    EXPECT_EQ(report.validation->loss, expected.loss);
    EXPECT_EQ(report.validation->metrics, expected.metrics);
    EXPECT_EQ(report.parameters_sha256, model.parameters_sha256());
    EXPECT_FALSE(report.is_best);
  }
}

TEST(Train, ReportsNoValidationWhereThereAreNoRowsForIt) {
  const Dataset dataset = class_data(30, 3, 2);
  Recorder recorder;
  train(small_recipe(CrossEntropy{}, 1), all_rows(dataset), {}, {.threads = 1, .observer = &recorder});
  EXPECT_FALSE(recorder.epochs[0].validation.has_value());
}

TEST(Train, TrainsTheSameWithAndWithoutValidation) {
  const Dataset dataset = class_data(100, 3, 2);
  const Recipe recipe = small_recipe(CrossEntropy{});
  const RowView rows = rows_of(dataset, 0, 60);
  EXPECT_EQ(train(recipe, rows, rows_of(dataset, 60, 100)).model.parameters_sha256(),
            trained_sha256(recipe, rows));
}

TEST(Train, ReportsTheLearningRateOfAnEpochsLastStep) {
  const Dataset dataset = class_data(100, 3, 2);
  Recipe recipe = small_recipe(CrossEntropy{}, 3);
  recipe.schedule = ExponentialDecay{.factor = 0.5};
  Recorder recorder;
  train(recipe, all_rows(dataset), {}, {.threads = 1, .observer = &recorder});
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_EQ(recorder.epochs[i].learning_rate, 0.1 / static_cast<double>(1 << i));
}

// ---- Observers that throw

struct Thrower : Observer {
  Index at_step = 0;
  Index at_epoch = 0;
  void on_step(const StepReport& report) override {
    if (report.step == at_step) throw std::runtime_error("enough");
  }
  void on_epoch(const EpochReport& report) override {
    if (report.epoch == at_epoch) throw std::runtime_error("enough");
  }
};

TEST(Train, LetsAnObserversExceptionOutAndCanRunAgain) {
  const Dataset dataset = class_data(100, 3, 2);
  const Recipe recipe = small_recipe(CrossEntropy{}, 2);
  const std::string expected = trained_sha256(recipe, all_rows(dataset));
  for (const int threads : {1, 2, 7}) {
    // The first step, one in the middle, the last of an epoch and the last of all; then the epochs.
    for (const auto& [step, epoch] :
         std::vector<std::pair<Index, Index>>{{1, 0}, {3, 0}, {4, 0}, {8, 0}, {0, 1}, {0, 2}}) {
      Thrower thrower;
      thrower.at_step = step;
      thrower.at_epoch = epoch;
      EXPECT_THROW(train(recipe, all_rows(dataset), {}, {.threads = threads, .observer = &thrower}),
                   std::runtime_error);
    }
    EXPECT_EQ(trained_sha256(recipe, all_rows(dataset), threads), expected);
  }
}

}  // namespace
}  // namespace mlp
