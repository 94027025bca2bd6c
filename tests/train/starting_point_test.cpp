// Starting from a trained model, with layers frozen.
#include "train/starting_point.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/message_of.hpp"
#include "mlp/base/error.hpp"
#include "train/training_data.hpp"

namespace mlp {
namespace {

// 3-12-8-classes.
Recipe deep_recipe(Index epochs = 2) {
  Recipe recipe = small_recipe(CrossEntropy{}, epochs);
  recipe.model.hidden = {{.units = 12, .activation = Tanh{}}, {.units = 8, .activation = Relu{}}};
  return recipe;
}

std::vector<float> elements_of(const Model& model, const std::string& name) {
  for (const ParameterTensor& tensor : ParameterLayout(model.architecture).tensors) {
    const float* const begin = model.parameters.data() + tensor.offset;
    if (tensor.name == name) return {begin, begin + tensor.size()};
  }
  ADD_FAILURE() << "no tensor " << name;
  return {};
}

std::vector<float> shift_of(const Model& model) {
  return {model.input_scaling.shift.begin(), model.input_scaling.shift.end()};
}

class StartingPoint : public testing::Test {
 protected:
  const Dataset before = class_data(100, 3, 2), other = class_data(80, 3, 2, 9),
                more = class_data(90, 3, 4, 7);
  const Model start = train(deep_recipe(), all_rows(before)).model;

