// All that a sweep is going to do, checked before any of it is done: every point's config is read as
// `mlp train --set` would read it.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "mlp/run/config.hpp"
#include "mlp/run/sweep_config.hpp"
#include "run/sweep/halving.hpp"
#include "run/sweep/search_points.hpp"

namespace mlp {

struct SweepPlan {
  SweepConfig sweep;
  std::filesystem::path config_folder;  // where the configs' relative paths start
  std::vector<std::string> parameters;  // their pointers
  std::vector<SweepPoint> points;
  std::vector<Config> configs;  // of each point
  std::vector<Bracket> brackets;
  bool larger_is_better = false;  // of the objective

  Index tasks_of_point() const { return sweep.seeds * std::max<Index>(1, sweep.folds); }
  // "validation" and "accuracy" of "validation.accuracy".
  std::string split() const { return sweep.objective.substr(0, sweep.objective.find('.')); }
  std::string figure() const { return sweep.objective.substr(sweep.objective.find('.') + 1); }
};

// Throws IoError, or ConfigError with file, line and column of the sweep file or the config.
SweepPlan plan_sweep(const std::filesystem::path& file);

}  // namespace mlp
