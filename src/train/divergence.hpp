// How a training that diverged is told from others, and what it says.
#pragma once

#include "nn/network.hpp"
#include "nn/workspace.hpp"
#include "train/state.hpp"
#include "train/training_length.hpp"

namespace mlp {

// A gradient may overflow although the loss is finite; nothing that is not finite is ever kept.
// Throws Diverged naming the tensor, where a parameter or an optimizer slot is not.
void check_finite(const TrainState& state, const ParameterLayout& layout, const TrainingLength& length);

// After a step whose losses were not finite: says in which layer it began.
[[noreturn]] void throw_diverged(const Network& network, Workspace& workspace, Index samples,
                                 const TrainState& state);

}  // namespace mlp
