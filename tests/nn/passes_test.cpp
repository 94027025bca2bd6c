#include "nn/passes.hpp"

#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/every_target.hpp"
#include "nn/engine.hpp"

namespace mlp {
namespace {

template <typename Values>
bool same_bits(const Values& a, const Values& b) {
  using Element = std::decay_t<decltype(*a.data())>;
  return a.size() == b.size() &&
         std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size()) * sizeof(Element)) == 0;
}

// One of each kind of loss, with every hidden activation, and sizes that fill no tile.
std::vector<EngineInput> problems(Index samples) {
  std::vector<EngineInput> all;
  const auto add = [&](const std::vector<Index>& sizes, const Activation& hidden, const Loss& loss,
                       const Activation& output) {
    all.push_back(drawn_problem(architecture_of(sizes, hidden, output), loss, samples, 3));
  };
  add({30, 130, 17, 10}, Relu{}, CrossEntropy{.label_smoothing = 0.1}, Softmax{});
  add({30, 130, 17, 10}, Tanh{}, MeanSquaredError{}, Softmax{});
  add({30, 130, 17, 1}, Sigmoid{}, BinaryCrossEntropy{}, Sigmoid{});
  add({4, 16, 3}, LeakyRelu{}, MeanSquaredError{}, Identity{});
  add({5, 7, 4, 2}, Identity{}, MeanSquaredError{}, Tanh{});
  add({1, 1, 1}, Tanh{}, MeanSquaredError{}, Identity{});
  return all;
}

void expect_same(const EngineResult& actual, const EngineResult& expected) {
  EXPECT_TRUE(same_bits(actual.outputs, expected.outputs));
  EXPECT_TRUE(same_bits(actual.losses, expected.losses));
  EXPECT_TRUE(same_bits(actual.predicted, expected.predicted));
  EXPECT_TRUE(same_bits(actual.gradient, expected.gradient));
}

TEST(Passes, GiveTheSameBitsForAnyNumberOfThreads) {
  for (const Index samples : {1, 7, 129, 300}) {
    for (const EngineInput& problem : problems(samples)) {
      const EngineResult alone = run_engine(problem, 1);
      for (const int threads : {2, 3, 7}) {
        SCOPED_TRACE(testing::Message() << threads << " threads, " << samples << " samples");
        expect_same(run_engine(problem, threads), alone);
      }
    }
  }
}

// Of more samples than a block has; the next layer up is divided by samples, or normalizes over them.
TEST(Passes, GiveTheSameBitsWhereTheFirstLayerIsDividedByUnits) {
  constexpr Index samples = 131;
  for (const Activation& hidden : {Activation(Relu{}), Activation(Gelu{})}) {
    Architecture architecture = architecture_of({65, 263, 17, 10}, hidden, Softmax{});
    for (const bool normalizes : {false, true}) {
      if (normalizes) architecture.layers[1].normalization = BatchNorm{};
      const EngineInput problem = drawn_problem(architecture, CrossEntropy{}, samples, 3);
      const EngineResult alone = run_engine(problem, 1);
      for (const int threads : {2, 3, 7}) {
        SCOPED_TRACE(testing::Message() << threads << " threads, " << name_of(hidden) << " " << normalizes);
        EXPECT_TRUE(Workspace(problem.network, samples, threads, PassKind::training).first_layer_by_units);
        expect_same(run_engine(problem, threads), alone);
      }
    }
  }
}

TEST(Passes, GiveTheSameBitsUnderEverySimdTarget) {
  for (const Index samples : {1, 7, 129, 300}) {
    for (const EngineInput& problem : problems(samples)) {
      const EngineResult best = run_engine(problem, 1);
      under_every_target([&](const std::string&) { expect_same(run_engine(problem, 2), best); });
    }
  }
}

TEST(Passes, GiveASampleTheSameBitsInABatchOfAnySize) {
  for (const EngineInput& whole : problems(300)) {
    const EngineResult all = run_engine(whole, 1);
    const Index outputs = whole.network.architecture.outputs();
    for (const Index size : {1, 7, 64}) {
      SCOPED_TRACE(size);
      for (Index first = 0; first < 300; first += size) {
        const Index samples = std::min<Index>(size, 300 - first);
        Batch batch = whole.batch();
        std::vector<std::int32_t> rows;
        for (Index i = 0; i < samples; ++i) rows.push_back(static_cast<std::int32_t>(first + i));
        batch.rows = rows.data();
        batch.size = samples;
        Workspace workspace(whole.network, samples, 1, PassKind::inference);
        forward(whole.network, whole.parameters.data(), batch, {0, samples}, workspace, 0);
        const LayerMemory& last = workspace.outputs();
        for (Index i = 0; i < samples; ++i) {
          ASSERT_EQ(
              std::memcmp(last.values.data() + i * last.stride, all.outputs.data() + (first + i) * outputs,
                          static_cast<std::size_t>(outputs) * sizeof(float)),
              0)
              << "sample " << first + i;
          ASSERT_EQ(workspace.losses[i], all.losses[static_cast<std::size_t>(first + i)]);
        }
      }
    }
  }
}

