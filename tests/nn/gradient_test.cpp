// The engine's losses and gradients against the reference, for the networks that resolved() allows: every
// hidden activation × loss, and every output activation × loss above tanh.
#include "nn/gradient.hpp"

#include <algorithm>
#include <limits>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "mlp/base/error.hpp"
#include "nn/engine.hpp"
#include "reference/alternatives.hpp"
#include "reference/comparison.hpp"
#include "reference/loss_kinks.hpp"
#include "reference/network.hpp"

namespace mlp {
namespace {

struct Case {
  std::string name;
  Activation hidden;
  Loss loss;
  Activation output;
};

std::vector<Loss> losses_to_check() {
  std::vector<Loss> losses = all_alternatives<Loss>();
  losses.push_back(CrossEntropy{.label_smoothing = 0.1});
  losses.push_back(BinaryCrossEntropy{.positive_weight = 3.5});
  losses.push_back(Huber{.delta = 0.25});
  losses.push_back(SmoothL1{.beta = 0.25});
  losses.push_back(Quantile{.quantile = 0.9});
  losses.push_back(Focal{.gamma = 0.5});
  losses.push_back(BinaryFocal{.gamma = 3.0, .alpha = std::nullopt});
  losses.push_back(GaussianNll{.epsilon = 0.5});
  losses.push_back(MultiLabel{.positive_weight = 2.5});
  return losses;
}

std::vector<Case> all_cases() {
  const std::vector<Loss> losses = losses_to_check();
  std::vector<Case> cases;
  for (const Activation& hidden : all_alternatives<Activation>()) {
    for (const Loss& loss : losses) {
      for (const Activation& output : all_alternatives<Activation>()) {
        if (!is_worth_checking(hidden, loss, output)) continue;
        try {
          resolved({.hidden = {{1, hidden, {}}}, .output = {output, {}}}, loss);
        } catch (const ConfigError&) {
          continue;  // they do not fit; the tests of resolved() say when
        }
        std::string name;
        for (const std::string_view part : {name_of(hidden), name_of(loss), name_of(output)})
          name += std::string(part) + "_";
        cases.push_back({name + std::to_string(cases.size()), hidden, loss, output});
      }
    }
  }
  return cases;
}

// The smallest distance of any unit's z, or of the outputs, from a kink.
double nearest_kink(const EngineInput& problem) {
  const Architecture& architecture = problem.network.architecture;
  const std::vector<ReferenceLayer> layers =
      reference_forward(architecture, problem.reference_parameters(), problem.inputs.cast<double>());
  return std::min(nearest_kink(architecture, layers),
                  nearest_kink_of_loss(problem.network.loss, layers.back(), problem.reference_batch()));
}

double largest_of(const Eigen::VectorXd& gradient, const ParameterTensor& tensor) {
  return gradient.segment(tensor.offset, tensor.size()).cwiseAbs().maxCoeff();
}

Eigen::VectorXd reference_gradient(const EngineInput& problem, const Eigen::VectorXd& parameters,
                                   const ReferenceBatch& batch) {
  return reference_pass(problem.network.architecture, parameters, problem.network.loss, batch).gradient;
}

// How much of a tensor's gradient the samples take from each other: the sum of each sample's largest
// value, over the largest value of all together.  The worst tensor counts.
double cancellation(const EngineInput& problem, const Eigen::VectorXd& together) {
  const ReferenceBatch batch = problem.reference_batch();
  const std::vector<ParameterTensor>& tensors = problem.network.layout.tensors;
  std::vector<double> sums(tensors.size());
  for (Index n = 0; n < batch.samples(); ++n) {
    ReferenceBatch one{
        .inputs = batch.inputs.col(n), .classes = {}, .numbers = {}, .weights = {}, .draws = {}};
    if (batch.classes.empty()) {
      one.numbers = batch.numbers.col(n);
    } else {
      one.classes = {batch.classes[static_cast<std::size_t>(n)]};
    }
    const Eigen::VectorXd alone = reference_gradient(problem, problem.reference_parameters(), one);
    for (std::size_t t = 0; t < tensors.size(); ++t) sums[t] += largest_of(alone, tensors[t]);
  }
  double worst = 1.0;
  for (std::size_t t = 0; t < tensors.size(); ++t) {
    const double all = largest_of(together, tensors[t]) * static_cast<double>(batch.samples());
    if (sums[t] > 0.0) worst = std::max(worst, sums[t] / all);
  }
  return worst;
}

// How far the gradient moves, over its largest value, when every parameter is off by one ulp of float.
double sensitivity(const EngineInput& problem, const Eigen::VectorXd& gradient) {
  Eigen::VectorXd moved = problem.reference_parameters();
  for (Index i = 0; i < moved.size(); ++i) moved(i) *= i % 3 == 0 ? 1.0 + 0x1p-23 : 1.0 - 0x1p-23;
  const Eigen::VectorXd other = reference_gradient(problem, moved, problem.reference_batch());
  double worst = 0.0;
  for (const ParameterTensor& tensor : problem.network.layout.tensors) {
    const double largest = largest_of(gradient, tensor);
    if (largest > 0.0) worst = std::max(worst, largest_of(other - gradient, tensor) / largest);
  }
  return worst;
}

// Samples that tell the engine's errors from what float cannot do at all.  A float's z, a sum of up to
// 131 terms of order 1, is off by less than the margin, so it stands on the reference's side of every
// kink; no tensor's gradient is so nearly cancelled, or hangs so much on the last digit of the
// parameters, that no chain of floats could have it to the tolerance; and no exponential has run so far into
// the tail of the loss that only the error of its exponent is left.
EngineInput well_posed_problem(const Architecture& architecture, const Loss& loss, Index samples) {
  constexpr double margin = 1e-6, most_sensitivity = 2e-6, least_loss = 1e-4;
  const double most_cancellation = architecture.widest() == 1 ? 30.0 : 100.0;
  for (std::uint64_t seed = 1;; ++seed) {
    EngineInput problem = drawn_problem(architecture, loss, samples, seed);
    if (nearest_kink(problem) < margin) continue;
    const Eigen::VectorXd gradient =
        reference_gradient(problem, problem.reference_parameters(), problem.reference_batch());
    if (sensitivity(problem, gradient) > most_sensitivity) continue;
    if (cancellation(problem, gradient) > most_cancellation) continue;
    const double value = std::abs(
        reference_loss(architecture, problem.reference_parameters(), loss, problem.reference_batch()));
    if (value != 0.0 && !(value > least_loss)) continue;  // 0: cross entropy of a single unit
    return problem;
  }
}

void check(const Case& c, std::vector<Index> sizes, Index samples) {
  SCOPED_TRACE(testing::Message() << testing::PrintToString(sizes) << ", " << samples << " samples");
  const bool is_binary = traits_of(c.loss).units == OutputUnits::one_for_two_classes;
  sizes.back() = is_binary ? 1 : output_units(c.loss, sizes.back());
  const EngineInput problem = well_posed_problem(architecture_of(sizes, c.hidden, c.output), c.loss, samples);
  const ReferenceResult expected = reference_pass(
      problem.network.architecture, problem.reference_parameters(), c.loss, problem.reference_batch());
  const EngineResult actual = run_engine(problem, 1);

  EXPECT_TRUE(actual.finite);
  // Each value is a chain of float roundings, 6e-8 each, that mostly cancel; the bound is the issue's.
  constexpr double tolerance = 1e-5;
  const Eigen::VectorXd gradient =
      Eigen::Map<const Eigen::VectorXf>(actual.gradient.data(), actual.gradient.size()).cast<double>();
  EXPECT_TRUE(agrees(gradient, expected.gradient, problem.network.layout, tolerance));
  // Losses below 0 may cancel those above.
  double size = 0.0;
  for (const double loss : actual.losses) size += std::fabs(loss) / static_cast<double>(samples);
  EXPECT_NEAR(mean(actual.losses), expected.loss, tolerance * size);
  const Eigen::Map<const Eigen::MatrixXf> outputs(actual.outputs.data(), expected.outputs.rows(), samples);
  EXPECT_LE((outputs.cast<double>() - expected.outputs).cwiseAbs().maxCoeff(),
            tolerance * expected.outputs.cwiseAbs().maxCoeff());
}

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

class EachNetwork : public testing::TestWithParam<Case> {};

TEST_P(EachNetwork, HasTheLossAndGradientOfTheReference) {
  const std::vector<std::vector<Index>> shapes = {{4, 16, 3}, {5, 7, 4, 2}, {1, 1, 1}, {30, 130, 17, 10}};
  for (const std::vector<Index>& sizes : shapes) {
    for (const Index samples : {1, 7, 33, 129, 300}) check(GetParam(), sizes, samples);
  }
}

INSTANTIATE_TEST_SUITE_P(All, EachNetwork, testing::ValuesIn(all_cases()),
                         [](const auto& test) { return test.param.name; });

TEST(Gradient, OfALinearModelIsTheReferences) {
  const Case linear{.name = "", .hidden = Relu{}, .loss = MeanSquaredError{}, .output = Identity{}};
  check(linear, {6, 2}, 50);
  const Case logistic{.name = "", .hidden = Relu{}, .loss = CrossEntropy{}, .output = Softmax{}};
  check(logistic, {784, 10}, 140);
}

TEST(Gradient, BlocksCoverEachUnitOnceWhateverTheNumberOfThreads) {
  for (const Index units : {1, 5, 24, 130, 1000, 30000, 100000}) {
    for (const Index inputs : {1, 30, 5000, 100000}) {
      const Layer layer{.inputs = inputs, .units = units, .activation = Relu{}, .initializer = HeNormal{}};
      for (const Index samples : {64, 8192}) {
        EXPECT_GE(units_per_gradient_block(layer, samples), 1);
        EXPECT_LE(units_per_gradient_block(layer, samples), units);
        // All biases, where the update rides.
        EXPECT_GE(gradient_scratch_size({{layer}}, samples), units);
      }
      for (const int threads : {1, 2, 3, 7, 64}) {
        Index next = 0;
        for (int thread = 0; thread < threads; ++thread) {
          const UnitRange mine = units_of(layer, thread, threads);
          EXPECT_EQ(mine.first, next);
          EXPECT_GE(mine.count(), 0);
          next = mine.end;
        }
        EXPECT_EQ(next, units);
      }
    }
  }
}

}  // namespace
}  // namespace mlp
