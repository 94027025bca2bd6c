// Rows with known targets, and what a model says about them.
#pragma once

#include <cstdint>

#include "data/dropped_rows.hpp"
#include "mlp/data/dataset.hpp"
#include "mlp/model/model.hpp"

namespace mlp {

// All three must outlive this; `predictions` are the model's, of `rows`.
struct JudgedRows {
  const Model& model;
  const RowView& rows;
  const Predictions& predictions;

  Index size() const { return rows.size(); }
  Index classes() const { return static_cast<Index>(model.class_labels.size()); }
  // The row's place in its dataset, from 0.
  Index place(Index row) const { return rows.rows[static_cast<std::size_t>(row)]; }
  // The row's number in its file, from 1.
  Index number(Index row) const { return row_in_file(*rows.dataset, place(row)) + 1; }
  const float* outputs(Index row) const { return predictions.values.data() + row * predictions.outputs; }

  // REQUIRES, from here on: targets that are classes.
  Index wanted(Index row) const { return rows.dataset->classes[static_cast<std::size_t>(place(row))]; }
  Index predicted(Index row) const { return predictions.classes[static_cast<std::size_t>(row)]; }
  bool gives_probabilities() const {
    return traits_of(model.loss).predictions == PredictionKind::probabilities;
  }
  // The probability of a class, or its score.  One output is the second class's; the first has the rest, or
  // the opposite score.
  double share(Index row, Index of_class) const {
    const float* const values = outputs(row);
    if (predictions.outputs > 1) return static_cast<double>(values[of_class]);
    if (of_class == 1) return static_cast<double>(values[0]);
    return gives_probabilities() ? 1.0 - static_cast<double>(values[0]) : -static_cast<double>(values[0]);
  }
};

}  // namespace mlp
