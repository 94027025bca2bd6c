#include "run/run_json.hpp"

namespace mlp {

using nlohmann::ordered_json;

ordered_json to_json(const Scores& scores) {
  ordered_json json = {{"loss", scores.loss}};
  for (const auto& [name, value] : scores.metrics) json[name] = value;
  return json;
}

ordered_json to_json(const std::optional<Scores>& scores) {
  return scores ? to_json(*scores) : ordered_json(nullptr);
}

ordered_json metrics_json(const EpochReport& report) {
  return {{"epoch", report.epoch},
          {"step", report.step},
          {"learning_rate", report.learning_rate},
          {"parameters_sha256", report.parameters_sha256},
          {"train", to_json(report.train)},
          {"validation", to_json(report.validation)}};
}

ordered_json timing_json(const EpochReport& report, Index samples) {
  return {{"epoch", report.epoch},
          {"training_seconds", report.training_seconds},
          {"validation_seconds", report.validation_seconds},
          {"samples_per_second", static_cast<double>(samples) / report.training_seconds}};
}

std::string line_of(const ordered_json& json) {
  return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

std::string page_of(const ordered_json& json) {
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace mlp
