// Training on targets that are clipped or transformed.
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/number_transform.hpp"
#include "io/message_of.hpp"
#include "mlp/base/error.hpp"
#include "train/training_data.hpp"

namespace mlp {
namespace {

const std::vector<Metric> metrics{MeanAbsoluteError{}};

Recipe recipe_of(const Loss& loss) {
  Recipe recipe = small_recipe(loss, 3);
  recipe.metrics = metrics;
  return recipe;
}

// The numbers that are learned, given as targets by themselves.
Dataset given_as_learned(Dataset data) {
  const std::vector<FittedColumn> columns = fit_target_columns(all_rows(data));
  for (Index i = 0; i < data.numbers.size(); ++i)
    data.numbers[i] =
        NumberTransform(columns[static_cast<std::size_t>(i % data.outputs)]).of(data.numbers[i]);
  data.target_columns.clear();
  return data;
}

TEST(TargetTransforms, TrainTheNetworkThatLearnsTheTransformedNumbers) {
  Dataset data = number_data(100, 3, 3);
  data.target_columns = {
      {.transform = LogTransform{}}, {.transform = QuantileNormal{}}, {.clip = {{290.0, 310.0}}}};
  const Dataset learned = given_as_learned(data);
  const PreprocessConfig scaled{.targets = Standardize{}};
  for (const int threads : {1, 3}) {
    const Recipe recipe = recipe_of(MeanSquaredError{});
    Recorder recorder;
    const TrainResult result = train(recipe, all_rows(data), rows_of(data, 0, 20),
                                     {.preprocess = scaled, .threads = threads, .observer = &recorder});
    Recorder plain_recorder;
    const Model plain = train(recipe, all_rows(learned), rows_of(learned, 0, 20),
                              {.preprocess = scaled, .threads = threads, .observer = &plain_recorder})
                            .model;
    EXPECT_EQ(result.model.parameters_sha256(), plain.parameters_sha256());
    // The loss is that of the learned numbers, the metrics are in the targets' units.
    const EpochReport &last = recorder.epochs.back(), &plain_last = plain_recorder.epochs.back();
    EXPECT_EQ(last.validation->loss, plain_last.validation->loss);
    EXPECT_EQ(last.train.loss, plain_last.train.loss);
    EXPECT_GT(last.validation->metrics[0].second, 3.0 * plain_last.validation->metrics[0].second);

    const RowView rows = all_rows(data);
    const Predictions predicted = result.model.predict(rows), before = plain.predict(all_rows(learned));
    double error = 0.0;
    for (Index i = 0; i < predicted.values.size(); ++i) {
      const FittedColumn& column = result.model.target_columns[static_cast<std::size_t>(i % 3)];
      ASSERT_EQ(predicted.values[i], before_transform(column, before.values[i]));
      error += std::fabs(predicted.values[i] - data.numbers[i]);
    }
    const Evaluation evaluation = evaluate(result.model, metrics, rows);
    EXPECT_NEAR(evaluation.scores.metrics[0].second, error / 300.0, 1e-9 * error);  // summed in another order
  }
}

TEST(TargetTransforms, MayHaveAScalingOfTheirOwn) {
  Dataset data = number_data(60, 3, 2);
  data.target_columns = {{.scaling = MinMax{}}, {}};
  const Model model = train(recipe_of(MeanSquaredError{}), all_rows(data)).model;
  EXPECT_TRUE(model.target_columns.empty());
  EXPECT_NE(model.target_scaling.scale[0], 1.0f);
  EXPECT_EQ(model.target_scaling.scale[1], 1.0f);
}

TEST(TargetTransforms, AreRefusedWhereTheyCannotBeUndone) {
  Dataset data = number_data(60, 3, 1);
  const auto refusal = [&](const Loss& loss, const ColumnConfig& config) {
    data.target_columns = {config};
    return message_of<ConfigError>([&] { train(recipe_of(loss), all_rows(data)); });
  };
  EXPECT_EQ(refusal(GaussianNll{}, {.transform = LogTransform{}}),
            "/data/columns/target_1/transform: expected none with the loss gaussian_nll, got log1p\n"
            "  hint: the variances that it predicts cannot be taken back through a curve");
  EXPECT_EQ(refusal(Poisson{}, {.transform = QuantileNormal{}}),
            "/data/columns/target_1/transform: expected none with the loss poisson, got quantile_normal\n"
            "  hint: its targets must keep their values");
  EXPECT_EQ(refusal(Poisson{}, {.clip = {{0.0, 9.0}}}),
            "/data/columns/target_1/clip: expected none with the loss poisson, got one\n"
            "  hint: its targets must keep their values");
  EXPECT_EQ(refusal(Poisson{}, {.scaling = Standardize{}}),
            "/data/columns/target_1/scaling: expected none with the loss poisson, got standardize\n"
            "  hint: its targets must keep their values");
  data.target_columns = {{.clip = {{80.0, 120.0}}}};
  EXPECT_NO_THROW(train(recipe_of(GaussianNll{}), all_rows(data), {}, {.preprocess = {.targets = MinMax{}}}));
}

}  // namespace
}  // namespace mlp
