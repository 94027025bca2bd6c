#include "train/scores.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "mlp/base/random.hpp"

namespace mlp {
namespace {

const std::vector<Metric> number_metrics = {MeanAbsoluteError{}, RootMeanSquaredError{}, R2{}};

// Scores of rows of `outputs` numbers each.
Scores scores_of(const std::vector<std::vector<float>>& predictions,
                 const std::vector<std::vector<float>>& targets) {
  std::vector<double> means(targets.front().size(), 0.0);
  for (const auto& row : targets) {
    for (std::size_t k = 0; k < row.size(); ++k) means[k] += row[k] / static_cast<double>(targets.size());
  }
  ScoreSums sums({.metrics = number_metrics,
                  .outputs = static_cast<Index>(means.size()),
                  .target_means = means,
                  .rows = static_cast<Index>(targets.size())});
  for (std::size_t n = 0; n < targets.size(); ++n) {
    sums.add({.loss = 1.0 + static_cast<double>(n),
              .outputs = predictions[n].data(),
              .targets = targets[n].data()});
  }
  return sums.scores();
}

void expect_scores(const Scores& scores, double mae, double rmse, double r2) {
  ASSERT_EQ(scores.metrics.size(), 3u);
  EXPECT_EQ(scores.metrics[0].first, "mae");
  EXPECT_EQ(scores.metrics[1].first, "rmse");
  EXPECT_EQ(scores.metrics[2].first, "r2");
  // A few double roundings.
  EXPECT_NEAR(scores.metrics[0].second, mae, 1e-14);
  EXPECT_NEAR(scores.metrics[1].second, rmse, 1e-14);
  EXPECT_NEAR(scores.metrics[2].second, r2, 1e-14);
}

TEST(Scores, OfNumbersAreTheirDefinitions) {
  // Errors 1, −1, 2, 0; the targets' mean is 4, their squared deviations 9 + 1 + 1 + 9.
  const Scores scores = scores_of({{2}, {2}, {7}, {7}}, {{1}, {3}, {5}, {7}});
  EXPECT_EQ(scores.loss, 2.5);
  expect_scores(scores, 1.0, std::sqrt(6.0 / 4.0), 1.0 - 6.0 / 20.0);
}

TEST(Scores, OfSeveralTargetsAreMeansOverThem) {
  // Errors 0, 0 and 3, −1; deviations of the second target 4 + 4.
  const Scores scores = scores_of({{1, 5}, {2, 5}}, {{1, 2}, {2, 6}});
  expect_scores(scores, 1.0, std::sqrt(10.0 / 4.0), 0.5 * (1.0 + (1.0 - 10.0 / 8.0)));
}

TEST(Scores, CallR2OfAConstantTargetOneWhereItIsMetAndZeroElsewhere) {
  expect_scores(scores_of({{3}, {3}}, {{3}, {3}}), 0.0, 0.0, 1.0);
  expect_scores(scores_of({{3}, {4}}, {{3}, {3}}), 0.5, std::sqrt(0.5), 0.0);
}

TEST(Scores, GiveAPerfectPredictionR2OfOneAndTheMeanZero) {
  expect_scores(scores_of({{1}, {3}}, {{1}, {3}}), 0.0, 0.0, 1.0);
  expect_scores(scores_of({{2}, {2}}, {{1}, {3}}), 1.0, 1.0, 0.0);
}

TEST(Scores, CountCorrectRows) {
  ScoreSums sums({.metrics = {Accuracy{}}, .classes = 2, .outputs = 1, .rows = 4});
  for (const bool correct : {true, false, true, true})
    sums.add({.loss = 0.5, .wanted = 1, .predicted = correct ? 1 : 0});
  const Scores scores = sums.scores();
  EXPECT_EQ(sums.rows(), 4);
  EXPECT_EQ(scores.loss, 0.5);
  ASSERT_EQ(scores.metrics.size(), 1u);
  EXPECT_EQ(scores.metrics[0].first, "accuracy");
  EXPECT_EQ(scores.metrics[0].second, 0.75);
}

// Losses whose sum depends on the order of the additions.
TEST(Scores, SumLossesInSixtyFourStripesFoldedByHalves) {
  ScoreSums sums;
  std::vector<double> stripes(64, 0.0);
  double ascending = 0.0;
  for (std::uint32_t n = 0; n < 1000; ++n) {
    const double loss =
        std::ldexp(uniform(draw_word(1, {.purpose = Purpose::noise}, n)), static_cast<int>(n % 40));
    sums.add({.loss = loss});
    stripes[n % 64] += loss;
    ascending += loss;
  }
  for (std::size_t half = 32; half > 0; half /= 2) {
    for (std::size_t i = 0; i < half; ++i) stripes[i] += stripes[i + half];
  }
  ASSERT_NE(stripes[0], ascending);
  EXPECT_EQ(sums.mean_loss(), stripes[0] / 1000.0);
}

}  // namespace
}  // namespace mlp