TEST(Passes, OfARowlessBatchAreThoseOfRowsInOrder) {
  for (const EngineInput& problem : problems(33)) {
    const EngineResult expected = run_engine(problem, 1);
    std::vector<std::int32_t> rows;
    for (std::int32_t i = 0; i < 33; ++i) rows.push_back(i);
    Batch batch = problem.batch();
    batch.rows = rows.data();
    Workspace workspace(problem.network, 33, 1, PassKind::training);
    EXPECT_TRUE(forward_backward(problem.network, problem.parameters.data(), batch, {0, 33}, workspace, 0));
    EXPECT_EQ(std::vector<double>(workspace.losses.begin(), workspace.losses.end()), expected.losses);
  }
}

TEST(Passes, ShareABatchWithoutGapInWholeCacheLines) {
  for (const Index size : {1, 15, 16, 17, 64, 129, 1000}) {
    for (const int threads : {1, 2, 3, 7, 64}) {
      Index next = 0;
      for (int thread = 0; thread < threads; ++thread) {
        const Share share = share_of(size, thread, threads);
        EXPECT_EQ(share.first, next);
        EXPECT_LE(share.first, share.end);
        EXPECT_TRUE(share.first % samples_per_share == 0 || share.first == size);
        next = share.end;
      }
      EXPECT_EQ(next, size);
    }
  }
}

TEST(Passes, PredictTheClassOfTheLargestLogitAndTheLowestOnTies) {
  EngineInput problem = drawn_problem(architecture_of({2, 3}, Relu{}, Softmax{}), CrossEntropy{}, 3, 1);
  problem.inputs << 1, 0, 0,  //
      0, 1, 0;
  const std::vector<float> weights = {0, 1,  // class 0
                                      2, 1,  // class 1
                                      0, 0};
  std::copy(weights.begin(), weights.end(), problem.parameters.data());
  std::fill_n(problem.parameters.data() + problem.network.layout.bias(0).offset, 3, 0.0f);
  EXPECT_EQ(run_engine(problem, 1).predicted, (std::vector<std::int32_t>{1, 0, 0}));
}

// ---- Values that are not finite

constexpr float infinite = std::numeric_limits<float>::infinity();

struct Verdict {
  bool finite;
  Index first_layer;  // −1: the inputs
  bool is_delta;
};

Verdict verdict(const EngineInput& problem) {
  const Index samples = problem.inputs.cols();
  Workspace workspace(problem.network, samples, 1, PassKind::training);
  const bool finite = forward_backward(problem.network, problem.parameters.data(), problem.batch(),
                                       {0, samples}, workspace, 0);
  if (finite) return {true, -2, false};
  const NonFinite first = first_not_finite(problem.network, workspace, samples);
  return {false, first.what == NonFinite::What::inputs ? -1 : first.layer,
          first.what == NonFinite::What::deltas};
}

TEST(Passes, FindTheLayerWhereValuesStopBeingFinite) {
  // relu, so that a large value is not squashed before the loss.
  for (const Loss& loss : {Loss(CrossEntropy{}), Loss(MeanSquaredError{})}) {
    const Activation output = default_output_activation(loss);
    const EngineInput sound = drawn_problem(architecture_of({5, 7, 4, 2}, Relu{}, output), loss, 200, 1);
    EXPECT_TRUE(verdict(sound).finite);

    EngineInput bad_input = sound;
    bad_input.inputs(3, 170) = infinite;
    EXPECT_FALSE(verdict(bad_input).finite);
    EXPECT_EQ(verdict(bad_input).first_layer, -1);

    for (Index l = 0; l < 3; ++l) {
      EngineInput bad_layer = sound;
      bad_layer.parameters[bad_layer.network.layout.bias(l).offset + 1] = infinite;
      EXPECT_FALSE(verdict(bad_layer).finite) << "layer " << l;
      EXPECT_EQ(verdict(bad_layer).first_layer, l);
    }
  }
}

