// Whether probabilities are to be trusted, and what another threshold would do, as JSON for the page.
#pragma once

#include <nlohmann/json.hpp>

#include "run/report/judged_rows.hpp"

namespace mlp {

// [{"mean": 0.93, "right": 0.91, "rows": 120}, …], ten bins of equal width of a probability, empty ones left
// out: with two classes that of the second and how many rows are of it, with more that of the predicted
// class and how many are predicted right.  Null where the model gives no probabilities.
nlohmann::ordered_json calibration_data(const JudgedRows& judged);

// {"positive": "yes", "share": of the rows that are positive, "roc_auc", "pr_auc",
//  "roc": [[false positive rate, true positive rate], …], "precision_recall": [[recall, precision], …]}, the
// second of two classes being positive.  Null with more classes, or where rows of one kind are missing.
nlohmann::ordered_json threshold_data(const JudgedRows& judged);

}  // namespace mlp
