// What a network is: its layers' sizes, activations and initializers.  An immutable description;
// parameters live elsewhere, in one flat buffer laid out by ParameterLayout.
//
//   layer l:   a_l = f_l(W_l · a_{l−1} + b_l)      W_l  [units, inputs] row-major,  b_l  [units]
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mlp/base/fields.hpp"
#include "mlp/base/memory.hpp"
#include "mlp/choice/activation.hpp"
#include "mlp/choice/initializer.hpp"
#include "mlp/choice/loss.hpp"

namespace mlp {

// The `model` part of a config.
struct HiddenLayerConfig {
  Index units = 0;
  Activation activation = Relu{};
  std::optional<Initializer> initializer = {};  // default: follows the activation
  static void fields(auto& self, auto& field) {
    field("units", self.units, at_least(1).at_most(1 << 24).required(), "outputs of the layer");
    field("activation", self.activation, anything, "the nonlinearity");
    field("initializer", self.initializer, anything,
          "how the weights start; default: follows the activation");
  }
};

struct OutputLayerConfig {
  std::optional<Activation> activation = {};    // default: follows the loss
  std::optional<Initializer> initializer = {};  // default: follows the activation
  static void fields(auto& self, auto& field) {
    field("activation", self.activation, anything, "default: follows the loss");
    field("initializer", self.initializer, anything,
          "how the weights start; default: follows the activation");
  }
};

struct ModelConfig {
  std::vector<HiddenLayerConfig> hidden = {};
  OutputLayerConfig output = {};
  std::optional<std::string> start_from = {};  // a run directory or model file
  std::vector<Index> freeze = {};              // layers from 0, the output layer last
  static void fields(auto& self, auto& field) {
    field("hidden", self.hidden, anything.required(), "the hidden layers in order; [] is a linear model");
    field("output", self.output, anything, "the output layer; its units follow from loss and targets");
    field("start_from", self.start_from, at_least(1),
          "a run or model file whose weights and input scaling training starts from");
    field("freeze", self.freeze, anything, "layers that keep their weights, counted from 0");
  }
};

struct Layer {
  Index inputs = 0;
  Index units = 0;
  Activation activation = Relu{};
  Initializer initializer = HeNormal{};
  static void fields(auto& self, auto& field) {
    field("inputs", self.inputs, at_least(1).required(), "");
    field("units", self.units, at_least(1).required(), "");
    field("activation", self.activation, anything.required(), "");
    field("initializer", self.initializer, anything, "");
  }
};

struct Architecture {
  std::vector<Layer> layers;  // at least one

  Index inputs() const { return layers.front().inputs; }
  Index outputs() const { return layers.back().units; }
  Index widest() const;  // the largest number of units or inputs
  static void fields(auto& self, auto& field) { field("layers", self.layers, at_least(1).required(), ""); }
};

// The activation that ends the network where the config leaves it open: softmax for
// cross_entropy, sigmoid for binary_cross_entropy, identity for regression.
Activation default_output_activation(const Loss& loss);

// Whether a network with this loss says how probable each class is.
bool gives_probabilities(const Loss& loss);

// Fills in what `config` leaves open and checks that loss and activations fit.
// Throws ConfigError naming the JSON pointer: softmax in a hidden layer, a fused loss with
// another output activation, a layer to freeze that there is not or that would leave none to learn.
ModelConfig resolved(const ModelConfig& config, const Loss& loss);

// REQUIRES: `config` is resolved; inputs, outputs ≥ 1.
Architecture build_architecture(const ModelConfig& config, Index inputs, Index outputs);

// One named tensor in the flat parameter buffer.
struct ParameterTensor {
  std::string name;   // "layers.0.weight", "layers.0.bias"
  Index rows = 0;     // units
  Index columns = 0;  // inputs; 1 for a bias
  Index offset = 0;   // in floats, a multiple of 16
  bool is_weight = false;
  Index layer = 0;

  Index size() const { return rows * columns; }
};

// Where each tensor lies in the parameter buffer, the gradient and every optimizer slot.
struct ParameterLayout {
  std::vector<ParameterTensor> tensors;  // weight and bias of each layer in turn
  Index size = 0;                        // floats in a buffer, padding included
  Index count = 0;                       // parameters, without padding

  explicit ParameterLayout(const Architecture& architecture);
  const ParameterTensor& weight(Index layer) const { return tensors[static_cast<std::size_t>(2 * layer)]; }
  const ParameterTensor& bias(Index layer) const { return tensors[static_cast<std::size_t>(2 * layer + 1)]; }
};

}  // namespace mlp