// A loss of 10³⁶ and a slope of 10¹⁸, times a weight of 10³⁸.
TEST(Passes, FindTheLayerWhereDeltasStopBeingFinite) {
  EngineInput problem =
      drawn_problem(architecture_of({2, 3, 3, 1}, Identity{}, Identity{}), MeanSquaredError{}, 9, 1);
  problem.inputs.setConstant(1.0f);
  const auto set_weights = [&](Index l, float value) {
    const ParameterTensor& weight = problem.network.layout.weight(l);
    std::fill_n(problem.parameters.data() + weight.offset, weight.size(), value);
    const ParameterTensor& bias = problem.network.layout.bias(l);
    std::fill_n(problem.parameters.data() + bias.offset, bias.size(), 0.0f);
  };
  set_weights(0, 1e-20f);
  set_weights(1, 1.0f);
  set_weights(2, 1e38f);
  const Verdict found = verdict(problem);
  EXPECT_FALSE(found.finite);
  EXPECT_TRUE(found.is_delta);
  EXPECT_EQ(found.first_layer, 1);
  set_weights(2, 1e10f);
  EXPECT_TRUE(verdict(problem).finite);
}

TEST(Passes, CallALossThatIsNotANumberNotFinite) {
  for (const Loss& loss : {Loss(CrossEntropy{}), Loss(BinaryCrossEntropy{}), Loss(MeanSquaredError{})}) {
    for (const float bad : {infinite, -infinite, std::numeric_limits<float>::quiet_NaN()}) {
      EngineInput problem =
          drawn_problem(architecture_of({3, 1}, Relu{}, default_output_activation(loss)), loss, 9, 1);
      problem.parameters[problem.network.layout.bias(0).offset] = bad;
      EXPECT_FALSE(verdict(problem).finite) << name_of(loss) << " with " << bad;
    }
  }
}

TEST(Passes, StayFiniteForExtremeLogits) {
  for (const float size : {100.0f, 1e4f, 1e30f}) {
    for (const Loss& loss :
         {Loss(CrossEntropy{}), Loss(CrossEntropy{.label_smoothing = 0.1}), Loss(BinaryCrossEntropy{})}) {
      const bool is_binary = std::holds_alternative<BinaryCrossEntropy>(loss);
      EngineInput problem = drawn_problem(
          architecture_of({3, is_binary ? 1 : 4}, Relu{}, default_output_activation(loss)), loss, 40, 1);
      for (float& parameter : problem.parameters) parameter *= size;
      const EngineResult actual = run_engine(problem, 1);
      const ReferenceResult expected = reference_pass(
          problem.network.architecture, problem.reference_parameters(), loss, problem.reference_batch());
      EXPECT_TRUE(actual.finite);
      // Differences of logits, each rounded to float.
      EXPECT_NEAR(mean(actual.losses), expected.loss, 1e-5 * expected.loss) << name_of(loss) << " " << size;
      for (const float slope : actual.gradient) EXPECT_TRUE(std::isfinite(slope));
    }
  }
}

TEST(Passes, WeighRowsAsTheReferenceDoes) {
  for (const Loss& loss :
       {Loss(MeanSquaredError{}), Loss(CrossEntropy{.class_weights = ListedWeights{{0.5, 2.0, 1.5}}}),
        Loss(MultiLabel{}), Loss(GaussianNll{}), Loss(BinaryFocal{})}) {
    const bool is_binary = traits_of(loss).units == OutputUnits::one_for_two_classes;
    const Index units = is_binary ? 1 : output_units(loss, 3);
    EngineInput problem =
        drawn_problem(architecture_of({4, 9, units}, Tanh{}, default_output_activation(loss)), loss, 40, 1);
    for (int n = 0; n < 40; ++n) problem.weights.push_back(0.25f * static_cast<float>(n % 7));
    const ReferenceResult expected = reference_pass(
        problem.network.architecture, problem.reference_parameters(), loss, problem.reference_batch());
    const EngineResult actual = run_engine(problem, 3);
    EXPECT_NEAR(mean(actual.losses), expected.loss, 1e-5 * std::fabs(expected.loss)) << name_of(loss);
    const Eigen::VectorXd gradient =
        Eigen::Map<const Eigen::VectorXf>(actual.gradient.data(), actual.gradient.size()).cast<double>();
    // Chains of floats, as in gradient_test.cpp.
    EXPECT_LE((gradient - expected.gradient).cwiseAbs().maxCoeff(),
              1e-5 * expected.gradient.cwiseAbs().maxCoeff())
        << name_of(loss);
  }
}

}  // namespace
}  // namespace mlp
