#include "nn/passes.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "kernels/elementwise.hpp"
#include "kernels/product.hpp"
#include "nn/augmentation.hpp"
#include "nn/batch_normalized_layer.hpp"
#include "nn/decorated_layer.hpp"
#include "nn/mixup.hpp"
#include "nn/output_layer.hpp"
#include "nn/pass.hpp"

namespace mlp {
namespace {

using kernels::Block;

// Inputs that are turned at a time, while they are in the nearest cache.
constexpr Index samples_at_once = 16, features_at_once = 256;

// The inputs of `part`, in columns order.  In rows order they stay in `kept`; where nobody asks for them,
// they only pass through what the first layer will write to.
void gather_and_transpose(const Pass& pass, const Batch& part, const Block& kept) {
  const Index stride = pass.workspace.columns_stride;
  for (Index first = 0; first < part.size; first += samples_at_once) {
    const Batch few = part_of(part, first, std::min(samples_at_once, part.size - first));
    for (Index feature = 0; feature < kept.columns; feature += features_at_once) {
      const Index features = std::min(features_at_once, kept.columns - feature);
      const Block here =
          kept.data ? Block{kept.data + first * kept.stride + feature, few.size, features, kept.stride}
                    : Block{pass.memory.next_columns.data(), few.size, features, features};
      kernels::gather(features_of(few.inputs, feature, features), few.rows, few.size, here.data, here.stride);
      transpose(here, pass.memory.columns.from(feature * stride + first), stride);
    }
  }
}

void gather_inputs(const Pass& pass) {
  const Stopwatch watch(pass.memory.times.get(), Phase::gather, 0);
  const Batch part = part_of(pass.batch, pass.first, pass.samples);
  const Block inputs = pass.inputs();
  const bool are_few = inputs.rows * inputs.columns <= samples_at_once * features_at_once;
  if (pass.mixes() || pass.augments() || (are_few && inputs.data)) {
    if (pass.augments()) {
      for (Index i = 0; i < pass.samples; ++i)
        gather_displaced(pass, pass.first + i, inputs.data + i * inputs.stride);
    } else {
      kernels::gather(part.inputs, part.rows, part.size, inputs.data, inputs.stride);
    }
    if (pass.mixes()) mix_inputs(pass);
    transpose(inputs, pass.memory.columns.data(), pass.workspace.columns_stride);
  } else {
    gather_and_transpose(pass, part, inputs);
  }
  if (pass.with_deltas) disturb_inputs(pass);
}

// Some units of a plain layer from memory.columns to memory.next_columns, and to where they are kept.
void forward_units(const Pass& pass, Index l, UnitRange range) {
  const Layer& layer = pass.network.layer(l);
  LayerMemory& kept = pass.workspace.layer(l);
  const bool keeps_slopes = !kept.slopes.empty();
  for (Index unit = range.first; unit < range.end; unit += units_per_block) {
    const Index units = std::min(units_per_block, range.end - unit);
    affine(pass, l, unit, units);
    const Stopwatch watch(pass.memory.times.get(), Phase::activate, l);
    keep_pre_activations(pass, l, unit, units);
    const Block values = pass.columns(pass.memory.next_columns, unit, units);
    const Block slopes = keeps_slopes ? pass.columns(pass.memory.slopes, unit, units) : Block{};
    kernels::activate(layer.activation, values, slopes);
    if (!kept.values.empty()) transpose(values, pass.values(l).data + unit, kept.stride);
    if (keeps_slopes) transpose(slopes, pass.slopes(l).data + unit, kept.stride);
  }
}

// A layer whose values are read by another; they end up in memory.columns.
void forward_hidden(const Pass& pass, Index l) {
  const Layer& layer = pass.network.layer(l);
  if (!layer.is_plain()) return forward_decorated(pass, l);
  forward_units(pass, l, {0, layer.units});
  std::swap(pass.memory.columns, pass.memory.next_columns);
}

// The first layer's values, which the whole team made, of this block.
void take_first_values(const Pass& pass) {
  const Stopwatch watch(pass.memory.times.get(), Phase::activate, 0);
  transpose(pass.values(0), pass.memory.columns.data(), pass.workspace.columns_stride);
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
  const double* const losses = pass.workspace.losses.from(pass.first);
  return std::all_of(losses, losses + pass.samples, [](double x) { return std::isfinite(x); });
}

// Whether the deltas of a layer are finite.  Those below a delta that is not never are: a chain has each of
// its layer's deltas in it, and a slope of 0 makes NaN of an infinity.
bool has_finite_deltas(const Pass& pass, Index l) { return kernels::is_finite(pass.deltas(l)); }

// Calls body(pass) for each block of the share.
template <typename Body>
void for_each_block(Pass pass, Share share, const Body& body) {
  for (pass.first = share.first; pass.first < share.end; pass.first += samples_per_block) {
    pass.samples = std::min(samples_per_block, share.end - pass.first);
    body(pass);
  }
}

float own_share_in(const Network& network, const Batch& batch) {
  return network.mixup ? static_cast<float>(own_share(*network.mixup, batch.seed, batch.step)) : 1.0f;
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
  void wait() {
    if (!team_) return;
    const Stopwatch watch(workspace_.thread(thread_).times.get(), Phase::wait, 0);
    team_->barrier();
  }
  // The units of a layer whose weights this thread updates.
  UnitRange mine(Index l) const { return units_of(network_.layer(l), thread_, team_ ? team_->size() : 1); }

 private:
  // What is done between two barriers, each thread for its own units.
  template <typename Work>
  void meet(const Work& work) {
    wait();
    work();
    wait();
  }

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
                   .memory = workspace.thread(thread),
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
                   .memory = workspace.thread(thread),
                   .with_deltas = true,
                   .own_share = own_share_in(network, batch)};
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

