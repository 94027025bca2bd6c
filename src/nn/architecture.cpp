#include "mlp/nn/architecture.hpp"

#include <algorithm>
#include <string>
#include <variant>

#include "mlp/base/error.hpp"

namespace mlp {

static Activation fitting_activation(const CrossEntropy&) { return Softmax{}; }
static Activation fitting_activation(const BinaryCrossEntropy&) { return Sigmoid{}; }
static Activation fitting_activation(const MeanSquaredError&) { return Identity{}; }

Activation default_output_activation(const Loss& loss) {
  return std::visit([](const auto& held) { return fitting_activation(held); }, loss);
}

bool gives_probabilities(const Loss& loss) {
  const Activation activation = default_output_activation(loss);
  return target_kind(loss) == TargetKind::classes &&
         (std::holds_alternative<Softmax>(activation) || std::holds_alternative<Sigmoid>(activation));
}

static void check_output_activation(const Activation& activation, const Loss& loss) {
  const bool fused = target_kind(loss) == TargetKind::classes;
  const std::string_view expected = name_of(default_output_activation(loss));
  if (fused && name_of(activation) != expected) {
    throw ConfigError("/model/output/activation: expected " + std::string(expected) + " with the loss " +
                          std::string(name_of(loss)) + ", got " + std::string(name_of(activation)),
                      "leave the output activation out; it follows from the loss");
  }
}

static void check_freeze(const ModelConfig& config) {
  const auto layers = static_cast<Index>(config.hidden.size()) + 1;
  for (std::size_t i = 0; i < config.freeze.size(); ++i) {
    const Index layer = config.freeze[i];
    const std::string place = "/model/freeze/" + std::to_string(i) + ": expected ";
    if (layer < 0 || layer >= layers) {
      throw ConfigError(
          place + "a layer in [0, " + std::to_string(layers - 1) + "], got " + std::to_string(layer),
          "hidden layers count from 0; the output layer comes after them");
    }
    const auto here = config.freeze.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::find(config.freeze.begin(), here, layer) != here)
      throw ConfigError(place + "each layer once, got " + std::to_string(layer) + " again");
  }
  if (static_cast<Index>(config.freeze.size()) == layers) {
    throw ConfigError("/model/freeze: expected a layer left to learn, got all " + std::to_string(layers),
                      "leave out the output layer, " + std::to_string(layers - 1));
  }
}

ModelConfig resolved(const ModelConfig& config, const Loss& loss) {
  ModelConfig result = config;
  for (std::size_t i = 0; i < result.hidden.size(); ++i) {
    HiddenLayerConfig& layer = result.hidden[i];
    if (std::holds_alternative<Softmax>(layer.activation)) {
      throw ConfigError("/model/hidden/" + std::to_string(i) +
                            "/activation: expected an activation for a hidden layer, got softmax",
                        "softmax belongs to the output layer; with cross_entropy it is there by itself");
    }
    if (!layer.initializer) layer.initializer = default_initializer(layer.activation);
  }
  check_freeze(result);
  OutputLayerConfig& output = result.output;
  if (!output.activation) output.activation = default_output_activation(loss);
  check_output_activation(*output.activation, loss);
  if (!output.initializer) output.initializer = default_initializer(*output.activation);
  return result;
}

Architecture build_architecture(const ModelConfig& config, Index inputs, Index outputs) {
  Architecture architecture;
  Index width = inputs;
  for (const HiddenLayerConfig& layer : config.hidden) {
    architecture.layers.push_back({width, layer.units, layer.activation, *layer.initializer});
    width = layer.units;
  }
  architecture.layers.push_back({width, outputs, *config.output.activation, *config.output.initializer});
  return architecture;
}

Index Architecture::widest() const {
  Index widest = inputs();
  for (const Layer& layer : layers) widest = std::max(widest, layer.units);
  return widest;
}

ParameterLayout::ParameterLayout(const Architecture& architecture) {
  for (std::size_t i = 0; i < architecture.layers.size(); ++i) {
    const Layer& layer = architecture.layers[i];
    const std::string prefix = "layers." + std::to_string(i);
    for (const bool is_weight : {true, false}) {
      tensors.push_back({.name = prefix + (is_weight ? ".weight" : ".bias"),
                         .rows = layer.units,
                         .columns = is_weight ? layer.inputs : 1,
                         .offset = size,
                         .is_weight = is_weight,
                         .layer = static_cast<Index>(i)});
      size += padded(tensors.back().size());
      count += tensors.back().size();
    }
  }
}

}  // namespace mlp
