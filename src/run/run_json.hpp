// How runs are told in JSON: numbers that are not finite become null, text that is not UTF-8 gets
// replacement characters.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "mlp/train/observer.hpp"

namespace mlp {

// {"loss": 0.1, "accuracy": 0.97}.
nlohmann::ordered_json to_json(const Scores& scores);
// The same, or null.
nlohmann::ordered_json to_json(const std::optional<Scores>& scores);

// A line of metrics.jsonl: nothing that a clock or a machine could change.
nlohmann::ordered_json metrics_json(const EpochReport& report);

// A line of health.jsonl, likewise.
nlohmann::ordered_json health_json(const HealthReport& report);
// The problems that a line of health.jsonl tells of; none where it cannot be read.
std::vector<Problem> problems_of(const std::string& line);

// A line of timing.jsonl.
nlohmann::ordered_json timing_json(const EpochReport& report, Index samples);

// In one line.
std::string line_of(const nlohmann::ordered_json& json);
// Indented, with a line feed at the end.
std::string page_of(const nlohmann::ordered_json& json);

}  // namespace mlp
