// What a model says about rows, as the table that `mlp predict` writes and that exported models give.
//
//   classes   a column per class: "probability_LABEL", or "score_LABEL" for hinge losses
//   numbers   a column per target, then for gaussian_nll "variance_TARGET" of each
#pragma once

#include <string>
#include <vector>

#include "mlp/base/memory.hpp"
#include "mlp/model/model.hpp"

namespace mlp {

// The columns' names, of a model with so many outputs.
std::vector<std::string> prediction_columns(const Model& model, Index outputs);

// Whether one output stands for two classes: it is the second's probability, the first has the rest; or its
// score, the first's is the opposite.
inline bool has_one_output_for_two(const Model& model, Index outputs) {
  return model.class_labels.size() == 2 && outputs == 1;
}

// Rows × columns, row-major.  REQUIRES: the predictions are the model's.
FlatBuffer<float> prediction_table(const Model& model, const Predictions& predictions);

}  // namespace mlp
