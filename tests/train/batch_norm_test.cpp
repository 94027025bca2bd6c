// Training with batch normalization: its running statistics, frozen layers, batches that have none.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "io/message_of.hpp"
#include "mlp/base/error.hpp"
#include "train/training_data.hpp"

namespace mlp {
namespace {

// 3-12-8-2, both hidden layers normalized.
Recipe normalized_recipe(Index epochs = 3, const BatchNorm& batch_norm = {}) {
  Recipe recipe = small_recipe(CrossEntropy{}, epochs);
  recipe.model.hidden = {{.units = 12, .activation = Relu{}, .normalization = batch_norm},
                         {.units = 8, .activation = Tanh{}, .normalization = batch_norm}};
  return recipe;
}

Eigen::VectorXf tensor_of(const Model& model, const std::string& name) {
  for (const ParameterTensor& tensor : ParameterLayout(model.architecture).tensors) {
    if (tensor.name == name)
      return Eigen::Map<const Eigen::VectorXf>(model.parameters.data() + tensor.offset, tensor.size());
  }
  ADD_FAILURE() << "no tensor " << name;
  return {};
}

TEST(BatchNormalization, GivesTheSameBitsForAnyThreads) {
  const Dataset dataset = class_data(333, 3, 2);
  Recipe recipe = normalized_recipe();
  recipe.training.batch_size = 100;
  const std::string alone = trained_sha256(recipe, all_rows(dataset), 1);
  for (const int threads : {2, 3, 4, 7, 8})
    EXPECT_EQ(trained_sha256(recipe, all_rows(dataset), threads), alone);
}

// With a momentum of 1 they are those of the last batch, here of all rows before the last step's update.
TEST(BatchNormalization, MovesItsRunningStatisticsToTheBatches) {
  const Dataset dataset = number_data(50, 3, 1);
  Recipe recipe = small_recipe(MeanSquaredError{}, 1);
  recipe.training.batch_size = 50;
  recipe.optimizer = Sgd{.learning_rate = 1e-30};
  recipe.model.hidden = {{.units = 4, .activation = Tanh{}, .normalization = BatchNorm{.momentum = 1.0}}};
  const TrainOptions raw{.preprocess = {.inputs = NoScaling{}}};
  const Model whole = train(recipe, all_rows(dataset), {}, raw).model;
  const Eigen::VectorXf flat = tensor_of(whole, "layers.0.weight");
  using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Eigen::MatrixXd weight = Eigen::Map<const RowMajor>(flat.data(), 4, 3).cast<double>();
  const Eigen::MatrixXd inputs =
      Eigen::Map<const Eigen::MatrixXf>(dataset.values.data(), 3, 50).cast<double>();
  const Eigen::MatrixXd z = weight * inputs;
  const Eigen::VectorXd mean = z.rowwise().mean();
  const Eigen::VectorXd variance = (z.colwise() - mean).rowwise().squaredNorm() / 49.0;
  const Eigen::VectorXd running_mean = tensor_of(whole, "layers.0.norm.running_mean").cast<double>();
  const Eigen::VectorXd running_variance = tensor_of(whole, "layers.0.norm.running_var").cast<double>();
  EXPECT_LE((running_mean - mean).cwiseAbs().maxCoeff(), 1e-6);
  EXPECT_LE((running_variance - variance).cwiseAbs().maxCoeff(), 1e-6 * variance.maxCoeff());

  std::get<BatchNorm>(*recipe.model.hidden[0].normalization).momentum = 0.25;
  const Model quarter = train(recipe, all_rows(dataset), {}, raw).model;
  const Eigen::VectorXd moved = tensor_of(quarter, "layers.0.norm.running_var").cast<double>();
  EXPECT_LE((moved - (0.75 + 0.25 * variance.array()).matrix()).cwiseAbs().maxCoeff(), 1e-6);
}

TEST(BatchNormalization, LeavesTheBiasAlone) {
  const Dataset dataset = class_data(100, 3, 2);
  const Model model = train(normalized_recipe(), all_rows(dataset)).model;
  EXPECT_TRUE(tensor_of(model, "layers.0.bias").isZero(0.0f));
  EXPECT_FALSE(tensor_of(model, "layers.0.norm.bias").isZero(0.0f));
}

// What it computes stays what it was, down to its statistics.
TEST(BatchNormalization, KeepsItsStatisticsWhereItIsFrozen) {
  const Dataset before = class_data(100, 3, 2), other = class_data(90, 3, 2, 9);
  const Model start = train(normalized_recipe(), all_rows(before)).model;
  Recipe recipe = normalized_recipe();
  recipe.model.freeze = {0};
  const Model model = train(recipe, all_rows(other), {}, {.start_from = &start}).model;
  for (const ParameterTensor& tensor : ParameterLayout(model.architecture).tensors) {
    const bool same = tensor_of(model, tensor.name) == tensor_of(start, tensor.name);
    EXPECT_EQ(same, tensor.layer == 0 || tensor.name == "layers.1.bias") << tensor.name;
  }
}

TEST(BatchNormalization, AveragesItsStatisticsWithTheWeights) {
  const Dataset dataset = class_data(100, 3, 2);
  Recipe recipe = normalized_recipe(20);
  recipe.training.ema = WeightAverage{.decay = 0.5};
  const Model model = train(recipe, all_rows(dataset)).model;
  const Eigen::VectorXf variance = tensor_of(model, "layers.0.norm.running_var");
  EXPECT_FALSE(variance.isOnes(0.01f));
  EXPECT_GT(evaluate(model, {Accuracy{}}, all_rows(dataset)).scores.metrics[0].second, 0.9);
}

// Only the points that a step ends at count.
TEST(BatchNormalization, FollowsTheStepsOfLbfgs) {
  const Dataset dataset = number_data(60, 3, 1);
  Recipe recipe = normalized_recipe(1, {.momentum = 1.0});
  recipe.loss = MeanSquaredError{};
  recipe.optimizer = Lbfgs{};
  recipe.training.batch_size.reset();
  recipe.training.epochs = 30;
  const TrainOptions scaled{.preprocess = {.inputs = NoScaling{}, .targets = Standardize{}}};
  const Model model = train(recipe, all_rows(dataset), {}, scaled).model;
  const auto loss_of = [&](const Model& one) {
    return evaluate(one, {RootMeanSquaredError{}}, all_rows(dataset)).scores.loss;
  };
  Recorder recorder;
  const TrainOptions recorded{.preprocess = scaled.preprocess, .threads = 3, .observer = &recorder};
  EXPECT_EQ(train(recipe, all_rows(dataset), {}, recorded).model.parameters_sha256(),
            model.parameters_sha256());
  // With the last batch's statistics the evaluation sees what the training saw, but that the variance divides
  // by one row less.
  EXPECT_NEAR(loss_of(model), recorder.epochs.back().train.loss, 0.05 * recorder.epochs.front().train.loss);
  EXPECT_LT(recorder.epochs.back().train.loss, 0.1 * recorder.epochs.front().train.loss);
}

TEST(BatchNormalization, RefusesBatchesOfOneRow) {
  const Dataset dataset = class_data(33, 3, 2);
  Recipe recipe = normalized_recipe();
  recipe.training.batch_size = 1;
  EXPECT_EQ(
      refusal(recipe, all_rows(dataset)),
      "/training/batch_size: expected 2 or more with batch_norm in /model/hidden/0/normalization, got 1\n"
      "  hint: a single row has no variance; layer_norm normalizes each row by itself");
  recipe.training.batch_size = 16;
  EXPECT_EQ(
      refusal(recipe, all_rows(dataset)),
      "/training/batch_size: expected batches of 2 rows or more with batch_norm, got a last one of 1: 33 "
      "training rows in batches of 16\n"
      "  hint: another batch_size, or \"drop_last\": true, leaves no row alone");
  recipe.training.drop_last = true;
  EXPECT_NO_THROW(train(recipe, all_rows(dataset)));
}

}  // namespace
}  // namespace mlp
