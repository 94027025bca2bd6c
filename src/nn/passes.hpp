// Forward and backward pass of some samples of a batch: phase 1 of a step.
//
// A thread takes its samples through the whole network and back without waiting for anyone, but where a
// layer normalizes over the samples of the batch; what it leaves behind for phase 2 (see gradient.hpp) are
// every layer's values and deltas in rows order.
//
// A large first layer goes before that, by units instead of samples: each thread gathers the whole batch and
// computes those units whose weights it will update.  Nobody needs the gradient of the inputs, so that layer's
// weights are then read by their owner alone, and stay in its caches; all others travel to every core that has
// samples, and each must give them up before the next update.
#pragma once

#include "mlp/base/team.hpp"
#include "nn/batch.hpp"
#include "nn/network.hpp"
#include "nn/workspace.hpp"

namespace mlp {

// Outputs of the samples in `share` (workspace.outputs().values), their losses where the batch has
// targets, and their predicted classes where the loss is about classes.
void forward(const Network& network, const float* parameters, const Batch& batch, Share share,
             Workspace& workspace, int thread);

// The same and the deltas of every layer from the lowest that learns upwards, for the mean loss over the
// batch.  Returns false when a sample's loss or one of these deltas is not finite; then the deltas mean
// nothing.  The threads of `team` call it side by side, with shares that make up the batch; without a team
// the share is the batch.
// REQUIRES: a workspace for training; a batch with targets.
bool forward_backward(const Network& network, const float* parameters, const Batch& batch, Share share,
                      Workspace& workspace, int thread, Team* team = nullptr);

// Where values that are not finite were first met, on the way up and then down again.
struct NonFinite {
  enum class What { inputs, values, deltas } what = What::inputs;
  Index layer = 0;  // of values and deltas
};

// After forward_backward() returned false, over the first `samples` samples.
NonFinite first_not_finite(const Network& network, Workspace& workspace, Index samples);

}  // namespace mlp
