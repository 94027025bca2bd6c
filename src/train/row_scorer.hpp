// Scores of rows as they come out of the network.
#pragma once

#include <cstdint>
#include <vector>

#include "mlp/data/dataset.hpp"
#include "mlp/model/model.hpp"
#include "nn/workspace.hpp"
#include "train/scores.hpp"

namespace mlp {

class RowScores {
 public:
  // For rows of `rows.dataset`; `rows` are those that will come, for the mean target of r2.
  // The model's loss and scalings and the data set must outlive this.
  RowScores(const Model& model, const RowView& rows);

  // Adds the workspace's first `samples` samples, which are `rows` of the data set.
  void add(const Workspace& workspace, const std::int32_t* rows, Index samples);
  void restart();
  Scores scores(const std::vector<Metric>& metrics) const { return sums_.scores(metrics); }

 private:
  const Model& model_;
  const Dataset& dataset_;
  std::vector<double> target_means_;
  ScoreSums sums_;
  FlatBuffer<float> predictions_;  // samples × outputs, in original units
};

}  // namespace mlp
