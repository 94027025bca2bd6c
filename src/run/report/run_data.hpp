// What a run directory's own files tell, as JSON for the page:
//
//   {"name",
//    "folder",
//    "config": the config's text,
//    "larger_is_better": {"accuracy": true},
//    "manifest": {…} or null,
//    "summary": {…} or null,
//    "curves": see curve_data.hpp,
//    "health": see health_data.hpp}
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

namespace mlp {

// Throws IoError or ConfigError where there is no run with a config that can be read.
nlohmann::ordered_json run_data(const std::filesystem::path& folder);

}  // namespace mlp
