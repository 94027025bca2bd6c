#include "mlp/nn/architecture.hpp"

#include <algorithm>
#include <sstream>
#include <string>
#include <variant>

#include "base/custom.hpp"
#include "mlp/base/error.hpp"

namespace mlp {

Activation default_output_activation(const Loss& loss) {
  switch (traits_of(loss).output) {
    case LossOutput::softmax:
      return Softmax{};
    case LossOutput::sigmoid:
      return Sigmoid{};
    case LossOutput::identity:
      break;
  }
  return Identity{};
}

bool gives_probabilities(const Loss& loss) {
  const LossTraits traits = traits_of(loss);
  return traits.targets == TargetKind::classes && traits.output != LossOutput::identity;
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

static void check_residual(std::size_t hidden, Index inputs, Index units) {
  if (inputs == units) return;
  throw ConfigError("/model/hidden/" + std::to_string(hidden) +
                        "/residual: expected a layer as wide as its input, which has " +
                        std::to_string(inputs) + ", got " + std::to_string(units) + " units",
                    "a layer can add its input only where each unit has one; make \"units\" " +
                        std::to_string(inputs) + ", or put a layer without \"residual\" before it");
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
    complete_custom(layer.activation, "/model/hidden/" + std::to_string(i) + "/activation");
    if (mixes_units(layer.activation)) {
      const std::string name(name_of(layer.activation));
      throw ConfigError("/model/hidden/" + std::to_string(i) +
                            "/activation: expected an activation for a hidden layer, got " + name,
                        name + " belongs to the output layer; with cross_entropy " +
                            (name == Softmax::name ? "it" : "softmax") + " is there by itself");
    }
    if (layer.residual && i > 0) check_residual(i, result.hidden[i - 1].units, layer.units);
    if (!layer.initializer) layer.initializer = default_initializer(layer.activation);
    check_bounds("/model/hidden/" + std::to_string(i), layer.activation, *layer.initializer);
  }
  check_freeze(result);
  OutputLayerConfig& output = result.output;
  if (!output.activation) output.activation = default_output_activation(loss);
  complete_custom(*output.activation, "/model/output/activation");
  check_output_activation(*output.activation, loss);
  if (!output.initializer) output.initializer = default_initializer(*output.activation);
  check_bounds("/model/output", *output.activation, *output.initializer);
  return result;
}

Architecture build_architecture(const ModelConfig& config, Index inputs, Index outputs) {
  Architecture architecture;
  Index width = inputs;
  for (std::size_t i = 0; i < config.hidden.size(); ++i) {
    const HiddenLayerConfig& layer = config.hidden[i];
    if (layer.residual) check_residual(i, width, layer.units);
    architecture.layers.push_back({width, layer.units, layer.activation, *layer.initializer,
                                   layer.normalization, layer.residual, layer.dropout});
    width = layer.units;
  }
  architecture.input_dropout = config.input_dropout;
  architecture.input_noise = config.input_noise;
  architecture.layers.push_back({width, outputs, *config.output.activation, *config.output.initializer});
  return architecture;
}

Index Architecture::widest() const {
  Index widest = inputs();
  for (const Layer& layer : layers) widest = std::max(widest, layer.units);
  return widest;
}

void ParameterLayout::add(const std::string& name, TensorRole role, Index rows, Index columns, double start) {
  tensors.push_back({.name = name,
                     .rows = rows,
                     .columns = columns,
                     .offset = size,
                     .is_weight = role == TensorRole::weight,
                     .layer = std::ssize(first_) - 1,
                     .role = role,
                     .start = start});
  size += padded(tensors.back().size());
  if (tensors.back().learns()) count += tensors.back().size();
}

ParameterLayout::ParameterLayout(const Architecture& architecture) {
  for (std::size_t i = 0; i < architecture.layers.size(); ++i) {
    const Layer& layer = architecture.layers[i];
    const std::string prefix = "layers." + std::to_string(i);
    first_.push_back(tensors.size());
    add(prefix + ".weight", TensorRole::weight, layer.units, layer.inputs, 0.0);
    add(prefix + ".bias", TensorRole::bias, layer.units, 1, 0.0);
    if (layer.normalization) {
      add(prefix + ".norm.weight", TensorRole::gain, layer.units, 1, 1.0);
      if (has_shift(*layer.normalization)) add(prefix + ".norm.bias", TensorRole::shift, layer.units, 1, 0.0);
    }
    if (const auto* prelu = std::get_if<Prelu>(&layer.activation))
      add(prefix + ".slope", TensorRole::slope, layer.units, 1, prelu->initial_slope);
    statistics_.push_back(layer.batch_norm() ? 2 : 0);
    if (layer.batch_norm()) {
      add(prefix + ".norm.running_mean", TensorRole::running_mean, layer.units, 1, 0.0);
      add(prefix + ".norm.running_var", TensorRole::running_variance, layer.units, 1, 1.0);
    }
  }
  first_.push_back(tensors.size());
}

const ParameterTensor& ParameterLayout::tensor(Index layer, TensorRole role) const {
  const auto all = of_layer(layer);
  return *std::find_if(all.begin(), all.end(),
                       [role](const ParameterTensor& tensor) { return tensor.role == role; });
}

}  // namespace mlp
