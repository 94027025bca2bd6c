// How close predicted numbers come, a JSON object for each target (the first ones of very many):
//
//   [{"name": "price", "bias": mean of predicted − true, "points": [[true, predicted], …],
//     "residuals": a histogram of predicted − true,
//     "worst": [{"row": 17, "wanted": 1.0, "predicted": 2.5}]}]
#pragma once

#include <nlohmann/json.hpp>

#include "run/report/judged_rows.hpp"

namespace mlp {

nlohmann::ordered_json number_data(const JudgedRows& judged);

}  // namespace mlp
