#include "nn/activation_facts.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "alternatives.hpp"
#include "nn/activation_curve.hpp"

namespace mlp {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(ActivationFacts, OfRelu) {
  const ActivationFacts facts = facts_about(Relu{});
  EXPECT_EQ(facts.least, 0.0);
  EXPECT_EQ(facts.greatest, infinity);
  EXPECT_TRUE(facts.falling.empty());
  EXPECT_EQ(facts.slope_at_0, 0.0);
  EXPECT_TRUE(facts.has_corner_at_0());
  EXPECT_EQ(facts.slope_above_0, 1.0);
  EXPECT_EQ(facts.saturated_below, 0.0);
  EXPECT_EQ(facts.saturated_above, infinity);
  EXPECT_EQ(facts.zero_share, 0.5);                            // the draws come in pairs z, −z
  EXPECT_NEAR(facts.mean, 1.0 / std::sqrt(2.0 * M_PI), 2e-3);  // three deviations of the mean of 2²⁰ draws
}

TEST(ActivationFacts, OfSigmoid) {
  const ActivationFacts facts = facts_about(Sigmoid{});
  EXPECT_EQ(facts.least, 0.0);
  EXPECT_EQ(facts.greatest, 1.0);
  EXPECT_EQ(facts.slope_at_0, 0.25);
  EXPECT_FALSE(facts.has_corner_at_0());
  // σ(z)·(1 − σ(z)) = 0.0025.
  const double end = std::log((1.0 + std::sqrt(0.99)) / (1.0 - std::sqrt(0.99)));
  EXPECT_NEAR(facts.saturated_below, -end, 1e-4);
  EXPECT_NEAR(facts.saturated_above, end, 1e-4);
  EXPECT_EQ(facts.zero_share, 0.0);
}

TEST(ActivationFacts, FindWhereGeluFalls) {
  const ActivationFacts facts = facts_about(Gelu{});
  ASSERT_EQ(facts.falling.size(), 1);
  EXPECT_EQ(facts.falling[0].low, -infinity);  // its slope fades away, it does not end
  EXPECT_NEAR(facts.falling[0].high, -0.7517916, 1e-6);
  EXPECT_NEAR(facts.least, -0.1699712, 1e-6);
}

TEST(ActivationFacts, FindBothEndsOfAFall) {
  const ActivationFacts facts = facts_about(HardSwish{});
  ASSERT_EQ(facts.falling.size(), 1);
  EXPECT_NEAR(facts.falling[0].low, -3.0, 1e-6);
  EXPECT_NEAR(facts.falling[0].high, -1.5, 1e-6);
}

TEST(ActivationFacts, FollowTheHyperparameters) {
  EXPECT_EQ(facts_about(LeakyRelu{.negative_slope = 0.2}).slope_below_0, 0.2f);
  const ActivationFacts facts = facts_about(HardTanh{.min_value = -4.0, .max_value = 2.0});
  EXPECT_EQ(facts.least, -4.0);
  EXPECT_EQ(facts.greatest, 2.0);
  EXPECT_NEAR(facts.saturated_below, -4.0, 1e-6);
  EXPECT_NEAR(facts.saturated_above, 2.0, 1e-6);
}

TEST(ActivationFacts, KnowWhatOscillatesAndWhatHasNoBound) {
  EXPECT_TRUE(facts_about(Sine{}).oscillates());
  EXPECT_EQ(facts_about(Sine{}).greatest, 1.0);
  EXPECT_FALSE(facts_about(Gaussian{}).oscillates());
  EXPECT_EQ(facts_about(Exponential{}).greatest, infinity);
  EXPECT_NEAR(facts_about(Exponential{}).saturated_below, std::log(0.01), 1e-5);
  EXPECT_EQ(facts_about(LogSoftmax{}).least, -infinity);
}

class EachActivationsFacts : public testing::TestWithParam<Activation> {};

// What is said holds at points that the facts were not made from.
TEST_P(EachActivationsFacts, HoldEverywhere) {
  const ActivationFacts facts = facts_about(GetParam());
  const ActivationCurve curve = activation_curve(GetParam(), even_points(-14.9, 15.1, 3001));
  double largest = 0.0;
  for (const float slope : curve.slope) largest = std::max(largest, std::fabs(double{slope}));
  for (std::size_t i = 0; i < curve.z.size(); ++i) {
    const double z = curve.z[i];
    EXPECT_GE(curve.value[i], facts.least - 1e-6) << z;
    EXPECT_LE(curve.value[i], facts.greatest + 1e-6) << z;
    const bool falls = std::any_of(facts.falling.begin(), facts.falling.end(),
                                   [&](const Interval& part) { return z >= part.low && z <= part.high; });
    EXPECT_TRUE(falls || curve.slope[i] >= -1e-6f) << z;
    EXPECT_TRUE(!falls || curve.slope[i] <= 1e-6f) << z;
    // Of slopes that grow for ever, `largest` is more than what is meant, 1.
    const bool saturated = z < facts.saturated_below || z > facts.saturated_above;
    EXPECT_TRUE(!saturated || std::fabs(curve.slope[i]) <= 0.01 * largest * (1.0 + 1e-6)) << z;
  }
}

INSTANTIATE_TEST_SUITE_P(All, EachActivationsFacts, testing::ValuesIn(all_alternatives<Activation>()),
                         [](const auto& each) { return std::string(name_of(each.param)); });

}  // namespace
}  // namespace mlp
