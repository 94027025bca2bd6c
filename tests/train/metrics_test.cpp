// What metrics say where there is little to say, and what they are called.
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "io/message_of.hpp"
#include "mlp/base/error.hpp"
#include "train/class_metrics.hpp"
#include "train/row_metrics.hpp"
#include "train/training_data.hpp"

namespace mlp {
namespace {

constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

KeptRows kept(Index classes, const std::vector<std::int32_t>& wanted,
              const std::vector<std::vector<float>>& outputs) {
  KeptRows rows(std::ssize(wanted), std::ssize(outputs.front()), classes);
  for (std::size_t i = 0; i < wanted.size(); ++i)
    rows.add({.wanted = wanted[i], .outputs = outputs[i].data()});
  return rows;
}

ClassCounts counts_of(Index classes, const std::vector<std::pair<std::int32_t, std::int32_t>>& rows) {
  ClassCounts counts(classes);
  for (const auto& [wanted, predicted] : rows) counts.add(wanted, predicted);
  return counts;
}

TEST(RocAuc, IsTheShareOfPairsInTheRightOrderWithTiesHalf) {
  // Pairs (positive, negative): 0.9 over both, 0.5 over 0.1 and level with 0.5.
  const KeptRows rows = kept(2, {1, 0, 1, 0}, {{0.9f}, {0.5f}, {0.5f}, {0.1f}});
  EXPECT_EQ(value_of(RocAuc{}, rows, 1), 3.5 / 4.0);
}

TEST(RocAuc, IsHalfForEqualScoresAndUndefinedWithoutBothKindsOfRows) {
  EXPECT_EQ(value_of(RocAuc{}, kept(2, {1, 0, 0}, {{0.3f}, {0.3f}, {0.3f}}), 1), 0.5);
  EXPECT_TRUE(std::isnan(value_of(RocAuc{}, kept(2, {1, 1}, {{0.3f}, {0.4f}}), 1)));
  EXPECT_TRUE(std::isnan(value_of(RocAuc{}, kept(3, {2, 2}, {{0, 0, 1}, {0, 1, 0}}), -1)));
}

TEST(RocAuc, OfSeveralClassesIsTheMeanOverThoseThatHaveRows) {
  // Class 0 against the rest: 1; class 1: 0.5; class 2 has no rows.
  const KeptRows rows = kept(3, {0, 1}, {{0.6f, 0.2f, 0.2f}, {0.3f, 0.2f, 0.5f}});
  EXPECT_EQ(value_of(RocAuc{}, rows, -1), 0.75);
}

TEST(PrAuc, OfTheFirstClassReadsOneOutputBackwards) {
  const KeptRows rows = kept(2, {0, 1, 0}, {{0.1f}, {0.2f}, {0.3f}});
  EXPECT_EQ(value_of(PrAuc{}, rows, 0), 0.5 + 0.5 * (2.0 / 3.0));
}

TEST(RowMetrics, AreUndefinedWhereAnOutputIsNoNumber) {
  const KeptRows rows = kept(2, {1, 0, 1}, {{0.9f}, {not_a_number}, {0.5f}});
  EXPECT_TRUE(std::isnan(value_of(RocAuc{}, rows, 1)));
  EXPECT_TRUE(std::isnan(value_of(PrAuc{}, rows, 1)));
  KeptRows numbers(2, 1, 0);
  const float outputs[] = {not_a_number, 1.0f}, targets[] = {0.0f, 3.0f};
  for (const int row : {0, 1}) numbers.add({.outputs = outputs + row, .targets = targets + row});
  EXPECT_TRUE(std::isnan(value_of(MedianAbsoluteError{}, numbers, -1)));
  EXPECT_TRUE(std::isnan(value_of(ExplainedVariance{}, numbers, -1)));
  EXPECT_TRUE(std::isnan(value_of(MaxError{}, numbers, -1)));
}

TEST(ClassMetrics, AreZeroWhereAClassIsNeverPredictedOrHasNoRows) {
  const ClassCounts never = counts_of(2, {{1, 0}, {0, 0}}), none = counts_of(2, {{0, 1}, {0, 0}});
  EXPECT_EQ(value_of(Precision{}, never, 1), 0.0);
  EXPECT_EQ(value_of(Recall{}, none, 1), 0.0);
  EXPECT_EQ(value_of(F1{}, counts_of(2, {{0, 0}}), 1), 0.0);
  EXPECT_EQ(value_of(Matthews{}, never, 1), 0.0);
}

TEST(ClassMetrics, SayNothingOfAgreementWhereThereIsOneClass) {
  EXPECT_TRUE(std::isnan(value_of(CohenKappa{}, counts_of(2, {{0, 0}, {0, 0}}), 1)));
}

// 2³¹ − 1 rows are the most that there can be.
TEST(ClassMetrics, AreRightOfAsManyRowsAsThereCanBe) {
  ClassCounts counts(2);
  constexpr Index many = 1'073'741'823;
  counts.classes = {{.wanted = many, .predicted = many, .right = many},
                    {.wanted = many, .predicted = many, .right = many}};
  EXPECT_EQ(value_of(Matthews{}, counts, 1), 1.0);
  EXPECT_EQ(value_of(CohenKappa{}, counts, 1), 1.0);
}

TEST(TopKAccuracy, PutsThePredictedClassFirstThenTheLowestIndex) {
  const float outputs[] = {0.25f, 0.25f, 0.25f, 0.25f};
  // The logits said 2, although the probabilities came out equal.
  const auto hit = [&](std::int32_t wanted, Index k) {
    return row_value(TopKAccuracy{.k = k}, {.wanted = wanted, .predicted = 2, .outputs = outputs}, 4);
  };
  EXPECT_EQ(hit(2, 1), 1.0);
  EXPECT_EQ(hit(0, 1), 0.0);
  EXPECT_EQ(hit(0, 2), 1.0);
  EXPECT_EQ(hit(1, 2), 0.0);
  EXPECT_EQ(hit(1, 3), 1.0);
  EXPECT_EQ(hit(3, 3), 0.0);
  EXPECT_EQ(hit(3, 9), 1.0);
}

TEST(LogLoss, StaysFiniteWhereTheRightClassWasHeldImpossible) {
  const float impossible[] = {0.0f}, sure[] = {1.0f, 0.0f};
  const double expected = 52.0 * std::log(2.0);
  EXPECT_NEAR(row_value(LogLoss{}, {.wanted = 1, .outputs = impossible}, 1), expected, 1e-13);
  EXPECT_NEAR(row_value(LogLoss{}, {.wanted = 1, .outputs = sure}, 2), expected, 1e-13);
}

TEST(MetricLabel, TellsApartTheSameMetricWithOtherFields) {
  EXPECT_EQ(label_of(F1{}), "f1");
  EXPECT_EQ(label_of(F1{.average = MacroAverage{}}), "f1_macro");
  EXPECT_EQ(label_of(Recall{.positive = "sick"}), "recall_of_sick");
  EXPECT_EQ(label_of(TopKAccuracy{.k = 5}), "top_5_accuracy");
}

TEST(PositiveClass, IsTheOneThatIsNamedElseTheSecondOfTwo) {
  const std::vector<Metric> metrics = {F1{}, F1{.positive = "a"}, F1{.average = MacroAverage{}}, PrAuc{}};
  EXPECT_EQ(positive_classes(metrics, {"a", "b"}), (std::vector<Index>{1, 0, -1, 1}));
  EXPECT_EQ(positive_classes(metrics, {"a", "b", "c"}), (std::vector<Index>{-1, 0, -1, -1}));
  EXPECT_EQ(message_of<ConfigError>([] {
              positive_classes({RocAuc{}, F1{.positive = "x"}}, {"a", "b"});
            }),
            "/metrics/1/positive: expected one of the classes a, b, got x\n"
            "  hint: a class goes by its label in the data");
  EXPECT_EQ(message_of<ConfigError>([] {
              positive_classes({F1{.average = BinaryAverage{}}}, {"a", "b", "c"});
            }),
            "/metrics/0/average: expected macro, micro or weighted with 3 classes, got binary\n"
            "  hint: or name the class that is meant, as in \"positive\": \"c\"");
}

// Every metric at once, in a training that watches one of them.
TEST(Metrics, AreReportedByTrainingAndEvaluationAlike) {
  const Dataset dataset = class_data(200, 3, 2);
  Recipe recipe = small_recipe(BinaryCrossEntropy{}, 4);
  recipe.metrics = {F1{}, RocAuc{}, LogLoss{}, PrAuc{.positive = "0"}, TopKAccuracy{.k = 1}, Accuracy{}};
  recipe.training.early_stopping = EarlyStopping{.monitor = "validation.pr_auc_of_0"};
  const RowView rows = rows_of(dataset, 0, 150), held_out = rows_of(dataset, 150, 200);
  Recorder recorder;
  const TrainResult result = train(recipe, rows, held_out, {.observer = &recorder});
  const Scores scores = evaluate(result.model, recipe.metrics, held_out).scores;
  const EpochReport& best = recorder.epochs[static_cast<std::size_t>(result.best_epoch - 1)];
  EXPECT_EQ(scores.metrics, best.validation->metrics);
  EXPECT_EQ(metric_of(scores, "top_1_accuracy"), metric_of(scores, "accuracy"));
  // The loss itself, but for the rounding of probabilities to float.
  EXPECT_NEAR(metric_of(scores, "log_loss"), scores.loss, 1e-6);
}

struct FirstEpoch : Observer {
  Scores scores;
  void on_epoch(const EpochReport& report) override {
    if (report.epoch == 1) scores = report.train;
  }
};

// What the first of some epochs says about the rows it trains on, all in one step of zero weights.
Scores while_training(const Dataset& data, const Loss& loss, const std::vector<Metric>& metrics) {
  Recipe recipe;
  recipe.loss = loss;
  recipe.metrics = metrics;
  recipe.model.output.initializer = Zeros{};
  recipe.training = {.epochs = 1, .batch_size = data.rows};
  FirstEpoch first;
  train(recipe, all_rows(data), {}, {.threads = 1, .observer = &first});
  return first.scores;
}

TEST(Metrics, ReadTheOutputsWhileTrainingToo) {
  const Scores classes = while_training(class_data(90, 4, 3), CrossEntropy{}, {LogLoss{}, Brier{}});
  EXPECT_NEAR(classes.metrics.at(0).second, std::log(3.0), 1e-6);
  EXPECT_NEAR(classes.metrics.at(1).second, 4.0 / 9.0 + 2.0 / 9.0, 1e-6);

  Eigen::MatrixXf targets(2, 6);
  targets << 0, 1, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1;
  const Dataset labels = make_dataset(Eigen::MatrixXf::Random(3, 6).eval(), targets);
  const Scores numbers = while_training(labels, MultiLabel{}, {MeanAbsoluteError{}});
  EXPECT_NEAR(numbers.metrics.at(0).second, 0.5, 1e-6);
}

}  // namespace
}  // namespace mlp
