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

static kernels::Product gradient_product(const GradientPart& part) {
  Workspace& workspace = part.workspace;
  const Index l = part.layer;
  const LayerMemory& memory = workspace.layer(l);
  const bool reads_inputs = l == 0;
  return {.rows = part.units.count(),
          .columns = part.network.layer(l).inputs,
          .depth = part.samples,
          .a = memory.deltas.from(part.units.first),
          .a_row = 1,
          .a_depth = memory.stride,
          .b = reads_inputs ? workspace.inputs_of(part.thread).data() : workspace.layer(l - 1).values.data(),
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

void unit_gradient(const GradientPart& part, TensorRole role, float* gradient) {
  LayerMemory& memory = part.workspace.layer(part.layer);
  const Index first = part.units.first, count = part.units.count();
  const bool of_normalized_batch = !memory.gain_sums.empty();
  if (of_normalized_batch && role == TensorRole::bias) {
    std::fill_n(gradient, count, 0.0f);
    return;
  }
  if (of_normalized_batch && (role == TensorRole::gain || role == TensorRole::shift)) {
    const FlatBuffer<float>& sums = role == TensorRole::gain ? memory.gain_sums : memory.shift_sums;
    std::copy_n(sums.data() + first, count, gradient);
    return;
  }
  kernels::sum_rows({terms_of(memory, role).from(first), part.samples, count, memory.stride}, gradient);
}

void layer_gradient(const GradientPart& part, float* weights, float* biases) {
  kernels::Product product = gradient_product(part);
  product.c = weights;
  product.c_stride = product.columns;
  kernels::product(product);
  unit_gradient(part, TensorRole::bias, biases);
}

void gradient_in_place(const GradientPart& part, float* gradient) {
  const ParameterLayout& layout = part.network.layout;
  const Index l = part.layer, first = part.units.first;
  layer_gradient(part, gradient + layout.weight(l).offset + first * layout.weight(l).columns,
                 gradient + layout.bias(l).offset + first);
  for (const ParameterTensor& tensor : layout.further(l))
    unit_gradient(part, tensor.role, gradient + tensor.offset + first);
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

void apply_layer_gradient(const GradientPart& part, const UpdateTarget& target) {
  const Network& network = part.network;
  const Index l = part.layer;
  const UnitRange units = part.units;
  const Layer& layer = network.layer(l);
  FlatBuffer<float>& scratch = part.workspace.thread(part.thread).gradient;
  const auto block_at = [&](Index offset, const float* gradient, Index rows, Index columns, bool decays) {
    return update_block(network, target, offset, gradient, rows, columns, decays);
  };
  for (const ParameterTensor& tensor : network.layout.further(l)) {
    unit_gradient(part, tensor.role, scratch.data());
    kernels::update(target.optimizer,
                    block_at(tensor.offset + units.first, scratch.data(), 1, units.count(), false));
  }
  const Index weights = network.layout.weight(l).offset, biases = network.layout.bias(l).offset;
  const kernels::Product product = gradient_product(part);
  if (!target.shaping.is_needed() && kernels::update_should_ride(target.optimizer, product)) {
    kernels::product_into_update(
        product, target.optimizer,
        block_at(weights + units.first * layer.inputs, nullptr, units.count(), layer.inputs, true));
    unit_gradient(part, TensorRole::bias, scratch.data());
    kernels::update(target.optimizer,
                    block_at(biases + units.first, scratch.data(), 1, units.count(), false));
    return;
  }
  const Index block = units_per_gradient_block(layer, part.workspace.capacity);
  float* const bias_gradients = scratch.data() + padded(block * layer.inputs);
  GradientPart here = part;
  for (Index first = units.first; first < units.end; first += block) {
    here.units = {first, std::min(first + block, units.end)};
    const Index rows = here.units.count();
    layer_gradient(here, scratch.data(), bias_gradients);
    kernels::update(target.optimizer,
                    block_at(weights + first * layer.inputs, scratch.data(), 1, rows * layer.inputs, true));
    kernels::update(target.optimizer, block_at(biases + first, bias_gradients, 1, rows, false));
  }
}

}  // namespace mlp
