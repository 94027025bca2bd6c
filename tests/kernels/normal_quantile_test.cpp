#include "kernels/normal_quantile.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace mlp {
namespace {

// Φ(x) = erfc(−x/√2)/2 by the C library, which is good to some 1e-16 of its size.
TEST(NormalQuantile, IsTheInverseOfTheDistribution) {
  for (int k = 1; k < 2000; ++k) {
    const double p = k / 2000.0;
    const double x = exact::normal_quantile(p);
    EXPECT_NEAR(0.5 * std::erfc(-x / std::sqrt(2.0)), p, 4e-16) << p;
  }
  for (const double p : {1e-3, 1e-6, 1e-12, 1e-50, 1e-300}) {
    const double x = exact::normal_quantile(p);
    EXPECT_NEAR(0.5 * std::erfc(-x / std::sqrt(2.0)) / p, 1.0, 1e-12) << p;
  }
}

TEST(NormalQuantile, IsOddAroundOneHalf) {
  EXPECT_EQ(exact::normal_quantile(0.5), 0.0);
  for (const double p : {0.25, 0.0625, 1.0 / 1024.0})
    EXPECT_EQ(exact::normal_quantile(p), -exact::normal_quantile(1.0 - p));
}

// Published values: R's qnorm.
TEST(NormalQuantile, HasKnownValues) {
  EXPECT_NEAR(exact::normal_quantile(0.975), 1.959963984540054, 1e-15);
  EXPECT_NEAR(exact::normal_quantile(0.001), -3.090232306167813, 1e-14);
}

}  // namespace
}  // namespace mlp
