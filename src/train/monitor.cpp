#include "train/monitor.hpp"

#include <algorithm>
#include <cstdint>

#include "base/nearest.hpp"
#include "base/words.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

constexpr std::string_view validation_prefix = "validation.";

bool watches_validation(const std::string& monitor) { return monitor.starts_with(validation_prefix); }

std::string quantity(const std::string& monitor) { return monitor.substr(monitor.find('.') + 1); }

bool is_of_one_class(const RowView& rows) {
  const std::vector<std::int32_t>& classes = rows.dataset->classes;
  const auto class_of = [&](std::int32_t row) { return classes[static_cast<std::size_t>(row)]; };
  return std::all_of(rows.rows.begin(), rows.rows.end(),
                     [&](std::int32_t row) { return class_of(row) == class_of(rows.rows[0]); });
}

// Of a monitor whose rows have one class.
[[noreturn]] void refuse_one_class(const Watched& watched, const RowView& rows) {
  const std::string name = watches_validation(watched.monitor) ? "validation" : "training";
  const std::int32_t only = rows.dataset->classes[static_cast<std::size_t>(rows.rows[0])];
  throw ConfigError(watched.pointer + ": expected " + name + " rows of two classes or more with " +
                        watched.monitor + ", got only class " +
                        rows.dataset->class_labels[static_cast<std::size_t>(only)],
                    "roc_auc is undefined without rows of both kinds; hold other rows out, or watch " +
                        watched.monitor.substr(0, watched.monitor.find('.')) + ".loss");
}

}  // namespace

void check_monitor(const std::string& monitor, const std::string& pointer, const std::vector<Metric>& metrics,
                   bool has_validation) {
  const std::string place = pointer + ": ";
  std::vector<std::string> known;
  for (const std::string prefix : {"validation.", "train."}) {
    known.push_back(prefix + "loss");
    for (const Metric& metric : metrics) known.push_back(prefix + label_of(metric));
  }
  if (std::find(known.begin(), known.end(), monitor) == known.end()) {
    const auto close = nearest(monitor, known);
    throw ConfigError(
        place + "expected one of " + joined(known) + ", got \"" + monitor + "\"",
        close ? "did you mean \"" + *close + "\"?" : "a metric can be watched only where /metrics lists it");
  }
  if (watches_validation(monitor) && !has_validation) {
    throw ConfigError(place + "expected rows to validate on, got " + monitor + " without /data/validation",
                      "add \"validation\": {\"fraction\": 0.1} to /data, or watch train.loss");
  }
}

std::vector<Watched> monitors_of(const Recipe& recipe) {
  std::vector<Watched> watched;
  if (const auto& stopping = recipe.training.early_stopping)
    watched.push_back({.monitor = stopping->monitor, .pointer = "/training/early_stopping/monitor"});
  if (const auto* const plateau = std::get_if<ReduceOnPlateau>(&recipe.schedule))
    watched.push_back({.monitor = plateau->monitor, .pointer = "/schedule/monitor", .is_plateau = true});
  return watched;
}

void check_monitored_rows(const Recipe& recipe, const RowView& training, const RowView& validation) {
  for (const Watched& watched : monitors_of(recipe)) {
    if (quantity(watched.monitor) != RocAuc::name) continue;
    const RowView& rows = watches_validation(watched.monitor) ? validation : training;
    // Targets that are no classes are refused elsewhere.
    if (rows.size() == 0 || rows.dataset->classes.empty()) continue;
    if (is_of_one_class(rows)) refuse_one_class(watched, rows);
  }
}

double monitored_value(const std::string& monitor, const std::vector<Metric>& metrics, const Scores& train,
                       const std::optional<Scores>& validation) {
  const Scores& scores = watches_validation(monitor) ? *validation : train;
  const std::string wanted = quantity(monitor);
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    if (scores.metrics[i].first != wanted) continue;
    const double value = scores.metrics[i].second;
    return larger_is_better(metrics[i]) ? -value : value;
  }
  return scores.loss;
}

}  // namespace mlp
