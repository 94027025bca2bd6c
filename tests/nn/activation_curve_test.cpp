#include "nn/activation_curve.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "alternatives.hpp"
#include "reference/activations.hpp"

namespace mlp {
namespace {

TEST(ActivationCurve, IsTheReferencesFunction) {
  // No end of a step of a tenth is a kink but 0, −3, 3, 6, where value and slope are defined too.
  const std::vector<float> z = even_points(-10.0, 10.0, 201);
  for (const Activation& activation : all_alternatives<Activation>()) {
    if (mixes_units(activation)) continue;
    const ActivationCurve curve = activation_curve(activation, z);
    ASSERT_EQ(curve.z, z);
    for (std::size_t i = 0; i < z.size(); ++i) {
      const double value = reference_value(activation, z[i]), slope = reference_slope(activation, z[i]);
      // Four roundings of a float, as ARITHMETIC.md (A4) has it, are below 5e-7 of the value.
      EXPECT_NEAR(curve.value[i], value, 5e-7 * std::fabs(value) + 1e-30)
          << name_of(activation) << " at " << z[i];
      EXPECT_NEAR(curve.slope[i], slope, 5e-7 * std::fabs(slope) + 1e-30)
          << name_of(activation) << " at " << z[i];
    }
  }
}

TEST(ActivationCurve, OfSoftmaxIsThatOfOneOfTwoUnits) {
  // e^z / (e^z + e^0) is the sigmoid, and its logarithm log_sigmoid.
  const std::vector<float> z = even_points(-10.0, 10.0, 101);
  const auto expect_near = [&](const ActivationCurve& curve, const ActivationCurve& expected) {
    for (std::size_t i = 0; i < z.size(); ++i) {
      // Its slope is a difference of numbers up to 1.
      EXPECT_NEAR(curve.value[i], expected.value[i], 2e-6) << z[i];
      EXPECT_NEAR(curve.slope[i], expected.slope[i], 2e-6) << z[i];
    }
  };
  expect_near(activation_curve(Softmax{}, z), activation_curve(Sigmoid{}, z));
  expect_near(activation_curve(LogSoftmax{}, z), activation_curve(LogSigmoid{}, z));
}

TEST(ActivationCurve, OfOnePointIsPossible) {
  const ActivationCurve curve = activation_curve(LeakyRelu{.negative_slope = 0.25}, {-2.0f});
  EXPECT_EQ(curve.value, std::vector<float>{-0.5f});
  EXPECT_EQ(curve.slope, std::vector<float>{0.25f});
}

TEST(EvenPoints, HaveBothEnds) {
  EXPECT_EQ(even_points(-1.0, 1.0, 5), (std::vector<float>{-1.0f, -0.5f, 0.0f, 0.5f, 1.0f}));
  const std::vector<float> points = even_points(-0.3, 0.1, 7);
  EXPECT_EQ(points.front(), -0.3f);
  EXPECT_EQ(points.back(), 0.1f);
}

}  // namespace
}  // namespace mlp
