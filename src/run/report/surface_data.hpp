// What a model of two inputs says everywhere around its rows, as JSON for the page:
//
//   {"side": 96, "names": ["a", "b"], "low": [x, y], "high": [x, y],
//    "classes": base64, a byte a point, and "shares": of the predicted class, 0 … 255 for 0 … 1 (null where
//               the model gives no probabilities); or
//    "values": base64, 0 … 255 for "least" … "most" of the first target,
//    "points": [[x, y, class or number], …]}
//
// Points of the grid go by rows of ascending y, x ascending in each.
#pragma once

#include <nlohmann/json.hpp>

#include "run/report/judged_rows.hpp"

namespace mlp {

// Null where the model has another number of inputs than two, or too many classes for a picture.
nlohmann::ordered_json surface_data(const JudgedRows& judged, int threads);

}  // namespace mlp
