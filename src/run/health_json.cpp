#include "run/run_json.hpp"

namespace mlp {

using nlohmann::ordered_json;

static ordered_json to_json(const Histogram& histogram) {
  return {{"low", histogram.low}, {"high", histogram.high}, {"counts", histogram.counts}};
}

static ordered_json or_null(const std::optional<double>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

static ordered_json dead_json(const LayerHealth& layer) {
  auto units = ordered_json::array();
  for (const DeadUnit& dead : layer.dead) {
    units.push_back({{"unit", dead.unit},
                     {"since_epoch", dead.since_epoch},
                     {"provable", dead.is_provable},
                     {"bias", dead.bias},
                     {"weight_norm", dead.weight_norm},
                     {"cause", dead.cause}});
  }
  return {{"count", layer.dead.size()}, {"provable", layer.provably_dead()}, {"units", units}};
}

static ordered_json to_json(const LayerHealth& layer) {
  return {{"layer", layer.layer},
          {"activation", layer.activation},
          {"units", layer.units},
          {"zeros", layer.zeros},
          {"saturated", layer.saturated},
          {"dead", dead_json(layer)},
          {"histogram", to_json(layer.histogram)},
          {"weight_histogram", to_json(layer.weight_histogram)},
          {"gradient_norm", or_null(layer.gradient_norm)},
          {"weight_norm", layer.weight_norm},
          {"update_ratio", or_null(layer.update_ratio)},
          {"nonfinite", layer.nonfinite}};
}

static ordered_json to_json(const Problem& problem) {
  return {{"rule", problem.rule},
          {"layer", problem.layer ? ordered_json(*problem.layer) : ordered_json(nullptr)},
          {"units", problem.units},
          {"epoch", problem.epoch},
          {"sentence", problem.sentence},
          {"try", problem.advice},
          {"key", problem.key}};
}

static Problem problem_of(const nlohmann::json& json) {
  Problem problem{.rule = json.at("rule"),
                  .layer = {},
                  .units = json.at("units"),
                  .epoch = json.at("epoch"),
                  .sentence = json.at("sentence"),
                  .advice = json.at("try"),
                  .key = json.at("key")};
  if (!json.at("layer").is_null()) problem.layer = json.at("layer").get<Index>();
  return problem;
}

std::vector<Problem> problems_of(const std::string& line) {
  std::vector<Problem> problems;
  try {
    const auto json = nlohmann::json::parse(line);
    for (const auto& each : json.at("problems")) problems.push_back(problem_of(each));
  } catch (const nlohmann::json::exception&) {
    return {};
  }
  return problems;
}

ordered_json health_json(const HealthReport& report) {
  auto layers = ordered_json::array(), revived = ordered_json::array(), problems = ordered_json::array();
  for (const LayerHealth& layer : report.layers) layers.push_back(to_json(layer));
  for (const RevivedUnit& unit : report.revived)
    revived.push_back({{"layer", unit.layer}, {"unit", unit.unit}});
  for (const Problem& problem : report.problems) problems.push_back(to_json(problem));
  return {{"epoch", report.epoch}, {"step", report.step},
          {"layers", layers},      {"gradient_ratio", or_null(report.gradient_ratio)},
          {"revived", revived},    {"problems", problems}};
}

}  // namespace mlp
