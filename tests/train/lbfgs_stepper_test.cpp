// The steps of lbfgs against PyTorch's and against a textbook's: the inverse Hessian as a matrix.
#include "train/lbfgs_stepper.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>
#include <Eigen/Core>

#include "goldens/goldens.hpp"
#include "reference/comparison.hpp"
#include "reference/network.hpp"
#include "train/curvature.hpp"
#include "train/golden_batch.hpp"

namespace mlp {
namespace {

const Golden& golden_of_lbfgs() {
  static const std::vector<Golden> all = all_goldens();
  return *std::find_if(all.begin(), all.end(), [](const Golden& golden) { return golden.name == "lbfgs"; });
}

Eigen::VectorXd in_double(const FlatBuffer<float>& values) {
  return Eigen::Map<const Eigen::VectorXf>(values.data(), values.size()).cast<double>();
}

// The steps of lbfgs from the golden's start, with the parameters and the loss after each.
struct Steps {
  std::vector<Eigen::VectorXd> parameters;
  std::vector<double> losses;
  LbfgsState last;
};

Steps steps_of(const Golden& golden, const Lbfgs& lbfgs, int count, int threads,
               const std::vector<Index>& frozen = {}) {
  const Network network(golden.architecture, golden.loss, frozen);
  Team team(threads);
  const std::vector<double> decays(golden.architecture.layers.size(), lbfgs.weight_decay);
  LbfgsStepper stepper(network, lbfgs, whole_dataset(golden), golden.samples(), team, decays);
  TrainState state;
  state.parameters = FlatBuffer<float>(network.layout.size);
  std::copy(golden.parameters.begin(), golden.parameters.end(), state.parameters.begin());
  state.slots = FlatBuffer<float>(lbfgs.slots() * network.layout.size);
  state.lbfgs.emplace();
  std::vector<std::int32_t> order(static_cast<std::size_t>(golden.samples()));
  std::iota(order.begin(), order.end(), 0);
  Steps steps;
  const EpochStepper::Hooks hooks{.learning_rate = [&](Index) { return lbfgs.learning_rate; },
                                  .after_losses =
                                      [&](Index samples) {
                                        const double* const begin = stepper.workspace().losses.data();
                                        steps.losses.push_back(std::accumulate(begin, begin + samples, 0.0) /
                                                               static_cast<double>(samples));
                                      },
                                  .after_step = [] { return true; }};
  for (int step = 0; step < count; ++step) {
    state.first_sample = 0;
    EXPECT_EQ(stepper.run(order, state, hooks), EpochStepper::Outcome::finished);
    steps.parameters.push_back(in_double(state.parameters));
  }
  EXPECT_EQ(state.step, count);
  steps.last = *state.lbfgs;
  return steps;
}

// Each step carries on the float roundings of the gradients before, times the condition of the problem.
// Where the first trials are short, the length of the step is extrapolated from differences of nearly equal
// losses.
TEST(LbfgsStepper, HasPyTorchsSteps) {
  const Golden& golden = golden_of_lbfgs();
  const ParameterLayout layout(golden.architecture);
  ASSERT_EQ(golden.trainings.size(), 3u);
  for (const GoldenTraining& training : golden.trainings) {
    SCOPED_TRACE(training.name);
    const Steps steps = steps_of(golden, std::get<Lbfgs>(training.optimizer), 10, 2);
    for (std::size_t step = 0; step + 1 < training.losses.size(); ++step)
      EXPECT_NEAR(steps.losses[step], training.losses[step + 1], 5e-5) << "step " << step;
    const Eigen::VectorXd expected =
        Eigen::Map<const Eigen::VectorXd>(training.parameters.data(), std::ssize(training.parameters));
    EXPECT_TRUE(agrees(steps.parameters.back(), expected, layout, 1e-4));
  }
}

// BFGS in double precision, with the inverse Hessian as a matrix: from the last curvature times the identity,
// by the update of all pairs so far.
class TextbookBfgs {
 public:
  TextbookBfgs(const Golden& golden, double weight_decay)
      : golden_(golden), layout_(golden.architecture), weight_decay_(weight_decay) {
    batch_.inputs = Eigen::Map<const Eigen::MatrixXf>(golden.inputs.data(), golden.architecture.inputs(),
                                                      golden.samples())
                        .cast<double>();
    batch_.classes = golden.classes;
    x_ = Eigen::Map<const Eigen::VectorXf>(golden.parameters.data(), std::ssize(golden.parameters))
             .cast<double>();
    g_ = at(x_).gradient;
  }

  const Eigen::VectorXd& parameters() const { return x_; }
  double loss() const { return loss_at(x_); }

