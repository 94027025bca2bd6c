#include "train/health/health_state_json.hpp"

#include <cmath>
#include <numeric>
#include <stdexcept>
#include <vector>

namespace mlp {

using nlohmann::json;
using nlohmann::ordered_json;

// Infinity, a loss before any, is null: JSON has no word for it.
static ordered_json loss_json(double value) {
  return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr);
}

static double loss_of(const json& value) { return value.is_null() ? LossCourse::none : value.get<double>(); }

static ordered_json to_json(const LossCourse& losses) {
  return {{"first", loss_json(losses.first)},
          {"lowest", loss_json(losses.lowest)},
          {"previous", loss_json(losses.previous)},
          {"rises", losses.rises},
          {"lowest_validation", loss_json(losses.lowest_validation)},
          {"lowest_validation_epoch", losses.lowest_validation_epoch},
          {"training_then", loss_json(losses.training_then)}};
}

ordered_json to_json(const HealthState& health) {
  auto flow = ordered_json::array(), dead = ordered_json::array(), raised = ordered_json::array();
  for (const LayerFlow& layer : health.flow)
    flow.push_back({layer.gradients, layer.updates, layer.steps, layer.nonfinite});
  for (const Death& death : health.dead)
    dead.push_back({death.layer, death.unit, death.since_epoch, death.is_provable, death.cause});
  for (const Raised& rule : health.raised) raised.push_back({rule.rule, rule.layer, rule.units});
  return {{"flow", flow},
          {"largest_updates", health.largest_updates},
          {"dead", dead},
          {"raised", raised},
          {"losses", to_json(health.losses)}};
}

HealthState health_state_of(const json& state, std::span<const Index> units) {
  HealthState health;
  for (const auto& layer : state.at("flow")) {
    health.flow.push_back(
        {.gradients = layer.at(0), .updates = layer.at(1), .steps = layer.at(2), .nonfinite = layer.at(3)});
  }
  health.largest_updates = state.at("largest_updates").get<std::vector<float>>();
  for (const auto& death : state.at("dead")) {
    health.dead.push_back({.layer = death.at(0),
                           .unit = death.at(1),
                           .since_epoch = death.at(2),
                           .is_provable = death.at(3),
                           .cause = death.at(4)});
    const Death& read = health.dead.back();
    if (read.layer < 0 || read.layer >= std::ssize(units) || read.unit < 0 ||
        read.unit >= units[static_cast<std::size_t>(read.layer)])
      throw std::out_of_range("dead");
  }
  for (const auto& rule : state.at("raised"))
    health.raised.push_back({.rule = rule.at(0), .layer = rule.at(1), .units = rule.at(2)});
  const auto& losses = state.at("losses");
  health.losses = {.first = loss_of(losses.at("first")),
                   .lowest = loss_of(losses.at("lowest")),
                   .previous = loss_of(losses.at("previous")),
                   .rises = losses.at("rises"),
                   .lowest_validation = loss_of(losses.at("lowest_validation")),
                   .lowest_validation_epoch = losses.at("lowest_validation_epoch"),
                   .training_then = loss_of(losses.at("training_then"))};
  const Index all_units = std::accumulate(units.begin(), units.end(), Index{0});
  const bool is_whole = health.flow.size() == units.size() && std::ssize(health.largest_updates) == all_units;
  if (!is_whole && !(health.flow.empty() && health.largest_updates.empty()))
    throw std::out_of_range("health");
  return health;
}

}  // namespace mlp
