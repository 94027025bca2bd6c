// Loss and metrics of a model, against plain computations over its predictions.
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "io/message_of.hpp"
#include "kernels/every_target.hpp"
#include "mlp/base/error.hpp"
#include "train/training_data.hpp"

namespace mlp {
namespace {

TEST(Evaluate, MeasuresClasses) {
  const Dataset dataset = class_data(500, 4, 3);
  const Model model = train(small_recipe(CrossEntropy{}), rows_of(dataset, 0, 100)).model;
  const RowView rows = rows_of(dataset, 50, 500);
  const Evaluation evaluation = evaluate(model, {Accuracy{}}, rows, 2);
  double loss = 0.0;
  Index correct = 0;
  for (Index n = 0; n < rows.size(); ++n) {
    const std::int32_t wanted = dataset.classes[static_cast<std::size_t>(50 + n)];
    const float* const p = evaluation.predictions.values.data() + 3 * n;
    loss -= std::log(static_cast<double>(p[wanted]));
    Index largest = 0;
    for (Index k = 1; k < 3; ++k) largest = p[k] > p[largest] ? k : largest;
    EXPECT_EQ(evaluation.predictions.classes[static_cast<std::size_t>(n)], largest);
    correct += largest == wanted ? 1 : 0;
    EXPECT_NEAR(p[0] + p[1] + p[2], 1.0f, 1e-6f);
  }
  // Probabilities are rounded to float.
  EXPECT_NEAR(evaluation.scores.loss, loss / 450.0, 1e-6);
  EXPECT_EQ(metric_of(evaluation.scores, "accuracy"), static_cast<double>(correct) / 450.0);
}

TEST(Evaluate, MeasuresTwoClassesByOneUnit) {
  const Dataset dataset = class_data(300, 4, 2);
  const Model model = train(small_recipe(BinaryCrossEntropy{}), all_rows(dataset)).model;
  const Evaluation evaluation = evaluate(model, {Accuracy{}}, all_rows(dataset));
  ASSERT_EQ(evaluation.predictions.outputs, 1);
  double loss = 0.0;
  Index correct = 0;
  for (Index n = 0; n < 300; ++n) {
    const double p = evaluation.predictions.values[n];
    const bool is_one = dataset.classes[static_cast<std::size_t>(n)] == 1;
    loss -= std::log(is_one ? p : 1.0 - p);
    EXPECT_EQ(evaluation.predictions.classes[static_cast<std::size_t>(n)], p > 0.5 ? 1 : 0);
    correct += (p > 0.5) == is_one ? 1 : 0;
  }
  EXPECT_NEAR(evaluation.scores.loss, loss / 300.0, 1e-6);
  EXPECT_EQ(metric_of(evaluation.scores, "accuracy"), static_cast<double>(correct) / 300.0);
}

TEST(Evaluate, MeasuresNumbersInTheirOriginalUnitsAndTheLossInTheNetworks) {
  const Dataset dataset = number_data(300, 3, 2);
  const std::vector<Metric> metrics = {MeanAbsoluteError{}, RootMeanSquaredError{}, R2{}};
  const Model model = train(small_recipe(MeanSquaredError{}), rows_of(dataset, 0, 100), {},
                            {.preprocess = {.targets = Standardize{}}, .threads = 1})
                          .model;
  const RowView rows = rows_of(dataset, 100, 300);
  const Evaluation evaluation = evaluate(model, metrics, rows);
  double absolute = 0.0, squared = 0.0, r2 = 0.0, loss = 0.0;
  for (Index k = 0; k < 2; ++k) {
    double mean = 0.0, errors = 0.0, deviations = 0.0;
    for (Index n = 0; n < 200; ++n) mean += dataset.numbers[2 * (100 + n) + k] / 200.0;
    for (Index n = 0; n < 200; ++n) {
      const double target = dataset.numbers[2 * (100 + n) + k];
      const double error = evaluation.predictions.values[2 * n + k] - target;
      absolute += std::fabs(error);
      errors += error * error;
      deviations += (target - mean) * (target - mean);
    }
    squared += errors;
    r2 += (1.0 - errors / deviations) / 2.0;
    const double scale = model.target_scaling.scale[k];
    loss += errors * scale * scale;
  }
  EXPECT_NEAR(metric_of(evaluation.scores, "mae"), absolute / 400.0, 1e-12 * absolute);
  EXPECT_NEAR(metric_of(evaluation.scores, "rmse"), std::sqrt(squared / 400.0), 1e-12 * squared);
  EXPECT_NEAR(metric_of(evaluation.scores, "r2"), r2, 1e-12);
  // Predictions and targets are rounded to float in both units: 1e-7 of 200, over errors of order 10.
  EXPECT_NEAR(evaluation.scores.loss, loss / 400.0, 1e-5 * evaluation.scores.loss);
}

TEST(Evaluate, GivesTheSameBitsForAnyNumberOfThreadsAndUnderEverySimdTarget) {
  const Dataset dataset = number_data(1500, 3, 2);
  const std::vector<Metric> metrics = {MeanAbsoluteError{}, RootMeanSquaredError{}, R2{}};
  const Model model = train(small_recipe(MeanSquaredError{}, 1), rows_of(dataset, 0, 100), {},
                            {.preprocess = {.targets = MinMax{}}, .threads = 1})
                          .model;
  const Evaluation expected = evaluate(model, metrics, all_rows(dataset), 1);
  const auto expect_same = [&](int threads) {
    const Evaluation evaluation = evaluate(model, metrics, all_rows(dataset), threads);
    EXPECT_EQ(evaluation.predictions.sha256(), expected.predictions.sha256()) << threads;
    EXPECT_EQ(evaluation.scores.loss, expected.scores.loss) << threads;
    EXPECT_EQ(evaluation.scores.metrics, expected.scores.metrics) << threads;
  };
  for (const int threads : {0, 2, 3, 7}) expect_same(threads);
  under_every_target([&](const std::string&) { expect_same(2); });
}

TEST(Evaluate, PredictsWhatPredictPredicts) {
  const Dataset dataset = class_data(200, 3, 3);
  const Model model = train(small_recipe(CrossEntropy{}, 1), all_rows(dataset)).model;
  const Predictions expected = model.predict(all_rows(dataset));
  const Predictions actual = evaluate(model, {}, all_rows(dataset)).predictions;
  EXPECT_EQ(actual.sha256(), expected.sha256());
  EXPECT_EQ(actual.classes, expected.classes);
}

TEST(Evaluate, RefusesRowsThatDoNotFit) {
  const Dataset classes = class_data(50, 3, 3), numbers = number_data(50, 3, 2);
  const Model classifier = train(small_recipe(CrossEntropy{}, 1), all_rows(classes)).model;
  const Model regressor = train(small_recipe(MeanSquaredError{}, 1), all_rows(numbers)).model;
  const auto refusal = [](const Model& model, const Dataset& dataset) {
    return message_of<DataError>([&] { evaluate(model, {}, all_rows(dataset)); });
  };
  EXPECT_EQ(refusal(classifier, class_data(50, 4, 3)), "inputs: expected 3 features, got 4");
  EXPECT_EQ(refusal(classifier, numbers), "targets: expected classes, got none");
  EXPECT_EQ(refusal(classifier, class_data(50, 3, 2)), "targets: expected the model's 3 classes, got 2");
  EXPECT_EQ(refusal(regressor, classes), "targets: expected numbers, got none");
  EXPECT_EQ(refusal(regressor, number_data(50, 3, 1)), "targets: expected 2 numbers a row, got 1");
  EXPECT_EQ(message_of<DataError>([&] { evaluate(classifier, {}, {}); }),
            "rows to evaluate: expected at least 1, got 0");
}

// Class 1 of these rows is not class 1 of the model.
TEST(Evaluate, RefusesClassesOfOtherNames) {
  const Eigen::MatrixXf inputs = drawn_matrix(1, 0, 2, 4);
  const Dataset known = make_dataset(inputs, std::vector<std::string>{"a", "b", "a", "b"});
  const Dataset other = make_dataset(inputs, std::vector<std::string>{"a", "c", "a", "c"});
  const Model model = train(small_recipe(CrossEntropy{}, 1), all_rows(known)).model;
  EXPECT_EQ(message_of<DataError>([&] { evaluate(model, {}, all_rows(other)); }),
            "targets: expected the model's classes a, b, got a, c\n"
            "  hint: the classes' names must be the same, so that their numbers mean the same");
}

}  // namespace
}  // namespace mlp
