#include "reference/activations.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "reference/activation_points.hpp"
#include "reference/alternatives.hpp"

namespace mlp {
namespace {

constexpr double step = 1e-5;  // of central differences: truncation ~1e-11, rounding ~1e-16·12 / 1e-5 ~ 1e-10
constexpr double tolerance = 1e-9;

class EachActivation : public testing::TestWithParam<Activation> {};

TEST_P(EachActivation, SlopeIsTheDerivativeOfValue) {
  for (const double z : points_off_the_kinks()) {
    const double rise =
        (reference_value(GetParam(), z + step) - reference_value(GetParam(), z - step)) / (2 * step);
    const double size = std::max(1.0, std::abs(reference_value(GetParam(), z)));
    EXPECT_NEAR(reference_slope(GetParam(), z), rise, tolerance * size) << "z = " << z;
  }
}

// Holds for those that mix the units of a sample too.
TEST_P(EachActivation, PullBackIsTheTransposedJacobian) {
  Eigen::MatrixXd Z(3, 2), dA(3, 2);
  Z << 0.7, -1.5, -0.2, 2.5, 1.1, 0.4;
  dA << 1.0, -0.5, 0.25, 2.0, -1.5, 0.75;
  const Eigen::MatrixXd dZ = reference_pull_back(GetParam(), Z, dA);
  for (Eigen::Index i = 0; i < Z.size(); ++i) {
    Eigen::MatrixXd above = Z, below = Z;
    above(i) += step;
    below(i) -= step;
    const Eigen::MatrixXd rise =
        (reference_activate(GetParam(), above) - reference_activate(GetParam(), below)) / (2 * step);
    EXPECT_NEAR(dZ(i), rise.cwiseProduct(dA).sum(), tolerance) << "element " << i;
  }
}

std::vector<Activation> activations() {
  std::vector<Activation> all = all_alternatives<Activation>();
  all.push_back(Elu{.alpha = 0.3});
  all.push_back(Celu{.alpha = 0.3});
  all.push_back(Gelu{.approximate = true});
  all.push_back(Softplus{.beta = 2.7, .threshold = 3.0});
  all.push_back(HardTanh{.min_value = -0.7, .max_value = 2.3});
  return all;
}

INSTANTIATE_TEST_SUITE_P(All, EachActivation, testing::ValuesIn(activations()), [](const auto& test) {
  return name_of_param(test) + "_" + std::to_string(test.index);
});

TEST(ReferenceActivation, IsWhatItsFormulaSays) {
  EXPECT_EQ(reference_value(Identity{}, -2.5), -2.5);
  EXPECT_EQ(reference_value(Relu{}, -2.5), 0.0);
  EXPECT_EQ(reference_value(Relu{}, 2.5), 2.5);
  EXPECT_EQ(reference_value(LeakyRelu{.negative_slope = 0.25}, -2.0), -0.5);
  EXPECT_DOUBLE_EQ(reference_value(Sigmoid{}, std::log(3.0)), 0.75);
  EXPECT_DOUBLE_EQ(reference_value(Tanh{}, std::log(3.0)), 0.8);
  EXPECT_EQ(reference_value(Relu6{}, 7.0), 6.0);
  EXPECT_DOUBLE_EQ(reference_value(Elu{.alpha = 2.0}, -std::log(2.0)), -1.0);
  EXPECT_DOUBLE_EQ(reference_value(Celu{.alpha = 2.0}, -2.0 * std::log(2.0)), -1.0);
  EXPECT_DOUBLE_EQ(reference_value(Selu{}, 2.0), 2.0 * 1.0507009873554805);
  EXPECT_NEAR(reference_value(Gelu{}, 1.0), 0.8413447460685429, 1e-15);
  EXPECT_NEAR(reference_value(Gelu{.approximate = true}, 1.0), 0.8411919906082768, 1e-15);
  EXPECT_DOUBLE_EQ(reference_value(Silu{}, std::log(3.0)), 0.75 * std::log(3.0));
  EXPECT_DOUBLE_EQ(reference_value(Mish{}, std::log(2.0)), 0.8 * std::log(2.0));  // tanh(log 3)
  EXPECT_DOUBLE_EQ(reference_value(Softplus{}, std::log(3.0)), std::log(4.0));
  EXPECT_EQ(reference_value(Softplus{.beta = 2.0, .threshold = 3.0}, 1.6), 1.6);
  EXPECT_EQ(reference_value(Softsign{}, -3.0), -0.75);
  EXPECT_EQ(reference_value(HardTanh{.min_value = -0.5, .max_value = 2.0}, 3.0), 2.0);
  EXPECT_EQ(reference_value(HardSigmoid{}, 1.5), 0.75);
  EXPECT_EQ(reference_value(HardSwish{}, 1.5), 1.125);
  EXPECT_DOUBLE_EQ(reference_value(LogSigmoid{}, std::log(3.0)), std::log(0.75));
  EXPECT_DOUBLE_EQ(reference_value(Exponential{}, std::log(3.0)), 3.0);
  EXPECT_EQ(reference_value(Sine{}, 0.5), std::sin(0.5));
  EXPECT_EQ(reference_value(Gaussian{}, 2.0), std::exp(-4.0));
  EXPECT_EQ(reference_value(SquaredRelu{}, 1.5), 2.25);
}

TEST(ReferenceActivation, HasTheSlopeOfTheNegativeSideAtAKink) {
  EXPECT_EQ(reference_slope(Relu{}, 0.0), 0.0);
  EXPECT_EQ(reference_slope(LeakyRelu{.negative_slope = 0.25}, 0.0), 0.25);
}

TEST(ReferenceActivation, KeepsItsRelativeAccuracyInTheTails) {
  // At 40 the neglected terms are e⁻⁴⁰ ~ 4e-18 of the whole: below half a unit in the last place.
  EXPECT_DOUBLE_EQ(reference_slope(Sigmoid{}, 40.0), std::exp(-40.0));
  EXPECT_DOUBLE_EQ(reference_slope(Sigmoid{}, -40.0), std::exp(-40.0));
  EXPECT_DOUBLE_EQ(reference_value(Sigmoid{}, -40.0), std::exp(-40.0));
  EXPECT_DOUBLE_EQ(reference_slope(Tanh{}, 40.0), 4.0 * std::exp(-80.0));
  EXPECT_EQ(reference_slope(Sigmoid{}, -1e4), 0.0);
  EXPECT_EQ(reference_slope(Tanh{}, 1e4), 0.0);
}

TEST(ReferenceActivation, LogSoftmaxIsTheLogarithmOfSoftmaxAndStaysFinite) {
  const Eigen::Vector3d Z(0.7, -1.5, 2.5);
  const Eigen::Vector3d expected = reference_activate(Softmax{}, Z).array().log();
  EXPECT_TRUE(reference_activate(LogSoftmax{}, Z).isApprox(expected, 1e-14));
  EXPECT_EQ(reference_activate(LogSoftmax{}, Eigen::Vector2d(1e4, -1e4)), Eigen::Vector2d(0.0, -2e4));
}

TEST(ReferenceActivation, SoftmaxStaysFiniteForExtremeValues) {
  const Eigen::Vector3d Z(1e4, 1e4, -1e4);
  EXPECT_EQ(reference_activate(Softmax{}, Z), Eigen::Vector3d(0.5, 0.5, 0.0));
}

}  // namespace
}  // namespace mlp
