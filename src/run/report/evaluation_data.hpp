// What a model says about the rows that count, as JSON for the page:
//
//   {"split": "test", "rows": 10000, "training_rows": 54000,
//    "classes": see class_data.hpp, "calibration", "thresholds": see probability_data.hpp, or
//    "numbers": see number_data.hpp,
//    "surface": see surface_data.hpp}
#pragma once

#include <nlohmann/json.hpp>

#include "mlp/data/load.hpp"
#include "mlp/model/model.hpp"

namespace mlp {

// Of the test rows, else the validation rows, else the training rows.
// Throws DataError where the rows do not fit the model.
nlohmann::ordered_json evaluation_data(const Model& model, const Splits& splits, int threads);

}  // namespace mlp
