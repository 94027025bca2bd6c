// The end of the forward pass: the output layer, the losses and, in training, their slopes.
#pragma once

#include "nn/pass.hpp"

namespace mlp {

// The block's targets and what its rows count, from the data set to the workspace.
void gather_targets(const Pass& pass);

// From what the output layer reads, in memory.columns, to outputs, losses and predicted classes, as far as
// somebody wants them, and to the deltas of the output layer.
void forward_output(const Pass& pass);

}  // namespace mlp
