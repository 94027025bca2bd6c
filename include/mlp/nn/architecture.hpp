// What a network is: its layers' sizes, activations and initializers.  An immutable description;
// parameters live elsewhere, in one flat buffer laid out by ParameterLayout.
//
//   layer l:   a_l = f_l(W_l · a_{l−1} + b_l)      W_l  [units, inputs] row-major,  b_l  [units]
//
// A hidden layer may do more; in order: affine map, normalization, activation, residual, dropout.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mlp/base/export.hpp"
#include "mlp/base/fields.hpp"
#include "mlp/base/memory.hpp"
#include "mlp/choice/activation.hpp"
#include "mlp/choice/dropout.hpp"
#include "mlp/choice/initializer.hpp"
#include "mlp/choice/loss.hpp"
#include "mlp/choice/normalization.hpp"

namespace mlp {

// Optimizer settings of a single layer.
struct LayerOptimizer {
  double learning_rate_factor = 1.0;
  std::optional<double> weight_decay = {};  // default: the optimizer's
  static void fields(auto& self, auto& field) {
    field("learning_rate_factor", self.learning_rate_factor, above(0.0),
          "what the learning rate is multiplied by for this layer");
    field("weight_decay", self.weight_decay, at_least(0.0),
          "instead of the optimizer's; default: the optimizer's");
  }
};

// The `model` part of a config.
struct HiddenLayerConfig {
  Index units = 0;
  Activation activation = Relu{};
  std::optional<Initializer> initializer = {};  // default: follows the activation
  std::optional<Normalization> normalization = {};
  bool residual = false;
  std::optional<Dropout> dropout = {};
  std::optional<LayerOptimizer> optimizer = {};
  static void fields(auto& self, auto& field) {
    field("units", self.units, at_least(1).at_most(1 << 24).required(), "outputs of the layer");
    field("activation", self.activation, anything, "the nonlinearity");
    field("initializer", self.initializer, anything,
          "how the weights start; default: follows the activation");
    field("normalization", self.normalization, anything, "between the affine map and the activation");
    field("residual", self.residual, anything,
          "the layer's output adds its input, which must be as wide  (He et al. 2016)");
    field("dropout", self.dropout, anything, "while training, drops outputs with this probability");
    field("optimizer", self.optimizer, anything, "what the layer's updates have of their own");
  }
};

struct OutputLayerConfig {
  std::optional<Activation> activation = {};    // default: follows the loss
  std::optional<Initializer> initializer = {};  // default: follows the activation
  std::optional<LayerOptimizer> optimizer = {};
  static void fields(auto& self, auto& field) {
    field("activation", self.activation, anything, "default: follows the loss");
    field("initializer", self.initializer, anything,
          "how the weights start; default: follows the activation");
    field("optimizer", self.optimizer, anything, "what the layer's updates have of their own");
  }
};

struct ModelConfig {
  std::vector<HiddenLayerConfig> hidden = {};
  OutputLayerConfig output = {};
  std::optional<Dropout> input_dropout = {};
  double input_noise = 0.0;
  std::optional<std::string> start_from = {};  // a run directory or model file
  std::vector<Index> freeze = {};              // layers from 0, the output layer last
  static void fields(auto& self, auto& field) {
    field("hidden", self.hidden, anything.required(), "the hidden layers in order; [] is a linear model");
    field("output", self.output, anything, "the output layer; its units follow from loss and targets");
    field("input_dropout", self.input_dropout, anything,
          "while training, drops inputs with this probability");
    field("input_noise", self.input_noise, at_least(0.0),
          "while training, standard deviation of normal noise added to the preprocessed inputs");
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
  std::optional<Normalization> normalization = {};
  bool residual = false;
  std::optional<Dropout> dropout = {};
  static void fields(auto& self, auto& field) {
    field("inputs", self.inputs, at_least(1).required(), "");
    field("units", self.units, at_least(1).required(), "");
    field("activation", self.activation, anything.required(), "");
    field("initializer", self.initializer, anything, "");
    field("normalization", self.normalization, anything.left_out_when_unset(), "");
    field("residual", self.residual, anything.left_out_when_unset(), "");
    field("dropout", self.dropout, anything.left_out_when_unset(), "");
  }

  bool has_learned_slope() const { return std::holds_alternative<Prelu>(activation); }
  // Its batch normalization, or null.
  const BatchNorm* batch_norm() const {
    return normalization ? std::get_if<BatchNorm>(&*normalization) : nullptr;
  }
  // Whether it is an affine map and an activation of single numbers, and nothing else.
  bool is_plain() const { return !normalization && !residual && !dropout && !has_learned_slope(); }
};

struct MLP_API Architecture {
  std::vector<Layer> layers;  // at least one
  std::optional<Dropout> input_dropout = {};
  double input_noise = 0.0;

