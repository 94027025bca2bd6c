// What early stopping watches: "train." or "validation.", then "loss" or a metric's name.
#pragma once

#include <optional>
#include <vector>

#include "mlp/choice/metric.hpp"
#include "mlp/train/observer.hpp"
#include "mlp/train/recipe.hpp"

namespace mlp {

// Throws ConfigError when the monitor names nothing that is measured.
void check_monitor(const EarlyStopping& stopping, const std::vector<Metric>& metrics, bool has_validation);

// The monitored value of an epoch, turned so that smaller is better.
// REQUIRES: check_monitor() passed.
double monitored_value(const EarlyStopping& stopping, const std::vector<Metric>& metrics, const Scores& train,
                       const std::optional<Scores>& validation);

}  // namespace mlp
