#include "nn/decorated_layer.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "kernels/combine.hpp"
#include "kernels/noise.hpp"
#include "nn/batch_normalized_layer.hpp"

namespace mlp {

using kernels::Block;

static kernels::NoiseSite site_of(const Pass& pass, Index layer, Index unit) {
  return {.seed = pass.batch.seed,
          .step = pass.batch.step,
          .layer = static_cast<std::uint32_t>(layer),
          .first_unit = static_cast<std::uint32_t>(unit),
          .first_sample = static_cast<std::uint32_t>(pass.first)};
}

void disturb_inputs(const Pass& pass) {
  const Architecture& architecture = pass.network.architecture;
  if (architecture.input_noise == 0.0 && !architecture.input_dropout) return;
  const Block columns = pass.columns(pass.memory.columns, 0, architecture.inputs());
  const kernels::NoiseSite site = site_of(pass, 0, 0);
  if (architecture.input_noise > 0.0) kernels::add_noise(architecture.input_noise, site, columns);
  if (architecture.input_dropout) kernels::drop(*architecture.input_dropout, site, columns, {});
  transpose(columns, pass.inputs().data, pass.workspace.input_stride);
}

const float* parameters_of(const Pass& pass, Index l, TensorRole role) {
  return pass.parameters + pass.network.layout.tensor(l, role).offset;
}

kernels::UnitScaling scaling_of(const Pass& pass, Index l) {
  const bool shifts = has_shift(*pass.network.layer(l).normalization);
  return {.gain = parameters_of(pass, l, TensorRole::gain),
          .shift = shifts ? parameters_of(pass, l, TensorRole::shift) : nullptr};
}

static void forward_normalization(const Pass& pass, Index l) {
  if (pass.network.layer(l).batch_norm()) return normalize_by_running(pass, l);
  const Stopwatch watch(pass.memory.times.get(), Phase::activate, l);
  const Layer& layer = pass.network.layer(l);
  LayerMemory& kept = pass.workspace.layer(l);
  const Block z = pass.columns(pass.memory.next_columns, 0, layer.units);
  const Block normalized = pass.with_deltas ? pass.columns(pass.memory.terms, 0, layer.units) : Block{};
  kernels::normalize(*layer.normalization, scaling_of(pass, l), z, normalized,
                     pass.with_deltas ? kept.scales.from(pass.first) : nullptr);
  if (pass.with_deltas) transpose(normalized, pass.rows_of(l, &LayerMemory::gain_terms).data, kept.stride);
}

// a = f(n) and f′(n), n in `values`.
static void activate(const Pass& pass, Index l, Index unit, const Block& values, const Block& slopes) {
  const Layer& layer = pass.network.layer(l);
  if (!layer.has_learned_slope()) return kernels::activate(layer.activation, values, slopes);
  const float* const learned = parameters_of(pass, l, TensorRole::slope) + unit;
  const auto row = [](const Block& block, Index u) {
    return block.data ? Block{block.data + u * block.stride, 1, block.columns, block.stride} : Block{};
  };
  for (Index u = 0; u < values.rows; ++u)
    kernels::activate(Prelu{learned[u]}, row(values, u), row(slopes, u));
}

void finish_units(const Pass& pass, Index l, Index unit, Index units) {
  const Layer& layer = pass.network.layer(l);
  ThreadMemory& memory = pass.memory;
  const bool with_deltas = pass.with_deltas;
  const Block values = pass.columns(memory.next_columns, unit, units);
  const Block slopes = with_deltas ? pass.columns(memory.slopes, unit, units) : Block{};
  const Block terms = with_deltas ? pass.columns(memory.terms, unit, units) : Block{};
  // Frozen: the slope of its normalization is a number per unit, and nobody wants the gradients.
  const bool scales_slopes = with_deltas && layer.batch_norm() && !normalizes_batch(pass, l);
  const bool keeps_terms = with_deltas && layer.has_learned_slope() && !scales_slopes;
  const auto keep = [&](const Block& columns, FlatBuffer<float> LayerMemory::*buffer) {
    transpose(columns, pass.rows_of(l, buffer).data + unit, pass.workspace.layer(l).stride);
  };
  if (keeps_terms) kernels::negative_part(values, terms);
  keep_pre_activations(pass, l, unit, units);
  activate(pass, l, unit, values, slopes);
  if (scales_slopes) kernels::multiply(slopes, terms);
  if (layer.residual) kernels::add(values, pass.columns(memory.columns, unit, units));
  if (layer.dropout && with_deltas) {
    const Block factors = pass.columns(memory.factors, unit, units);
    kernels::drop(*layer.dropout, site_of(pass, l + 1, unit), values, factors);
    kernels::multiply(slopes, factors);
    if (keeps_terms) kernels::multiply(terms, factors);
    if (layer.residual) keep(factors, &LayerMemory::skipped);
  }
  if (!pass.workspace.layer(l).values.empty()) keep(values, &LayerMemory::values);
  if (with_deltas) keep(slopes, &LayerMemory::slopes);
  if (keeps_terms) keep(terms, &LayerMemory::slope_terms);
}

void forward_decorated(const Pass& pass, Index l) {
  const Layer& layer = pass.network.layer(l);
  const auto for_each_block = [&](const auto& body) {
    for (Index unit = 0; unit < layer.units; unit += units_per_block)
      body(unit, std::min(units_per_block, layer.units - unit));
  };
  if (layer.normalization) {  // needs all units of a sample
    for_each_block([&](Index unit, Index units) { affine(pass, l, unit, units); });
    forward_normalization(pass, l);
  }
  for_each_block([&](Index unit, Index units) {
    if (!layer.normalization) affine(pass, l, unit, units);
    const Stopwatch watch(pass.memory.times.get(), Phase::activate, l);
    finish_units(pass, l, unit, units);
  });
  std::swap(pass.memory.columns, pass.memory.next_columns);
}

static void backward_normalization(const Pass& pass, Index l) {
  const Layer& layer = pass.network.layer(l);
  LayerMemory& kept = pass.workspace.layer(l);
  ThreadMemory& memory = pass.memory;
  const Block deltas = pass.deltas(l), terms = pass.rows_of(l, &LayerMemory::gain_terms);
  if (!kept.shift_terms.empty()) kernels::copy(deltas, pass.rows_of(l, &LayerMemory::shift_terms));
  const Block delta_columns = pass.columns(memory.columns, 0, layer.units);
  const Block normalized = pass.columns(memory.next_columns, 0, layer.units);
  transpose(deltas, delta_columns.data, delta_columns.stride);
  transpose(terms, normalized.data, normalized.stride);
  kernels::multiply(terms, deltas);
  kernels::normalize_backward(*layer.normalization, scaling_of(pass, l), delta_columns, normalized,
                              kept.scales.from(pass.first));
  transpose(delta_columns, deltas.data, deltas.stride);
}

void backward_through(const Pass& pass, Index l) {
  const Layer& layer = pass.network.layer(l);
  const Block deltas = pass.deltas(l);
  if (layer.residual && l > 0) {  // nobody wants the loss's slope at the inputs
    const Block skipped = pass.rows_of(l, &LayerMemory::skipped);
    layer.dropout ? kernels::multiply(skipped, deltas) : kernels::copy(deltas, skipped);
  }
  if (layer.has_learned_slope()) kernels::multiply(pass.rows_of(l, &LayerMemory::slope_terms), deltas);
  kernels::multiply(deltas, pass.slopes(l));
  if (layer.normalization && !layer.batch_norm()) backward_normalization(pass, l);
}

void add_skipped(const Pass& pass, Index l) {
  kernels::add(pass.deltas(l - 1), pass.rows_of(l, &LayerMemory::skipped));
}

}  // namespace mlp
