#include "reference/activations.hpp"

#include <cmath>

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
    EXPECT_NEAR(reference_slope(GetParam(), z), rise, tolerance) << "z = " << z;
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

INSTANTIATE_TEST_SUITE_P(All, EachActivation, testing::ValuesIn(all_alternatives<Activation>()),
                         name_of_param<Activation>);

TEST(ReferenceActivation, IsWhatItsFormulaSays) {
  EXPECT_EQ(reference_value(Identity{}, -2.5), -2.5);
  EXPECT_EQ(reference_value(Relu{}, -2.5), 0.0);
  EXPECT_EQ(reference_value(Relu{}, 2.5), 2.5);
  EXPECT_EQ(reference_value(LeakyRelu{.negative_slope = 0.25}, -2.0), -0.5);
  EXPECT_DOUBLE_EQ(reference_value(Sigmoid{}, std::log(3.0)), 0.75);
  EXPECT_DOUBLE_EQ(reference_value(Tanh{}, std::log(3.0)), 0.8);
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

TEST(ReferenceActivation, SoftmaxStaysFiniteForExtremeValues) {
  const Eigen::Vector3d Z(1e4, 1e4, -1e4);
  EXPECT_EQ(reference_activate(Softmax{}, Z), Eigen::Vector3d(0.5, 0.5, 0.0));
}

}  // namespace
}  // namespace mlp
