#include "train/health/dead_units.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "alternatives.hpp"
#include "reference/activations.hpp"
#include "train/health/gradient_flow.hpp"
#include "train/training_data.hpp"

namespace mlp {
namespace {

using testing::IsEmpty;

// ---- Zones

// z from −12 to 12, off every kink.
std::vector<double> points() {
  std::vector<double> all;
  for (int i = -1200; i <= 1200; ++i) all.push_back(i / 100.0 + 0.00123);
  return all;
}

TEST(Zones, AreOpenExactlyWhereTheSlopeIsNotZero) {
  std::vector<Activation> activations = all_alternatives<Activation>();
  activations.insert(activations.end(),
                     {LeakyRelu{.negative_slope = 0.0}, Elu{.alpha = 0.0}, HardTanh{.min_value = -2.0}});
  for (const Activation& activation : activations) {
    const Zones zones = zones_of(activation);
    if (!zones.can_die()) continue;
    for (const double z : points()) {
      const bool is_open = z > zones.open_low && z < zones.open_high;
      EXPECT_EQ(reference_slope(activation, z) != 0.0, is_open) << name_of(activation) << " at " << z;
    }
  }
}

TEST(Zones, AreWhereTheSlopeIsAtLeastAHundredthOfItsMaximum) {
  for (const Activation& activation : all_alternatives<Activation>()) {
    const Zones zones = zones_of(activation);
    if (!zones.saturates()) continue;
    double steepest = reference_slope(activation, 0.0);
    for (const double z : points()) steepest = std::max(steepest, std::fabs(reference_slope(activation, z)));
    for (const double z : points()) {
      const bool is_steep = z >= zones.steep_low && z <= zones.steep_high;
      EXPECT_EQ(reference_slope(activation, z) >= 0.01 * steepest, is_steep)
          << name_of(activation) << " at " << z;
    }
  }
}

// Those of which the whole side below some point has no slope.
TEST(Zones, KnowEveryActivationThatCanDie) {
  for (const Activation& activation : all_alternatives<Activation>()) {
    if (mixes_units(activation)) continue;
    EXPECT_EQ(zones_of(activation).can_die(), reference_slope(activation, -11.0) == 0.0)
        << name_of(activation);
  }
}

// ---- Proofs

TEST(DeadUnits, AreProvenDeadOnlyWhereNoPointOfTheBoxOpensThem) {
  int shut = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const Eigen::MatrixXf drawn = drawn_matrix(seed, 0, 5, 3);
    Ranges box(5);
    double highest = 0.0;
    for (Index i = 0; i < 5; ++i) {
      box.low[static_cast<std::size_t>(i)] = std::min(drawn(i, 0), drawn(i, 1));
      box.high[static_cast<std::size_t>(i)] = std::max(drawn(i, 0), drawn(i, 1));
      highest += std::max<double>(drawn(i, 2) * drawn(i, 0), drawn(i, 2) * drawn(i, 1));
    }
    const Eigen::VectorXf weights = drawn.col(2);
    const Zones relu = zones_of(Relu{});
    const auto just = [&](double off) { return static_cast<float>(-highest + off); };
    EXPECT_FALSE(is_shut_over_box(weights.data(), just(1e-5), box, relu));
    EXPECT_TRUE(is_shut_over_box(weights.data(), just(-1e-5), box, relu));
    shut += is_shut_over_box(weights.data(), -1.0f, box, relu);
  }
  EXPECT_GT(shut, 50);
  EXPECT_LT(shut, 350);
}

TEST(DeadUnits, AreShutAboveTooWhereTheActivationIsFlatThere) {
  Ranges box(1);
  box.low[0] = -1.0f;
  box.high[0] = 1.0f;
  const float weight = 1.0f;
  EXPECT_TRUE(is_shut_over_box(&weight, 7.5f, box, zones_of(Relu6{})));
  EXPECT_FALSE(is_shut_over_box(&weight, 6.5f, box, zones_of(Relu6{})));
  EXPECT_FALSE(is_shut_over_box(&weight, 7.5f, box, zones_of(Relu{})));
}

// ---- From one examination to the next

struct TwoLayers : testing::Test {
  TwoLayers() : parameters(network.layout.size) {
    for (const Layer& layer : network.architecture.layers) {
      seen.layers.emplace_back(layer.units);
      LayerObservation& here = seen.layers.back();
      here.opened.assign(here.opened.size(), 1);
      here.pre_activations.high.assign(here.opened.size(), -1.0f);
      here.values.low.assign(here.opened.size(), 0.0f);
      here.values.high.assign(here.opened.size(), 1.0f);
    }
    seen.inputs = Ranges(2);
    seen.inputs.low = {-1.0f, -1.0f};
    seen.inputs.high = {1.0f, 1.0f};
    seen.of_all_rows = true;
    clear_flow(network, state);
  }
  std::vector<RevivedUnit> follow(Index epoch) {
    return follow_deaths(network, parameters.data(), seen, epoch, state);
  }

  Network network{
      build_architecture(resolved(ModelConfig{.hidden = {{.units = 4}, {.units = 3}}}, MeanSquaredError{}), 2,
                         1),
      MeanSquaredError{}};
  FlatBuffer<float> parameters;
  Observation seen;
  HealthState state;
};

TEST_F(TwoLayers, KeepSinceWhenAUnitIsDeadAndTellWhenItComesBack) {
  seen.layers[1].opened[2] = 0;
  EXPECT_THAT(follow(3), IsEmpty());
  seen.layers[0].opened[1] = 0;
  EXPECT_THAT(follow(4), IsEmpty());
  ASSERT_EQ(state.dead.size(), 2u);
  EXPECT_EQ(state.dead[0].layer, 0);
  EXPECT_EQ(state.dead[0].unit, 1);
  EXPECT_EQ(state.dead[0].since_epoch, 4);
  EXPECT_EQ(state.dead[1].layer, 1);
  EXPECT_EQ(state.dead[1].since_epoch, 3);
  seen.layers[1].opened[2] = 1;
  const std::vector<RevivedUnit> revived = follow(5);
  ASSERT_EQ(revived.size(), 1u);
  EXPECT_EQ(revived[0].layer, 1);
  EXPECT_EQ(revived[0].unit, 2);
  ASSERT_EQ(state.dead.size(), 1u);
  seen.layers[1].opened[2] = 0;
  follow(6);
  EXPECT_EQ(state.dead[1].since_epoch, 6);
}

TEST_F(TwoLayers, NameTheCause) {
  const auto cause_of = [&](Index epoch) {
    state.dead.clear();
    follow(epoch);
    return state.dead.at(0).cause;
  };
  seen.layers[0].opened[1] = 0;
  EXPECT_EQ(cause_of(0), "the initialisation: its weights make it fire for no row");
  EXPECT_EQ(cause_of(2), "its weights or its inputs moved away from every row");
  parameters[network.layout.bias(0).offset + 1] = -4.0f;
  EXPECT_EQ(cause_of(2), "negative bias: at -4 it outweighs the weighted inputs, at most 3");
  state.largest_updates[1] = 2.5f;
  EXPECT_EQ(cause_of(2), "the learning rate: an update in epoch 2 was 2.5 times as long as its weights");
}

TEST(WatchedSteps, AreThePowersOfFourAndTheLast) {
  std::vector<Index> steps;
  for (Index step = 0; step < 100; ++step)
    if (is_watched_step(step, 100)) steps.push_back(step + 1);
  EXPECT_THAT(steps, testing::ElementsAre(1, 4, 16, 64, 100));
}

}  // namespace
}  // namespace mlp
