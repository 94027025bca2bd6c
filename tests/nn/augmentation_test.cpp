// Pictures that are moved while training.
#include "nn/augmentation.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kernels/every_target.hpp"

namespace mlp {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::FloatNear;
using testing::Pointwise;

// 2 × 3.
const std::vector<float> picture{1, 2, 3,  //
                                 4, 5, 6};

std::vector<float> displaced(const Displacement& displacement, Index height, Index width,
                             const std::vector<float>& from) {
  std::vector<float> to(from.size(), -1.0f);
  displace(displacement, height, width, from.data(), to.data());
  return to;
}

TEST(Displace, ByNothingIsThePicture) { EXPECT_EQ(displaced({}, 2, 3, picture), picture); }

TEST(Displace, ByWholePixelsMovesThemAndFillsWithZeros) {
  EXPECT_THAT(displaced({.right = 1}, 2, 3, picture), ElementsAre(0, 1, 2, 0, 4, 5));
  EXPECT_THAT(displaced({.right = -2}, 2, 3, picture), ElementsAre(3, 0, 0, 6, 0, 0));
  EXPECT_THAT(displaced({.down = 1}, 2, 3, picture), ElementsAre(0, 0, 0, 1, 2, 3));
  EXPECT_THAT(displaced({.down = 2}, 2, 3, picture), Each(0.0f));
  EXPECT_THAT(displaced({.right = 1e300, .down = -1e300}, 2, 3, picture), Each(0.0f));
}

TEST(Displace, BetweenPixelsIsTheirMixture) {
  EXPECT_THAT(displaced({.right = 0.5}, 2, 3, picture), ElementsAre(0.5, 1.5, 2.5, 2, 4.5, 5.5));
  EXPECT_THAT(displaced({.down = 0.25}, 2, 3, picture), ElementsAre(0.75, 1.5, 2.25, 3.25, 4.25, 5.25));
}

TEST(Displace, TurnsClockwiseAboutTheMiddle) {
  const std::vector<float> square{1, 2, 3,  //
                                  4, 5, 6,  //
                                  7, 8, 9};
  EXPECT_THAT(displaced({.cosine = 0, .sine = 1}, 3, 3, square), ElementsAre(7, 4, 1, 8, 5, 2, 9, 6, 3));
  EXPECT_THAT(displaced({.cosine = -1, .sine = 0}, 2, 3, picture), ElementsAre(6, 5, 4, 3, 2, 1));
  EXPECT_THAT(displaced({.cosine = 0, .sine = 1, .right = 1}, 3, 3, square),
              ElementsAre(0, 7, 4, 0, 8, 5, 0, 9, 6))
      << "the shift comes after the turn";
}

// As scipy.ndimage.affine_transform does it with order 1, mode "grid-constant".
TEST(Displace, IsBilinearInterpolation) {
  const double angle = 30.0 * std::numbers::pi / 180.0;
  std::vector<float> wide;
  for (int i = 0; i < 20; ++i) wide.push_back(static_cast<float>(i * i % 11));
  const std::vector<float> found =
      displaced({.cosine = std::cos(angle), .sine = std::sin(angle), .right = 0.3, .down = -0.6}, 4, 5, wide);
  const std::vector<float> expected{0.702614f, 2.101659f, 3.359097f, 5.093775f, 7.757737f,
                                    3.845441f, 0.803583f, 1.788519f, 6.523198f, 6.526342f,
                                    1.543281f, 2.692116f, 2.900955f, 4.867685f, 6.857145f,
                                    0.000000f, 0.094040f, 2.433772f, 7.614095f, 4.299811f};
  EXPECT_THAT(found, Pointwise(FloatNear(2e-5f), expected));
}

TEST(DisplacementOf, StaysWithinItsBounds) {
  const Augmentation augmentation{.shift = 2.5, .rotation = 15.0};
  const double most = 15.0 * std::numbers::pi / 180.0;
  double least_angle = 1.0, largest_angle = -1.0, least = 9.0, largest = -9.0;
  for (std::uint32_t sample = 0; sample < 2000; ++sample) {
    const Displacement d = displacement_of(augmentation, 5, 3, sample);
    const double angle = std::atan2(d.sine, d.cosine);
    EXPECT_NEAR(std::hypot(d.sine, d.cosine), 1.0, 1e-15);
    EXPECT_LE(std::fabs(angle), most + 1e-12);
    for (const double shift : {d.right, d.down}) {
      EXPECT_LE(std::fabs(shift), 2.5);
      least = std::min(least, shift);
      largest = std::max(largest, shift);
    }
    least_angle = std::min(least_angle, angle);
    largest_angle = std::max(largest_angle, angle);
  }
  EXPECT_LT(least, -2.45);
  EXPECT_GT(largest, 2.45);
  EXPECT_LT(least_angle, -0.98 * most);
  EXPECT_GT(largest_angle, 0.98 * most);
}

TEST(DisplacementOf, IsThatOfItsSeedStepAndSample) {
  const Augmentation augmentation{.shift = 1.0, .rotation = 10.0};
  const Displacement one = displacement_of(augmentation, 1, 2, 3);
  EXPECT_NE(displacement_of(augmentation, 2, 2, 3).sine, one.sine);
  EXPECT_NE(displacement_of(augmentation, 1, 3, 3).right, one.right);
  EXPECT_NE(displacement_of(augmentation, 1, 2, 4).down, one.down);
  under_every_target([&](const std::string&) {
    EXPECT_EQ(displacement_of(augmentation, 1, 2, 3).sine, one.sine);
    EXPECT_EQ(displacement_of(augmentation, 1, 2, 3).right, one.right);
  });
}

TEST(DisplacementOf, WithoutATurnIsNone) {
  const Displacement d = displacement_of({.shift = 1.0, .rotation = 0.0}, 1, 2, 3);
  EXPECT_EQ(d.cosine, 1.0);
  EXPECT_EQ(d.sine, 0.0);
}

}  // namespace
}  // namespace mlp
