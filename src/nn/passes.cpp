#include "nn/passes.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <variant>

#include "kernels/elementwise.hpp"
#include "kernels/losses.hpp"
#include "kernels/product.hpp"
#include "nn/batch_normalized_layer.hpp"
#include "nn/decorated_layer.hpp"
#include "nn/pass.hpp"

namespace mlp {
namespace {

using kernels::Block;

void gather_inputs(const Pass& pass) {
  const Stopwatch watch(pass.memory.times.get(), Phase::gather, 0);
  const Batch part = part_of(pass.batch, pass.first, pass.samples);
  const Block inputs = pass.rows(pass.workspace.inputs, pass.workspace.input_stride, part.inputs.features);
  kernels::gather(part.inputs, part.rows, part.size, inputs.data, inputs.stride);
  transpose(inputs, pass.memory.columns.data(), pass.workspace.columns_stride);
  if (pass.with_deltas) disturb_inputs(pass);
}

void gather_targets(const Pass& pass) {
  const Batch part = part_of(pass.batch, pass.first, pass.samples);
  Workspace& workspace = pass.workspace;
  if (part.classes) {
    for (Index i = 0; i < part.size; ++i) {
      workspace.classes[pass.first + i] = part.classes[part.rows ? part.rows[i] : i];
    }
  }
  if (pass.has_weights()) {
    float* const weights = workspace.weights.data() + pass.first;
    for (Index i = 0; i < part.size; ++i)
      weights[i] = part.weights ? part.weights[part.rows ? part.rows[i] : i] : 1.0f;
    if (const std::vector<float>& by_class = pass.network.class_weights; part.classes && !by_class.empty()) {
      const std::int32_t* const classes = workspace.classes.data() + pass.first;
      for (Index i = 0; i < part.size; ++i) weights[i] *= by_class[static_cast<std::size_t>(classes[i])];
    }
  }
  if (part.numbers.values) {
    kernels::gather(part.numbers, part.rows, part.size,
                    workspace.numbers.data() + pass.first * workspace.number_stride, workspace.number_stride);
  }
}

// A layer whose values are read by another; they end up in memory.columns.
void forward_hidden(const Pass& pass, Index l) {
  const Layer& layer = pass.network.layer(l);
  if (!layer.is_plain()) return forward_decorated(pass, l);
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
          .numbers = workspace.numbers.data() + pass.first * workspace.number_stride,
          .number_stride = workspace.number_stride,
          .batch = pass.batch.size,
          .losses = workspace.losses.data() + pass.first,
          .predicted = workspace.predicted.data() + pass.first};
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
                            .y = workspace.numbers.data() + pass.first * workspace.number_stride,
                            .y_stride = workspace.number_stride,
                            .delta = deltas.data,
                            .delta_stride = deltas.stride,
                            .samples = pass.samples,
                            .units = values.columns,
                            .batch = pass.batch.size,
                            .losses = workspace.losses.data() + pass.first});
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
  kernels::weigh(pass.workspace.weights.data() + pass.first, deltas,
                 pass.workspace.losses.data() + pass.first);
}

