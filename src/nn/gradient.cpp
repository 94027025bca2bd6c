#include "nn/gradient.hpp"

#include <algorithm>

#include "kernels/elementwise.hpp"
#include "kernels/product.hpp"

namespace mlp {

// A multiple of every register tile's rows.
static constexpr Index unit_step = 24;

Index units_per_gradient_block(const Layer& layer, Index samples) {
  // Every block reads the whole batch: one that is larger than the second cache should be read seldom.
  constexpr Index near_samples = 512;
  const Index floats = samples > near_samples ? 128 * 1024 : 32 * 1024;
  const Index steps = std::max<Index>(1, floats / (layer.inputs * unit_step));
  return std::min(layer.units, steps * unit_step);
}

Index gradient_scratch_size(const Architecture& architecture, Index samples) {
  Index largest = 0;
  for (const Layer& layer : architecture.layers) {
    const Index units = units_per_gradient_block(layer, samples);
    const Index block = padded(units * layer.inputs) + padded(units);
    // Where the update rides on the product, all biases' gradients are left to store.
    largest = std::max({largest, block, layer.units});
  }
  return largest;
}

UnitRange units_of(const Layer& layer, int thread, int threads) {
  return {layer.units * thread / threads, layer.units * (thread + 1) / threads};
}

static kernels::Product gradient_product(const Network& network, Workspace& workspace, Index samples, Index l,
                                         UnitRange units) {
  const LayerMemory& memory = workspace.layer(l);
  const bool reads_inputs = l == 0;
  return {.rows = units.count(),
          .columns = network.layer(l).inputs,
          .depth = samples,
          .a = memory.deltas.from(units.first),
          .a_row = 1,
          .a_depth = memory.stride,
          .b = reads_inputs ? workspace.inputs.data() : workspace.layer(l - 1).values.data(),
          .b_stride = reads_inputs ? workspace.input_stride : workspace.layer(l - 1).stride};
}

// Whose sum over the samples is the gradient of a tensor.
static FlatBuffer<float>& terms_of(LayerMemory& memory, TensorRole role) {
  switch (role) {
    case TensorRole::gain:
      return memory.gain_terms;
    case TensorRole::shift:
      return memory.shift_terms;
    case TensorRole::slope:
      return memory.slope_terms;
    default:
      return memory.deltas;
  }
}

void unit_gradient(Workspace& workspace, Index samples, Index l, TensorRole role, UnitRange units,
                   float* gradient) {
  LayerMemory& memory = workspace.layer(l);
  const bool of_normalized_batch = !memory.gain_sums.empty();
  if (of_normalized_batch && role == TensorRole::bias) {
    std::fill_n(gradient, units.count(), 0.0f);
    return;
  }
  if (of_normalized_batch && (role == TensorRole::gain || role == TensorRole::shift)) {
    const FlatBuffer<float>& sums = role == TensorRole::gain ? memory.gain_sums : memory.shift_sums;
    std::copy_n(sums.data() + units.first, units.count(), gradient);
    return;
  }
  kernels::sum_rows({terms_of(memory, role).from(units.first), samples, units.count(), memory.stride},
                    gradient);
}

void layer_gradient(const Network& network, Workspace& workspace, Index samples, Index l, UnitRange units,
                    float* weights, float* biases) {
  kernels::Product product = gradient_product(network, workspace, samples, l, units);
  product.c = weights;
  product.c_stride = product.columns;
  kernels::product(product);
  unit_gradient(workspace, samples, l, TensorRole::bias, units, biases);
}

// rows × columns parameters from `offset` on.
static kernels::UpdateBlock update_block(const Network& network, const UpdateTarget& target, Index offset,
                                         const float* gradient, Index rows, Index columns, bool decays) {
  return {.rows = rows,
          .columns = columns,
          .stride = columns,
          .weights = target.parameters + offset,
          .slots = target.slots ? target.slots + offset : nullptr,
          .slot_stride = network.layout.size,
          .gradient = gradient,
          .gradient_stride = columns,
          .decays = decays,
          .step = target.step,
          .shaping = target.shaping};
}

void apply_whole_gradient(const Network& network, Index l, UnitRange units, const float* gradient,
                          const UpdateTarget& target) {
  const Index inputs = network.layer(l).inputs;
  const Index weights = network.layout.weight(l).offset + units.first * inputs;
  const Index biases = network.layout.bias(l).offset + units.first;
  kernels::update(target.optimizer, update_block(network, target, weights, gradient + weights, 1,
                                                 units.count() * inputs, true));
  kernels::update(target.optimizer,
                  update_block(network, target, biases, gradient + biases, 1, units.count(), false));
  for (const ParameterTensor& tensor : network.layout.further(l)) {
    const Index values = tensor.offset + units.first;
    kernels::update(target.optimizer,
                    update_block(network, target, values, gradient + values, 1, units.count(), false));
  }
}

void apply_layer_gradient(const Network& network, Workspace& workspace, Index samples, Index l,
                          UnitRange units, FlatBuffer<float>& scratch, const UpdateTarget& target) {
  const Layer& layer = network.layer(l);
  const auto block_at = [&](Index offset, const float* gradient, Index rows, Index columns, bool decays) {
    return update_block(network, target, offset, gradient, rows, columns, decays);
  };
  for (const ParameterTensor& tensor : network.layout.further(l)) {
    unit_gradient(workspace, samples, l, tensor.role, units, scratch.data());
    kernels::update(target.optimizer,
                    block_at(tensor.offset + units.first, scratch.data(), 1, units.count(), false));
  }
  const Index weights = network.layout.weight(l).offset, biases = network.layout.bias(l).offset;
  const kernels::Product product = gradient_product(network, workspace, samples, l, units);
  if (!target.shaping.is_needed() && kernels::update_should_ride(target.optimizer, product)) {
    kernels::product_into_update(
        product, target.optimizer,
        block_at(weights + units.first * layer.inputs, nullptr, units.count(), layer.inputs, true));
    unit_gradient(workspace, samples, l, TensorRole::bias, units, scratch.data());
    kernels::update(target.optimizer,
                    block_at(biases + units.first, scratch.data(), 1, units.count(), false));
    return;
  }
  const Index block = units_per_gradient_block(layer, workspace.capacity);
  float* const bias_gradients = scratch.data() + padded(block * layer.inputs);
  for (Index first = units.first; first < units.end; first += block) {
    const UnitRange here{first, std::min(first + block, units.end)};
    const Index count = here.count() * layer.inputs;
    layer_gradient(network, workspace, samples, l, here, scratch.data(), bias_gradients);
    kernels::update(target.optimizer,
                    block_at(weights + first * layer.inputs, scratch.data(), 1, count, true));
    kernels::update(target.optimizer, block_at(biases + first, bias_gradients, 1, here.count(), false));
  }
}

}  // namespace mlp
