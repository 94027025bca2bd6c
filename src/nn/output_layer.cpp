#include "nn/output_layer.hpp"

#include <algorithm>
#include <vector>

#include "kernels/combine.hpp"
#include "kernels/losses.hpp"
#include "nn/decorated_layer.hpp"
#include "nn/mixup.hpp"

namespace mlp {
namespace {

using kernels::Block;

// The targets of `part`, as many rows as the block has, and what each row counts, times `share`.
void gather(const Pass& pass, const Batch& part, float share) {
  Workspace& workspace = pass.workspace;
  if (part.classes) {
    for (Index i = 0; i < part.size; ++i) {
      workspace.classes[pass.first + i] = part.classes[part.rows ? part.rows[i] : i];
    }
  }
  if (pass.has_weights() || pass.mixes_classes()) {
    float* const weights = workspace.weights.from(pass.first);
    for (Index i = 0; i < part.size; ++i)
      weights[i] = part.weights ? part.weights[part.rows ? part.rows[i] : i] : 1.0f;
    if (const std::vector<float>& by_class = pass.network.class_weights; part.classes && !by_class.empty()) {
      const std::int32_t* const classes = workspace.classes.from(pass.first);
      for (Index i = 0; i < part.size; ++i) weights[i] *= by_class[static_cast<std::size_t>(classes[i])];
    }
    if (share != 1.0f) std::for_each_n(weights, part.size, [share](float& weight) { weight *= share; });
  }
  if (part.numbers.values) {
    kernels::gather(part.numbers, part.rows, part.size,
                    workspace.numbers.from(pass.first * workspace.number_stride), workspace.number_stride);
  }
}

kernels::Logits logits_of(const Pass& pass, float* delta) {
  Workspace& workspace = pass.workspace;
  return {.z = pass.memory.next_columns.data(),
          .delta = delta,
          .units = pass.network.architecture.outputs(),
          .samples = pass.samples,
          .stride = workspace.columns_stride,
          .classes = workspace.classes.from(pass.first),
          .numbers = workspace.numbers.from(pass.first * workspace.number_stride),
          .number_stride = workspace.number_stride,
          .batch = pass.batch.size,
          .losses = workspace.losses.from(pass.first),
          .predicted = workspace.predicted.from(pass.first)};
}

// Losses of all logits of a sample.
void loss_of_logits(const Pass& pass) {
  // The columns that the output layer read are free now.
  float* const delta = pass.with_deltas ? pass.memory.columns.data() : nullptr;
  const kernels::Logits logits = logits_of(pass, delta);
  kernels::loss_of_logits(pass.network.loss, logits);
  if (delta) {
    const Index last = pass.network.layer_count() - 1;
    const Block deltas = pass.deltas(last);
    transpose(pass.columns(pass.memory.columns, 0, logits.units), deltas.data, deltas.stride);
  }
}

// Losses of each output, or logit, which stand in rows order where the outputs belong.
void loss_of_outputs(const Pass& pass) {
  const Index last = pass.network.layer_count() - 1;
  const Block values = pass.values(last);
  const Block deltas = pass.with_deltas ? pass.deltas(last) : Block{};
  Workspace& workspace = pass.workspace;
  kernels::loss_of_outputs(pass.network.loss,
                           {.a = values.data,
                            .a_stride = values.stride,
                            .y = workspace.numbers.from(pass.first * workspace.number_stride),
                            .y_stride = workspace.number_stride,
                            .delta = deltas.data,
                            .delta_stride = deltas.stride,
                            .samples = pass.samples,
                            .units = values.columns,
                            .batch = pass.batch.size,
                            .losses = workspace.losses.from(pass.first)});
}

// The logits, which stand in columns order, to where the outputs belong.
void activate_outputs(const Pass& pass) {
  const Index last = pass.network.layer_count() - 1;
  const Layer& layer = pass.network.output_layer();
  if (!layer.is_plain()) return finish_units(pass, last, 0, layer.units);
  LayerMemory& kept = pass.workspace.layer(last);
  const Block values = pass.columns(pass.memory.next_columns, 0, layer.units);
  const bool keeps_slopes = !kept.slopes.empty();
  const Block slopes = keeps_slopes ? pass.columns(pass.memory.slopes, 0, layer.units) : Block{};
  kernels::activate(layer.activation, values, slopes);
  transpose(values, pass.values(last).data, kept.stride);
  if (keeps_slopes) transpose(slopes, pass.slopes(last).data, kept.stride);
}

// The slope of the output activation, where the loss is not fused with it.
void pull_back_outputs(const Pass& pass) {
  const Index last = pass.network.layer_count() - 1;
  if (!pass.network.output_layer().is_plain()) return backward_through(pass, last);
  const bool kept = !pass.workspace.layer(last).slopes.empty();
  kernels::multiply_by_slope(pass.network.output_layer().activation,
                             kept ? pass.slopes(last) : pass.values(last), pass.deltas(last));
}

void weigh_losses(const Pass& pass) {
  const Index last = pass.network.layer_count() - 1;
  const Block deltas = pass.with_deltas ? pass.deltas(last) : Block{.rows = pass.samples};
  kernels::weigh(pass.workspace.weights.from(pass.first), deltas, pass.workspace.losses.from(pass.first));
}

// Loss and deltas of the block's partners' classes, kept aside; then of its own classes; and their sum.
void loss_of_mixed_classes(const Pass& pass) {
  Workspace& workspace = pass.workspace;
  const Index last = pass.network.layer_count() - 1;
  const Block deltas = pass.deltas(last);
  const Block theirs = pass.rows(workspace.partner_deltas, deltas.stride, deltas.columns);
  double* const losses = workspace.losses.from(pass.first);
  double* const their_losses = workspace.partner_losses.from(pass.first);

  Batch partner_rows = pass.batch;
  partner_rows.rows = partners(pass);
  partner_rows.size = pass.samples;
  gather(pass, partner_rows, 1.0f - pass.own_share);
  loss_of_logits(pass);
  weigh_losses(pass);
  kernels::copy(deltas, theirs);
  std::copy_n(losses, pass.samples, their_losses);

  gather(pass, part_of(pass.batch, pass.first, pass.samples), pass.own_share);
  loss_of_logits(pass);
  weigh_losses(pass);
  kernels::add(deltas, theirs);
  for (Index i = 0; i < pass.samples; ++i) losses[i] += their_losses[i];
}

}  // namespace

void gather_targets(const Pass& pass) {
  if (pass.mixes_classes()) return;  // loss_of_mixed_classes() does
  gather(pass, part_of(pass.batch, pass.first, pass.samples), 1.0f);
  if (pass.mixes()) mix_numbers(pass);
}

void forward_output(const Pass& pass) {
  const Index last = pass.network.layer_count() - 1;
  const Layer& layer = pass.network.output_layer();
  affine(pass, last, 0, layer.units);
  keep_pre_activations(pass, last, 0, layer.units);

  const Stopwatch watch(pass.memory.times.get(), Phase::loss, last);
  const LossTraits& loss = traits_of(pass.network.loss);
  const bool has_targets = pass.batch.has_targets();
  if (pass.mixes_classes()) {
    loss_of_mixed_classes(pass);
  } else if (has_targets && loss.form == LossForm::all_logits) {
    loss_of_logits(pass);
  } else if (has_targets && loss.form == LossForm::each_logit) {
    transpose(pass.columns(pass.memory.next_columns, 0, layer.units), pass.values(last).data,
              pass.workspace.layer(last).stride);
    loss_of_outputs(pass);
  } else if (loss.targets == TargetKind::classes) {
    kernels::predict_class(logits_of(pass, nullptr));
  }
  // With deltas of the logits, hardly anybody reads the outputs.
  if (!pass.with_deltas || loss.form == LossForm::each_output || pass.workspace.outputs_are_read)
    activate_outputs(pass);
  if (has_targets && loss.form == LossForm::each_output) loss_of_outputs(pass);
  if (has_targets && pass.has_weights() && !pass.mixes_classes()) weigh_losses(pass);
  if (has_targets && loss.form == LossForm::each_output && pass.with_deltas) pull_back_outputs(pass);
}

}  // namespace mlp
