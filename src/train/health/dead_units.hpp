// Which units are dead, since when, and why: from what an examination saw to the list that TrainState keeps.
//
// A unit is dead where its activation passed no gradient for any row: nothing that training does to the
// unit's own weights can make it fire again, only what happens to its inputs, momentum or weight decay.
#pragma once

#include <optional>
#include <vector>

#include "mlp/train/health.hpp"
#include "nn/network.hpp"
#include "train/health/examiner.hpp"
#include "train/health/health_state.hpp"

namespace mlp {

// Whether some unit that is not known to be dead has passed no gradient yet.
bool has_suspects(const Network& network, const Observation& seen, const std::vector<Death>& known);
// Whether some unit at all has not.
bool has_silent_units(const Network& network, const Observation& seen);

// Brings `state.dead` up to what was seen at the end of `epoch` (0: before training; none: of a model whose
// training nobody watched), and returns those that are dead no longer.
// REQUIRES: all rows were seen where has_suspects(); largest_updates of the epoch.
std::vector<RevivedUnit> follow_deaths(const Network& network, const float* parameters,
                                       const Observation& seen, std::optional<Index> epoch,
                                       HealthState& state);

// Whether no inputs within `box` can bring weights·x + bias into the open zone, whatever the order of
// rounding.  `weights` has as many as the box has columns.
bool is_shut_over_box(const float* weights, float bias, const Ranges& box, const Zones& zones);

}  // namespace mlp
