#include "train/learning_rate.hpp"

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

TEST(LearningRate, OfASingleStepIsTheBase) {
  for (const Schedule& schedule : all_alternatives<Schedule>())
    EXPECT_EQ(learning_rate(schedule, 0.3, 0, {1, 1}), 0.3) << name_of(schedule);
}

class EachSchedule : public testing::TestWithParam<Schedule> {};

TEST_P(EachSchedule, RisesThroughoutAWarmUpLongerThanTheTraining) {
  for (const double epochs : {3.0, 4.5, 1e300}) {
    Schedule schedule = GetParam();
    std::visit([&](auto& held) { held.warmup_epochs = epochs; }, schedule);
    expect_near(rates(schedule, 1.2, {2, 3}), {0.2, 0.4, 0.6, 0.8, 1.0, 1.2});
  }
}

TEST_P(EachSchedule, NeverRisesAfterTheWarmUpAndStaysBetweenZeroAndTheBase) {
  for (const double warmup : {0.0, 0.3, 1.0, 2.5}) {
    Schedule schedule = GetParam();
    std::visit([&](auto& held) { held.warmup_epochs = warmup; }, schedule);
    const TrainingLength length{.steps_per_epoch = 7, .epochs = 40};
    double before = 0.1;
    for (Index step = static_cast<Index>(7 * warmup); step < length.steps(); ++step) {
      const double rate = learning_rate(schedule, 0.1, step, length);
      EXPECT_LE(rate, before) << "step " << step;
      EXPECT_GE(rate, 0.0);
      before = rate;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, EachSchedule, testing::ValuesIn(all_alternatives<Schedule>()),
                         name_of_param<Schedule>);

}  // namespace
}  // namespace mlp
