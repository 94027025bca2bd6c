// Mixed samples: the shares' distribution, losses and gradients beside the reference's, the same bits.
#include "nn/mixup.hpp"

#include <cstring>
#include <vector>

#include <gtest/gtest.h>

#include "alternatives.hpp"
#include "kernels/every_target.hpp"
#include "nn/engine.hpp"
#include "reference/comparison.hpp"

namespace mlp {
namespace {

// Of max(s, 1 − s), s ~ Beta(α, α), by scipy.stats.beta.
struct Distribution {
  double alpha;
  std::vector<double> at_most;  // 0.6, 0.75, 0.9, 0.99
};

TEST(OwnShare, IsTheLargerOfTwoSharesThatAreDrawnFromBeta) {
  const std::vector<double> places{0.6, 0.75, 0.9, 0.99};
  const std::vector<Distribution> distributions{{0.01, {0.003999, 0.010826, 0.021595, 0.044758}},
                                                {0.2, {0.064505, 0.171889, 0.32662, 0.580445}},
                                                {1.0, {0.2, 0.5, 0.8, 0.98}},
                                                {4.0, {0.420416, 0.858887, 0.994544, 0.999999}}};
  constexpr int draws = 20000;
  for (const Distribution& distribution : distributions) {
    std::vector<int> counts(places.size());
    for (std::uint32_t step = 0; step < draws; ++step) {
      const double share = own_share({distribution.alpha}, 3, step);
      ASSERT_GE(share, 0.5);
      ASSERT_LE(share, 1.0);
      for (std::size_t i = 0; i < places.size(); ++i) counts[i] += share <= places[i];
    }
    for (std::size_t i = 0; i < places.size(); ++i) {
      const double p = distribution.at_most[i], deviation = std::sqrt(p * (1 - p) / draws);
      EXPECT_NEAR(counts[i] / static_cast<double>(draws), p, 4 * deviation + 1e-6)
          << distribution.alpha << " at " << places[i];
    }
  }
}

TEST(OwnShare, IsThatOfItsSeedAndStep) {
  const double share = own_share({0.2}, 1, 7);
  EXPECT_EQ(own_share({0.2}, 1, 7), share);
  EXPECT_NE(own_share({0.2}, 1, 8), share);
  EXPECT_NE(own_share({0.2}, 2, 7), share);
  under_every_target([&](const std::string&) { EXPECT_EQ(own_share({0.2}, 1, 7), share); });
}

// 5-7-outputs on mixed samples.
EngineInput mixed_problem(const Loss& loss, Index samples, bool weighted) {
  const bool one = traits_of(loss).units == OutputUnits::one_for_two_classes;
  const Index outputs = one ? 1 : output_units(loss, 3);
  const ModelConfig model{.hidden = {{.units = 7, .activation = Tanh{}}}};
  EngineInput problem =
      drawn_problem(build_architecture(resolved(model, loss), 5, outputs), loss, samples, 1);
  for (Index i = 0; weighted && i < samples; ++i)
    problem.weights.push_back(0.25f * static_cast<float>(i % 5));
  problem.network.mixup = Mixup{0.5};
  const double share = own_share(*problem.network.mixup, problem.draws_from.seed, problem.draws_from.step);
  problem.draws_from.own_share = static_cast<float>(share);
  EXPECT_LT(share, 0.95);
  return problem;
}

std::vector<Loss> losses() {
  std::vector<Loss> all = all_alternatives<Loss>();
  all.push_back(CrossEntropy{.label_smoothing = 0.1, .class_weights = ListedWeights{{0.5, 2.0, 1.25}}});
  return all;
}

TEST(Mixup, HasTheLossAndGradientOfTheReference) {
  for (const Loss& loss : losses()) {
    for (const Index samples : {2, 7, 129, 300}) {
      for (const bool weighted : {false, true}) {
        SCOPED_TRACE(testing::Message() << name_of(loss) << ", " << samples << " samples, " << weighted);
        const EngineInput problem = mixed_problem(loss, samples, weighted);
        const ReferenceResult expected = reference_pass(
            problem.network.architecture, problem.reference_parameters(), loss, problem.reference_batch());
        const EngineResult actual = run_engine(problem, 2);
        const Eigen::VectorXd gradient =
            Eigen::Map<const Eigen::VectorXf>(actual.gradient.data(), actual.gradient.size()).cast<double>();
        EXPECT_TRUE(agrees(gradient, expected.gradient, problem.network.layout, 2e-5));
        EXPECT_NEAR(mean(actual.losses), expected.loss, 1e-5 * std::max(0.1, std::fabs(expected.loss)));
      }
    }
  }
}

TEST(Mixup, GivesTheSameBitsForAnyThreadsAndTarget) {
  for (const Loss& loss : {Loss(CrossEntropy{}), Loss(MeanSquaredError{})}) {
    const EngineInput problem = mixed_problem(loss, 301, true);
    const EngineResult alone = run_engine(problem, 1);
    const auto expect_same = [&](const EngineResult& other) {
      EXPECT_EQ(other.losses, alone.losses);
      EXPECT_EQ(std::memcmp(other.gradient.data(), alone.gradient.data(),
                            static_cast<std::size_t>(alone.gradient.size()) * sizeof(float)),
                0);
    };
    for (const int threads : {2, 3, 4, 7, 8}) expect_same(run_engine(problem, threads));
    under_every_target([&](const std::string&) { expect_same(run_engine(problem, 2)); });
  }
}

// A batch of two: each sample is the other's partner.
TEST(Mixup, MixesWithTheOtherEndOfTheBatch) {
  EngineInput problem = mixed_problem(MeanSquaredError{}, 2, false);
  const float share = static_cast<float>(problem.draws_from.own_share);
  EngineInput by_hand = problem;
  by_hand.network.mixup.reset();
  for (const int sample : {0, 1}) {
    by_hand.inputs.col(sample) =
        share * problem.inputs.col(sample) + (1.0f - share) * problem.inputs.col(1 - sample);
    by_hand.numbers.col(sample) =
        share * problem.numbers.col(sample) + (1.0f - share) * problem.numbers.col(1 - sample);
  }
  const EngineResult mixed = run_engine(problem, 1), expected = run_engine(by_hand, 1);
  for (std::size_t sample = 0; sample < 2; ++sample)
    EXPECT_NEAR(mixed.losses[sample], expected.losses[sample], 1e-6 * expected.losses[sample]);
}

}  // namespace
}  // namespace mlp
