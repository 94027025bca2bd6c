#include "run/sweep/sweep_page.hpp"

#include <nlohmann/json.hpp>

#include "run/report/page.hpp"

namespace mlp {
namespace {

using nlohmann::ordered_json;

bool is_logarithmic(const SweepParameter& parameter) {
  const auto* const integer = std::get_if<IntegerNumber>(&parameter);
  return std::holds_alternative<LogUniformNumber>(parameter) || (integer && integer->log);
}

ordered_json parameters_json(const SweepPlan& plan, const SweepResult& result) {
  auto parameters = ordered_json::array();
  for (std::size_t p = 0; p < plan.parameters.size(); ++p) {
    const SweepParameter& parameter = plan.sweep.parameters.at(plan.parameters[p]);
    ordered_json json = {{"pointer", plan.parameters[p]},
                         {"is_choice", std::holds_alternative<ValueChoice>(parameter)},
                         {"log", is_logarithmic(parameter)},
                         {"importance", result.importances[p].share}};
    if (const auto* const choice = std::get_if<ValueChoice>(&parameter)) {
      json["values"] = ordered_json::array();
      for (const JsonText& value : choice->values) json["values"].push_back(value.text);
    }
    parameters.push_back(std::move(json));
  }
  return parameters;
}

}  // namespace

std::string sweep_page(const SweepPlan& plan, const SweepResult& result) {
  auto rows = ordered_json::array();
  for (const SweepRow& row : result.rows) {
    rows.push_back({{"point", row.point + 1},
                    {"objective", row.objective ? ordered_json(*row.objective) : ordered_json(nullptr)},
                    {"deviation", row.deviation},
                    {"epochs", row.epochs},
                    {"trainings", row.trainings},
                    {"failed", row.failed},
                    {"values", row.values}});
  }
  return page_with({{"sweep",
                     {{"name", plan.sweep.name},
                      {"search", std::string(name_of(plan.sweep.search))},
                      {"objective", plan.sweep.objective},
                      {"larger_is_better", plan.larger_is_better},
                      {"is_halving", most_epochs(plan.sweep.search).has_value()},
                      {"parameters", parameters_json(plan, result)},
                      {"rows", std::move(rows)}}}});
}

}  // namespace mlp
