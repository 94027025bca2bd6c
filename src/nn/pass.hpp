// A block of samples on its way through the network: what the parts of a pass share (see passes.hpp).
#pragma once

#include "kernels/elementwise.hpp"
#include "nn/batch.hpp"
#include "nn/network.hpp"
#include "nn/workspace.hpp"

namespace mlp {

// Units that are multiplied, activated and turned to rows order before the next ones: their
// columns stay in the nearest cache meanwhile.
inline constexpr Index units_per_block = 96;

struct Pass {
  const Network& network;
  const float* parameters;
  const Batch& batch;
  Workspace& workspace;
  ThreadMemory& memory;
  Index first = 0;    // sample of the batch
  Index samples = 0;  // in this block
  bool with_deltas;
  float own_share = 1.0f;  // of mixed samples

  bool mixes() const { return with_deltas && network.mixup.has_value(); }
  bool augments() const { return with_deltas && network.augmentation.has_value(); }
  // Whether each sample has two classes, which have a loss each.
  bool mixes_classes() const { return mixes() && batch.classes != nullptr; }
  // Whether rows count differently.
  bool has_weights() const {
    return batch.weights != nullptr || (batch.classes && !network.class_weights.empty());
  }

  const float* weights(Index l) const { return parameters + network.layout.weight(l).offset; }
  const float* biases(Index l) const { return parameters + network.layout.bias(l).offset; }

  kernels::Block rows(FlatBuffer<float>& buffer, Index stride, Index units) const {
    return {buffer.from(first * stride), samples, units, stride};
  }
  // The inputs in rows order: of the batch's, this block's.  Without data where nobody keeps them.
  kernels::Block inputs() const {
    FlatBuffer<float>& all = memory.inputs.empty() ? workspace.inputs : memory.inputs;
    return rows(all, workspace.input_stride, network.architecture.inputs());
  }
  // One of a layer's matrices in rows order.
  kernels::Block rows_of(Index l, FlatBuffer<float> LayerMemory::*buffer) const {
    LayerMemory& layer = workspace.layer(l);
    return rows(layer.*buffer, layer.stride, network.layer(l).units);
  }
  kernels::Block values(Index l) const { return rows_of(l, &LayerMemory::values); }
  kernels::Block slopes(Index l) const { return rows_of(l, &LayerMemory::slopes); }
  kernels::Block deltas(Index l) const { return rows_of(l, &LayerMemory::deltas); }
  // Units [unit, unit + units) of this block in columns order.
  kernels::Block columns(FlatBuffer<float>& buffer, Index unit, Index units) const {
    return {buffer.from(unit * workspace.columns_stride), units, samples, workspace.columns_stride};
  }
};

void transpose(const kernels::Block& from, float* to, Index to_stride);

// What layer l's activation is about to be applied to, of some units in memory.next_columns, to where it is
// kept, if it is.
void keep_pre_activations(const Pass& pass, Index l, Index unit, Index units);

// Z = W·A + b for some units, columns order: from memory.columns to memory.next_columns.
void affine(const Pass& pass, Index l, Index unit, Index units);

}  // namespace mlp
