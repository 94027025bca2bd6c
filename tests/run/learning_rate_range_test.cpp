// The sweep of learning rates: what it trains, where it stops, what it suggests.
#include "mlp/run/learning_rate_range.hpp"

#include <cmath>

#include "io/message_of.hpp"
#include "mlp/base/error.hpp"
#include "run/small_run.hpp"

namespace mlp {
namespace {

class LearningRateRange : public SmallRun {
 protected:
  RateRange sweep(const RateRangeOptions& range = {}, const std::vector<Override>& overrides = {},
                  int threads = 1) {
    const Config config = load_config(folder / "config.json", overrides);
    const Splits splits = load_splits(config.data, target_kind(config.recipe.loss), folder.path(), 1);
    return find_learning_rate(config.recipe, splits.train, range,
                              {.preprocess = config.data.preprocess, .threads = threads});
  }
};

TEST_F(LearningRateRange, GrowsByTheSameFactorFromTheLowestToTheHighest) {
  const RateRange range = sweep({.low = 1e-4, .high = 1e-2});
  EXPECT_EQ(range.steps, 100) << "20 epochs of 5 steps";
  ASSERT_EQ(range.points.size(), 100u);
  EXPECT_NEAR(range.points.front().learning_rate, 1e-4, 1e-18);
  EXPECT_NEAR(range.points.back().learning_rate, 1e-2, 1e-16);
  const double factor = std::pow(100.0, 1.0 / 99.0);
  for (std::size_t i = 1; i < range.points.size(); ++i)
    EXPECT_NEAR(range.points[i].learning_rate / range.points[i - 1].learning_rate, factor, 1e-12);
}

TEST_F(LearningRateRange, HasTheLossesOfTheBatches) {
  // A rate of next to nothing leaves the weights where they are: an epoch's batches are the rows' own losses,
  // so the first epoch's mean, weighted by 9, 9, 9, 9 and 6 rows, is that of every epoch.
  const RateRange range = sweep({.low = 1e-30, .high = 1e-29, .epochs = 2});
  ASSERT_EQ(range.points.size(), 10u);
  const auto mean = [&](std::size_t first) {
    double sum = 0.0;
    for (std::size_t i = 0; i < 5; ++i) sum += range.points[first + i].loss * (i < 4 ? 9.0 : 6.0);
    return sum / 42.0;
  };
  EXPECT_NEAR(mean(0), mean(5), 1e-6 * mean(0)) << "floats, summed in another order";
  EXPECT_NE(range.points[0].loss, range.points[5].loss) << "the rows are shuffled";
}

TEST_F(LearningRateRange, SmoothsWithoutABiasToTheStart) {
  const RateRange range = sweep({.smoothing = 0.5});
  const std::vector<RatePoint>& points = range.points;
  EXPECT_DOUBLE_EQ(points[0].smoothed, points[0].loss);
  EXPECT_DOUBLE_EQ(points[1].smoothed, (0.25 * points[0].loss + 0.5 * points[1].loss) / 0.75);
  EXPECT_EQ(sweep({.smoothing = 0.0}).points[7].smoothed, sweep({.smoothing = 0.0}).points[7].loss);
}

TEST_F(LearningRateRange, StopsWhereTheLossBreaksOutAndSuggestsATenthOfWhereItIsLeast) {
  const RateRange range = sweep({.low = 1e-5, .high = 1e6});
  EXPECT_TRUE(range.broke_out);
  EXPECT_LT(range.points.size(), 100u);
  for (const RatePoint& point : range.points) EXPECT_TRUE(std::isfinite(point.smoothed));
  ASSERT_TRUE(range.suggestion.has_value());
  const double tenth = range.points[range.lowest].learning_rate / 10.0;
  EXPECT_NEAR(*range.suggestion, tenth, 0.05 * tenth) << "two digits";
  ASSERT_TRUE(range.steepest.has_value());
  EXPECT_LT(*range.steepest, range.points[range.lowest].learning_rate);
}

TEST_F(LearningRateRange, BearsALossThatIsNoNumber) {
  const RateRange range = sweep({.low = 1e20, .high = 1e30});
  EXPECT_TRUE(range.broke_out);
  EXPECT_LE(range.points.size(), 11u);
  EXPECT_FALSE(range.suggestion.has_value());
}

TEST_F(LearningRateRange, SuggestsNothingWhereTheLossNeverFell) {
  EXPECT_FALSE(sweep({.low = 1e-30, .high = 1e-29, .epochs = 4}).suggestion.has_value());
}

TEST_F(LearningRateRange, IsTheSameForAnyNumberOfThreads) {
  const RateRange alone = sweep(), together = sweep({}, {}, 3);
  ASSERT_EQ(alone.points.size(), together.points.size());
  for (std::size_t i = 0; i < alone.points.size(); ++i)
    EXPECT_EQ(alone.points[i].smoothed, together.points[i].smoothed);
}

TEST_F(LearningRateRange, CaresForNoScheduleAndNoConfiguredRate) {
  const RateRange one = sweep();
  const RateRange other =
      sweep({}, {{"/schedule", "constant"}, {"/training/early_stopping", "null"}, {"/training/epochs", "3"}});
  EXPECT_EQ(one.points.back().loss, other.points.back().loss);
}

TEST_F(LearningRateRange, RefusesWhatIsNoRange) {
  const auto message = [&](const RateRangeOptions& range, const std::vector<Override>& overrides = {}) {
    return message_of<ConfigError>([&] { sweep(range, overrides); });
  };
  EXPECT_EQ(
      message({.low = 1.0, .high = 0.1}),
      "expected a lowest rate above 0 and a highest above it, got 1 and 0.1\n  hint: 1e-6 and 10 are usual");
  EXPECT_EQ(message({.smoothing = 1.0}), "expected a smoothing in [0, 1), got 1\n  hint: 0.9 is usual");
  EXPECT_EQ(message({}, {{"/optimizer", "lbfgs"},
                         {"/schedule", "constant"},
                         {"/training/batch_size", "null"},
                         {"/training/shuffle", "false"}}),
            "/optimizer: expected one that takes a step for each batch, got lbfgs\n"
            "  hint: its line search finds the length of each step by itself");
}

}  // namespace
}  // namespace mlp
