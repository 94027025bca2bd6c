#include "kernels/striped_sum.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace mlp {
namespace {

double striped(const std::vector<std::pair<Index, double>>& rows) {
  StripedSum sum;
  for (const auto& [row, value] : rows) sum.add(row, value);
  return sum.total();
}

// Values whose sum depends on its order.
double awkward(Index row) {
  return std::ldexp(1.0 + static_cast<double>(row % 97) / 97, static_cast<int>(row % 60));
}

TEST(StripedSum, IsZeroWhereNothingWasAdded) {
  EXPECT_EQ(striped({}), 0.0);
  EXPECT_FALSE(std::signbit(striped({{5, -0.0}})));
}

TEST(StripedSum, AddsTheRowsOfAStripeInAscendingOrder) {
  EXPECT_EQ(striped({{0, 1e16}, {64, 1.0}, {128, -1e16}}), 0.0);
  EXPECT_EQ(striped({{0, 1e16}, {64, -1e16}, {128, 1.0}}), 1.0);
}

TEST(StripedSum, FoldsTheFarHalfFirst) {
  // By neighbours, or in one chain, the 1 would be lost in 1e16.
  EXPECT_EQ(striped({{0, 1e16}, {1, 1.0}, {32, -1e16}}), 1.0);
  EXPECT_EQ(striped({{0, 1e16}, {16, -1e16}, {1, 1.0}}), 1.0);
  EXPECT_EQ(striped({{0, 1e16}, {32, 1.0}, {1, -1e16}}), 0.0);
}

TEST(StripedSum, DependsOnTheRowsAloneNotOnTheOrderOfStripes) {
  for (const Index count : {1, 63, 64, 65, 1000}) {
    StripedSum ascending, by_stripe;
    for (Index row = 0; row < count; ++row) ascending.add(row, awkward(row));
    for (Index stripe = 63; stripe >= 0; --stripe) {
      for (Index row = stripe; row < count; row += 64) by_stripe.add(row, awkward(row));
    }
    EXPECT_EQ(ascending.total(), by_stripe.total()) << count;
  }
}

TEST(StripedSum, CanBeReadInBetween) {
  StripedSum sum, other;
  for (Index row = 0; row < 200; ++row) {
    sum.add(row, awkward(row));
    other.add(row, awkward(row));
    EXPECT_EQ(sum.total(), sum.total());
  }
  EXPECT_EQ(sum.total(), other.total());
}

}  // namespace
}  // namespace mlp
