#include "reference/optimizers.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace mlp {
namespace {

// Weight and bias of a 1-1 network after some steps along a gradient of 1, from 1.
Eigen::Vector2d after_steps(int steps, const Optimizer& optimizer) {
  const ParameterLayout layout(Architecture{{{.inputs = 1, .units = 1}}});
  const Eigen::VectorXd gradient = Eigen::VectorXd::Ones(layout.size);
  Eigen::VectorXd parameters = Eigen::VectorXd::Ones(layout.size);
  Eigen::VectorXd slots = Eigen::VectorXd::Zero(slot_count(optimizer) * layout.size);
  for (int i = 1; i <= steps; ++i) reference_step(optimizer, i, layout, gradient, parameters, slots);
  return {parameters(layout.weight(0).offset), parameters(layout.bias(0).offset)};
}

// Two steps by hand, all values exact in binary.
TEST(ReferenceStep, FollowsTheFormulaOfSgd) {
  EXPECT_EQ(after_steps(2, Sgd{.learning_rate = 0.25}), Eigen::Vector2d(0.5, 0.5));
  // v = 1, then 1.5.
  EXPECT_EQ(after_steps(2, Sgd{.learning_rate = 0.25, .momentum = 0.5}), Eigen::Vector2d(0.375, 0.375));
  // Steps of 1 + 0.5·1 and 1 + 0.5·1.5.
  EXPECT_EQ(after_steps(2, Sgd{.learning_rate = 0.25, .momentum = 0.5, .nesterov = true}),
            Eigen::Vector2d(0.1875, 0.1875));
  // Weights: g = 1.5, then 1 + 0.5·0.625.  Biases do not decay.
  EXPECT_EQ(after_steps(2, Sgd{.learning_rate = 0.25, .weight_decay = 0.5}), Eigen::Vector2d(0.296875, 0.5));
}

// However small the first gradients are, the corrected means make each step of a constant gradient as
// long as the learning rate.
TEST(ReferenceStep, OfAdamIsTheLearningRateWhileTheGradientStays) {
  const Adam adam{.learning_rate = 0.125, .epsilon = 1e-30};
  EXPECT_TRUE(after_steps(3, adam).isApprox(Eigen::Vector2d(0.625, 0.625), 1e-14));  // some roundings
}

// adamw takes its share off the weight before the step; adam's decay only scales a gradient whose size
// does not matter.
TEST(ReferenceStep, OfAdamWDecaysTheWeightByItself) {
  const AdamW decoupled{.learning_rate = 0.125, .epsilon = 1e-30, .weight_decay = 0.5};
  EXPECT_TRUE(after_steps(1, decoupled).isApprox(Eigen::Vector2d(0.9375 - 0.125, 0.875), 1e-14));
  const Adam coupled{.learning_rate = 0.125, .epsilon = 1e-30, .weight_decay = 0.5};
  EXPECT_TRUE(after_steps(1, coupled).isApprox(Eigen::Vector2d(0.875, 0.875), 1e-14));
}

}  // namespace
}  // namespace mlp