  Model trained(const Recipe& recipe, const Dataset& dataset, int threads = 1) const {
    return train(recipe, all_rows(dataset), {}, {.threads = threads, .start_from = &start}).model;
  }
  std::string refusal(const Recipe& recipe, const Dataset& dataset) const {
    return message_of<ConfigError>([&] { trained(recipe, dataset); });
  }
};

TEST_F(StartingPoint, GivesItsWeightsAndItsScaling) {
  Recipe still = deep_recipe(1);
  still.optimizer = Sgd{.learning_rate = 1e-30};
  const Model model = trained(still, other);
  EXPECT_EQ(model.parameters_sha256(), start.parameters_sha256());
  EXPECT_EQ(shift_of(model), shift_of(start));
  EXPECT_NE(shift_of(train(still, all_rows(other)).model), shift_of(start));
}

TEST_F(StartingPoint, GivesNoOutputLayerForOtherClasses) {
  Recipe still = deep_recipe(1);
  still.optimizer = Sgd{.learning_rate = 1e-30};
  const Model model = trained(still, more), fresh = train(still, all_rows(more)).model;
  EXPECT_EQ(model.architecture.outputs(), 4);
  for (const std::string name : {"layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"})
    EXPECT_EQ(elements_of(model, name), elements_of(start, name)) << name;
  EXPECT_EQ(elements_of(model, "layers.2.weight"), elements_of(fresh, "layers.2.weight"));
}

TEST_F(StartingPoint, FrozenLayersKeepEveryBit) {
  for (const Optimizer& optimizer :
       {Optimizer(Sgd{.learning_rate = 0.1, .momentum = 0.9, .weight_decay = 0.1}), Optimizer(AdamW{})}) {
    for (const std::vector<Index>& freeze : std::vector<std::vector<Index>>{{0}, {0, 1}, {1}, {2}, {0, 2}}) {
      Recipe recipe = deep_recipe(3);
      recipe.optimizer = optimizer;
      recipe.model.freeze = freeze;
      const Model model = trained(recipe, other);
      for (const ParameterTensor& tensor : ParameterLayout(model.architecture).tensors) {
        const bool is_frozen = std::find(freeze.begin(), freeze.end(), tensor.layer) != freeze.end();
        EXPECT_EQ(elements_of(model, tensor.name) == elements_of(start, tensor.name), is_frozen)
            << tensor.name;
      }
      for (const int threads : {2, 3})
        EXPECT_EQ(trained(recipe, other, threads).parameters_sha256(), model.parameters_sha256());
    }
  }
}

// The gradient of a layer does not depend on whether others learn, and no delta that is needed is left out.
TEST_F(StartingPoint, OtherLayersLearnAsIfNothingWereFrozen) {
  Recipe recipe = deep_recipe(1);
  recipe.training.batch_size = 1000;  // a single step
  const Model whole = trained(recipe, other);
  for (const std::vector<Index>& freeze : std::vector<std::vector<Index>>{{0}, {0, 1}, {1}, {2}, {1, 2}}) {
    recipe.model.freeze = freeze;
    const Model model = trained(recipe, other);
    for (const ParameterTensor& tensor : ParameterLayout(model.architecture).tensors) {
      const bool is_frozen = std::find(freeze.begin(), freeze.end(), tensor.layer) != freeze.end();
      EXPECT_EQ(elements_of(model, tensor.name), elements_of(is_frozen ? start : whole, tensor.name))
          << tensor.name;
    }
  }
}

TEST_F(StartingPoint, SaysWhatIsTakenOver) {
  Recorder recorder;
  Recipe recipe = deep_recipe(1);
  recipe.model.start_from = "runs/a";
  recipe.model.freeze = {0, 1};
  train(recipe, all_rows(more), {}, {.observer = &recorder, .start_from = &start});
  EXPECT_EQ(
      recorder.plan.beginning,
      "Starts from runs/a: layers.0, layers.1 as in the model; layers.2 begins anew, because its classes "
      "differ.  Frozen: layers.0, layers.1.");
  recipe.model.freeze = {};
  train(recipe, all_rows(other), {}, {.observer = &recorder, .start_from = &start});
  EXPECT_EQ(recorder.plan.beginning, "Starts from runs/a: layers.0, layers.1, layers.2 as in the model.");
  train(deep_recipe(1), all_rows(other), {}, {.observer = &recorder});
  EXPECT_EQ(recorder.plan.beginning, "");
}

TEST_F(StartingPoint, RefusesOtherShapesNamingBoth) {
  Recipe recipe = deep_recipe();
  recipe.model.start_from = "runs/a";
  recipe.model.hidden[1].units = 9;
  EXPECT_EQ(
      refusal(recipe, other),
      "/model/hidden/1/units: expected 8 as layers.1.weight [8, 12] in runs/a has, got 9 for a weight of "
      "[9, 12]\n  hint: the layers below the output must be those of the model");
  recipe.model.hidden[1] = {.units = 8, .activation = LeakyRelu{}};
  EXPECT_EQ(refusal(recipe, other),
            "/model/hidden/1/activation: expected {\"type\":\"relu\"} as layers.1 in runs/a has, got "
            "{\"type\":\"leaky_relu\",\"negative_slope\":0.01}\n"
            "  hint: the layers below the output must be those of the model");
  recipe.model.hidden.pop_back();
  EXPECT_EQ(refusal(recipe, other),
            "/model/hidden: expected the 2 hidden layers of runs/a, got 1\n"
            "  hint: the layers below the output must be those of the model");
  EXPECT_EQ(refusal(recipe, class_data(50, 5, 2)),
            "/model/start_from: expected a model of 5 inputs, as the data has, got 3 in runs/a\n"
            "  hint: the layers below the output must be those of the model");
}

// A category's place in its list is no number, and a gap no value.
TEST_F(StartingPoint, RefusesColumnsThatItReadsOtherwise) {
  Dataset coded = class_data(60, 3, 2);
  coded.columns.assign(3, {.config = {.kind = NumericColumn{}}});
  Recipe recipe = deep_recipe(1);
  recipe.model.start_from = "runs/a";
  EXPECT_NO_THROW(trained(recipe, coded));
  coded.columns[1].config.missing = FillMedian{};
  EXPECT_EQ(refusal(recipe, coded),
            "/model/start_from: expected a model that reads column \"column_2\" as /data/columns has it, got "
            "numbers "
            "as they are in runs/a\n"
            "  hint: a model reads columns as it learned them; /data/columns says what a column holds");

  for (Index row = 0; row < coded.rows; ++row) coded.values[3 * row + 1] = static_cast<float>(row % 2);
  coded.columns[1] = {.config = {.kind = CategoricalColumn{}}, .categories = {"p", "q"}};
  EXPECT_THAT(refusal(recipe, coded),
              testing::HasSubstr("reads column \"column_2\" as categorical, got numeric in runs/a"));
  Recipe whole = deep_recipe(1);
  const Model categorical = train(whole, all_rows(coded)).model;
  const auto refusal_of_numbers =
      message_of<ConfigError>([&] { train(recipe, all_rows(other), {}, {.start_from = &categorical}); });
  EXPECT_THAT(refusal_of_numbers,
              testing::HasSubstr("reads column \"column_2\" as numeric, got categorical in runs/a"));
}

TEST_F(StartingPoint, TakesTheTargetsScalingWithTheOutputLayer) {
  Recipe recipe = deep_recipe(2);
  recipe.loss = MeanSquaredError{};
  const Dataset first = number_data(80, 3, 1), second = number_data(80, 3, 1, 5),
                two = number_data(80, 3, 2, 5);
  const PreprocessConfig scaled{.targets = Standardize{}};
  const Model numbers = train(recipe, all_rows(first), {}, {.preprocess = scaled}).model;
  const auto scale_after = [&](const Dataset& dataset) {
    return train(recipe, all_rows(dataset), {}, {.preprocess = scaled, .start_from = &numbers})
        .model.target_scaling.scale[0];
  };
  EXPECT_EQ(scale_after(second), numbers.target_scaling.scale[0]);
  EXPECT_NE(scale_after(two), numbers.target_scaling.scale[0]);
}

TEST_F(StartingPoint, TakesTheTargetsTransformsWithTheOutputLayer) {
  Recipe recipe = deep_recipe(2);
  recipe.loss = MeanSquaredError{};
  Dataset first = number_data(80, 3, 1), second = number_data(80, 3, 1, 5);
  first.target_columns = {{.transform = QuantileNormal{}}};
  const Model numbers = train(recipe, all_rows(first)).model;
  recipe.model.start_from = "runs/a";
  const auto trained_on = [&] {
    return train(recipe, all_rows(second), {}, {.start_from = &numbers}).model.target_columns;
  };
  EXPECT_EQ(trained_on()[0].knots, numbers.target_columns[0].knots);
  second.target_columns = first.target_columns;
  EXPECT_EQ(trained_on()[0].knots, numbers.target_columns[0].knots);
  second.target_columns = {{.transform = LogTransform{}}};
  EXPECT_EQ(message_of<ConfigError>(trained_on),
            "/data/columns/target_1: expected the clip and the transform (quantile_normal) that runs/a has "
            "learned, "
            "got others\n  hint: without an entry the target is learned as the model learned it");
}

TEST_F(StartingPoint, IsNotReadByTheTrainer) {
  Recipe recipe = deep_recipe();
  recipe.model.start_from = "runs/a";
  EXPECT_EQ(message_of<ConfigError>([&] { train(recipe, all_rows(other)); }),
            "/model/start_from: expected the model in TrainOptions::start_from, got only its name\n"
            "  hint: read it with Model::load");
}

TEST(Freeze, NamesLayersThatThereAre) {
  const auto refusal = [](const std::vector<Index>& freeze) {
    ModelConfig config{.hidden = {{.units = 3}, {.units = 3}}};
    config.freeze = freeze;
    return message_of<ConfigError>([&] { resolved(config, CrossEntropy{}); });
  };
  EXPECT_EQ(refusal({0, 3}),
            "/model/freeze/1: expected a layer in [0, 2], got 3\n"
            "  hint: hidden layers count from 0; the output layer comes after them");
  EXPECT_EQ(refusal({1, 1}), "/model/freeze/1: expected each layer once, got 1 again");
  EXPECT_EQ(
      refusal({0, 1, 2}),
      "/model/freeze: expected a layer left to learn, got all 3\n  hint: leave out the output layer, 2");
}

}  // namespace
}  // namespace mlp
