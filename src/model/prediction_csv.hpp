// Predictions as comma-separated values (RFC 4180), a line a row.
//
//   class,probability_setosa,probability_versicolor     classes: the label, then every class's share
//   setosa,0.98,0.02
//
//   class,score_no,score_yes                            hinge losses: scores, which are no probabilities
//   yes,-1.2,1.2
//
//   progression                                         numbers: the targets, in original units
//   151.3
//
//   progression,variance_progression                    gaussian_nll: means, then variances
//   151.3,2911.6
//
// Every number is the shortest decimal that reads back to the same float.
#pragma once

#include <string>
#include <vector>

#include "mlp/model/model.hpp"

namespace mlp {

// `leading` columns stand before these, as they are.
std::string prediction_csv(const Model& model, const Predictions& predictions,
                           const std::vector<TextColumn>& leading = {});

// The shortest decimal that reads back to the same float.
std::string shortest_text(float value);

}  // namespace mlp
