#include "nn/one_sample.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "kernels/elementwise.hpp"
#include "kernels/vector_product.hpp"

namespace mlp {
namespace {

// A row of units is a column of one sample too: the order that softmax and its kind ask for.
kernels::Block block_of(float* z, const Layer& layer) {
  const bool reads_all_units = std::holds_alternative<Softmax>(layer.activation) ||
                               std::holds_alternative<LogSoftmax>(layer.activation);
  if (reads_all_units) return {.data = z, .rows = layer.units, .columns = 1, .stride = 1};
  return {.data = z, .rows = 1, .columns = layer.units, .stride = layer.units};
}

}  // namespace

bool OneSample::serves(const Network& network) {
  const std::vector<Layer>& layers = network.architecture.layers;
  return std::none_of(layers.begin(), layers.end(), [](const Layer& layer) {
    return layer.normalization || layer.residual || layer.has_learned_slope();
  });
}

OneSample::OneSample(const Network& network, const float* parameters) : network_(network) {
  Index widest = network.architecture.inputs();
  for (Index l = 0; l < network.layer_count(); ++l) {
    const Layer& layer = network.layer(l);
    widest = std::max(widest, kernels::panels_of(layer.units) * kernels::panel_units);
    FlatBuffer<float>& panels = panels_.emplace_back(kernels::panel_floats(layer.units, layer.inputs));
    kernels::turn_into_panels(parameters + network.layout.weight(l).offset,
                              parameters + network.layout.bias(l).offset, layer.units, layer.inputs,
                              panels.data());
  }
  values_ = FlatBuffer<float>(widest);
  next_values_ = FlatBuffer<float>(widest);
}

const float* OneSample::forward(const kernels::InputRows& inputs) {
  kernels::gather(inputs, nullptr, 1, values_.data(), inputs.features);
  for (Index l = 0; l < network_.layer_count(); ++l) {
    const Layer& layer = network_.layer(l);
    float* const z = next_values_.data();
    kernels::vector_product(panels_[static_cast<std::size_t>(l)].data(), layer.units, layer.inputs,
                            values_.data(), z);
    kernels::activate(layer.activation, block_of(z, layer), {});
    std::swap(values_, next_values_);
  }
  return values_.data();
}

}  // namespace mlp
