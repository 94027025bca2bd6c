// The stepper against PyTorch: ten steps of every optimizer.
#include "train/stepper.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "goldens/goldens.hpp"
#include "nn/engine.hpp"
#include "nn/network.hpp"
#include "reference/comparison.hpp"
#include "train/golden_batch.hpp"

namespace mlp {
namespace {

// The goldens are double.  Each of ten steps adds float roundings, 6e-8 of the largest value, that the
// next ones carry on.
constexpr double golden_tolerance = 5e-6;

class EachGolden : public testing::TestWithParam<Golden> {};

TEST_P(EachGolden, GivesTheStepsOfTheStepper) {
  const Golden& golden = GetParam();
  const Network network(golden.architecture, golden.loss);
  for (const GoldenTraining& training : golden.trainings) {
    if (is_full_batch(training.optimizer)) continue;  // see lbfgs_stepper_test.cpp
    SCOPED_TRACE(training.name);
    const Optimizer optimizer = training.optimizer;
    Team team(2);
    Stepper stepper(network, optimizer, whole_dataset(golden), golden.batch_size, team,
                    {.clipping = training.clipping,
                     .regularization = {.l1 = training.l1, .max_norm = training.max_norm}});
    TrainState state;
    state.parameters = FlatBuffer<float>(network.layout.size);
    std::copy(golden.parameters.begin(), golden.parameters.end(), state.parameters.begin());
    state.slots = FlatBuffer<float>(slot_count(optimizer) * network.layout.size);

    // The batches in turn, as one long epoch.
    std::vector<std::int32_t> order;
    for (std::size_t step = 0; step < training.losses.size(); ++step) {
      const Index first = static_cast<Index>(step) % golden.batches() * golden.batch_size;
      for (Index i = 0; i < golden.batch_size; ++i) order.push_back(static_cast<std::int32_t>(first + i));
    }
    std::vector<double> losses;
    const Stepper::Hooks hooks{
        .learning_rate = [&](Index) { return base_learning_rate(training.optimizer); },
        .after_losses =
            [&](Index samples) {
              const double* const begin = stepper.workspace().losses.data();
              losses.push_back(std::accumulate(begin, begin + samples, 0.0) / static_cast<double>(samples));
            },
        .after_step = [] { return true; }};
    EXPECT_EQ(stepper.run(order, state, hooks), Stepper::Outcome::finished);
    EXPECT_EQ(state.step, std::ssize(training.losses));

    ASSERT_EQ(losses.size(), training.losses.size());
    // A hinge's rows that are nearly right, and a likelihood's that add up to 0, have small differences of
    // numbers of order 1 as losses.
    double largest = 0.0;
    for (const double loss : training.losses) largest = std::max(largest, std::fabs(loss));
    for (std::size_t step = 0; step < losses.size(); ++step)
      EXPECT_NEAR(losses[step], training.losses[step], golden_tolerance * largest) << "step " << step;
    const Eigen::VectorXd parameters =
        Eigen::Map<const Eigen::VectorXf>(state.parameters.data(), state.parameters.size()).cast<double>();
    const Eigen::VectorXd expected =
        Eigen::Map<const Eigen::VectorXd>(training.parameters.data(), std::ssize(training.parameters));
    EXPECT_TRUE(agrees(parameters, expected, network.layout, golden_tolerance));
  }
}

INSTANTIATE_TEST_SUITE_P(All, EachGolden, testing::ValuesIn(all_goldens()),
                         [](const auto& test) { return test.param.name; });

// On a machine whose other programs leave the team no CPU, so that single thread and team take turns; the team
// divides the first layer by units.
TEST(Stepper, GivesTheSameBitsWhileTheNumberOfThreadsChanges) {
  constexpr Index batch_size = 31, samples = 40;
  const EngineInput problem =
      drawn_problem(architecture_of({260, 64, 5}, Tanh{}, Softmax{}), CrossEntropy{}, samples, 7);
  const Network& network = problem.network;
  const Optimizer optimizer = Adam{};
  std::vector<std::int32_t> order;
  for (std::int32_t i = 0; i < 2000; ++i) order.push_back(i % static_cast<std::int32_t>(samples));

  Index steps_alone = 0, steps = 0;
  const auto trained = [&](int threads, const PaceClocks& clocks) {
    Team team(threads);
    Stepper stepper(network, optimizer, problem.batch(), batch_size, team, {.clipping = ClipGlobalNorm{0.1}},
                    clocks);
    EXPECT_EQ(stepper.workspace().first_layer_by_units, threads > 1);
    TrainState state;
    state.parameters = FlatBuffer<float>(network.layout.size);
    std::copy(problem.parameters.begin(), problem.parameters.end(), state.parameters.begin());
    state.slots = FlatBuffer<float>(slot_count(optimizer) * network.layout.size);
    steps_alone = steps = 0;
    const Stepper::Hooks hooks{.learning_rate = [](Index) { return 0.01; },
                               .after_losses =
                                   [&](Index) {
                                     ++steps;
                                     steps_alone += team.size() == 1;
                                   },
                               .after_step = [] { return true; }};
    EXPECT_EQ(stepper.run(order, state, hooks), Stepper::Outcome::finished);
    return std::vector<float>(state.parameters.begin(), state.parameters.end());
  };
  const std::vector<float> expected = trained(1, system_clocks());

  double wall = 0.0;
  const PaceClocks disturbed{.wall = [&wall] { return wall += 0.02; }, .cpu = [] { return 0.0; }};
  EXPECT_EQ(trained(3, disturbed), expected);
  EXPECT_GT(steps_alone, 0);
  EXPECT_LT(steps_alone, steps);
}

}  // namespace
}  // namespace mlp
