// How gradients and updates are, layer by layer, over the steps of an epoch that are watched.
#pragma once

#include <optional>

#include "mlp/base/memory.hpp"
#include "nn/network.hpp"
#include "train/health/health_state.hpp"
#include "train/health/step_watch.hpp"

namespace mlp {

// Step `step` (from 0) of an epoch of so many is watched: the 1st, 4th, 16th, 64th, … and the last.  So what
// goes wrong at the start of an epoch is seen, and a long epoch costs no more than a short one.
bool is_watched_step(Index step, Index steps);

// Adds a watched step to the epoch's sums, and to each unit's largest update.
void add_watched_step(const Network& network, const StepWatch& watch, HealthState& state);

// Back to no steps.
void clear_flow(const Network& network, HealthState& state);

}  // namespace mlp
