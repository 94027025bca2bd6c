// The figures of an examination: from what was seen, and the steps that were watched, to a HealthReport.
#pragma once

#include <optional>

#include "mlp/train/health.hpp"
#include "nn/network.hpp"
#include "train/health/examiner.hpp"
#include "train/health/health_state.hpp"

namespace mlp {

// Without step and problems.  Brings state.dead up to what was seen at the end of `epoch`, as follow_deaths()
// does.
HealthReport report_of(const Network& network, const Observation& seen, const float* parameters,
                       std::optional<Index> epoch, HealthState& state);

}  // namespace mlp
