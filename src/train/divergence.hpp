// How a training that diverged is told from others, and what it says.
#pragma once

#include <cstdint>
#include <span>

#include "mlp/train/observer.hpp"
#include "nn/network.hpp"
#include "nn/workspace.hpp"
#include "train/state.hpp"
#include "train/training_length.hpp"

namespace mlp {

// A gradient may overflow although the loss is finite; nothing that is not finite is ever kept.
// Throws Diverged naming the tensor, where a parameter or an optimizer slot is not.
void check_finite(const TrainState& state, const ParameterLayout& layout, const TrainingLength& length);

// What stopped a step whose losses or deltas are not finite, from the values that its passes left.  `rows`
// are the batch's.
Divergence divergence_of(const Network& network, Workspace& workspace, std::span<const std::int32_t> rows,
                         const TrainState& state);

// Says in which layer it began, and of which rows the batch was.
[[noreturn]] void throw_diverged(const Network& network, const Divergence& divergence);

}  // namespace mlp
