// The lines of health.jsonl for the page:
//
//   {"examinations": 40, "lines": […], "problems": […], "revived": [{"layer", "unit", "epoch"}]}
//
// Lines are the file's, some left out evenly where they are very many; problems and units that came back are
// of all of them.  What takes room stays only where it is drawn: histograms in some lines, the list of dead
// units in the last.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace mlp {

// Null where there are no lines.  A line that is no JSON object is left out.
nlohmann::ordered_json health_data(const std::vector<std::string>& lines);

}  // namespace mlp
