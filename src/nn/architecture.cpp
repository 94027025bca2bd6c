#include "mlp/nn/architecture.hpp"

#include <algorithm>
#include <sstream>
#include <string>
#include <variant>

#include "mlp/base/error.hpp"

namespace mlp {

Activation default_output_activation(const Loss& loss) { return traits_of(loss).output; }

bool gives_probabilities(const Loss& loss) {
  const Activation activation = default_output_activation(loss);
  return target_kind(loss) == TargetKind::classes &&
         (std::holds_alternative<Softmax>(activation) || std::holds_alternative<Sigmoid>(activation));
}

static void check_output_activation(const Activation& activation, const Loss& loss) {
  const std::string_view expected = name_of(default_output_activation(loss));
  if (fixes_output(loss) && name_of(activation) != expected) {
    throw ConfigError("/model/output/activation: expected " + std::string(expected) + " with the loss " +
                          std::string(name_of(loss)) + ", got " + std::string(name_of(activation)),
                      "leave the output activation out; it follows from the loss");
  }
}

static void check_order(const std::string& layer, const std::string& low_name, double low,
                        const std::string& high_name, double high, const std::string& hint) {
  if (low < high) return;
  std::ostringstream message;
  message << layer << high_name << ": expected a number above " << low_name << ", " << low << ", got "
          << high;
  throw ConfigError(message.str(), hint);
}

// `layer` is its JSON pointer.
static void check_bounds(const std::string& layer, const Activation& activation,
                         const Initializer& initializer) {
  if (const auto* const cut = std::get_if<HardTanh>(&activation)) {
    check_order(layer + "/activation/", "min_value", cut->min_value, "max_value", cut->max_value,
                "outputs are cut to what lies between them; -1 and 1 are usual");
  }
  if (const auto* const bounds = std::get_if<Uniform>(&initializer)) {
    check_order(layer + "/initializer/", "low", bounds->low, "high", bounds->high,
                "weights are drawn from low up to high; constant makes them all equal");
  }
}

ModelConfig resolved(const ModelConfig& config, const Loss& loss) {
  ModelConfig result = config;
  for (std::size_t i = 0; i < result.hidden.size(); ++i) {
    HiddenLayerConfig& layer = result.hidden[i];
    if (mixes_units(layer.activation)) {
      const std::string name(name_of(layer.activation));
      throw ConfigError("/model/hidden/" + std::to_string(i) +
                            "/activation: expected an activation for a hidden layer, got " + name,
                        name + " belongs to the output layer; with cross_entropy " +
                            (name == Softmax::name ? "it" : "softmax") + " is there by itself");
    }
    if (!layer.initializer) layer.initializer = default_initializer(layer.activation);
    check_bounds("/model/hidden/" + std::to_string(i), layer.activation, *layer.initializer);
  }
  OutputLayerConfig& output = result.output;
  if (!output.activation) output.activation = default_output_activation(loss);
  check_output_activation(*output.activation, loss);
  if (!output.initializer) output.initializer = default_initializer(*output.activation);
  check_bounds("/model/output", *output.activation, *output.initializer);
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
                         .is_weight = is_weight});
      size += padded(tensors.back().size());
      count += tensors.back().size();
    }
  }
}

}  // namespace mlp
