// The engine's losses and gradients against the reference, for every network that resolved() allows:
// hidden activation × loss × output activation.
#include "nn/gradient.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "mlp/base/error.hpp"
#include "nn/engine.hpp"
#include "reference/alternatives.hpp"
#include "reference/comparison.hpp"
#include "reference/network.hpp"

namespace mlp {
namespace {

struct Case {
  std::string name;
  Activation hidden;
  Loss loss;
  Activation output;
};

std::vector<Case> all_cases() {
  std::vector<Loss> losses = all_alternatives<Loss>();
  losses.push_back(CrossEntropy{.label_smoothing = 0.1});
  std::vector<Case> cases;
  for (const Activation& hidden : all_alternatives<Activation>()) {
    for (const Loss& loss : losses) {
      for (const Activation& output : all_alternatives<Activation>()) {
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

// The smallest |z| of any unit.
double nearest_kink(const Problem& problem) {
  double nearest = std::numeric_limits<double>::infinity();
  for (const ReferenceLayer& layer : reference_forward(
           problem.network.architecture, problem.reference_parameters(), problem.inputs.cast<double>())) {
    nearest = std::min(nearest, layer.Z.cwiseAbs().minCoeff());
  }
  return nearest;
}

// How much of a tensor's gradient the samples take from each other: the sum of each sample's largest
// value, over the largest value of all together.  The worst tensor counts.
double cancellation(const Problem& problem) {
  const ParameterLayout& layout = problem.network.layout;
  const ReferenceBatch batch = problem.reference_batch();
  const auto largest = [&](const ReferenceBatch& some, std::size_t t) {
    const ReferenceResult result = reference_pass(problem.network.architecture,
                                                  problem.reference_parameters(), problem.network.loss, some);
    const ParameterTensor& tensor = layout.tensors[t];
    return result.gradient.segment(tensor.offset, tensor.size()).cwiseAbs().maxCoeff();
  };
  double worst = 1.0;
  for (std::size_t t = 0; t < layout.tensors.size(); ++t) {
    double sum = 0.0;
    for (Index n = 0; n < batch.samples(); ++n) {
      ReferenceBatch one{.inputs = batch.inputs.col(n), .classes = {}, .numbers = {}};
      if (batch.classes.empty()) {
        one.numbers = batch.numbers.col(n);
      } else {
        one.classes = {batch.classes[static_cast<std::size_t>(n)]};
      }
      sum += largest(one, t);
    }
    const double together = largest(batch, t) * static_cast<double>(batch.samples());
    if (sum > 0.0) worst = std::max(worst, sum / together);
  }
  return worst;
}

// Samples that tell the engine's errors from what float cannot do at all.  A float's z, a sum of up to
// 131 terms of order 1, is off by less than the margin, so it stands on the reference's side of every
// kink; and where a tensor is one number, no cancellation makes a relative error of it that no chain of
// floats could avoid (where it is many, the largest is far from 0).
Problem well_posed_problem(const Architecture& architecture, const Loss& loss, Index samples) {
  constexpr double margin = 1e-6, most_cancellation = 30.0;
  for (std::uint64_t seed = 1;; ++seed) {
    Problem problem = drawn_problem(architecture, loss, samples, seed);
    if (nearest_kink(problem) < margin) continue;
    const bool has_small_tensor =
        architecture.widest() == 1 || architecture.layers.back().has_learned_slope();
    if (has_small_tensor && cancellation(problem) > most_cancellation) continue;
    return problem;
  }
}

void check(const Case& c, std::vector<Index> sizes, Index samples) {
  SCOPED_TRACE(testing::Message() << testing::PrintToString(sizes) << ", " << samples << " samples");
  if (std::holds_alternative<BinaryCrossEntropy>(c.loss)) sizes.back() = 1;
  const Problem problem = well_posed_problem(architecture_of(sizes, c.hidden, c.output), c.loss, samples);
  const ReferenceResult expected = reference_pass(
      problem.network.architecture, problem.reference_parameters(), c.loss, problem.reference_batch());
  const EngineResult actual = run_engine(problem, 1);

  EXPECT_TRUE(actual.finite);
  // Each value is a chain of float roundings, 6e-8 each, that mostly cancel; the bound is the issue's.
  constexpr double tolerance = 1e-5;
  const Eigen::VectorXd gradient =
      Eigen::Map<const Eigen::VectorXf>(actual.gradient.data(), actual.gradient.size()).cast<double>();
  EXPECT_TRUE(agrees(gradient, expected.gradient, problem.network.layout, tolerance));
  EXPECT_NEAR(mean(actual.losses), expected.loss, tolerance * expected.loss);
  const Eigen::Map<const Eigen::MatrixXf> outputs(actual.outputs.data(), expected.outputs.rows(), samples);
  EXPECT_LE((outputs.cast<double>() - expected.outputs).cwiseAbs().maxCoeff(),
            tolerance * expected.outputs.cwiseAbs().maxCoeff());
}

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
      EXPECT_GE(units_per_gradient_block(layer), 1);
      EXPECT_LE(units_per_gradient_block(layer), units);
      EXPECT_GE(gradient_scratch_size({{layer}}), units);  // all biases, where the update rides
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
