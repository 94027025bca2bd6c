// What a trained network consists of, as JSON for the page:
//
//   {"parameters": 235146,
//    "layers": [{"inputs", "units", "activation", "parameters",
//                "weights": a histogram, "biases": a histogram}],
//    "first_layer": {"side": 28, "units": [{"unit": 3, "norm": 1.2, "picture": base64}]} or null}
#pragma once

#include <nlohmann/json.hpp>

#include "mlp/model/model.hpp"

namespace mlp {

// REQUIRES: the parameters are finite, as in every model that was saved.
nlohmann::ordered_json model_data(const Model& model);

}  // namespace mlp
