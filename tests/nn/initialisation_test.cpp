#include "nn/initialisation.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/every_target.hpp"
#include "nn/engine.hpp"
#include "reference/activations.hpp"
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
      {Ones{}, {1.0f, 1.0f, 1.0f, 1.0f}},
      {Uniform{}, {-0x1.831c74p-5f, -0x1.898a4cp-6f, -0x1.0433b4p-5f, 0x1.d7ffp-9f}},
      {Normal{}, {-0x1.0e6a04p-7f, -0x1.3f754p-4f, -0x1.703164p-4f, 0x1.947782p-7f}},
      {TruncatedNormal{}, {-0x1.0e6a04p-7f, -0x1.3f754p-4f, -0x1.703164p-4f, 0x1.947782p-7f}},
      {LecunUniform{}, {-0x1.e3e39p-1f, -0x1.ebecep-2f, -0x1.4540ap-1f, 0x1.26ff6p-4f}},
      {Orthogonal{}, {-0x1.048512p-4f, -0x1.810c1ap-1f, -0x1.62b88cp-1f, 0x1.3fe68cp-2f}},
      {Sparse{}, {-0x1.520486p-3f, -0x1.8f5292p+0f, -0x1.cc3dbcp+0f, 0x1.f99564p-3f}},
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
  if (name.starts_with("lecun_")) return 1.0 / fan_in;
  if (name == "uniform") return 0.05 * 0.05 / 3.0;
  if (name == "normal") return 0.05 * 0.05;
  if (name == "truncated_normal") return 0.05 * 0.05 * 0.7737413;  // 1 − 4·φ(2)/(2·Φ(2) − 1)
  if (name == "orthogonal") return 1.0 / std::max(fan_in, fan_out);
  if (name == "sparse") return std::min(15.0, fan_in) / fan_in;
  return 0.0;
}