  // By the whole team.
  const bool first_is_done = workspace.first_layer_by_units && team && team->size() > 1;
  if (first_is_done) {
    for_each_block(whole, {0, batch.size}, [&](const Pass& pass) {
      gather_inputs(pass);
      forward_units(pass, 0, meeting.mine(0));
    });
    meeting.wait();
  }

  bool finite = true;
  for (std::size_t stop = 0; stop <= stops.size(); ++stop) {
    const bool begins = stop == 0, ends = stop == stops.size();
    if (!begins) meeting.share_statistics(stops[stop - 1]);
    for_each_block(whole, share, [&](const Pass& pass) {
      if (begins) {
        first_is_done ? take_first_values(pass) : gather_inputs(pass);
        gather_targets(pass);
      } else {
        take_up(pass, stops[stop - 1]);
      }
      const Index lowest = !begins ? stops[stop - 1] + 1 : first_is_done ? 1 : 0;
      for (Index l = lowest; l < (ends ? last : stops[stop]); ++l) forward_hidden(pass, l);
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
  if (finite) {
    for_each_block(whole, share, [&](const Pass& pass) {
      if (!has_finite_deltas(pass, network.lowest_learning)) finite = false;
    });
  }
  return finite;
}

NonFinite first_not_finite(const Network& network, Workspace& workspace, Index samples) {
  const auto finite = [samples](FlatBuffer<float>& values, Index units, Index stride) {
    return kernels::is_finite({values.data(), samples, units, stride});
  };
  using What = NonFinite::What;
  if (!finite(workspace.inputs, network.architecture.inputs(), workspace.input_stride))
    return {What::inputs, 0};
  const Index last = network.layer_count() - 1;
  for (Index l = 0; l < last; ++l) {
    LayerMemory& memory = workspace.layer(l);
    if (!finite(memory.values, network.layer(l).units, memory.stride)) return {What::values, l};
  }
  const double* const losses = workspace.losses.data();
  if (!std::all_of(losses, losses + samples, [](double x) { return std::isfinite(x); }))
    return {What::values, last};
  for (Index l = last; l > network.lowest_learning; --l) {
    LayerMemory& memory = workspace.layer(l);
    if (!finite(memory.deltas, network.layer(l).units, memory.stride)) return {What::deltas, l};
  }
  return {What::deltas, network.lowest_learning};
}

}  // namespace mlp