  void step() {
    const Eigen::VectorXd d = -inverse_hessian() * g_;
    const double first = steps_.empty() ? std::min(1.0, 1.0 / g_.lpNorm<1>()) : 1.0;
    const LineSearchResult found =
        search_line({.step = 0.0, .value = at(x_).loss, .slope = g_.dot(d)}, first, 25, [&](double t) {
          const ReferenceResult here = at(x_ + t * d);
          return LinePoint{.step = t, .value = here.loss, .slope = here.gradient.dot(d)};
        });
    const Eigen::VectorXd next = x_ + found.point.step * d, slope = at(next).gradient;
    steps_.push_back(next - x_);
    changes_.push_back(slope - g_);
    x_ = next;
    g_ = slope;
  }

 private:
  double loss_at(const Eigen::VectorXd& x) const {
    return reference_loss(golden_.architecture, x, golden_.loss, batch_);
  }
  // With the penalty.
  ReferenceResult at(const Eigen::VectorXd& x) const {
    ReferenceResult result = reference_pass(golden_.architecture, x, golden_.loss, batch_);
    for (const ParameterTensor& tensor : layout_.tensors) {
      if (!tensor.is_weight) continue;
      const Eigen::VectorXd weights = x.segment(tensor.offset, tensor.size());
      result.loss += 0.5 * weight_decay_ * weights.squaredNorm();
      result.gradient.segment(tensor.offset, tensor.size()) += weight_decay_ * weights;
    }
    return result;
  }
  Eigen::MatrixXd inverse_hessian() const {
    const Eigen::MatrixXd identity = Eigen::MatrixXd::Identity(x_.size(), x_.size());
    if (steps_.empty()) return identity;
    Eigen::MatrixXd H = steps_.back().dot(changes_.back()) / changes_.back().squaredNorm() * identity;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      const Eigen::VectorXd &s = steps_[i], &y = changes_[i];
      const double rho = 1.0 / y.dot(s);
      H = (identity - rho * s * y.transpose()) * H * (identity - rho * y * s.transpose()) +
          rho * s * s.transpose();
    }
    return H;
  }

  const Golden& golden_;
  const ParameterLayout layout_;
  const double weight_decay_;
  ReferenceBatch batch_;
  Eigen::VectorXd x_, g_;
  std::vector<Eigen::VectorXd> steps_, changes_;
};

TEST(LbfgsStepper, HasTheStepsOfBfgsWhileItForgetsNothing) {
  const Golden& golden = golden_of_lbfgs();
  const ParameterLayout layout(golden.architecture);
  for (const double weight_decay : {0.0, 0.02}) {
    TextbookBfgs textbook(golden, weight_decay);
    const Steps steps = steps_of(golden, {.weight_decay = weight_decay}, 8, 1);
    for (std::size_t step = 0; step < steps.parameters.size(); ++step) {
      textbook.step();
      EXPECT_NEAR(steps.losses[step], textbook.loss(), 1e-5) << step;
      EXPECT_TRUE(agrees(steps.parameters[step], textbook.parameters(), layout, 1e-4)) << step;
    }
    EXPECT_EQ(steps.last.pairs, 8);
  }
}

TEST(LbfgsStepper, KeepsAsManyPairsAsItsHistoryHasRoomFor) {
  EXPECT_EQ(steps_of(golden_of_lbfgs(), {.history = 3}, 8, 1).last.pairs, 3);
}

TEST(LbfgsStepper, LeavesFrozenLayersAsTheyAre) {
  const Golden& golden = golden_of_lbfgs();
  const ParameterLayout layout(golden.architecture);
  const Steps steps = steps_of(golden, {}, 4, 2, {1});
  const Steps alone = steps_of(golden, {}, 4, 1, {1});
  for (const ParameterTensor& tensor : layout.tensors) {
    const auto start =
        Eigen::Map<const Eigen::VectorXf>(golden.parameters.data() + tensor.offset, tensor.size());
    const bool same = steps.parameters.back().segment(tensor.offset, tensor.size()) == start.cast<double>();
    EXPECT_EQ(same, tensor.layer == 1) << tensor.name;
  }
  EXPECT_EQ(steps.parameters.back(), alone.parameters.back());
  EXPECT_LT(steps.losses.back(), steps.losses.front());
}

TEST(LbfgsStepper, NeverRaisesTheLoss) {
  const Steps steps = steps_of(golden_of_lbfgs(), {}, 30, 1);
  for (std::size_t step = 1; step < steps.losses.size(); ++step)
    EXPECT_LE(steps.losses[step], steps.losses[step - 1] * (1.0 + 0x1p-22)) << step;
}

}  // namespace
}  // namespace mlp
