#include "nn/initialisation.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/every_target.hpp"
#include "nn/engine.hpp"
#include "reference/alternatives.hpp"

namespace mlp {
namespace {

Network network_of(const std::vector<Index>& sizes, const Initializer& initializer) {
  Architecture architecture = architecture_of(sizes, Tanh{}, Identity{});
  for (Layer& layer : architecture.layers) layer.initializer = initializer;
  return Network(architecture, MeanSquaredError{});
}

FlatBuffer<float> parameters_of(const Network& network, std::uint64_t seed, int threads = 1) {
  Team team(threads);
  return initial_parameters(network, seed, team);
}

std::vector<float> values(const FlatBuffer<float>& buffer) { return {buffer.begin(), buffer.end()}; }

std::vector<float> weights(const Network& network, Index layer, std::uint64_t seed) {
  const FlatBuffer<float> parameters = parameters_of(network, seed);
  const ParameterTensor& tensor = network.layout.weight(layer);
  return {parameters.data() + tensor.offset, parameters.data() + tensor.offset + tensor.size()};
}

// The first two weights of units 0 and 2 of layer 1, from 3 inputs, with seed 1: part of arithmetic
// number 1, never to change.
struct Literal {
  Initializer initializer;
  std::vector<float> expected;
};

class EachInitializer : public testing::TestWithParam<Initializer> {};

TEST_P(EachInitializer, DrawsWhatItAlwaysDrew) {
  const std::vector<Literal> literals = {
      {HeNormal{}, {-0x1.13fd82p-3f, -0x1.460ba4p+0f, -0x1.77c90ap+0f, 0x1.9ccea8p-3f}},
      {HeUniform{}, {-0x1.56294p+0f, -0x1.5bd7fep-1f, -0x1.cbf9f6p-1f, 0x1.a13086p-4f}},
      {GlorotNormal{}, {-0x1.695b28p-4f, -0x1.aae4ccp-1f, -0x1.ec04bcp-1f, 0x1.0e3eecp-3f}},
      {GlorotUniform{}, {-0x1.bffe7cp-1f, -0x1.c76f3p-2f, -0x1.2d201p-1f, 0x1.111d5ap-4f}},
      {LecunNormal{}, {-0x1.864f26p-4f, -0x1.cd1912p-1f, -0x1.09b868p+0f, 0x1.23e618p-3f}},
      {Zeros{}, {0x0p+0f, 0x0p+0f, 0x0p+0f, 0x0p+0f}},
      {Constant{}, {0x1.47ae14p-7f, 0x1.47ae14p-7f, 0x1.47ae14p-7f, 0x1.47ae14p-7f}},
  };
  const Network network = network_of({2, 3, 4}, GetParam());
  const std::vector<float> drawn = weights(network, 1, 1);
  bool is_listed = false;
  for (const Literal& literal : literals) {
    if (literal.initializer.index() != GetParam().index()) continue;
    is_listed = true;
    EXPECT_EQ((std::vector<float>{drawn[0], drawn[1], drawn[6], drawn[7]}), literal.expected);
  }
  EXPECT_TRUE(is_listed) << "add the new initializer's first draws";
}

double expected_variance(const Initializer& initializer, double fan_in, double fan_out) {
  const std::string_view name = name_of(initializer);
  if (name.starts_with("he_")) return 2.0 / fan_in;
  if (name.starts_with("glorot_")) return 2.0 / (fan_in + fan_out);
  if (name == "lecun_normal") return 1.0 / fan_in;
  return 0.0;
}

TEST_P(EachInitializer, HasTheMeanAndVarianceOfItsDefinition) {
  constexpr Index inputs = 400, units = 500;
  const std::vector<float> drawn = weights(network_of({inputs, units}, GetParam()), 0, 1);
  double sum = 0.0, squares = 0.0, largest = 0.0;
  for (const float weight : drawn) {
    sum += weight;
    squares += static_cast<double>(weight) * weight;
    largest = std::max(largest, std::fabs(static_cast<double>(weight)));
  }
  const double count = inputs * units, mean = sum / count;
  const auto* constant = std::get_if<Constant>(&GetParam());
  const double variance = expected_variance(GetParam(), inputs, units);
  // Five standard errors of the mean; and of the variance, whose relative one is at most √(2/n).
  EXPECT_NEAR(mean, constant ? 0.01 : 0.0, 5.0 * std::sqrt(variance / count) + 1e-9);
  EXPECT_NEAR(squares / count - mean * mean, variance, 5.0 * std::sqrt(2.0 / count) * variance + 1e-9);
  if (name_of(GetParam()).ends_with("_uniform")) {
    // The largest of 200000 draws is within 1e-4 of the bound but once in 10⁸ times.
    EXPECT_LE(largest, std::sqrt(3.0 * variance) * (1.0 + 1e-7));
    EXPECT_GE(largest, std::sqrt(3.0 * variance) * (1.0 - 1e-4));
  }
}

TEST_P(EachInitializer, LeavesBiasesAndPaddingZero) {
  const Network network = network_of({3, 5, 7}, GetParam());
  FlatBuffer<float> parameters = parameters_of(network, 1);
  for (Index l = 0; l < 2; ++l) {
    const ParameterTensor& weight = network.layout.weight(l);
    std::fill_n(parameters.data() + weight.offset, weight.size(), 0.0f);
  }
  for (const float parameter : parameters) EXPECT_EQ(parameter, 0.0f);
}

TEST_P(EachInitializer, DrawsTheSameForAnyNumberOfThreadsAndUnderEverySimdTarget) {
  const Network network = network_of({13, 37, 5}, GetParam());
  const std::vector<float> expected = values(parameters_of(network, 7));
  for (const int threads : {2, 3, 7}) EXPECT_EQ(values(parameters_of(network, 7, threads)), expected);
  under_every_target([&](const std::string&) { EXPECT_EQ(values(parameters_of(network, 7)), expected); });
}

TEST_P(EachInitializer, DrawsAnewForAnotherSeedLayerUnitAndInput) {
  if (expected_variance(GetParam(), 1, 1) == 0.0) return;  // nothing is drawn
  const Network network = network_of({8, 8, 8}, GetParam());
  const std::vector<float> drawn = weights(network, 0, 1);
  EXPECT_NE(drawn, weights(network, 0, 2));
  EXPECT_NE(drawn, weights(network, 0, (std::uint64_t{1} << 32) + 1));
  EXPECT_NE(drawn, weights(network, 1, 1));
  for (std::size_t i = 1; i < drawn.size(); ++i) EXPECT_NE(drawn[i], drawn[0]);
}

INSTANTIATE_TEST_SUITE_P(All, EachInitializer, testing::ValuesIn(all_alternatives<Initializer>()),
                         name_of_param<Initializer>);

TEST(Initialisation, OfAConstantIsItsValue) {
  for (const float weight : weights(network_of({3, 4}, Constant{.value = -0.3}), 0, 1))
    EXPECT_EQ(weight, -0.3f);
}

// A unit's draws do not depend on how many other units there are.
TEST(Initialisation, OfAUnitDependsOnItsOwnPlaceOnly) {
  const std::vector<float> few = weights(network_of({6, 2}, HeNormal{}), 0, 1);
  const std::vector<float> many = weights(network_of({6, 50}, HeNormal{}), 0, 1);
  EXPECT_EQ(few, std::vector<float>(many.begin(), many.begin() + 12));
}

}  // namespace
}  // namespace mlp
