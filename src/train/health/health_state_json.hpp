// HealthState as it stands in a checkpoint.
#pragma once

#include <nlohmann/json.hpp>
#include <span>

#include "mlp/base/memory.hpp"
#include "train/health/health_state.hpp"

namespace mlp {

nlohmann::ordered_json to_json(const HealthState& health);

// Throws what nlohmann::json or std::exception says where it is not one of layers with so many `units` each.
HealthState health_state_of(const nlohmann::json& json, std::span<const Index> units);

}  // namespace mlp
