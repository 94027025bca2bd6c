#include "nn/signal_scale.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace mlp {
namespace {

// An orthogonal matrix keeps the norm of whatever goes through it, in both directions.
TEST(SignalScale, IsKeptByOrthogonalLayersWithoutActivation) {
  const auto scales =
      signal_scales(Identity{}, {.depth = 8, .width = 48, .samples = 32, .initializer = Orthogonal{}});
  ASSERT_EQ(scales.size(), 8);
  // 48·32 draws of N(0, 1): their root mean square is within some deviations, 1/√(2·1536), of 1.
  EXPECT_NEAR(scales.front().activation, 1.0, 0.1);
  for (const LayerScale& scale : scales) {
    EXPECT_NEAR(scale.activation, scales.front().activation, 1e-4);  // roundings of eight products
    EXPECT_NEAR(scale.delta / scales.back().delta, 1.0, 1e-4);
  }
}

TEST(SignalScale, DoublesWithAGainOf2) {
  const auto scales = signal_scales(
      Identity{},
      {.depth = 6, .width = 32, .samples = 16, .initializer = Orthogonal{.gain = NumberGain{.value = 2.0}}});
  for (std::size_t l = 1; l < scales.size(); ++l) {
    EXPECT_NEAR(scales[l].activation / scales[l - 1].activation, 2.0, 1e-4);
    EXPECT_NEAR(scales[l - 1].delta / scales[l].delta, 2.0, 1e-4);
    // ∂loss/∂W = Δ·Aᵀ: what one of the two gains the other loses, up to the angle between them.
    EXPECT_NEAR(scales[l].weight_gradient / scales[l - 1].weight_gradient, 1.0, 0.5);
  }
}

TEST(SignalScale, VanishesWithSigmoidAndNotWithRelu) {
  const auto ratio = [](const Activation& activation) {
    const auto scales = signal_scales(activation, {.depth = 20, .width = 64, .samples = 64});
    return scales.front().delta / scales.back().delta;
  };
  // A sigmoid's slope is at most 1/4; glorot_uniform weights keep a gradient.
  EXPECT_LT(ratio(Sigmoid{}), std::pow(0.3, 19));
  EXPECT_GT(ratio(Relu{}), 0.01);
  EXPECT_LT(ratio(Relu{}), 100.0);
}

TEST(SignalScale, SaysWhereNumbersEnd) {
  const auto scales = signal_scales(Exponential{}, {.depth = 6, .width = 32, .samples = 16});
  EXPECT_TRUE(std::isfinite(scales.front().activation));
  EXPECT_TRUE(std::isnan(scales.back().activation));
  EXPECT_TRUE(std::isnan(scales.front().delta));
}

TEST(SignalScale, FollowsTheSeedAndNothingElse) {
  const auto with_seed = [](std::uint64_t seed) {
    return signal_scales(Tanh{}, {.depth = 3, .width = 16, .samples = 8, .seed = seed}).front().delta;
  };
  EXPECT_EQ(with_seed(1), with_seed(1));
  EXPECT_NE(with_seed(1), with_seed(2));
}

// With a slope of 1 on both sides it is the identity.
TEST(SignalScale, TakesLearnedSlopes) {
  const auto scales = signal_scales(Prelu{.initial_slope = 1.0},
                                    {.depth = 3, .width = 16, .samples = 8, .initializer = Orthogonal{}});
  EXPECT_NEAR(scales.back().activation, scales.front().activation, 1e-4);
}

}  // namespace
}  // namespace mlp
