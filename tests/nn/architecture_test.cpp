#include "mlp/nn/architecture.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/message_of.hpp"
#include "mlp/base/error.hpp"
#include "reference/alternatives.hpp"

namespace mlp {
namespace {

ModelConfig config_of(const std::vector<HiddenLayerConfig>& hidden, const OutputLayerConfig& output = {}) {
  return {.hidden = hidden, .output = output};
}

TEST(Architecture, TakesTheOutputActivationFromTheLoss) {
  EXPECT_EQ(name_of(*resolved(config_of({}), CrossEntropy{}).output.activation), "softmax");
  EXPECT_EQ(name_of(*resolved(config_of({}), BinaryCrossEntropy{}).output.activation), "sigmoid");
  EXPECT_EQ(name_of(*resolved(config_of({}), MeanSquaredError{}).output.activation), "identity");
}

TEST(Architecture, TakesInitializersFromTheActivations) {
  for (const Activation& activation : all_alternatives<Activation>()) {
    if (mixes_units(activation)) continue;
    const ModelConfig config =
        resolved(config_of({{3, activation, {}}}, {activation, {}}), MeanSquaredError{});
    const std::set<std::string_view> like_relu{"relu",       "leaky_relu",   "relu6", "elu",
                                               "celu",       "gelu",         "silu",  "mish",
                                               "hard_swish", "squared_relu", "prelu"};
    const std::string expected = name_of(activation) == "selu"          ? "lecun_normal"
                                 : like_relu.count(name_of(activation)) ? "he_normal"
                                                                        : "glorot_uniform";
    EXPECT_EQ(name_of(*config.hidden[0].initializer), expected) << name_of(activation);
    EXPECT_EQ(name_of(*config.output.initializer), expected) << name_of(activation);
  }
}

TEST(Architecture, KeepsWhatTheConfigSays) {
  const ModelConfig config = resolved(
      config_of({{3, LeakyRelu{.negative_slope = 0.25}, LecunNormal{}}}, {Tanh{}, Constant{.value = 0.5}}),
      MeanSquaredError{});
  EXPECT_EQ(std::get<LeakyRelu>(config.hidden[0].activation).negative_slope, 0.25);
  EXPECT_EQ(name_of(*config.hidden[0].initializer), "lecun_normal");
  EXPECT_EQ(name_of(*config.output.activation), "tanh");
  EXPECT_EQ(std::get<Constant>(*config.output.initializer).value, 0.5);
}

TEST(Architecture, ResolvesAResolvedConfigToItself) {
  const ModelConfig once = resolved(config_of({{3, Tanh{}, {}}}), CrossEntropy{});
  const ModelConfig twice = resolved(once, CrossEntropy{});
  EXPECT_EQ(name_of(*twice.output.activation), name_of(*once.output.activation));
  EXPECT_EQ(name_of(*twice.output.initializer), name_of(*once.output.initializer));
  EXPECT_EQ(name_of(*twice.hidden[0].initializer), name_of(*once.hidden[0].initializer));
}

TEST(Architecture, RefusesSoftmaxAndLogSoftmaxInAHiddenLayer) {
  EXPECT_EQ(message_of<ConfigError>([] {
              resolved(config_of({{3, Relu{}, {}}, {2, Softmax{}, {}}}), CrossEntropy{});
            }),
            "/model/hidden/1/activation: expected an activation for a hidden layer, got softmax\n"
            "  hint: softmax belongs to the output layer; with cross_entropy it is there by itself");
  EXPECT_EQ(message_of<ConfigError>([] {
              resolved(config_of({{3, LogSoftmax{}, {}}}), CrossEntropy{});
            }),
            "/model/hidden/0/activation: expected an activation for a hidden layer, got log_softmax\n"
            "  hint: log_softmax belongs to the output layer; with cross_entropy softmax is there by itself");
}

TEST(Architecture, RefusesAnOutputActivationThatDoesNotFitAFusedLoss) {
  EXPECT_EQ(message_of<ConfigError>([] {
              resolved(config_of({}, {Sigmoid{}, {}}), CrossEntropy{});
            }),
            "/model/output/activation: expected softmax with the loss cross_entropy, got sigmoid\n"
            "  hint: leave the output activation out; it follows from the loss");
  EXPECT_EQ(message_of<ConfigError>([] {
              resolved(config_of({}, {LogSoftmax{}, {}}), CrossEntropy{});
            }),
            "/model/output/activation: expected softmax with the loss cross_entropy, got log_softmax\n"
            "  hint: leave the output activation out; it follows from the loss");
  EXPECT_EQ(message_of<ConfigError>([] {
              resolved(config_of({}, {Identity{}, {}}), BinaryCrossEntropy{});
            }),
            "/model/output/activation: expected sigmoid with the loss binary_cross_entropy, got identity\n"
            "  hint: leave the output activation out; it follows from the loss");
}

TEST(Architecture, RefusesBoundsWithoutRoomBetweenThem) {
  const Initializer backwards = Uniform{.low = 0.5, .high = -0.5};
  EXPECT_EQ(message_of<ConfigError>([&] {
              resolved(config_of({{3, Relu{}, {}}, {3, Relu{}, backwards}}), MeanSquaredError{});
            }),
            "/model/hidden/1/initializer/high: expected a number above low, 0.5, got -0.5\n"
            "  hint: weights are drawn from low up to high; constant makes them all equal");
  EXPECT_THROW(resolved(config_of({}, {Identity{}, backwards}), MeanSquaredError{}), ConfigError);
  const Activation closed = HardTanh{.min_value = 2.0, .max_value = 2.0};
  EXPECT_EQ(message_of<ConfigError>([&] {
              resolved(config_of({}, {closed, {}}), MeanSquaredError{});
            }),
            "/model/output/activation/max_value: expected a number above min_value, 2, got 2\n"
            "  hint: outputs are cut to what lies between them; -1 and 1 are usual");
}

TEST(Architecture, AllowsEveryOutputActivationWithMse) {
  for (const Activation& activation : all_alternatives<Activation>()) {
    const ModelConfig config = resolved(config_of({}, {activation, {}}), MeanSquaredError{});
    EXPECT_EQ(name_of(*config.output.activation), name_of(activation));
  }
}

TEST(Architecture, ChainsTheLayersSizes) {
  const ModelConfig config = resolved(config_of({{5, Relu{}, {}}, {9, Tanh{}, {}}}), CrossEntropy{});
  const Architecture architecture = build_architecture(config, 4, 3);
  ASSERT_EQ(architecture.layers.size(), 3u);
  EXPECT_EQ(architecture.inputs(), 4);
  EXPECT_EQ(architecture.outputs(), 3);
  EXPECT_EQ(architecture.layers[1].inputs, 5);
  EXPECT_EQ(architecture.layers[1].units, 9);
  EXPECT_EQ(architecture.layers[2].inputs, 9);
  EXPECT_EQ(name_of(architecture.layers[2].activation), "softmax");
  EXPECT_EQ(architecture.widest(), 9);
  EXPECT_EQ(build_architecture(config, 40, 3).widest(), 40);
  EXPECT_EQ(build_architecture(config, 4, 30).widest(), 30);
}

TEST(ParameterLayout, PadsEachTensorToACacheLine) {
  const ModelConfig config = resolved(config_of({{5, Relu{}, {}}}), CrossEntropy{});
  const ParameterLayout layout(build_architecture(config, 4, 3));
  struct Expected {
    std::string name;
    Index rows, columns, offset;
    bool is_weight;
  };
  const std::vector<Expected> expected = {{"layers.0.weight", 5, 4, 0, true},
                                          {"layers.0.bias", 5, 1, 32, false},
                                          {"layers.1.weight", 3, 5, 48, true},
                                          {"layers.1.bias", 3, 1, 64, false}};
  ASSERT_EQ(layout.tensors.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(layout.tensors[i].name, expected[i].name);
    EXPECT_EQ(layout.tensors[i].rows, expected[i].rows);
    EXPECT_EQ(layout.tensors[i].columns, expected[i].columns);
    EXPECT_EQ(layout.tensors[i].offset, expected[i].offset);
    EXPECT_EQ(layout.tensors[i].is_weight, expected[i].is_weight);
  }
  EXPECT_EQ(layout.size, 80);
  EXPECT_EQ(layout.count, 5 * 4 + 5 + 3 * 5 + 3);
  EXPECT_EQ(layout.weight(1).name, "layers.1.weight");
  EXPECT_EQ(layout.bias(1).name, "layers.1.bias");
}

TEST(ParameterLayout, LeavesNoGapWhereATensorFillsItsLines) {
  const ModelConfig config = resolved(config_of({{16, Relu{}, {}}}), MeanSquaredError{});
  const ParameterLayout layout(build_architecture(config, 4, 1));
  EXPECT_EQ(layout.bias(0).offset, 64);
  EXPECT_EQ(layout.weight(1).offset, 80);
  EXPECT_EQ(layout.bias(1).offset, 96);
  EXPECT_EQ(layout.size, 112);
}

TEST(Architecture, LetsOnlyLayersAsWideAsTheirInputBeResidual) {
  const auto refusal = [](const ModelConfig& wanted, Index inputs) {
    return message_of<ConfigError>(
        [&] { build_architecture(resolved(wanted, MeanSquaredError{}), inputs, 1); });
  };
  ModelConfig config;
  config.hidden = {{.units = 4, .activation = Tanh{}}, {.units = 4, .activation = Tanh{}, .residual = true}};
  EXPECT_NO_THROW(build_architecture(resolved(config, MeanSquaredError{}), 9, 1));
  config.hidden[1].units = 5;
  EXPECT_THAT(
      refusal(config, 9),
      testing::HasSubstr(
          "/model/hidden/1/residual: expected a layer as wide as its input, which has 4, got 5 units"));
  config.hidden[1].units = 4;
  config.hidden[0].residual = true;
  EXPECT_NO_THROW(build_architecture(resolved(config, MeanSquaredError{}), 4, 1));
  EXPECT_THAT(refusal(config, 9), testing::HasSubstr("/model/hidden/0/residual: "));
}

TEST(ParameterLayout, HoldsWhatFurtherALayerLearnsAfterItsBias) {
  Layer normalized{.inputs = 3, .units = 20, .activation = Prelu{.initial_slope = 0.5}};
  normalized.normalization = LayerNorm{};
  const ParameterLayout layout(Architecture{.layers = {normalized, {.inputs = 20, .units = 1}}});
  std::vector<std::string> names;
  for (const ParameterTensor& tensor : layout.tensors) names.push_back(tensor.name);
  EXPECT_EQ(names, (std::vector<std::string>{"layers.0.weight", "layers.0.bias", "layers.0.norm.weight",
                                             "layers.0.norm.bias", "layers.0.slope", "layers.1.weight",
                                             "layers.1.bias"}));
  EXPECT_EQ(layout.weight(1).name, "layers.1.weight");
  EXPECT_EQ(layout.tensor(0, TensorRole::gain).start, 1.0);
  EXPECT_EQ(layout.tensor(0, TensorRole::slope).start, 0.5);
  EXPECT_FALSE(layout.tensor(0, TensorRole::gain).is_weight);
  EXPECT_EQ(layout.count, 60 + 4 * 20 + 20 + 1);
}

}  // namespace
}  // namespace mlp
