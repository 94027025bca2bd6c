// What is measured while a network trains: the same everywhere, without touching it.
#include "mlp/train/health.hpp"

#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/temporary_folder.hpp"
#include "kernels/target_choice.hpp"
#include "train/checkpoint.hpp"
#include "train/health_fixtures.hpp"
#include "train/row_scorer.hpp"
#include "train/state.hpp"

namespace mlp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<Recipe> recipes_of_all_kinds() {
  const Recipe plain = recipe_of_depth(2, 12, Relu{}, CrossEntropy{}, 0.1, 3);
  std::vector<Recipe> recipes(8, plain);
  recipes[1].training.gradient_clipping = ClipGlobalNorm{.max_norm = 0.5};
  recipes[2].training.gradient_clipping = ClipValue{.limit = 0.01};
  recipes[3].model.hidden[0].normalization = BatchNorm{};
  recipes[3].model.hidden[1] = {.units = 12,
                                .activation = Prelu{},
                                .normalization = LayerNorm{},
                                .residual = true,
                                .dropout = StandardDropout{0.3}};
  recipes[4].training.regularization = {.l1 = 0.001, .max_norm = 1.5};
  recipes[4].training.ema = WeightAverage{};
  recipes[5].training.mixup = Mixup{};
  recipes[5].model.input_noise = 0.1;
  recipes[6].optimizer = Adam{};
  recipes[6].model.freeze = {0};
  recipes[7].optimizer = Lbfgs{};
  recipes[7].training.batch_size = std::nullopt;
  return recipes;
}

TEST(Health, ChangesNoBitOfTheTraining) {
  const Dataset dataset = class_data(300, 5, 3);
  for (Recipe recipe : recipes_of_all_kinds()) {
    const std::string examined = trained_sha256(recipe, all_rows(dataset), 2);
    recipe.health.every_epochs = 0;
    EXPECT_EQ(trained_sha256(recipe, all_rows(dataset), 2), examined);
  }
}

TEST(Health, IsTheSameForEveryNumberOfThreadsAndEverySimdTarget) {
  const Dataset dataset = class_data(300, 5, 3);
  const std::string best = simd_target();
  for (const Recipe& recipe : recipes_of_all_kinds()) {
    const std::vector<std::string> expected =
        health_of_training(recipe, all_rows(dataset), {.threads = 1}).lines();
    EXPECT_EQ(expected.size(), 3u);
    for (int threads = 2; threads <= 8; ++threads)
      EXPECT_EQ(health_of_training(recipe, all_rows(dataset), {.threads = threads}).lines(), expected);
    for (const std::string& target : simd_targets()) {
      limit_simd_target(target);
      EXPECT_EQ(health_of_training(recipe, all_rows(dataset), {.threads = 2}).lines(), expected) << target;
    }
    limit_simd_target(best);
  }
}

struct HealthStateKeeper : HealthRecorder {
  std::vector<TrainState> states;
  Wish wish() override { return Wish::checkpoint; }
  void on_checkpoint(const TrainState& state) override { states.push_back(state); }
};

TEST(Health, GoesOnFromACheckpointOfAnyStepAsIfItHadNeverStopped) {
  const TemporaryFolder folder;
  const Dataset dataset = class_data(100, 3, 3);
  Recipe recipe = recipe_of_depth(2, 12, Relu{}, CrossEntropy{}, 3.0, 4);  // kills units
  const RowView rows = all_rows(dataset);
  HealthStateKeeper whole;
  const TrainResult expected = train(recipe, rows, {}, {.observer = &whole});
  ASSERT_EQ(whole.reports.size(), 4u);
  ASSERT_FALSE(whole.reports.back().layers[0].dead.empty());
  const ParameterLayout layout(expected.model.architecture);
  const ScoreSums empty = RowScorer(expected.model, recipe.metrics, rows).empty();
  int threads = 0;
  for (const TrainState& state : whole.states) {
    write_checkpoint(folder / "file", state, layout, {.config = "{}", .data = "[]"});
    const TrainState read = Checkpoint(folder / "file").state(layout, slot_count(recipe.optimizer), empty);
    HealthRecorder recorder;
    threads = threads % 8 + 1;
    train(recipe, rows, {}, {.threads = threads, .observer = &recorder, .resume = &read});
    const std::vector<std::string> all = whole.lines(), rest = recorder.lines();
    EXPECT_EQ(rest, std::vector<std::string>(all.end() - std::ssize(rest), all.end())) << state.step;
    EXPECT_EQ(std::ssize(rest), 4 - state.epoch);
  }
}

TEST(Health, ExaminesEveryNthEpochAndTheLast) {
  const Dataset dataset = class_data(100, 3, 3);
  Recipe recipe = small_recipe(CrossEntropy{}, 5);
  recipe.health.every_epochs = 2;
  std::vector<Index> epochs;
  for (const HealthReport& report : health_of_training(recipe, all_rows(dataset)).reports) {
    epochs.push_back(report.epoch);
    EXPECT_TRUE(report.layers[0].gradient_norm.has_value());
  }
  EXPECT_THAT(epochs, ElementsAre(2, 4, 5));
  recipe.health.every_epochs = 0;
  EXPECT_THAT(health_of_training(recipe, all_rows(dataset)).reports, IsEmpty());
}

