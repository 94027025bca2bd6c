// Phase 2 of a step: the gradient of some rows of a weight matrix and their biases, and its update.
//
// Each thread computes the gradient of its own rows over all samples of the batch, each element one
// chain in batch order, so that no two threads ever add to the same number.
#pragma once

#include "kernels/updates.hpp"
#include "mlp/choice/optimizer.hpp"
#include "nn/network.hpp"
#include "nn/passes.hpp"
#include "nn/workspace.hpp"

namespace mlp {

// Units [first, end) of a layer.
struct UnitRange {
  Index first = 0;
  Index end = 0;
  Index count() const { return end - first; }
};

// How many units at a time, where gradient and update of a batch of `samples` take turns: the gradient stays
// in the second cache until the update has read it.
Index units_per_gradient_block(const Layer& layer, Index samples);

// Floats that apply_layer_gradient() needs of a thread's memory for any layer: the largest such block, weights
// and biases, or all biases of a layer.
Index gradient_scratch_size(const Architecture& architecture, Index samples);

// The units of layer `l` that thread `thread` of `threads` owns.
UnitRange units_of(const Layer& layer, int thread, int threads);

// Some units of a layer whose gradient is wanted, over samples that the passes have left in a workspace.
struct GradientPart {
  const Network& network;
  Workspace& workspace;
  Index samples;  // the workspace's first
  Index layer;
  UnitRange units;
  int thread = 0;  // who asks
};

// dW = dZ·Aᵀ.   weights  (units.count() × inputs), contiguous.   biases  (units.count()).
void layer_gradient(const GradientPart& part, float* weights, float* biases);

// The gradient of a tensor with a value per unit: 0 of a bias that a batch's mean takes away.
// gradient  (units.count()).
// REQUIRES: the layer has the tensor.
void unit_gradient(const GradientPart& part, TensorRole role, float* gradient);

// The gradient of all of the layer's tensors, into a buffer that is laid out like the parameters.
void gradient_in_place(const GradientPart& part, float* gradient);

// What a gradient is applied to: all parameters and slots, by the network's layout.
struct UpdateTarget {
  const Optimizer& optimizer;
  float* parameters = nullptr;
  float* slots = nullptr;
  kernels::UpdateStep step;
  kernels::GradientShaping shaping = {};
};

// Computes the same gradient and applies it: tile by tile while it multiplies where that pays
// (update_should_ride), else block by block through the thread's memory.  The bits are the same.
void apply_layer_gradient(const GradientPart& part, const UpdateTarget& target);

// Applies the gradient of these units that stands in `gradient`, laid out like the parameters.
void apply_whole_gradient(const Network& network, Index l, UnitRange units, const float* gradient,
                          const UpdateTarget& target);

}  // namespace mlp
