// Layers that are more than an affine map and an activation, against the reference, and their bits for any
// number of threads and any instruction set.
#include "nn/decorated_layer.hpp"

#include <algorithm>
#include <cstring>

#include <gtest/gtest.h>

#include "decorated_layers.hpp"
#include "kernels/every_target.hpp"
#include "nn/engine.hpp"
#include "reference/comparison.hpp"

namespace mlp {
namespace {

EngineInput problem_of(const ModelConfig& model, const Loss& loss, Index samples, std::uint64_t seed = 1) {
  return drawn_problem(build_architecture(resolved(model, loss), 5, 3), loss, samples, seed, model.freeze);
}

bool has_batch_norm(const ModelConfig& model) {
  return std::any_of(model.hidden.begin(), model.hidden.end(), [](const HiddenLayerConfig& layer) {
    return layer.normalization && std::holds_alternative<BatchNorm>(*layer.normalization);
  });
}

// What the reference says of the tensors that learn; 0 of the others, as the engine's gradient holds.
Eigen::VectorXd learned_gradient(const Network& network, Eigen::VectorXd gradient) {
  for (const ParameterTensor& tensor : network.layout.tensors)
    if (!network.layer_learns(tensor.layer)) gradient.segment(tensor.offset, tensor.size()).setZero();
  return gradient;
}

double nearest_z_to_a_kink(const EngineInput& problem) {
  double nearest = 1.0;
  const ReferenceBatch batch = problem.reference_batch();
  for (const auto& draws : {batch.draws, std::optional<ReferenceDraws>()}) {
    for (const ReferenceLayer& layer :
         reference_forward(problem.network.architecture, problem.reference_parameters(), batch.inputs, draws))
      nearest = std::min(nearest, layer.Z.cwiseAbs().minCoeff());
  }
  return nearest;
}

class EachDecoration : public testing::TestWithParam<DecoratedCase> {};

TEST_P(EachDecoration, HasTheLossAndGradientOfTheReference) {
  for (const Loss& loss : {Loss(CrossEntropy{}), Loss(MeanSquaredError{})}) {
    for (const Index samples : {1, 7, 33, 129, 300}) {
      SCOPED_TRACE(testing::Message() << name_of(loss) << ", " << samples << " samples");
      if (samples == 1 && has_batch_norm(GetParam().model)) continue;
      std::uint64_t seed = 1;
      // A float's z is off by less: it stands on the reference's side of every kink.
      while (nearest_z_to_a_kink(problem_of(GetParam().model, loss, samples, seed)) < 1e-6) ++seed;
      const EngineInput problem = problem_of(GetParam().model, loss, samples, seed);
      const ReferenceResult expected = reference_pass(
          problem.network.architecture, problem.reference_parameters(), loss, problem.reference_batch());
      const EngineResult actual = run_engine(problem, 1);
      constexpr double tolerance = 1e-5;  // as of plain layers, see gradient_test.cpp
      const Eigen::VectorXd gradient =
          Eigen::Map<const Eigen::VectorXf>(actual.gradient.data(), actual.gradient.size()).cast<double>();
      EXPECT_TRUE(agrees(gradient, learned_gradient(problem.network, expected.gradient),
                         problem.network.layout, tolerance, has_batch_norm(GetParam().model) ? 0.05 : 0.0));
      EXPECT_NEAR(mean(actual.losses), expected.loss, tolerance * expected.loss);

      const Eigen::MatrixXd outputs =
          reference_forward(problem.network.architecture, problem.reference_parameters(),
                            problem.inputs.cast<double>())
              .back()
              .A;  // an evaluation: nothing is dropped
      const Eigen::Map<const Eigen::MatrixXf> got(actual.outputs.data(), outputs.rows(), samples);
      EXPECT_LE((got.cast<double>() - outputs).cwiseAbs().maxCoeff(),
                tolerance * outputs.cwiseAbs().maxCoeff());
    }
  }
}

bool same_bits(const EngineResult& a, const EngineResult& b) {
  return a.outputs == b.outputs && a.losses == b.losses &&
         std::memcmp(a.gradient.data(), b.gradient.data(),
                     static_cast<std::size_t>(a.gradient.size()) * sizeof(float)) == 0;
}

TEST_P(EachDecoration, GivesTheSameBitsForAnyThreadsAndTarget) {
  for (const DecoratedCase& wide : decorated_cases(true)) {
    if (wide.name != GetParam().name) continue;
    const EngineInput problem = problem_of(wide.model, MeanSquaredError{}, 300);
    const EngineResult alone = run_engine(problem, 1);
    for (int threads = 2; threads <= 8; ++threads)
      EXPECT_TRUE(same_bits(run_engine(problem, threads), alone)) << threads << " threads";
    under_every_target([&](const std::string&) { EXPECT_TRUE(same_bits(run_engine(problem, 2), alone)); });
  }
}

INSTANTIATE_TEST_SUITE_P(All, EachDecoration, testing::ValuesIn(decorated_cases()),
                         [](const auto& test) { return test.param.name; });

TEST(LearnedSlope, OfTheOutputsLearnsFromWeightedRows) {
  ModelConfig model;
  model.hidden = {{.units = 4, .activation = Tanh{}}};
  model.output.activation = Prelu{};
  EngineInput problem = problem_of(model, MeanSquaredError{}, 9);
  for (int i = 0; i < 9; ++i) problem.weights.push_back(0.5f * static_cast<float>(i));
  const ReferenceResult expected =
      reference_pass(problem.network.architecture, problem.reference_parameters(), MeanSquaredError{},
                     problem.reference_batch());
  const EngineResult actual = run_engine(problem, 1);
  const Eigen::VectorXd gradient =
      Eigen::Map<const Eigen::VectorXf>(actual.gradient.data(), actual.gradient.size()).cast<double>();
  EXPECT_TRUE(agrees(gradient, expected.gradient, problem.network.layout, 1e-5));
}

TEST(Dropout, DrawsAnewInEachStepAndForEachSeed) {
  ModelConfig model;
  model.hidden = {{.units = 40, .activation = Tanh{}, .dropout = StandardDropout{0.5}}};
  EngineInput problem = problem_of(model, MeanSquaredError{}, 20);
  const EngineResult first = run_engine(problem, 1);
  EXPECT_TRUE(same_bits(run_engine(problem, 1), first));
  ++problem.draws_from.step;
  EXPECT_NE(run_engine(problem, 1).losses, first.losses);
  --problem.draws_from.step;
  ++problem.draws_from.seed;
  EXPECT_NE(run_engine(problem, 1).losses, first.losses);
}

}  // namespace
}  // namespace mlp