void forward_output(const Pass& pass) {
  const Index last = pass.network.layer_count() - 1;
  const Layer& layer = pass.network.output_layer();
  affine(pass, last, 0, layer.units);

  const Stopwatch watch(pass.memory.times.get(), Phase::loss, last);
  const LossTraits& loss = traits_of(pass.network.loss);
  const bool has_targets = pass.batch.has_targets();
  if (has_targets && loss.form == LossForm::all_logits) {
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
  if (has_targets && pass.has_weights()) weigh_losses(pass);
  if (has_targets && loss.form == LossForm::each_output && pass.with_deltas) pull_back_outputs(pass);
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
  if (layer.residual) add_skipped(pass, l);
  if (!pass.network.layer(l - 1).is_plain()) return backward_through(pass, l - 1);
  const bool kept = !pass.workspace.layer(l - 1).slopes.empty();
  kernels::multiply_by_slope(pass.network.layer(l - 1).activation,
                             kept ? pass.slopes(l - 1) : pass.values(l - 1), lower);
}

bool has_finite_losses(const Pass& pass) {
  const double* const losses = pass.workspace.losses.data() + pass.first;
  return std::all_of(losses, losses + pass.samples, [](double x) { return std::isfinite(x); });
}

// Calls body(pass) for each block of the share.
template <typename Body>
void for_each_block(Pass pass, Share share, const Body& body) {
  for (pass.first = share.first; pass.first < share.end; pass.first += samples_per_block) {
    pass.samples = std::min(samples_per_block, share.end - pass.first);
    body(pass);
  }
}

// Where the blocks of a batch wait for each other: at the layers that normalize over its samples.
class MeetingPoints {
 public:
  MeetingPoints(const Network& network, Workspace& workspace, Index samples, int thread, Team* team)
      : network_(network), workspace_(workspace), samples_(samples), thread_(thread), team_(team) {}

  void share_statistics(Index l) {
    meet([&] { batch_statistics_of(network_, workspace_, samples_, l, mine(l)); });
  }
  void share_sums(Index l) {
    meet([&] { batch_sums_of(workspace_, samples_, l, mine(l)); });
  }

 private:
  // What is done between two barriers, each thread for its own units.
  template <typename Work>
  void meet(const Work& work) {
    wait();
    work();
    wait();
  }
  void wait() {
    if (!team_) return;
    const Stopwatch watch(workspace_.threads[static_cast<std::size_t>(thread_)].times.get(), Phase::wait, 0);
    team_->barrier();
  }
  UnitRange mine(Index l) const { return units_of(network_.layer(l), thread_, team_ ? team_->size() : 1); }

  const Network& network_;
  Workspace& workspace_;
  const Index samples_;
  const int thread_;
  Team* const team_;
};

}  // namespace

void forward(const Network& network, const float* parameters, const Batch& batch, Share share,
             Workspace& workspace, int thread) {
  const Pass whole{.network = network,
                   .parameters = parameters,
                   .batch = batch,
                   .workspace = workspace,
                   .memory = workspace.threads[static_cast<std::size_t>(thread)],
                   .with_deltas = false};
  for_each_block(whole, share, [&](const Pass& pass) {
    gather_inputs(pass);
    gather_targets(pass);
    for (Index l = 0; l + 1 < network.layer_count(); ++l) forward_hidden(pass, l);
    forward_output(pass);
  });
}

bool forward_backward(const Network& network, const float* parameters, const Batch& batch, Share share,
                      Workspace& workspace, int thread, Team* team) {
  const Pass whole{.network = network,
                   .parameters = parameters,
                   .batch = batch,
                   .workspace = workspace,
                   .memory = workspace.threads[static_cast<std::size_t>(thread)],
                   .with_deltas = true};
  MeetingPoints meeting(network, workspace, batch.size, thread, team);
  const std::vector<Index>& stops = network.batch_normalized;
  const Index last = network.layer_count() - 1;
  // Takes a block's deltas down from layer `from`, where they are known, to layer `to`.
  const auto down = [](const Pass& pass, Index from, Index to) {
    for (Index l = from; l > to; --l) backward(pass, l);
  };
  const auto lower_stop = [&](std::size_t stop) {
    return std::max(network.lowest_learning, stop > 0 ? stops[stop - 1] : 0);
  };

  bool finite = true;
  for (std::size_t stop = 0; stop <= stops.size(); ++stop) {
    const bool begins = stop == 0, ends = stop == stops.size();
    if (!begins) meeting.share_statistics(stops[stop - 1]);
    for_each_block(whole, share, [&](const Pass& pass) {
      if (begins) {
        gather_inputs(pass);
        gather_targets(pass);
      } else {
        take_up(pass, stops[stop - 1]);
      }
      for (Index l = begins ? 0 : stops[stop - 1] + 1; l < (ends ? last : stops[stop]); ++l)
        forward_hidden(pass, l);
      if (!ends) return put_down(pass, stops[stop]);
      forward_output(pass);
      if (!has_finite_losses(pass)) finite = false;
      // The blocks after it still go forward, so that what is found at fault does not depend on threads.
      if (finite) down(pass, last, lower_stop(stop));
    });
  }
  for (std::size_t stop = stops.size(); stop-- > 0;) {
    meeting.share_sums(stops[stop]);
    for_each_block(whole, share, [&](const Pass& pass) {
      finish_backward(pass, stops[stop]);
      down(pass, stops[stop], lower_stop(stop));
    });
  }
  return finite;
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
