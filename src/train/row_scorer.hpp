// How rows that come out of the network are scored.
#pragma once

#include <cstdint>
#include <vector>

#include "mlp/data/dataset.hpp"
#include "mlp/model/model.hpp"
#include "nn/workspace.hpp"
#include "train/scores.hpp"

namespace mlp {

class RowScorer {
 public:
  // For rows of `rows.dataset`; `rows` are those that will come, for their number and the mean target of r2.
  // The model and the data set must outlive this.
  // Throws ConfigError when a metric does not fit the model's classes.
  RowScorer(const Model& model, const std::vector<Metric>& metrics, const RowView& rows);

  // Sums over no rows yet.
  ScoreSums empty() const { return ScoreSums(plan_); }
  // Adds the workspace's first `samples` samples, which are `rows` of the data set, to `sums`.
  void add(const Workspace& workspace, const std::int32_t* rows, Index samples, ScoreSums& sums);

 private:
  const Model& model_;
  const Dataset& dataset_;
  ScorePlan plan_;
  FlatBuffer<float> outputs_;  // samples × outputs, numbers in original units
};

}  // namespace mlp
