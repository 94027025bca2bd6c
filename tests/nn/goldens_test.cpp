// The engine against PyTorch: outputs, loss and gradient of one batch.
#include "goldens/goldens.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "nn/engine.hpp"
#include "reference/comparison.hpp"

namespace mlp {
namespace {

// The goldens are double; the engine's chains of tens of float operations are off by 6e-8 each.
constexpr double tolerance = 2e-6;

EngineInput first_batch_of(const Golden& golden) {
  const Index features = golden.architecture.inputs(),
              targets = target_count(golden.loss, golden.architecture.outputs());
  const Index samples = golden.batch_size;
  EngineInput problem{.network = Network(golden.architecture, golden.loss),
                      .parameters = FlatBuffer<float>(std::ssize(golden.parameters)),
                      .inputs = Eigen::Map<const Eigen::MatrixXf>(golden.inputs.data(), features, samples),
                      .classes = {},
                      .numbers = {},
                      .weights = {}};
  std::copy(golden.parameters.begin(), golden.parameters.end(), problem.parameters.begin());
  if (golden.numbers.empty()) {
    problem.classes.assign(golden.classes.begin(), golden.classes.begin() + samples);
  } else {
    problem.numbers = Eigen::Map<const Eigen::MatrixXf>(golden.numbers.data(), targets, samples);
  }
  return problem;
}

class EachGolden : public testing::TestWithParam<Golden> {};

TEST_P(EachGolden, HasTheEnginesOutputsLossAndGradient) {
  const Golden& golden = GetParam();
  const EngineInput problem = first_batch_of(golden);
  const EngineResult result = run_engine(problem, 2);
  ASSERT_EQ(result.outputs.size(), golden.outputs.size());
  double largest = 0.0;
  for (const double output : golden.outputs) largest = std::max(largest, std::fabs(output));
  for (std::size_t i = 0; i < golden.outputs.size(); ++i)
    EXPECT_NEAR(result.outputs[i], golden.outputs[i], tolerance * largest);
  EXPECT_NEAR(mean(result.losses), golden.first_loss, tolerance * std::fabs(golden.first_loss));
  const Eigen::VectorXd gradient =
      Eigen::Map<const Eigen::VectorXf>(result.gradient.data(), result.gradient.size()).cast<double>();
  const Eigen::VectorXd expected =
      Eigen::Map<const Eigen::VectorXd>(golden.gradient.data(), std::ssize(golden.gradient));
  EXPECT_TRUE(agrees(gradient, expected, problem.network.layout, tolerance));
}

INSTANTIATE_TEST_SUITE_P(All, EachGolden, testing::ValuesIn(all_goldens()),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace mlp
