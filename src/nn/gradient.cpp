#include "nn/gradient.hpp"

#include <algorithm>

#include "kernels/elementwise.hpp"
#include "kernels/product.hpp"

namespace mlp {

// A multiple of every register tile's rows.
static constexpr Index unit_step = 24;

Index units_per_gradient_block(const Layer& layer) {
  constexpr Index floats = 32 * 1024;
  const Index steps = std::max<Index>(1, floats / (layer.inputs * unit_step));
  return std::min(layer.units, steps * unit_step);
}

Index gradient_block_size(const Architecture& architecture) {
  Index largest = 0;
  for (const Layer& layer : architecture.layers) {
    const Index units = units_per_gradient_block(layer);
    largest = std::max(largest, padded(units * layer.inputs) + padded(units));
  }
  return largest;
}

UnitRange units_of(const Layer& layer, int thread, int threads) {
  return {layer.units * thread / threads, layer.units * (thread + 1) / threads};
}

void layer_gradient(const Network& network, Workspace& workspace, Index samples, Index l, UnitRange units,
                    float* weights, float* biases) {
  const Layer& layer = network.layer(l);
  LayerMemory& memory = workspace.layer(l);
  const bool reads_inputs = l == 0;
  const FlatBuffer<float>& below = reads_inputs ? workspace.inputs : workspace.layer(l - 1).values;
  float* const deltas = memory.deltas.data() + units.first;
  kernels::product({.rows = units.count(),
                    .columns = layer.inputs,
                    .depth = samples,
                    .a = deltas,
                    .a_row = 1,
                    .a_depth = memory.stride,
                    .b = below.data(),
                    .b_stride = reads_inputs ? workspace.input_stride : workspace.layer(l - 1).stride,
                    .c = weights,
                    .c_stride = layer.inputs});
  kernels::sum_rows({deltas, samples, units.count(), memory.stride}, biases);
}

}  // namespace mlp
