#include "nn/batch_normalized_layer.hpp"

#include <algorithm>
#include <utility>

#include "kernels/batch_normalization.hpp"
#include "kernels/norms.hpp"
#include "nn/decorated_layer.hpp"

namespace mlp {

using kernels::Block;

bool normalizes_batch(const Pass& pass, Index l) {
  return pass.with_deltas && pass.network.layer(l).batch_norm() && pass.network.layer_learns(l);
}

void put_down(const Pass& pass, Index l) {
  const Layer& layer = pass.network.layer(l);
  for (Index unit = 0; unit < layer.units; unit += units_per_block)
    affine(pass, l, unit, std::min(units_per_block, layer.units - unit));
  const Stopwatch watch(pass.memory.times.get(), Phase::activate, l);
  const Block z = pass.rows_of(l, &LayerMemory::gain_terms);
  transpose(pass.columns(pass.memory.next_columns, 0, layer.units), z.data, z.stride);
}

static kernels::BatchStatistics statistics_from(LayerMemory& memory, Index unit) {
  return {memory.means.from(unit), memory.variances.from(unit), memory.scales.from(unit)};
}

void take_up(const Pass& pass, Index l) {
  const Stopwatch watch(pass.memory.times.get(), Phase::activate, l);
  const Layer& layer = pass.network.layer(l);
  // The deltas are free until the way back.
  const Block n = pass.deltas(l);
  kernels::batch_normalize(statistics_from(pass.workspace.layer(l), 0), scaling_of(pass, l),
                           pass.rows_of(l, &LayerMemory::gain_terms), n);
  transpose(n, pass.memory.next_columns.data(), pass.workspace.columns_stride);
  if (layer.residual) {
    transpose(l > 0 ? pass.values(l - 1) : pass.inputs(), pass.memory.columns.data(),
              pass.workspace.columns_stride);
  }
  for (Index unit = 0; unit < layer.units; unit += units_per_block)
    finish_units(pass, l, unit, std::min(units_per_block, layer.units - unit));
  std::swap(pass.memory.columns, pass.memory.next_columns);
}

void finish_backward(const Pass& pass, Index l) {
  const Stopwatch watch(pass.memory.times.get(), Phase::slope, l);
  const LayerMemory& memory = pass.workspace.layer(l);
  kernels::batch_normalize_backward({.gain = scaling_of(pass, l).gain,
                                     .scales = memory.scales.data(),
                                     .shift_sums = memory.shift_sums.data(),
                                     .gain_sums = memory.gain_sums.data(),
                                     .samples = pass.batch.size},
                                    pass.deltas(l), pass.rows_of(l, &LayerMemory::gain_terms));
}

// Some units of one of a layer's matrices in rows order.
static Block units_of_rows(FlatBuffer<float>& buffer, Index stride, Index samples, UnitRange units) {
  return {buffer.from(units.first), samples, units.count(), stride};
}

void batch_statistics_of(const Network& network, Workspace& workspace, Index samples, Index l,
                         UnitRange units) {
  LayerMemory& memory = workspace.layer(l);
  kernels::batch_statistics(units_of_rows(memory.gain_terms, memory.stride, samples, units),
                            network.layer(l).batch_norm()->epsilon, statistics_from(memory, units.first));
}

void batch_sums_of(Workspace& workspace, Index samples, Index l, UnitRange units) {
  LayerMemory& memory = workspace.layer(l);
  kernels::batch_delta_sums(units_of_rows(memory.deltas, memory.stride, samples, units),
                            units_of_rows(memory.gain_terms, memory.stride, samples, units),
                            memory.shift_sums.from(units.first), memory.gain_sums.from(units.first));
}

void normalize_by_running(const Pass& pass, Index l) {
  const Stopwatch watch(pass.memory.times.get(), Phase::activate, l);
  const Layer& layer = pass.network.layer(l);
  const Block slopes = pass.with_deltas ? pass.columns(pass.memory.terms, 0, layer.units) : Block{};
  kernels::normalize_by({.means = parameters_of(pass, l, TensorRole::running_mean),
                         .variances = parameters_of(pass, l, TensorRole::running_variance)},
                        layer.batch_norm()->epsilon, scaling_of(pass, l),
                        pass.columns(pass.memory.next_columns, 0, layer.units), slopes);
}

void move_running_statistics(const Network& network, const Workspace& workspace, Index l, UnitRange units,
                             float* parameters) {
  const BatchNorm* const batch_norm = network.layer(l).batch_norm();
  if (!batch_norm) return;
  const LayerMemory& memory = workspace.layers[static_cast<std::size_t>(l)];
  const auto move = [&](TensorRole role, const FlatBuffer<float>& of_batch) {
    kernels::move_average(units.count(), of_batch.from(units.first), batch_norm->momentum,
                          parameters + network.layout.tensor(l, role).offset + units.first);
  };
  move(TensorRole::running_mean, memory.means);
  move(TensorRole::running_variance, memory.variances);
}

}  // namespace mlp
