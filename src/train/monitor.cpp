#include "train/monitor.hpp"

#include <algorithm>

#include "base/nearest.hpp"
#include "base/words.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

constexpr std::string_view validation_prefix = "validation.";

bool watches_validation(const std::string& monitor) { return monitor.starts_with(validation_prefix); }

std::string quantity(const std::string& monitor) { return monitor.substr(monitor.find('.') + 1); }

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
