// A layer that normalizes over the samples of a batch, in training: a block of samples stops at it until the
// other blocks are there too.  With a barrier before and after what is done once for all samples:
//
//   forward    put_down: z = W·x + b      batch_statistics_of      take_up: n and what follows
//   backward   backward_through: ∂n       batch_sums_of            finish_backward: ∂z
//
// In evaluation, and where it is frozen, it is a map of single numbers: see decorated_layer.hpp.
#pragma once

#include "nn/gradient.hpp"
#include "nn/pass.hpp"

namespace mlp {

// Whether this pass takes layer l's statistics from the batch.
bool normalizes_batch(const Pass& pass, Index l);

void put_down(const Pass& pass, Index l);
void take_up(const Pass& pass, Index l);
void finish_backward(const Pass& pass, Index l);

// Of some units, over the workspace's first `samples` samples.
void batch_statistics_of(const Network& network, Workspace& workspace, Index samples, Index l,
                         UnitRange units);
void batch_sums_of(Workspace& workspace, Index samples, Index l, UnitRange units);

// n by the running statistics, in memory.next_columns; its slope in memory.terms where there are deltas.
void normalize_by_running(const Pass& pass, Index l);

// Moves the running statistics of some units towards those of the batch in the workspace.
void move_running_statistics(const Network& network, const Workspace& workspace, Index l, UnitRange units,
                             float* parameters);

}  // namespace mlp
