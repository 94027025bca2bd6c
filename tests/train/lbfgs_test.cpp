// Training with lbfgs: where it ends, to the same bits on any machine and after a resume, and what it
// refuses.
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "decorated_layers.hpp"
#include "io/message_of.hpp"
#include "io/temporary_folder.hpp"
#include "kernels/every_target.hpp"
#include "mlp/base/error.hpp"
#include "source_folder.hpp"
#include "train/checkpoint.hpp"
#include "train/row_scorer.hpp"
#include "train/state.hpp"
#include "train/training_data.hpp"

namespace mlp {
namespace {

Recipe lbfgs_recipe(const Loss& loss, Index epochs, const Lbfgs& lbfgs = {}) {
  Recipe recipe = small_recipe(loss, epochs);
  recipe.optimizer = lbfgs;
  recipe.training.batch_size = {};
  return recipe;
}

// ---- Where it ends

TEST(Lbfgs, FindsScikitLearnsMinimumOfAConvexProblem) {
  const auto golden = nlohmann::json::parse(
      std::ifstream(source_folder() + "/tests/goldens/convex/logistic_regression.json"));
  const auto inputs = golden.at("inputs").get<std::vector<float>>();
  const auto classes = golden.at("classes").get<std::vector<int>>();
  const Eigen::Map<const Eigen::MatrixXf> matrix(inputs.data(), 4, std::ssize(classes));
  const Dataset dataset = make_dataset(Eigen::MatrixXf(matrix), classes);
  Recipe recipe = lbfgs_recipe(CrossEntropy{}, 200, {.weight_decay = golden.at("weight_decay")});
  recipe.model.hidden.clear();
  const TrainResult result =
      train(recipe, all_rows(dataset), {}, {.preprocess = {.inputs = NoScaling{}}, .threads = 2});
  EXPECT_EQ(result.convergence.rfind("converged: the largest gradient is ", 0), 0u) << result.convergence;
  EXPECT_LT(result.epochs, 60);
  EXPECT_FALSE(result.stopped_early);
  const ParameterLayout layout(result.model.architecture);
  const float* const weights = result.model.parameters.data() + layout.weight(0).offset;
  for (std::size_t i = 0; i < 12; ++i)
    EXPECT_NEAR(weights[i], golden.at("weight").at(i).get<double>(), 1e-4) << i;
  // A number added to all biases changes nothing.
  const float* const biases = result.model.parameters.data() + layout.bias(0).offset;
  const double mean = (static_cast<double>(biases[0]) + biases[1] + biases[2]) / 3;
  for (std::size_t k = 0; k < 3; ++k)
    EXPECT_NEAR(biases[k] - mean, golden.at("bias").at(k).get<double>(), 1e-4) << k;
}

TEST(Lbfgs, ReportsTheLossOfTheParametersThatItReports) {
  const Dataset dataset = class_data(110, 5, 3);
  Recorder recorder;
  const Recipe recipe = lbfgs_recipe(CrossEntropy{}, 12);
  const TrainResult result = train(recipe, all_rows(dataset), {}, {.observer = &recorder});
  const Scores after = evaluate(result.model, {Accuracy{}}, all_rows(dataset)).scores;
  EXPECT_EQ(recorder.epochs.back().train.loss, after.loss);
  EXPECT_EQ(recorder.epochs.back().train.metrics, after.metrics);
  EXPECT_EQ(recorder.plan.steps_per_epoch, 1);
  EXPECT_EQ(recorder.steps.back().samples_in_epoch, 110);
}

TEST(Lbfgs, StopsWhereTheGradientIsSmallEnoughFromTheStart) {
  const Dataset dataset = class_data(60, 3, 2);
  const TrainResult result =
      train(lbfgs_recipe(CrossEntropy{}, 9, {.gradient_tolerance = 1e3}), all_rows(dataset));
  EXPECT_EQ(result.epochs, 1);
  EXPECT_NE(result.convergence, "");
}

// No float is at a gradient of exactly 0 here: the line search finds nothing lower in the end.
TEST(Lbfgs, SaysThatNoStepLowersTheLoss) {
  const Dataset dataset = number_data(60, 3, 1);
  Recipe recipe = lbfgs_recipe(MeanSquaredError{}, 2000, {.gradient_tolerance = 0.0});
  recipe.model.hidden.clear();
  const TrainResult result = train(recipe, all_rows(dataset));
  EXPECT_LT(result.epochs, 2000);
  EXPECT_EQ(
      result.convergence.rfind("converged: no step lowers the loss any more; the largest gradient is ", 0),
      0u)
      << result.convergence;
}

TEST(Lbfgs, ShortensAStepThatIsFarTooLong) {
  const Dataset dataset = number_data(60, 3, 1);
  Recipe recipe = lbfgs_recipe(MeanSquaredError{}, 30, {.learning_rate = 1e30, .max_evaluations = 60});
  recipe.model.hidden = {{.units = 12, .activation = Relu{}}, {.units = 8, .activation = Relu{}}};
  Recorder recorder;
  train(recipe, all_rows(dataset), {}, {.observer = &recorder});
  EXPECT_LT(recorder.epochs.back().train.loss, 0.5 * recorder.epochs.front().train.loss);
}

TEST(Lbfgs, TakesEachLayersOwnWeightDecay) {
  const Dataset dataset = class_data(110, 5, 3);
  Recipe recipe = lbfgs_recipe(CrossEntropy{}, 60);
  const auto squares = [&](Index layer) {
    const Model model = train(recipe, all_rows(dataset)).model;
    const ParameterLayout layout(model.architecture);
    const ParameterTensor& weight = layout.weight(layer);
    double sum = 0.0;
    for (Index i = 0; i < weight.size(); ++i)
      sum += static_cast<double>(model.parameters[weight.offset + i]) * model.parameters[weight.offset + i];
    return sum;
  };
  recipe.model.output.optimizer = LayerOptimizer{.weight_decay = 0.5};
  EXPECT_LT(squares(1), 1.0);
  recipe.model.output.optimizer = {};
  EXPECT_GT(squares(1), 10.0);
}

// ---- The same bits

std::vector<Recipe> recipes_of_many_kinds() {
  std::vector<Recipe> recipes{lbfgs_recipe(CrossEntropy{}, 7),
                              lbfgs_recipe(CrossEntropy{}, 7, {.history = 2, .weight_decay = 0.01})};
  for (const DecoratedCase& decorated : decorated_cases()) {
    const auto& hidden = decorated.model.hidden;
    const bool draws =
        decorated.model.input_dropout || decorated.model.input_noise > 0.0 ||
        std::any_of(hidden.begin(), hidden.end(), [](const auto& layer) { return layer.dropout; });
    if (draws) continue;
    recipes.push_back(lbfgs_recipe(CrossEntropy{}, 5));
    recipes.back().model = decorated.model;
  }
  Recipe& frozen = recipes.emplace_back(lbfgs_recipe(CrossEntropy{}, 5));
  frozen.model.hidden.push_back({.units = 70, .activation = Sigmoid{}});
  frozen.model.freeze = {0};
  return recipes;
}

TEST(Lbfgs, GivesTheSameBitsForAnyThreadsAndInstructions) {
  const Dataset dataset = class_data(110, 5, 3);
  for (const Recipe& recipe : recipes_of_many_kinds()) {
    const std::string expected = trained_sha256(recipe, all_rows(dataset), 1);
    for (const int threads : {2, 3, 4})
      EXPECT_EQ(trained_sha256(recipe, all_rows(dataset), threads), expected);
    under_every_target(
        [&](const std::string&) { EXPECT_EQ(trained_sha256(recipe, all_rows(dataset), 2), expected); });
  }
}

TEST(Lbfgs, GivesTheSameBitsAfterAResumeFromACheckpointOfAnyStep) {
  const TemporaryFolder folder;
  const Dataset dataset = class_data(110, 5, 3);
  const RowView rows = rows_of(dataset, 0, 80), held_out = rows_of(dataset, 80, 110);
  // The second converges on the way.
  for (const Lbfgs& lbfgs : {Lbfgs{.history = 3}, Lbfgs{.gradient_tolerance = 0.02}}) {
    Recipe recipe = lbfgs_recipe(CrossEntropy{}, 12, lbfgs);
    recipe.training.early_stopping = EarlyStopping{.patience = 50};
    StateKeeper whole;
    const TrainResult expected = train(recipe, rows, held_out, {.threads = 1, .observer = &whole});
    EXPECT_EQ(expected.convergence.empty(), lbfgs.gradient_tolerance < 0.01);
    const ParameterLayout layout(expected.model.architecture);
    const ScoreSums empty = RowScorer(expected.model, {Accuracy{}}, rows).empty();
    for (const TrainState& state : whole.states) {
      write_checkpoint(folder / "file", state, layout, {.config = "{}", .data = "[]"});
      const TrainState read = Checkpoint(folder / "file").state(layout, slot_count(recipe.optimizer), empty);
      Recorder recorder;
      const TrainResult result =
          train(recipe, rows, held_out, {.threads = 2, .observer = &recorder, .resume = &read});
      EXPECT_EQ(result.model.parameters_sha256(), expected.model.parameters_sha256()) << state.step;
      EXPECT_EQ(result.epochs, expected.epochs);
      EXPECT_EQ(result.convergence, expected.convergence);
      EXPECT_EQ(std::ssize(recorder.epochs), expected.epochs - state.epoch);
    }
  }
}

// ---- Refusals

TEST(Lbfgs, TakesAllRowsInEachStep) {
  const Dataset dataset = class_data(60, 3, 2);
  Recipe recipe = lbfgs_recipe(CrossEntropy{}, 2);
  const std::string expected = trained_sha256(recipe, all_rows(dataset));
  for (const Index batch : {60, 1000}) {
    recipe.training.batch_size = batch;
    EXPECT_EQ(trained_sha256(recipe, all_rows(dataset)), expected);
  }
  EXPECT_EQ(trained_sha256(resolved(recipe, false), all_rows(dataset)), expected);
  recipe.training.batch_size = 32;
  EXPECT_EQ(refusal(recipe, all_rows(dataset)),
            "/training/batch_size: expected all 60 training rows with lbfgs, got 32\n"
            "  hint: leave batch_size out; each step takes all rows");
}

TEST(Lbfgs, RefusesWhatItsLineSearchCannotSee) {
  const Dataset dataset = class_data(60, 3, 2);
  const Recipe plain = lbfgs_recipe(CrossEntropy{}, 2);
  const auto refused = [&](const auto& change) {
    Recipe recipe = plain;
    change(recipe);
    const std::string message = refusal(recipe, all_rows(dataset));
    EXPECT_NE(message.find("\n  hint: "), std::string::npos);
    return message.substr(0, message.find('\n'));
  };
  EXPECT_EQ(refused([](Recipe& recipe) { recipe.model.hidden[0].dropout = AlphaDropout{0.2}; }),
            "/model/hidden/0/dropout: expected none with lbfgs, got alpha_dropout");
  EXPECT_EQ(refused([](Recipe& recipe) { recipe.model.input_dropout = StandardDropout{0.2}; }),
            "/model/input_dropout: expected none with lbfgs, got some");
  EXPECT_EQ(refused([](Recipe& recipe) { recipe.model.input_noise = 0.5; }),
            "/model/input_noise: expected 0 with lbfgs, got 0.5");
  EXPECT_EQ(refused([](Recipe& recipe) {
              recipe.model.output.optimizer = LayerOptimizer{.learning_rate_factor = 0.5};
            }),
            "/model/output/optimizer/learning_rate_factor: expected 1 with lbfgs, got 0.5");
  EXPECT_EQ(refused([](Recipe& recipe) { recipe.schedule = CosineDecay{}; }),
            "/schedule: expected constant with lbfgs, got cosine");
  EXPECT_EQ(refused([](Recipe& recipe) { recipe.schedule = ConstantRate{.warmup_epochs = 2.0}; }),
            "/schedule/warmup_epochs: expected 0 with lbfgs, got 2");
  EXPECT_EQ(refused([](Recipe& recipe) { recipe.training.gradient_clipping = ClipValue{}; }),
            "/training/gradient_clipping: expected none with lbfgs, got value");
  EXPECT_EQ(refused([](Recipe& recipe) { recipe.training.regularization.l1 = 0.25; }),
            "/training/regularization/l1: expected 0 with lbfgs, got 0.25");
  EXPECT_EQ(refused([](Recipe& recipe) { recipe.training.regularization.max_norm = 3.0; }),
            "/training/regularization/max_norm: expected 0 with lbfgs, got 3");
  EXPECT_EQ(refused([](Recipe& recipe) { recipe.training.ema = WeightAverage{}; }),
            "/training/ema: expected none with lbfgs, got some");
}

TEST(Lbfgs, SaysThatTheLossIsNotFiniteAtTheStart) {
  const Dataset dataset = number_data(40, 3, 1);
  Recipe recipe = lbfgs_recipe(MeanSquaredError{}, 3);
  recipe.model.hidden = {{.units = 12, .activation = Relu{}, .initializer = Constant{.value = 1e9}}};
  recipe.model.output.initializer = Constant{.value = 1e30};
  EXPECT_EQ(message_of<Diverged>([&] { train(recipe, all_rows(dataset)); }),
            "training diverged at epoch 1, step 1: expected a finite loss, got values that are not finite, "
            "first in layers.1 (12 → 1, identity); the batch is rows 0, 1, 2, 3, 4, 5, 6 and 33 more, "
            "counted from 0\n"
            "  hint: a smaller /optimizer/learning_rate or scaled inputs (/data/preprocess/inputs) usually "
            "help");
}

}  // namespace
}  // namespace mlp