// A step of sgd without momentum changes the weights by the rate times the gradient.
TEST(Health, MeasuresGradientsAndUpdatesOfTheStepsThemselves) {
  const Dataset dataset = class_data(64, 3, 3);
  Recipe recipe = recipe_of_depth(1, 8, Relu{}, CrossEntropy{}, 0.0, 1);
  recipe.optimizer = Sgd{.learning_rate = 0.125};
  recipe.training.batch_size = 64;  // one step
  const HealthRecorder recorder = health_of_training(recipe, all_rows(dataset));
  Recipe still = recipe;
  still.optimizer = Sgd{.learning_rate = 1e-30};
  const Model before = train(still, all_rows(dataset)).model, after = train(recipe, all_rows(dataset)).model;
  const ParameterLayout layout(before.architecture);
  for (const LayerHealth& layer : recorder.reports.at(0).layers) {
    double parameters = 0.0, update = 0.0, now = 0.0;
    for (const ParameterTensor& tensor : layout.of_layer(layer.layer)) {
      for (Index i = tensor.offset; i < tensor.offset + tensor.size(); ++i) {
        parameters += std::pow(before.parameters[i], 2);
        update += std::pow(after.parameters[i] - before.parameters[i], 2);
        now += std::pow(after.parameters[i], 2);
      }
    }
    // The update is rounded to the weights' last bits.
    EXPECT_NEAR(*layer.gradient_norm, std::sqrt(update) / 0.125, 1e-5 * *layer.gradient_norm);
    EXPECT_NEAR(*layer.update_ratio, std::sqrt(update / parameters), 1e-12);
    EXPECT_NEAR(layer.weight_norm, std::sqrt(now), 1e-12);
    EXPECT_EQ(layer.nonfinite, 0);
  }
  EXPECT_EQ(*recorder.reports[0].gradient_ratio,
            *recorder.reports[0].layers[0].gradient_norm / *recorder.reports[0].layers[1].gradient_norm);
}

TEST(Health, CountsZerosAndSpreadsValuesOfTheSample) {
  const Dataset dataset = class_data(100, 3, 3);  // fewer rows than a sample has: all of them
  const Recipe recipe = recipe_of_depth(1, 8, Relu{}, CrossEntropy{}, 0.1, 1);
  HealthRecorder recorder;
  const Model model = train(recipe, all_rows(dataset), {}, {.observer = &recorder}).model;
  const LayerHealth& layer = recorder.reports.at(0).layers[0];
  EXPECT_GT(layer.zeros, 0.1);
  EXPECT_LT(layer.zeros, 0.9);
  const auto& counts = layer.histogram.counts;
  EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), Index{0}), 800);
  EXPECT_EQ(layer.histogram.low, 0.0);
  EXPECT_GE(counts[0], std::llround(layer.zeros * 800));
  const auto& weights = layer.weight_histogram.counts;
  EXPECT_EQ(std::accumulate(weights.begin(), weights.end(), Index{0}), 24);
}

TEST(Health, EndsTrainingAfterAProblemWhereTheConfigSaysStop) {
  const Dataset dataset = class_data(300, 3, 3);
  Recipe recipe = recipe_of_depth(1, 16, Relu{}, CrossEntropy{}, 20.0, 6);
  recipe.health.on_problem = StopTraining{};
  HealthRecorder recorder;
  const TrainResult result = train(recipe, all_rows(dataset), {}, {.observer = &recorder});
  EXPECT_TRUE(result.stopped_by_problem);
  EXPECT_FALSE(result.stopped_early);
  EXPECT_FALSE(result.interrupted);
  EXPECT_EQ(result.epochs, recorder.reports.back().epoch);
  EXPECT_LT(result.epochs, 6);
  EXPECT_FALSE(recorder.reports.back().problems.empty());
  recipe.health.on_problem = Warn{};
  EXPECT_EQ(train(recipe, all_rows(dataset)).epochs, 6);
}

TEST(Health, OfAFinishedModelIsWhatItsLastEpochHad) {
  const Dataset dataset = class_data(3000, 5, 3);
  const Recipe recipe = recipe_of_depth(2, 32, Relu{}, CrossEntropy{}, 1.0, 2);
  HealthRecorder recorder;
  const Model model = train(recipe, all_rows(dataset), {}, {.observer = &recorder}).model;
  const HealthReport report = examine(model, all_rows(dataset));
  for (std::size_t l = 0; l < report.layers.size(); ++l) {
    const LayerHealth &then = recorder.reports.back().layers[l], &now = report.layers[l];
    EXPECT_EQ(dead_units_of(now), dead_units_of(then));
    EXPECT_EQ(now.provably_dead(), then.provably_dead());
    EXPECT_EQ(now.zeros, then.zeros);
    EXPECT_EQ(now.histogram.counts, then.histogram.counts);
    EXPECT_EQ(now.weight_norm, then.weight_norm);
    EXPECT_TRUE(now.gradient_norm.has_value());
  }
}

}  // namespace
}  // namespace mlp
