// What early stopping and reduce_on_plateau watch: "train." or "validation.", then "loss" or a metric's
// name.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mlp/choice/metric.hpp"
#include "mlp/data/dataset.hpp"
#include "mlp/train/observer.hpp"
#include "mlp/train/recipe.hpp"

namespace mlp {

// Throws ConfigError when the monitor names nothing that is measured.  `pointer` is where it stands in
// the config.
void check_monitor(const std::string& monitor, const std::string& pointer, const std::vector<Metric>& metrics,
                   bool has_validation);

// What a recipe watches, and where in the config it says so.
struct Watched {
  std::string monitor;
  std::string pointer;
  bool is_plateau = false;  // else by early stopping
};
std::vector<Watched> monitors_of(const Recipe& recipe);

// Throws ConfigError when the rows leave a watched metric undefined, whatever is predicted for them: roc_auc
// of a single class.
void check_monitored_rows(const Recipe& recipe, const RowView& training, const RowView& validation);

// The monitored value of an epoch, turned so that smaller is better.
// REQUIRES: check_monitor() passed.
double monitored_value(const std::string& monitor, const std::vector<Metric>& metrics, const Scores& train,
                       const std::optional<Scores>& validation);

}  // namespace mlp
