// What early stopping and reduce_on_plateau watch: "train." or "validation.", then "loss" or a metric's
// name.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mlp/choice/metric.hpp"
#include "mlp/train/observer.hpp"
#include "mlp/train/recipe.hpp"

namespace mlp {

// Throws ConfigError when the monitor names nothing that is measured.  `pointer` is where it stands in
// the config.
void check_monitor(const std::string& monitor, const std::string& pointer, const std::vector<Metric>& metrics,
                   bool has_validation);

// The monitored value of an epoch, turned so that smaller is better.
// REQUIRES: check_monitor() passed.
double monitored_value(const std::string& monitor, const std::vector<Metric>& metrics, const Scores& train,
                       const std::optional<Scores>& validation);

}  // namespace mlp