double expected_mean(const Initializer& initializer) {
  const std::string_view name = name_of(initializer);
  return name == "constant" ? 0.01 : name == "ones" ? 1.0 : 0.0;
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
  const double variance = expected_variance(GetParam(), inputs, units);
  // Independent draws: of sparse only those that are not 0.
  const double draws = std::holds_alternative<Sparse>(GetParam()) ? 15 * units : count;
  // Five standard errors of the mean; and of the variance, whose relative one is at most √(2/n).
  EXPECT_NEAR(mean, expected_mean(GetParam()), 5.0 * std::sqrt(variance / count) + 1e-9);
  EXPECT_NEAR(squares / count - mean * mean, variance, 5.0 * std::sqrt(2.0 / draws) * variance + 1e-9);
  if (name_of(GetParam()).ends_with("uniform")) {
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

TEST(Initialisation, TakesTheNumbersOfUniformAndNormal) {
  const Network wide = network_of({100, 100}, Uniform{.low = 2.0, .high = 3.0});
  const std::vector<float> uniform = weights(wide, 0, 1);
  EXPECT_GE(*std::min_element(uniform.begin(), uniform.end()), 2.0f);
  EXPECT_LE(*std::max_element(uniform.begin(), uniform.end()), 3.0f);
  const std::vector<float> normal = weights(network_of({3, 4}, Normal{.mean = 5.0, .stddev = 0.0}), 0, 1);
  EXPECT_EQ(normal, std::vector<float>(12, 5.0f));
  // A normal draw twice as wide is the same draw, doubled.
  const std::vector<float> narrow = weights(network_of({3, 4}, Normal{.stddev = 0.5}), 0, 1);
  const std::vector<float> broad = weights(network_of({3, 4}, Normal{.stddev = 1.0}), 0, 1);
  for (std::size_t i = 0; i < 12; ++i) EXPECT_EQ(broad[i], 2.0f * narrow[i]);
}

TEST(Initialisation, OfTruncatedNormalStaysWithinTwoDeviationsAndElseIsNormal) {
  const std::vector<float> cut = weights(network_of({200, 200}, TruncatedNormal{.stddev = 1.0}), 0, 1);
  const std::vector<float> whole = weights(network_of({200, 200}, Normal{.stddev = 1.0}), 0, 1);
  double redrawn = 0.0;
  for (std::size_t i = 0; i < cut.size(); ++i) {
    EXPECT_LE(std::fabs(cut[i]), 2.0f);
    if (std::fabs(whole[i]) <= 2.0f) {
      EXPECT_EQ(cut[i], whole[i]);
    } else {
      ++redrawn;
    }
  }
  // 4.55 of 100, with five standard errors.
  EXPECT_NEAR(redrawn / 40000.0, 0.0455, 5.0 * std::sqrt(0.0455 / 40000.0));
}

TEST(Initialisation, OfSparseGivesEachUnitSoManyInputs) {
  const std::vector<float> drawn = weights(network_of({50, 40}, Sparse{.nonzero = 7, .stddev = 2.0}), 0, 1);
  std::vector<int> uses(50);
  for (std::size_t unit = 0; unit < 40; ++unit) {
    int nonzero = 0;
    for (std::size_t i = 0; i < 50; ++i) {
      nonzero += drawn[unit * 50 + i] != 0.0f;
      uses[i] += drawn[unit * 50 + i] != 0.0f;
    }
    EXPECT_EQ(nonzero, 7);
  }
  // 280 uses over 50 inputs: none is left out, none has more than 5.6 + 5·√5.6.
  EXPECT_GE(*std::min_element(uses.begin(), uses.end()), 1);
  EXPECT_LE(*std::max_element(uses.begin(), uses.end()), 17);
  for (const float weight : weights(network_of({3, 4}, Sparse{}), 0, 1)) EXPECT_NE(weight, 0.0f);
}

TEST(Initialisation, OfOrthogonalHasOrthonormalRowsOrColumns) {
  for (const auto& [inputs, units] : std::vector<std::pair<Index, Index>>{
           {30, 30}, {50, 20}, {20, 50}, {1, 1}, {1, 9}, {9, 1}, {257, 100}}) {
    const std::vector<float> drawn =
        weights(network_of({inputs, units}, Orthogonal{.gain = NumberGain{2.0}}), 0, 1);
    using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const Eigen::MatrixXd W = Eigen::Map<const RowMajor>(drawn.data(), units, inputs).cast<double>();
    const Eigen::MatrixXd Q = units <= inputs ? W : Eigen::MatrixXd(W.transpose());
    const Eigen::MatrixXd gram = Q * Q.transpose();
    // Rounding to float: 2⁻²⁴ of each element, 2·√length of which make a product of 4.
    EXPECT_LE((gram - 4.0 * Eigen::MatrixXd::Identity(gram.rows(), gram.cols())).cwiseAbs().maxCoeff(), 2e-6)
        << units << " x " << inputs;
  }
}

// A unit's draws do not depend on how many other units there are.
TEST(Initialisation, OfAUnitDependsOnItsOwnPlaceOnly) {
  const std::vector<float> few = weights(network_of({6, 2}, HeNormal{}), 0, 1);
  const std::vector<float> many = weights(network_of({6, 50}, HeNormal{}), 0, 1);
  EXPECT_EQ(few, std::vector<float>(many.begin(), many.begin() + 12));
}

// E[f(z)²] for z of N(0, 1), by Simpson's rule between nodes that hit every kink.
double mean_square(const Activation& activation) {
  constexpr int intervals = 24000;
  constexpr double first = -12.0, width = 0.001, density_at_0 = 0.3989422804014327;
  double sum = 0.0;
  for (int i = 0; i <= intervals; ++i) {
    const double z = first + width * i, f = reference_value(activation, z);
    const double share = i == 0 || i == intervals ? 1.0 : i % 2 == 1 ? 4.0 : 2.0;
    sum += share * f * f * density_at_0 * std::exp(-0.5 * z * z);
  }
  return sum * width / 3.0;
}

TEST(InitialGain, IsPyTorchsWhereItHasOne) {
  EXPECT_EQ(initial_gain(Identity{}), 1.0);
  EXPECT_EQ(initial_gain(Sigmoid{}), 1.0);
  EXPECT_EQ(initial_gain(Softmax{}), 1.0);
  EXPECT_EQ(initial_gain(LogSoftmax{}), 1.0);
  EXPECT_EQ(initial_gain(Tanh{}), 5.0 / 3.0);
  EXPECT_EQ(initial_gain(Selu{}), 0.75);
  EXPECT_DOUBLE_EQ(initial_gain(Relu{}), 1.4142135623730951);
  EXPECT_DOUBLE_EQ(initial_gain(LeakyRelu{}), 1.4141428569978354);  // of 0.01
}

TEST(InitialGain, KeepsTheMeanSquareOfTheOthers) {
  std::vector<Activation> activations = all_alternatives<Activation>();
  activations.push_back(Gelu{.approximate = true});
  activations.push_back(Elu{.alpha = 0.3});
  activations.push_back(LeakyRelu{.negative_slope = 0.3});
  for (const Activation& activation : activations) {
    if (mixes_units(activation) || std::holds_alternative<Sigmoid>(activation) ||
        std::holds_alternative<Tanh>(activation) || std::holds_alternative<Selu>(activation))
      continue;
    EXPECT_NEAR(initial_gain(activation) * std::sqrt(mean_square(activation)), 1.0, 1e-9)
        << name_of(activation);
  }
}

// Each weight of a gain is that of a gain of 1 times the gain, but for roundings.
TEST(Gain, MultipliesWhatIsDrawn) {
  const auto drawn = [](const auto& initializer) {
    return weights(network_of({40, 30, 20}, initializer), 0, 1);
  };
  const auto expect_times = [&](const auto& initializer, const Gain& gain, float factor) {
    auto changed = initializer;
    changed.gain = gain;
    const std::vector<float> before = drawn(initializer), after = drawn(changed);
    for (std::size_t i = 0; i < before.size(); ++i)
      ASSERT_NEAR(after[i], factor * before[i], 2e-7f * std::fabs(factor * before[i]));
  };
  const auto check = [&](const auto& initializer) {
    expect_times(initializer, NumberGain{2.5}, 2.5f);
    expect_times(initializer, ActivationGain{}, 5.0f / 3.0f);  // of tanh
  };
  check(GlorotNormal{});
  check(GlorotUniform{});
  check(LecunNormal{});
  check(LecunUniform{});
  check(Orthogonal{});
}

TEST(Gain, IsThatOfEachLayersActivation) {
  Network network = network_of({40, 30, 20}, LecunNormal{.gain = ActivationGain{}});
  network.architecture.layers[0].activation = Relu{};
  const Network he = network_of({40, 30, 20}, HeNormal{});
  const std::vector<float> of_relu = weights(network, 0, 1), expected = weights(he, 0, 1);
  for (std::size_t i = 0; i < expected.size(); ++i)
    ASSERT_NEAR(of_relu[i], expected[i], 2e-7f * std::fabs(expected[i]));
  EXPECT_EQ(weights(network, 1, 1), weights(network_of({40, 30, 20}, LecunNormal{}), 1, 1));  // identity
}

}  // namespace
}  // namespace mlp
