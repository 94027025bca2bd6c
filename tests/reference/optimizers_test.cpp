#include "reference/optimizers.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/updates.hpp"
#include "mlp/base/random.hpp"
#include "reference/alternatives.hpp"
#include "reference/comparison.hpp"
#include "update_rules.hpp"

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

TEST(ReferenceStep, OfSgdTakesTheFirstGradientWhole) {
  // v = 1, then 0.5 + 0.75.
  EXPECT_EQ(after_steps(2, Sgd{.learning_rate = 0.25, .momentum = 0.5, .dampening = 0.25}),
            Eigen::Vector2d(0.4375, 0.4375));
}

// Two steps by hand: the sign of the mean, off which the weight first has its share taken.
TEST(ReferenceStep, OfLionIsTheLearningRateWhateverTheGradient) {
  const Lion lion{.learning_rate = 0.125, .weight_decay = 0.5};
  EXPECT_EQ(after_steps(1, lion), Eigen::Vector2d(0.9375 - 0.125, 0.875));
  EXPECT_EQ(after_steps(2, lion), Eigen::Vector2d(0.8125 * 0.9375 - 0.125, 0.75));
}

TEST(ReferenceStep, OfAdaGradShrinksByTheSumOfSquares) {
  const AdaGrad adagrad{.learning_rate = 0.5, .learning_rate_decay = 1.0, .epsilon = 1e-16};
  // 0.5 / 1, then 0.25 / √2.
  EXPECT_NEAR(after_steps(2, adagrad)(0), 0.5 - 0.25 / std::sqrt(2.0), 1e-14);
  const AdaGrad begun{.learning_rate = 0.5, .initial_accumulator = 3.0, .epsilon = 1e-16};
  EXPECT_NEAR(after_steps(1, begun)(0), 0.75, 1e-14);
}

// Each alternative, and what it does with its options.
std::vector<Optimizer> optimizers_and_options() {
  std::vector<Optimizer> all = optimizers_with_a_rule();
  const std::vector<Optimizer> options{
      Sgd{.momentum = 0.9, .dampening = 0.3, .weight_decay = 0.1},
      Adam{.betas = {0.5, 0.6}, .weight_decay = 0.1, .amsgrad = true},
      AdamW{.betas = {0.5, 0.6}, .weight_decay = 0.1, .amsgrad = true},
      NAdam{.momentum_decay = 0.2, .weight_decay = 0.1},
      NAdam{.weight_decay = 0.1, .decoupled_weight_decay = true},
      RAdam{.betas = {0.8, 0.9}, .weight_decay = 0.1},
      RAdam{.weight_decay = 0.1, .decoupled_weight_decay = true},
      RmsProp{.momentum = 0.5, .weight_decay = 0.1},
      RmsProp{.alpha = 0.9, .epsilon = 0.1, .centered = true},
      RmsProp{.alpha = 0.9, .epsilon = 0.1, .momentum = 0.5, .centered = true},
      AdaGrad{.learning_rate_decay = 0.1, .initial_accumulator = 0.5, .weight_decay = 0.1},
      AdaDelta{.epsilon = 1e-3, .weight_decay = 0.1},
      AdaMax{.betas = {0.8, 0.9}, .weight_decay = 0.1},
      Lion{.weight_decay = 0.1}};
  all.insert(all.end(), options.begin(), options.end());
  return all;
}

class EachOptimizer : public testing::TestWithParam<Optimizer> {};

TEST_P(EachOptimizer, HasTheReferencesStepsInTheEngine) {
  const Optimizer& optimizer = GetParam();
  const ParameterLayout layout(Architecture{{{.inputs = 5, .units = 7}}});
  const auto draw = [](std::uint32_t sample, Index i) {
    const DrawSite site{.purpose = Purpose::noise, .sample = sample};
    return 2.0f * uniform(draw_word(5, site, static_cast<std::uint32_t>(i))) - 1.0f;
  };
  FlatBuffer<float> weights(layout.size), slots(slot_count(optimizer) * layout.size), gradient(layout.size);
  Eigen::VectorXd expected = Eigen::VectorXd::Zero(layout.size), slope = expected;
  Eigen::VectorXd expected_slots = Eigen::VectorXd::Zero(slots.size());
  for (const ParameterTensor& tensor : layout.tensors) {
    for (Index i = tensor.offset; i < tensor.offset + tensor.size(); ++i)
      expected(i) = weights[i] = draw(0, i);
  }
  kernels::UpdateClock clock(optimizer);
  for (std::uint32_t step = 0; step < 12; ++step) {
    for (Index i = 0; i < layout.size; ++i) slope(i) = gradient[i] = draw(step + 1, i);
    for (const ParameterTensor& tensor : layout.tensors) {
      kernels::update(optimizer, {.columns = tensor.size(),
                                  .stride = tensor.size(),
                                  .weights = weights.data() + tensor.offset,
                                  .slots = slots.empty() ? nullptr : slots.data() + tensor.offset,
                                  .slot_stride = layout.size,
                                  .gradient = gradient.data() + tensor.offset,
                                  .gradient_stride = tensor.size(),
                                  .decays = tensor.is_weight,
                                  .step = clock.at(base_learning_rate(optimizer), step)});
    }
    reference_step(optimizer, step + 1, layout, slope, expected, expected_slots);
  }
  // Twelve steps of a few float roundings, 6e-8 each; a centered variance has lost some digits more.
  const Eigen::VectorXd actual =
      Eigen::Map<const Eigen::VectorXf>(weights.data(), layout.size).cast<double>();
  EXPECT_TRUE(agrees(actual, expected, layout, 3e-6));
}

INSTANTIATE_TEST_SUITE_P(All, EachOptimizer, testing::ValuesIn(optimizers_and_options()),
                         [](const auto& test) {
                           return std::string(name_of(test.param)) + "_" + std::to_string(test.index);
                         });

}  // namespace
}  // namespace mlp
