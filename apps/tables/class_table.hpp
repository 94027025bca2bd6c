// How well each class is predicted, and what its rows were taken for.
//
//   class        precision   recall       f1   rows
//   setosa               1        1        1     10
//   versicolor      0.9000   0.9000   0.9000     10
//
//   predicted as    1   2
//   1 setosa       10   0
//   2 versicolor    1   9
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "mlp/data/dataset.hpp"
#include "mlp/model/model.hpp"
#include "train/class_metrics.hpp"

class ClassTable {
 public:
  // `predictions` are of `rows`, whose classes are those of `labels`.  No labels: an empty table.
  ClassTable(const std::vector<std::string>& labels, const mlp::RowView& rows,
             const mlp::Predictions& predictions);

  // The matrix only where it fits a page.
  std::string text() const;

  // {"classes": [{"label", "precision", "recall", "f1", "rows"}, …], "confusion_matrix": [[…], …]}, a row
  // of the matrix for each class, a column for each prediction.
  nlohmann::ordered_json json() const;

 private:
  mlp::Index at(mlp::Index wanted, mlp::Index predicted) const {
    return matrix_[static_cast<std::size_t>(wanted * std::ssize(labels_) + predicted)];
  }
  std::string classes_text() const;
  std::string matrix_text() const;

  std::vector<std::string> labels_;
  std::vector<mlp::Index> matrix_;  // classes × classes
  mlp::ClassCounts counts_;
};
