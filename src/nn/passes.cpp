#include "nn/passes.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <variant>

#include "kernels/elementwise.hpp"
#include "kernels/losses.hpp"
#include "kernels/product.hpp"

namespace mlp {
namespace {

using kernels::Block;

// Units that are multiplied, activated and turned to rows order before the next ones: their
// columns stay in the nearest cache meanwhile.
constexpr Index units_per_block = 96;

// A block of samples on its way through the network.
struct Pass {
  const Network& network;
  const float* parameters;
  const Batch& batch;
  Workspace& workspace;
  ThreadMemory& memory;
  Index first;    // sample of the batch
  Index samples;  // in this block
  bool with_deltas;

  const float* weights(Index l) const { return parameters + network.layout.weight(l).offset; }
  const float* biases(Index l) const { return parameters + network.layout.bias(l).offset; }

  Block rows(FlatBuffer<float>& buffer, Index stride, Index units) const {
    return {buffer.data() + first * stride, samples, units, stride};
  }
  Block values(Index l) const {
    LayerMemory& layer = workspace.layer(l);
    return rows(layer.values, layer.stride, network.layer(l).units);
  }
  Block slopes(Index l) const {
    LayerMemory& layer = workspace.layer(l);
    return rows(layer.slopes, layer.stride, network.layer(l).units);
  }
  Block deltas(Index l) const {
    LayerMemory& layer = workspace.layer(l);
    return rows(layer.deltas, layer.stride, network.layer(l).units);
  }
  // Units [unit, unit + units) of this block in columns order.
  Block columns(FlatBuffer<float>& buffer, Index unit, Index units) const {
    return {buffer.data() + unit * workspace.columns_stride, units, samples, workspace.columns_stride};
  }
};

void transpose(const Block& from, float* to, Index to_stride) {
  kernels::transpose(from.data, from.rows, from.columns, from.stride, to, to_stride);
}

void gather_inputs(const Pass& pass) {
  const Stopwatch watch(pass.memory.times.get(), Phase::gather, 0);
  const Batch part = part_of(pass.batch, pass.first, pass.samples);
  const Block inputs = pass.rows(pass.workspace.inputs, pass.workspace.input_stride, part.inputs.features);
  kernels::gather(part.inputs, part.rows, part.size, inputs.data, inputs.stride);
  transpose(inputs, pass.memory.columns.data(), pass.workspace.columns_stride);
}

void gather_targets(const Pass& pass) {
  const Batch part = part_of(pass.batch, pass.first, pass.samples);
  Workspace& workspace = pass.workspace;
  if (part.classes) {
    for (Index i = 0; i < part.size; ++i) {
      workspace.classes[pass.first + i] = part.classes[part.rows ? part.rows[i] : i];
    }
  }
  if (part.numbers.values) {
    kernels::gather(part.numbers, part.rows, part.size,
                    workspace.numbers.data() + pass.first * workspace.number_stride, workspace.number_stride);
  }
}

// Z = W·A + b for some units, columns order.
void affine(const Pass& pass, Index l, Index unit, Index units) {
  const Stopwatch watch(pass.memory.times.get(), Phase::forward, l);
  const Layer& layer = pass.network.layer(l);
  const Index stride = pass.workspace.columns_stride;
  kernels::product({.rows = units,
                    .columns = pass.samples,
                    .depth = layer.inputs,
                    .a = pass.weights(l) + unit * layer.inputs,
                    .a_row = layer.inputs,
                    .a_depth = 1,
                    .b = pass.memory.columns.data(),
                    .b_stride = stride,
                    .c = pass.memory.next_columns.data() + unit * stride,
                    .c_stride = stride,
                    .start = pass.biases(l) + unit});
}

// A layer whose values are read by another; they end up in memory.columns.
void forward_hidden(const Pass& pass, Index l) {
  const Layer& layer = pass.network.layer(l);
  LayerMemory& kept = pass.workspace.layer(l);
  const bool training = pass.workspace.kind == PassKind::training;
  const bool keeps_slopes = !kept.slopes.empty();
  for (Index unit = 0; unit < layer.units; unit += units_per_block) {
    const Index units = std::min(units_per_block, layer.units - unit);
    affine(pass, l, unit, units);
    const Stopwatch watch(pass.memory.times.get(), Phase::activate, l);
    const Block values = pass.columns(pass.memory.next_columns, unit, units);
    const Block slopes = keeps_slopes ? pass.columns(pass.memory.slopes, unit, units) : Block{};
    kernels::activate(layer.activation, values, slopes);
    if (training) transpose(values, pass.values(l).data + unit, kept.stride);
    if (keeps_slopes) transpose(slopes, pass.slopes(l).data + unit, kept.stride);
  }
  std::swap(pass.memory.columns, pass.memory.next_columns);
}

kernels::Logits logits_of(const Pass& pass, float* delta) {
  Workspace& workspace = pass.workspace;
  return {.z = pass.memory.next_columns.data(),
          .delta = delta,
          .units = pass.network.architecture.outputs(),
          .samples = pass.samples,
          .stride = workspace.columns_stride,
          .classes = workspace.classes.data() + pass.first,
          .batch = pass.batch.size,
          .losses = workspace.losses.data() + pass.first,
          .predicted = workspace.predicted.data() + pass.first};
}

void evaluate(const CrossEntropy& loss, const kernels::Logits& logits) {
  kernels::cross_entropy(loss, logits);
}
void evaluate(const BinaryCrossEntropy&, const kernels::Logits& logits) {
  kernels::binary_cross_entropy(logits);
}
void evaluate(const MeanSquaredError&, const kernels::Outputs& outputs) {
  kernels::mean_squared_error(outputs);
}

// Losses that are fused with the output activation, from the logits.
void fused_loss(const Pass& pass) {
  // The columns that the output layer read are free now.
  float* const delta = pass.with_deltas ? pass.memory.columns.data() : nullptr;
  const kernels::Logits logits = logits_of(pass, delta);
  std::visit(
      [&]<typename L>(const L& loss) {
        if constexpr (L::targets == TargetKind::classes) evaluate(loss, logits);
      },
      pass.network.loss);
  if (delta) {
    const Index last = pass.network.layer_count() - 1;
    const Block deltas = pass.deltas(last);
    transpose(pass.columns(pass.memory.columns, 0, logits.units), deltas.data, deltas.stride);
  }
}

// Losses of the output layer's values, which stand in rows order.
void plain_loss(const Pass& pass) {
  const Index last = pass.network.layer_count() - 1;
  const Block values = pass.values(last);
  const Block deltas = pass.with_deltas ? pass.deltas(last) : Block{};
  Workspace& workspace = pass.workspace;
  const kernels::Outputs outputs{.a = values.data,
                                 .a_stride = values.stride,
                                 .y = workspace.numbers.data() + pass.first * workspace.number_stride,
                                 .y_stride = workspace.number_stride,
                                 .delta = deltas.data,
                                 .delta_stride = deltas.stride,
                                 .samples = pass.samples,
                                 .units = values.columns,
                                 .batch = pass.batch.size,
                                 .losses = workspace.losses.data() + pass.first};
  std::visit(
      [&]<typename L>(const L& loss) {
        if constexpr (L::targets == TargetKind::numbers) evaluate(loss, outputs);
      },
      pass.network.loss);
  if (!pass.with_deltas) return;
  const bool kept = !workspace.layer(last).slopes.empty();
  kernels::multiply_by_slope(pass.network.output_layer().activation, kept ? pass.slopes(last) : values,
                             deltas);
}

void forward_output(const Pass& pass) {
  const Index last = pass.network.layer_count() - 1;
  const Layer& layer = pass.network.output_layer();
  LayerMemory& kept = pass.workspace.layer(last);
  affine(pass, last, 0, layer.units);

  const Stopwatch watch(pass.memory.times.get(), Phase::loss, last);
  const bool about_classes = target_kind(pass.network.loss) == TargetKind::classes;
  if (about_classes && pass.batch.has_targets()) {
    fused_loss(pass);
    if (pass.with_deltas) return;  // nobody reads the outputs
  } else if (about_classes) {
    kernels::predict_class(logits_of(pass, nullptr));
  }
  const Block values = pass.columns(pass.memory.next_columns, 0, layer.units);
  const bool keeps_slopes = !kept.slopes.empty();
  const Block slopes = keeps_slopes ? pass.columns(pass.memory.slopes, 0, layer.units) : Block{};
  kernels::activate(layer.activation, values, slopes);
  transpose(values, pass.values(last).data, kept.stride);
  if (keeps_slopes) transpose(slopes, pass.slopes(last).data, kept.stride);
  if (!about_classes && pass.batch.has_targets()) plain_loss(pass);
}

// dA(l − 1) = dZ(l)·W(l), then through the activation of layer l − 1.
void backward(const Pass& pass, Index l) {
  const Layer& layer = pass.network.layer(l);
  const Block upper = pass.deltas(l);
  const Block lower = pass.deltas(l - 1);
  {
    const Stopwatch watch(pass.memory.times.get(), Phase::backward, l);
    kernels::product({.rows = pass.samples,
                      .columns = layer.inputs,
                      .depth = layer.units,
                      .a = upper.data,
                      .a_row = upper.stride,
                      .a_depth = 1,
                      .b = pass.weights(l),
                      .b_stride = layer.inputs,
                      .c = lower.data,
                      .c_stride = lower.stride});
  }
  const Stopwatch watch(pass.memory.times.get(), Phase::slope, l - 1);
  const bool kept = !pass.workspace.layer(l - 1).slopes.empty();
  kernels::multiply_by_slope(pass.network.layer(l - 1).activation,
                             kept ? pass.slopes(l - 1) : pass.values(l - 1), lower);
}

bool run(const Network& network, const float* parameters, const Batch& batch, Share share,
         Workspace& workspace, int thread, bool with_deltas) {
  ThreadMemory& memory = workspace.threads[static_cast<std::size_t>(thread)];
  bool finite = true;
  for (Index first = share.first; first < share.end; first += samples_per_block) {
    const Index samples = std::min(samples_per_block, share.end - first);
    const Pass pass{.network = network,
                    .parameters = parameters,
                    .batch = batch,
                    .workspace = workspace,
                    .memory = memory,
                    .first = first,
                    .samples = samples,
                    .with_deltas = with_deltas};
    gather_inputs(pass);
    gather_targets(pass);
    for (Index l = 0; l + 1 < network.layer_count(); ++l) forward_hidden(pass, l);
    forward_output(pass);
    if (!with_deltas) continue;
    const double* const losses = workspace.losses.data();
    if (!std::all_of(losses + first, losses + first + samples, [](double x) { return std::isfinite(x); }))
      finite = false;
    // The blocks after it still go forward, so that what is found at fault does not depend on threads.
    if (!finite) continue;
    for (Index l = network.layer_count() - 1; l > network.lowest_learning; --l) backward(pass, l);
  }
  return finite;
}

}  // namespace

void forward(const Network& network, const float* parameters, const Batch& batch, Share share,
             Workspace& workspace, int thread) {
  run(network, parameters, batch, share, workspace, thread, false);
}

bool forward_backward(const Network& network, const float* parameters, const Batch& batch, Share share,
                      Workspace& workspace, int thread) {
  return run(network, parameters, batch, share, workspace, thread, true);
}

Index first_layer_not_finite(const Network& network, Workspace& workspace, Index samples) {
  const auto finite = [samples](FlatBuffer<float>& values, Index units, Index stride) {
    return kernels::first_not_finite({values.data(), samples, units, stride}) < 0;
  };
  if (!finite(workspace.inputs, network.architecture.inputs(), workspace.input_stride)) return -1;
  const Index last = network.layer_count() - 1;
  for (Index l = 0; l < last; ++l) {
    LayerMemory& memory = workspace.layer(l);
    if (!finite(memory.values, network.layer(l).units, memory.stride)) return l;
  }
  return last;
}

}  // namespace mlp
