// Predictions as comma-separated values (RFC 4180), a line a row.
//
//   class,probability_setosa,probability_versicolor     classes: the label, then every class's share
//   setosa,0.98,0.02
//
//   progression                                         numbers: the targets, in original units
//   151.3
//
// Every number is the shortest decimal that reads back to the same float.
#pragma once

#include <string>

#include "mlp/model/model.hpp"

namespace mlp {

std::string prediction_csv(const Model& model, const Predictions& predictions);

}  // namespace mlp
