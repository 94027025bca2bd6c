#include "train/learning_rate.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "reference/alternatives.hpp"

namespace mlp {
namespace {

// Hand-computed values are exact in binary or rounded a few times: 2⁻⁵² each.
constexpr double tolerance = 1e-14;

std::vector<double> rates(const Schedule& schedule, double base, const TrainingLength& length) {
  std::vector<double> all;
  for (Index step = 0; step < length.steps(); ++step)
    all.push_back(learning_rate(schedule, base, step, length));
  return all;
}

void expect_near(const std::vector<double>& actual, const std::vector<double>& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i)
    EXPECT_NEAR(actual[i], expected[i], tolerance * std::fabs(expected[i]) + 1e-17) << "step " << i;
}

TEST(LearningRate, OfAConstantScheduleIsTheBase) {
  expect_near(rates(ConstantRate{}, 0.3, {2, 3}), {0.3, 0.3, 0.3, 0.3, 0.3, 0.3});
}

TEST(LearningRate, DropsEveryFewEpochs) {
  expect_near(rates(StepDecay{.every_epochs = 2, .factor = 0.5}, 0.8, {2, 5}),
              {0.8, 0.8, 0.8, 0.8, 0.4, 0.4, 0.4, 0.4, 0.2, 0.2});
}

TEST(LearningRate, DecaysOnceAnEpoch) {
  expect_near(rates(ExponentialDecay{.factor = 0.5}, 0.8, {3, 3}),
              {0.8, 0.8, 0.8, 0.4, 0.4, 0.4, 0.2, 0.2, 0.2});
}

TEST(LearningRate, WarmsUpLinearlyToTheBase) {
  expect_near(rates(ConstantRate{.warmup_epochs = 2}, 1.0, {2, 3}), {0.25, 0.5, 0.75, 1.0, 1.0, 1.0});
}

TEST(LearningRate, WarmsUpOverAFractionOfAnEpoch) {
  expect_near(rates(ConstantRate{.warmup_epochs = 0.5}, 1.0, {4, 1}), {0.5, 1.0, 1.0, 1.0});
  // A whole number of steps, as many as fit.
  expect_near(rates(ConstantRate{.warmup_epochs = 0.9}, 1.0, {4, 1}), {1 / 3.0, 2 / 3.0, 1.0, 1.0});
  expect_near(rates(ConstantRate{.warmup_epochs = 0.1}, 1.0, {4, 1}), {1.0, 1.0, 1.0, 1.0});
}

TEST(LearningRate, DependsOnTheLengthOfTheTrainingWhereTheScheduleDoes) {
  const TrainingLength shorter{2, 3}, longer{2, 8};
  for (const Schedule& schedule :
       {Schedule(ConstantRate{.warmup_epochs = 1}), Schedule(StepDecay{.every_epochs = 2}),
        Schedule(ExponentialDecay{}), Schedule(CosineRestarts{.first_period_epochs = 2}),
        Schedule(ReduceOnPlateau{})})
    EXPECT_TRUE(has_same_rates(schedule, 6, shorter, longer)) << name_of(schedule);
  // Their warm-up is cut where the shorter one ends.
  EXPECT_FALSE(has_same_rates(ConstantRate{.warmup_epochs = 4}, 6, shorter, longer));
  for (const Schedule& schedule :
       {Schedule(CosineDecay{}), Schedule(PolynomialDecay{}), Schedule(OneCycle{})})
    EXPECT_FALSE(has_same_rates(schedule, 6, shorter, longer)) << name_of(schedule);
  EXPECT_TRUE(has_same_rates(CosineDecay{}, 0, shorter, longer));
}

TEST(LearningRate, CountsDecayFromTheEndOfTheWarmUp) {
  expect_near(rates(StepDecay{.every_epochs = 1, .factor = 0.5, .warmup_epochs = 1}, 1.0, {2, 3}),
              {0.5, 1.0, 1.0, 1.0, 0.5, 0.5});
  expect_near(rates(ExponentialDecay{.factor = 0.5, .warmup_epochs = 0.5}, 1.0, {2, 3}),
              {1.0, 1.0, 1.0, 0.5, 0.5, 0.25});
}

TEST(LearningRate, FollowsHalfACosineThatEndsAfterTheLastStep) {
  // cos of 0, π/4, π/2, 3π/4.
  const double r = std::sqrt(0.5);
  expect_near(rates(CosineDecay{}, 2.0, {4, 1}), {2.0, 1.0 + r, 1.0, 1.0 - r});
  expect_near(rates(CosineDecay{.final_ratio = 0.5}, 2.0, {1, 2}), {2.0, 1.5});
  expect_near(rates(CosineDecay{.final_ratio = 0.5, .warmup_epochs = 1}, 2.0, {2, 2}), {1.0, 2.0, 2.0, 1.5});
}

TEST(LearningRate, DropsAfterEachOfTheListedEpochs) {
  expect_near(rates(MultiStepDecay{.epochs = {1, 3, 4}, .factor = 0.5}, 0.8, {2, 6}),
              {0.8, 0.8, 0.4, 0.4, 0.4, 0.4, 0.2, 0.2, 0.1, 0.1, 0.1, 0.1});
  expect_near(rates(MultiStepDecay{.epochs = {1}, .factor = 0.5, .warmup_epochs = 1}, 1.0, {2, 3}),
              {0.5, 1.0, 1.0, 1.0, 0.5, 0.5});
}

TEST(LearningRate, FollowsAPolynomialThatEndsAfterTheLastStep) {
  expect_near(rates(PolynomialDecay{}, 2.0, {4, 1}), {2.0, 1.5, 1.0, 0.5});
  expect_near(rates(PolynomialDecay{.power = 2.0, .final_ratio = 0.5}, 2.0, {1, 2}), {2.0, 1.25});
}

TEST(LearningRate, RestartsTheCosineWithLongerAndLongerPeriods) {
  const std::vector<double> all =
      rates(CosineRestarts{.first_period_epochs = 1, .multiplier = 2, .warmup_epochs = 1}, 1.0, {2, 8});
  // A period of 2 steps, one of 4, one of 8; cos of 0 and π/2, then by π/4.
  const double r = std::sqrt(0.5);
  expect_near({all.begin(), all.begin() + 8}, {0.5, 1.0, 1.0, 0.5, 1.0, 0.5 + r / 2, 0.5, 0.5 - r / 2});
  EXPECT_EQ(all[8], 1.0);
  EXPECT_LT(all[15], all[9]);
}

TEST(LearningRate, FallsWithTheSquareRootOfTheSteps) {
  expect_near(rates(InverseSquareRoot{.warmup_epochs = 1}, 1.0, {2, 5}),
              {0.5, 1.0, 1.0, std::sqrt(2 / 3.0), std::sqrt(0.5), std::sqrt(0.4), std::sqrt(1 / 3.0),
               std::sqrt(2 / 7.0), 0.5, std::sqrt(2 / 9.0)});
}

TEST(LearningRate, RisesAndFallsInOneCycle) {
  // The rise ends at step 0.5·9 − 1 = 3.5: the step after it is just past the top.
  const std::vector<double> all =
      rates(OneCycle{.rise_share = 0.5, .initial_ratio = 0.2, .final_ratio = 0.1}, 1.0, {9, 1});
  EXPECT_NEAR(all.front(), 0.2, tolerance);
  EXPECT_NEAR(all.back(), 0.1, tolerance);
  EXPECT_TRUE(std::is_sorted(all.begin(), all.begin() + 4));
  EXPECT_TRUE(std::is_sorted(all.rbegin(), all.rbegin() + 5));
}

TEST(LearningRate, OfOneCycleWithoutRoomToRiseBeginsAtTheBase) {
  expect_near(rates(OneCycle{.final_ratio = 0.5}, 1.0, {2, 1}), {1.0, 0.5});
  expect_near(rates(OneCycle{.rise_share = 1.0, .initial_ratio = 0.5}, 1.0, {2, 1}), {0.5, 1.0});
}

TEST(LearningRate, WarmsUpToWhereTheScheduleBegins) {
  expect_near(
      rates(CyclicRate{.half_cycle_epochs = 1, .initial_ratio = 0.5, .warmup_epochs = 1}, 1.0, {2, 4}),
      {0.25, 0.5, 0.5, 0.75, 1.0, 0.75, 0.5, 0.75});
}

TEST(LearningRate, OfACycleLowersItsPeaksByTheMode) {
  const auto of = [](const CycleMode& mode) {
    return rates(CyclicRate{.half_cycle_epochs = 1, .initial_ratio = 0.0, .mode = mode}, 1.0, {1, 6});
  };
  expect_near(of(Triangular{}), {0.0, 1.0, 0.0, 1.0, 0.0, 1.0});
  expect_near(of(Triangular2{}), {0.0, 1.0, 0.0, 0.5, 0.0, 0.25});
  expect_near(of(ExponentialRange{.factor = 0.5}), {0.0, 0.5, 0.0, 0.125, 0.0, 0.03125});
}

TEST(LearningRate, OnAPlateauFollowsFromTheReductionsAlone) {
  const ReduceOnPlateau schedule{.factor = 0.5, .minimum_ratio = 0.2};
  const auto rate = [&](Index reductions) {
    return learning_rate(schedule, 0.8, 5, {2, 4}, {.reductions = reductions});
  };
  expect_near({rate(0), rate(1), rate(2), rate(3), rate(50)}, {0.8, 0.4, 0.2, 0.16, 0.16});
}

// Those that never rise after their warm-up.
bool only_falls(const Schedule& schedule) {
  return !std::holds_alternative<OneCycle>(schedule) && !std::holds_alternative<CyclicRate>(schedule) &&
         !std::holds_alternative<CosineRestarts>(schedule);
}

TEST(LearningRate, OfASingleStepIsTheBase) {
  for (const Schedule& schedule : all_alternatives<Schedule>()) {
    if (std::holds_alternative<CyclicRate>(schedule)) continue;
    EXPECT_EQ(learning_rate(schedule, 0.3, 0, {1, 1}), 0.3) << name_of(schedule);
  }
}

class EachSchedule : public testing::TestWithParam<Schedule> {};

TEST_P(EachSchedule, RisesThroughoutAWarmUpLongerThanTheTraining) {
  for (const double epochs : {3.0, 4.5, 1e300}) {
    Schedule schedule = GetParam();
    std::visit([&](auto& held) { held.warmup_epochs = epochs; }, schedule);
    const auto* const cyclic = std::get_if<CyclicRate>(&schedule);
    const double top = 1.2 * (cyclic ? cyclic->initial_ratio : 1.0);
    expect_near(rates(schedule, 1.2, {2, 3}), {top / 6, top / 3, top / 2, top * 2 / 3, top * 5 / 6, top});
  }
}

TEST_P(EachSchedule, StaysBetweenZeroAndTheBaseAndMostNeverRiseAfterTheWarmUp) {
  for (const double warmup : {0.0, 0.3, 1.0, 2.5}) {
    Schedule schedule = GetParam();
    std::visit([&](auto& held) { held.warmup_epochs = warmup; }, schedule);
    const TrainingLength length{.steps_per_epoch = 7, .epochs = 40};
    double before = 0.1;
    for (Index step = static_cast<Index>(7 * warmup); step < length.steps(); ++step) {
      const double rate = learning_rate(schedule, 0.1, step, length);
      // half a unit in the last place where a rise ends
      EXPECT_LE(rate, only_falls(schedule) ? before : 0.1 * (1 + 1e-15)) << "step " << step;
      EXPECT_GE(rate, 0.0);
      before = rate;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, EachSchedule, testing::ValuesIn(all_alternatives<Schedule>()),
                         name_of_param<Schedule>);

}  // namespace
}  // namespace mlp
