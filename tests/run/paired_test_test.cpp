// The paired t-test and Holm's correction against figures computed by hand.
#include "run/paired_test.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace mlp {
namespace {

TEST(PairedTest, IsAsComputedByHand) {
  // Differences 1, 0, 3: mean 4/3, variance 7/3, so t = (4/3) / √(7/9) = 4/√7; with two degrees of freedom
  // P(|T| ≤ t) = t / √(2 + t²), so p = 1 − 4/√30; the bound of 95 % is 4.302652729749462.
  const std::vector<double> a{1, 2, 4}, b{0, 2, 1};
  const PairedTest test = paired_test(a, b);
  EXPECT_EQ(test.pairs, 3);
  EXPECT_NEAR(test.mean_difference, 4.0 / 3.0, 1e-15);
  EXPECT_NEAR(test.deviation, std::sqrt(7.0 / 3.0), 1e-15);
  EXPECT_NEAR(test.t, 4.0 / std::sqrt(7.0), 1e-14);
  EXPECT_NEAR(test.p, 1.0 - 4.0 / std::sqrt(30.0), 1e-12);
  const double half = 4.302652729749462 * std::sqrt(7.0) / 3.0;
  EXPECT_NEAR(test.low, 4.0 / 3.0 - half, 1e-8);
  EXPECT_NEAR(test.high, 4.0 / 3.0 + half, 1e-8);
}

TEST(PairedTest, IsTheSameOfBothSidesButForTheSign) {
  const std::vector<double> a{1, 2, 4, 3}, b{0, 2, 1, 7};
  const PairedTest forth = paired_test(a, b), back = paired_test(b, a);
  EXPECT_EQ(forth.t, -back.t);
  EXPECT_EQ(forth.p, back.p);
  EXPECT_EQ(forth.low, -back.high);
}

TEST(PairedTest, IsSureWhereAllPairsDifferAlikeAndWhereNoneDoes) {
  const std::vector<double> a{1, 2, 4}, more{2, 3, 5};
  const PairedTest none = paired_test(a, a);
  EXPECT_EQ(none.t, 0.0);
  EXPECT_EQ(none.p, 1.0);
  const PairedTest alike = paired_test(a, more);
  EXPECT_TRUE(std::isinf(alike.t) && alike.t < 0.0);
  EXPECT_EQ(alike.p, 0.0);
  EXPECT_EQ(alike.low, -1.0);
  EXPECT_EQ(alike.high, -1.0);
}

TEST(HolmAdjusted, MultipliesTheLeastByAllTestsAndNeverFalls) {
  // 3·0.01, then 2·0.03, then max(1·0.04, 0.06).
  const std::vector<double> adjusted = holm_adjusted({0.01, 0.04, 0.03});
  EXPECT_NEAR(adjusted[0], 0.03, 1e-15);
  EXPECT_NEAR(adjusted[1], 0.06, 1e-15);
  EXPECT_NEAR(adjusted[2], 0.06, 1e-15);
}

TEST(HolmAdjusted, IsAtMostOneAndLeavesASingleTestAlone) {
  EXPECT_EQ(holm_adjusted({0.7, 0.6}), (std::vector<double>{1.0, 1.0}));
  EXPECT_EQ(holm_adjusted({0.7}), std::vector<double>{0.7});
  EXPECT_TRUE(holm_adjusted({}).empty());
}

}  // namespace
}  // namespace mlp
