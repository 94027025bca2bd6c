#include "tables/health_table.hpp"

#include <cmath>

#include "tables/number_text.hpp"
#include "tables/text_table.hpp"

using mlp::DeadUnit;
using mlp::HealthReport;
using mlp::LayerHealth;
using mlp::Problem;

static std::string share_text(double share) { return value_text(std::round(1e4 * share) / 100.0) + " %"; }

static std::string layers_text(const HealthReport& report) {
  TextTable table({{"layer", Align::left},
                   {"activation", Align::left},
                   {"units", Align::right},
                   {"dead", Align::right},
                   {"provably", Align::right},
                   {"zeros", Align::right},
                   {"saturated", Align::right},
                   {"weights", Align::right},
                   {"gradient", Align::right}});
  for (const LayerHealth& layer : report.layers) {
    table.add({"layers." + std::to_string(layer.layer), layer.activation, count_text(layer.units),
               count_text(std::ssize(layer.dead)), count_text(layer.provably_dead()), share_text(layer.zeros),
               share_text(layer.saturated), value_text(layer.weight_norm),
               layer.gradient_norm ? value_text(*layer.gradient_norm) : "-"});
  }
  return table.text();
}

static std::string dead_text(const HealthReport& report) {
  TextTable table({{"dead unit", Align::left},
                   {"bias", Align::right},
                   {"weights", Align::right},
                   {"provably", Align::left},
                   {"likely cause", Align::left}});
  bool has_dead = false;
  for (const LayerHealth& layer : report.layers) {
    for (const DeadUnit& dead : layer.dead) {
      has_dead = true;
      table.add({"layers." + std::to_string(layer.layer) + ", unit " + std::to_string(dead.unit),
                 value_text(dead.bias), value_text(dead.weight_norm), dead.is_provable ? "yes" : "no",
                 dead.cause});
    }
  }
  return has_dead ? "\n" + table.text() : "";
}

std::string health_text(const HealthReport& report) {
  std::string text = layers_text(report) + dead_text(report);
  for (const Problem& problem : report.problems)
    text += "\n  " + printable(problem.sentence) + "\n    try: " + problem.advice + "\n";
  if (report.problems.empty()) text += "\n  No rule found anything wrong.\n";
  return text;
}

std::string problems_text(const std::vector<Problem>& problems) {
  std::string text;
  for (const Problem& problem : problems) {
    text += "  epoch " + std::to_string(problem.epoch) + ": " + printable(problem.sentence) +
            "\n    try: " + problem.advice + "\n";
  }
  return text.empty() ? "" : "Health\n" + text;
}
