// How well classes are told apart, as JSON for the page:
//
//   {"labels": […],
//    "right": 9845,
//    "gives_probabilities": true,
//    "each": [{"precision", "recall", "f1", "rows"}],        by class
//    "matrix": [[…], …] or null,                             a row per class, a column per prediction
//    "confused": [{"wanted", "predicted", "count"}],         the most frequent first
//    "side": 28,                                             of the mistakes' pictures; 0: none
//    "mistakes": [{"row", "wanted", "predicted",             the surest first
//                  "share", "share_of_wanted", "picture"}]}
#pragma once

#include <nlohmann/json.hpp>

#include "run/report/judged_rows.hpp"

namespace mlp {

nlohmann::ordered_json class_data(const JudgedRows& judged);

}  // namespace mlp
