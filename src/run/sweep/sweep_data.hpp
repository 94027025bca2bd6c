// The rows of a sweep's points, read once however many share them.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "mlp/model/model.hpp"
#include "run/sweep/sweep_plan.hpp"

namespace mlp {

// Before anything is cut off the training rows.
struct SweepRows {
  Splits whole;
  std::shared_ptr<const Model> start;  // where training starts from a model
};

class SweepData {
 public:
  // Throws what load_sources() and load_start() do.
  explicit SweepData(const SweepPlan& plan);

  const SweepRows& of(Index point) const { return *rows_[static_cast<std::size_t>(point)]; }
  // All that were read, in the order of the points.
  const std::vector<DataFile>& files() const { return files_; }

 private:
  std::vector<std::shared_ptr<const SweepRows>> rows_;  // of each point
  std::vector<DataFile> files_;
};

}  // namespace mlp