  Index inputs() const { return layers.front().inputs; }
  Index outputs() const { return layers.back().units; }
  Index widest() const;  // the largest number of units or inputs
  static void fields(auto& self, auto& field) {
    field("layers", self.layers, at_least(1).required(), "");
    field("input_dropout", self.input_dropout, anything.left_out_when_unset(), "");
    field("input_noise", self.input_noise, at_least(0.0).left_out_when_unset(), "");
  }
};

// The activation that ends the network where the config leaves it open: the loss's own.
MLP_API Activation default_output_activation(const Loss& loss);

// Whether a network with this loss says how probable each class is.
MLP_API bool gives_probabilities(const Loss& loss);

// Fills in what `config` leaves open and checks that loss and activations fit.
// Throws ConfigError naming the JSON pointer: softmax in a hidden layer, a fused loss with
// another output activation, bounds without room between them, a residual layer after a hidden one of
// another width, a layer to freeze that does not exist or that would leave none to learn.
MLP_API ModelConfig resolved(const ModelConfig& config, const Loss& loss);

// REQUIRES: `config` is resolved; inputs, outputs ≥ 1.  Throws ConfigError where the first hidden layer is
// residual and not as wide as the inputs.
MLP_API Architecture build_architecture(const ModelConfig& config, Index inputs, Index outputs);

// What a tensor is to its layer.  All but the weight have a value per unit.
enum class TensorRole { weight, bias, gain, shift, slope, running_mean, running_variance };

// One named tensor in the flat parameter buffer.
struct ParameterTensor {
  std::string name;   // "layers.0.weight", "layers.0.bias"
  Index rows = 0;     // units
  Index columns = 0;  // inputs; 1 for a bias
  Index offset = 0;   // in floats, a multiple of 16
  bool is_weight = false;
  Index layer = 0;
  TensorRole role = TensorRole::weight;
  double start = 0.0;  // of every element; a weight starts by its layer's initializer

  Index size() const { return rows * columns; }
  // Whether it has a gradient; running statistics only follow the batches.
  bool learns() const { return role != TensorRole::running_mean && role != TensorRole::running_variance; }
};

// Where each tensor lies in the parameter buffer, the gradient and every optimizer slot.
//
//   layers.N.weight, layers.N.bias                          of every layer
//   layers.N.norm.weight, layers.N.norm.bias                gain and shift of a normalization
//   layers.N.slope                                          of prelu
//   layers.N.norm.running_mean, layers.N.norm.running_var   of batch_norm
struct MLP_API ParameterLayout {
  std::vector<ParameterTensor> tensors;  // layer by layer, in each the weight and the bias first
  Index size = 0;                        // floats in a buffer, padding included
  Index count = 0;                       // parameters that may learn, without padding

  explicit ParameterLayout(const Architecture& architecture);
  std::span<const ParameterTensor> of_layer(Index layer) const {
    const auto at = static_cast<std::size_t>(layer);
    return std::span(tensors).subspan(first_[at], first_[at + 1] - first_[at]);
  }
  const ParameterTensor& weight(Index layer) const { return of_layer(layer)[0]; }
  const ParameterTensor& bias(Index layer) const { return of_layer(layer)[1]; }
  // What a layer may learn: weight and bias, and more.
  std::span<const ParameterTensor> learned(Index layer) const {
    const auto all = of_layer(layer);
    return all.first(all.size() - statistics_[static_cast<std::size_t>(layer)]);
  }
  std::span<const ParameterTensor> further(Index layer) const { return learned(layer).subspan(2); }
  // REQUIRES: the layer has one.
  const ParameterTensor& tensor(Index layer, TensorRole role) const;

 private:
  void add(const std::string& name, TensorRole role, Index rows, Index columns, double start);

  std::vector<std::size_t> first_;       // of each layer's tensors; then how many there are
  std::vector<std::size_t> statistics_;  // how many of each layer's, the last ones, are statistics
};

}  // namespace mlp
