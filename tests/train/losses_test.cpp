// Every loss from rows to predictions, and what weights of rows and classes mean.
#include <cmath>
#include <filesystem>

#include <gmock/gmock.h>

#include "alternatives.hpp"
#include "fitting_targets.hpp"
#include "mlp/base/error.hpp"
#include "train/training_data.hpp"
#include "train/untrained_model.hpp"

namespace mlp {
namespace {

using testing::HasSubstr;

// Rows that the loss takes; numbers of order 1.
Dataset data_for(const Loss& loss, Index rows, Index targets) {
  const bool two = traits_of(loss).units == OutputUnits::one_for_two_classes;
  if (target_kind(loss) == TargetKind::classes)
    return class_data(rows, 4, two ? 2 : static_cast<int>(targets));
  const Eigen::MatrixXf inputs = drawn_matrix(1, 0, 4, rows);
  Eigen::MatrixXf numbers = drawn_matrix(1, 1, targets, rows);
  for (Index n = 0; n < rows; ++n) {
    for (Index k = 0; k < targets; ++k) numbers(k, n) = 0.1f * numbers(k, n) + inputs(k % 4, n);
    make_fitting(loss, numbers.col(n).data(), targets);
  }
  return make_dataset(inputs, numbers);
}

template <typename Kind = DataError>
std::string refusal(const Loss& loss, const Dataset& data) {
  try {
    train(small_recipe(loss, 1), all_rows(data));
  } catch (const Kind& error) {
    return error.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return {};
}

class EachLoss : public testing::TestWithParam<Loss> {};

TEST_P(EachLoss, IsLearnedAndEvaluatedAlikeBeforeAndAfterSaving) {
  const Dataset data = data_for(GetParam(), 200, 3);
  Recipe recipe = small_recipe(GetParam(), 12);
  recipe.optimizer = Adam{.learning_rate = 0.01};
  Recorder recorder;
  const TrainResult result =
      train(recipe, rows_of(data, 0, 150), rows_of(data, 150, 200), {.threads = 2, .observer = &recorder});
  EXPECT_LT(recorder.epochs.back().validation->loss, recorder.epochs.front().validation->loss);
  EXPECT_EQ(result.model.parameters_sha256(),
            train(recipe, rows_of(data, 0, 150), {}, {.threads = 1}).model.parameters_sha256());

  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) /
                                     ("losses_test_" + std::string(name_of(GetParam())) + ".safetensors");
  result.model.save(path);
  const Model loaded = Model::load(path);
  std::filesystem::remove(path);
  const RowView rows = rows_of(data, 150, 200);
  const Evaluation then = evaluate(result.model, recipe.metrics, rows),
                   now = evaluate(loaded, recipe.metrics, rows);
  EXPECT_EQ(then.scores.loss, recorder.epochs.back().validation->loss);
  EXPECT_EQ(now.scores.loss, then.scores.loss);
  EXPECT_EQ(now.predictions.sha256(), then.predictions.sha256());
  EXPECT_EQ(loaded.predict(rows).sha256(), then.predictions.sha256());
}

TEST_P(EachLoss, OfRowsThatCountTwiceIsThatOfRowsThatStandTwice) {
  // Row n of the weighted data has weight 2, 1 or 0; the other data hold it as often.
  const Dataset plain = data_for(GetParam(), 90, 3);
  Dataset weighted = data_for(GetParam(), 90, 3);
  weighted.weights = FlatBuffer<float>(90);
  RowView repeated{.dataset = &plain, .rows = {}};
  for (std::int32_t n = 0; n < 90; ++n) {
    weighted.weights[n] = static_cast<float>(2 - n % 3);
    for (std::int32_t i = 0; i < 2 - n % 3; ++i) repeated.rows.push_back(n);
  }
  const Model model = train(small_recipe(GetParam(), 2), all_rows(plain)).model;
  // As many rows either way, so that the means are the same but for the order of the sums.
  ASSERT_EQ(repeated.size(), 90);
  const double loss = evaluate(model, {}, repeated).scores.loss;
  EXPECT_NEAR(evaluate(model, {}, all_rows(weighted)).scores.loss, loss, 1e-12 * (1.0 + std::fabs(loss)));
  EXPECT_EQ(evaluate(model, {}, all_rows(weighted)).predictions.sha256(),
            evaluate(model, {}, all_rows(plain)).predictions.sha256());

  Recipe recipe = small_recipe(GetParam(), 3);
  recipe.training.batch_size = 90;
  const Model one = train(recipe, all_rows(weighted), {}, {.preprocess = {.inputs = NoScaling{}}}).model;
  const Model other = train(recipe, repeated, {}, {.preprocess = {.inputs = NoScaling{}}}).model;
  for (Index i = 0; i < one.parameters.size(); ++i)
    EXPECT_NEAR(one.parameters[i], other.parameters[i], 2e-5f);
}

INSTANTIATE_TEST_SUITE_P(All, EachLoss, testing::ValuesIn(all_alternatives<Loss>()),
                         [](const auto& test) { return std::string(name_of(test.param)); });

TEST(ClassWeights, BalancedAreRowsOverClassesAndCounts) {
  const Eigen::MatrixXf inputs = drawn_matrix(1, 0, 2, 8);
  const Dataset data = make_dataset(inputs, std::vector<int>{0, 0, 0, 0, 1, 2, 2, 1});
  const Recipe recipe = resolved(small_recipe(CrossEntropy{.class_weights = BalancedWeights{}}, 1), false);
  const Model model = untrained_model(recipe, all_rows(data), {});
  EXPECT_THAT(std::get<ListedWeights>(std::get<CrossEntropy>(model.loss).class_weights).values,
              testing::ElementsAre(8 / (3 * 4.0), 8 / (3 * 2.0), 8 / (3 * 2.0)));
  EXPECT_EQ(train(recipe, all_rows(data)).model.parameters_sha256(),
            train(small_recipe(model.loss, 1), all_rows(data)).model.parameters_sha256());
}

TEST(ClassWeights, MustFitTheClasses) {
  const Dataset data = class_data(30, 2, 3);
  EXPECT_EQ(refusal<ConfigError>(CrossEntropy{.class_weights = ListedWeights{{1.0, 2.0}}}, data),
            "/loss/class_weights: expected 3 weights, one per class, got 2\n  hint: the classes are 0, 1, 2");
  EXPECT_EQ(refusal<ConfigError>(Hinge{.class_weights = ListedWeights{{1.0, -2.0, 1.0}}}, data),
            "/loss/class_weights/1: expected a number at least 0, got -2\n  hint: a class of weight 0 is not "
            "learned");
  RowView some = all_rows(data);
  std::erase_if(some.rows,
                [&](std::int32_t row) { return data.classes[static_cast<std::size_t>(row)] == 1; });
  try {
    train(small_recipe(Focal{.class_weights = BalancedWeights{}}, 1), some);
    ADD_FAILURE();
  } catch (const DataError& error) {
    EXPECT_THAT(
        error.what(),
        HasSubstr("expected training rows of every class with balanced class weights, got none of 1"));
  }
}

TEST(ClassWeights, OfTwoClassesFollowFromTheLosssOwnFields) {
  EXPECT_TRUE(weights_by_class(BinaryCrossEntropy{}).empty());
  EXPECT_EQ(weights_by_class(BinaryCrossEntropy{.positive_weight = 3.0}), (std::vector<float>{1.0f, 3.0f}));
  EXPECT_EQ(weights_by_class(BinaryFocal{}), (std::vector<float>{0.75f, 0.25f}));
  EXPECT_TRUE(weights_by_class(BinaryFocal{.alpha = std::nullopt}).empty());
}

TEST(Targets, AreCheckedByWhatTheLossTakes) {
  const auto numbers = [](float bad) {
    Eigen::MatrixXf targets = Eigen::MatrixXf::Constant(2, 10, 0.5f);
    targets(1, 6) = bad;
    return make_dataset(drawn_matrix(1, 0, 3, 10), targets);
  };
  EXPECT_EQ(refusal(Poisson{}, numbers(-1.0f)),
            "targets: row 7: expected numbers of at least 0 with the loss poisson, got -1\n  hint: it is "
            "about counts");
  EXPECT_EQ(refusal(MultiLabel{}, numbers(1.0f)),
            "targets: row 1: expected 0 or 1 in each target column with the loss multi_label, got 0.5\n"
            "  hint: 1 where the row has the label, else 0");
  EXPECT_EQ(refusal(KlDivergence{}, numbers(0.75f)),
            "targets: row 7: expected probabilities that add up to 1 with the loss kl_divergence, got 1.25\n"
            "  hint: divide each row's targets by their sum");
  EXPECT_EQ(refusal(KlDivergence{}, numbers(-0.5f)),
            "targets: row 7: expected probabilities with the loss kl_divergence, got -0.5\n"
            "  hint: each target column is the probability of a class");
  const Dataset right = numbers(0.5f), wrong = numbers(-0.5f);
  const Model model = train(small_recipe(Poisson{}, 1), all_rows(right)).model;
  EXPECT_THROW(evaluate(model, {}, all_rows(wrong)), DataError);
  EXPECT_THROW(train(small_recipe(Poisson{}, 1), all_rows(right), all_rows(wrong)), DataError);
  EXPECT_THROW(
      train(small_recipe(Poisson{}, 1), all_rows(right), {}, {.preprocess = {.targets = Standardize{}}}),
      ConfigError);
}

TEST(Weights, MustBeFiniteAndNotNegativeAndNotAllZero) {
  Dataset data = class_data(20, 2, 2);
  data.weights = FlatBuffer<float>(20);
  EXPECT_EQ(refusal(CrossEntropy{}, data),
            "weights: expected one above 0, got only 0\n  hint: with a sample_weight of 0, a row counts for "
            "nothing");
  std::fill(data.weights.begin(), data.weights.end(), 1.0f);
  data.weights[4] = -1.0f;
  EXPECT_EQ(refusal(CrossEntropy{}, data), "weights: row 5: expected a finite number of at least 0, got -1");
  data.weights[4] = std::numeric_limits<float>::infinity();
  EXPECT_THAT(refusal(CrossEntropy{}, data), HasSubstr("weights: row 5: expected a finite number"));
  data.weights = FlatBuffer<float>(3);
  EXPECT_EQ(refusal(CrossEntropy{}, data), "weights: expected 20, one per row, got 3");
}

TEST(Poisson, PredictsRates) {
  const Dataset data = data_for(Poisson{}, 100, 2);
  const Model model = train(small_recipe(Poisson{}, 30), all_rows(data)).model;
  const Evaluation evaluation = evaluate(model, {RootMeanSquaredError{}}, all_rows(data));
  double squares = 0.0;
  for (Index i = 0; i < 200; ++i) {
    EXPECT_GT(evaluation.predictions.values[i], 0.0f);
    const double error = static_cast<double>(evaluation.predictions.values[i]) - data.numbers[i];
    squares += error * error;
  }
  EXPECT_NEAR(metric_of(evaluation.scores, "rmse"), std::sqrt(squares / 200.0), 1e-12);
}

// Means and variances in the targets' units, whatever they were scaled to.
TEST(GaussianNll, LearnsTheNoise) {
  constexpr Index rows = 2000;
  const Eigen::MatrixXf inputs = drawn_matrix(1, 0, 2, rows), noise = drawn_matrix(2, 1, 1, rows);
  const Eigen::MatrixXf targets = (50.0f * inputs.row(0) + 3.0f * noise).array() + 100.0f;
  const Dataset data = make_dataset(inputs, targets);
  Recipe recipe = small_recipe(GaussianNll{}, 60);
  recipe.model.hidden.clear();
  recipe.optimizer = Adam{.learning_rate = 0.01};
  const Model model = train(recipe, all_rows(data), {}, {.preprocess = {.targets = Standardize{}}}).model;
  ASSERT_EQ(model.architecture.outputs(), 2);
  const Evaluation evaluation = evaluate(model, {RootMeanSquaredError{}, R2{}}, all_rows(data));
  // Uniform noise of ±3 has the variance 3; a fit of 2000 rows comes within a tenth.
  EXPECT_NEAR(metric_of(evaluation.scores, "rmse"), std::sqrt(3.0), 0.1);
  double variance = 0.0;
  for (Index n = 0; n < rows; ++n)
    variance += evaluation.predictions.values[2 * n + 1] / static_cast<double>(rows);
  EXPECT_NEAR(variance, 3.0, 0.4);

  Eigen::MatrixXf outputs(2, rows);
  model.predict(inputs, outputs);
  EXPECT_EQ(outputs(0, 5), evaluation.predictions.values[10]);
  EXPECT_EQ(outputs(1, 5), evaluation.predictions.values[11]);
}

TEST(Warnings, NameAWarmUpThatIsLongerThanTheTraining) {
  Recipe recipe = small_recipe(MeanSquaredError{}, 4);
  recipe.schedule = ConstantRate{.warmup_epochs = 4};
  EXPECT_TRUE(warnings_about(resolved(recipe, false)).empty());
  recipe.schedule = ConstantRate{.warmup_epochs = 100};
  const std::vector<std::string> warnings = warnings_about(resolved(recipe, false));
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(
      warnings[0],
      "/schedule/warmup_epochs: the warm-up of 100 epochs is longer than the training of 4, and is taken "
      "as one of 4\n"
      "  hint: the full rate is reached in the last step; shorten it, or train longer");
}

TEST(Warnings, NameAnOutputThatSaturates) {
  Recipe recipe = small_recipe(MeanSquaredError{});
  EXPECT_TRUE(warnings_about(resolved(recipe, false)).empty());
  recipe.model.output.activation = Sigmoid{};
  const std::vector<std::string> warnings = warnings_about(resolved(recipe, false));
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0],
            "/model/output/activation: sigmoid with the loss mse: where the output saturates, the gradient "
            "vanishes "
            "and wrong rows are no longer learned\n"
            "  hint: for classes use binary_cross_entropy, for labels multi_label");
  recipe.model.output.activation.reset();
  for (const Loss& loss : all_alternatives<Loss>()) {
    recipe.loss = loss;
    EXPECT_TRUE(warnings_about(resolved(recipe, false)).empty()) << name_of(loss);
  }
}

}  // namespace
}  // namespace mlp
