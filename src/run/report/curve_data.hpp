// The lines of metrics.jsonl as curves:
//
//   {"evaluations": 10, "epoch": […], "step": […], "learning_rate": […],
//    "train": {"loss": […], "accuracy": […]}, "validation": {…}}
//
// The numbers are those of the file; null where one was not finite or is missing.  Of very many evaluations
// some are left out, evenly.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace mlp {

// A line that is no JSON object counts as missing.
nlohmann::ordered_json curve_data(const std::vector<std::string>& lines);

}  // namespace mlp
