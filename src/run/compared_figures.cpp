#include "run/compared_figures.hpp"

#include <algorithm>
#include <cmath>

#include "base/nearest.hpp"
#include "base/words.hpp"
#include "mlp/base/error.hpp"
#include "run/config_difference.hpp"
#include "run/paired_test.hpp"

namespace mlp {

std::vector<std::string> figures_of(const Config& config) {
  std::vector<std::string> splits{"train."};
  if (config.data.validation) splits.emplace_back("validation.");
  if (config.data.test) splits.emplace_back("test.");
  std::vector<std::string> names;
  for (const std::string& split : splits) {
    names.push_back(split + "loss");
    for (const Metric& metric : config.recipe.metrics) names.push_back(split + label_of(metric));
  }
  return names;
}

bool larger_is_better_of(const Config& config, const std::string& figure) {
  const std::string name = figure.substr(figure.find('.') + 1);
  return std::any_of(config.recipe.metrics.begin(), config.recipe.metrics.end(), [&](const Metric& metric) {
    return label_of(metric) == name && larger_is_better(metric);
  });
}

namespace {

constexpr double level = 0.05;

std::string watched_by(const Recipe& recipe) {
  if (recipe.training.early_stopping) return recipe.training.early_stopping->monitor;
  const auto* const plateau = std::get_if<ReduceOnPlateau>(&recipe.schedule);
  return plateau ? plateau->monitor : "";
}

// What the sides measure alike: in the order of the first, without losses of different kinds.
std::vector<std::string> common_figures(const std::vector<ComparedSide>& sides) {
  std::vector<std::string> common = figures_of(sides.front().config);
  const auto loss = name_of(sides.front().config.recipe.loss);
  const bool has_other_loss = std::any_of(sides.begin(), sides.end(), [&](const ComparedSide& side) {
    return name_of(side.config.recipe.loss) != loss;
  });
  std::erase_if(common, [&](const std::string& name) {
    if (has_other_loss && name.ends_with(".loss")) return true;
    return std::any_of(sides.begin(), sides.end(), [&](const ComparedSide& side) {
      const std::vector<std::string> own = figures_of(side.config);
      return std::find(own.begin(), own.end(), name) == own.end();
    });
  });
  return common;
}

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// None where the training has no such figure, or it is not finite.
std::optional<double> figure_of(const SeedFigures& training, const std::string& name) {
  for (const auto& [own, value] : training.figures)
    if (own == name && std::isfinite(value)) return value;
  return std::nullopt;
}

FigureOfSide summary_of(const ComparedSide& side, const std::string& name) {
  FigureOfSide summary;
  for (const SeedFigures& training : side.trainings) {
    const std::optional<double> value = figure_of(training, name);
    if (!value) continue;
    ++summary.count;
    summary.mean += *value;
  }
  const auto n = static_cast<double>(summary.count);
  summary.mean /= n;
  double squares = 0.0;
  for (const SeedFigures& training : side.trainings) {
    const std::optional<double> value = figure_of(training, name);
    if (value) squares += (*value - summary.mean) * (*value - summary.mean);
  }
  summary.deviation = std::sqrt(squares / (n - 1.0));
  return summary;
}

struct Pairs {
  std::vector<double> a, b;
};

// The figures of the seeds that both sides have, in the order of the first.
Pairs pairs_of(const ComparedSide& a, const ComparedSide& b, const std::string& metric) {
  Pairs pairs;
  for (const SeedFigures& mine : a.trainings) {
    const auto other = std::find_if(b.trainings.begin(), b.trainings.end(), [&](const SeedFigures& training) {
      return training.seed == mine.seed && training.split_seed == mine.split_seed;
    });
    if (other == b.trainings.end()) continue;
    const std::optional<double> left = figure_of(mine, metric), right = figure_of(*other, metric);
    if (!left || !right) continue;
    pairs.a.push_back(*left);
    pairs.b.push_back(*right);
  }
  return pairs;
}

std::vector<DifferingValue> differences_of(const std::vector<ComparedSide>& sides) {
  std::vector<Config> configs;
  for (const ComparedSide& side : sides) {
    configs.push_back(side.config);
    configs.back().recipe.seed = 1;
    configs.back().data.split_seed = 1;
  }
  std::vector<DifferingValue> differences;
  for (VaryingValue& varying : varying_values(configs))
    differences.push_back({.pointer = std::move(varying.pointer), .values = std::move(varying.values)});
  const bool has_other_data = std::any_of(
      sides.begin(), sides.end(), [&](const ComparedSide& side) { return side.data != sides.front().data; });
  if (!has_other_data) return differences;
  DifferingValue data{.pointer = "data", .values = {}};
  for (const ComparedSide& side : sides) {
    constexpr std::size_t shown_digits = 12;
    std::vector<std::string> digests;
    for (const std::string& digest : side.data) digests.push_back(digest.substr(0, shown_digits));
    data.values.emplace_back("sha256 " + joined(digests));
  }
  differences.push_back(std::move(data));
  return differences;
}

std::string reason_for_no_test(const std::vector<ComparedSide>& sides) {
  if (sides.size() < 2) return "one side only: there is nothing to compare it with";
  const bool has_single = std::any_of(sides.begin(), sides.end(),
                                      [](const ComparedSide& side) { return side.trainings.size() < 2; });
  if (has_single)
    return "one training on a side: its difference to another may be the seed's as well as the config's";
  return "fewer than two pairs of trainings with the same seeds and figures";
}

void add_tests(Comparison& comparison) {
  std::vector<double> p;
  for (std::size_t a = 0; a < comparison.sides.size(); ++a) {
    for (std::size_t b = a + 1; b < comparison.sides.size(); ++b) {
      const Pairs pairs = pairs_of(comparison.sides[a], comparison.sides[b], comparison.metric);
      if (pairs.a.size() < 2) continue;
      comparison.pairs.push_back({.a = a, .b = b, .test = paired_test(pairs.a, pairs.b)});
      p.push_back(comparison.pairs.back().test.p);
    }
  }
  const std::vector<double> adjusted = holm_adjusted(p);
  for (std::size_t i = 0; i < adjusted.size(); ++i) {
    comparison.pairs[i].adjusted_p = adjusted[i];
    comparison.pairs[i].is_shown = adjusted[i] < level;
  }
  if (comparison.pairs.empty()) comparison.why_no_test = reason_for_no_test(comparison.sides);
}

}  // namespace

std::string metric_to_compare(const std::vector<ComparedSide>& sides, const std::string& wish) {
  const std::vector<std::string> common = common_figures(sides);
  if (!wish.empty()) {
    if (holds(common, wish)) return wish;
    const auto near = nearest(wish, common);
    throw ConfigError("--metric: expected a figure that all sides have, one of " + joined(common) +
                          ", got \"" + wish + "\"",
                      near ? "did you mean \"" + *near + "\"?" : "");
  }
  const Recipe& recipe = sides.front().config.recipe;
  std::vector<std::string> candidates{watched_by(recipe)};
  for (const std::string split : {"validation.", "test.", "train."}) {
    if (!recipe.metrics.empty()) candidates.push_back(split + label_of(recipe.metrics.front()));
    candidates.push_back(split + "loss");
  }
  for (const std::string& candidate : candidates)
    if (holds(common, candidate)) return candidate;
  if (common.empty())
    throw ConfigError(
        "expected configs that measure something alike, got other losses and other metrics on each side",
        "list the same metric in /metrics of all");
  return common.front();
}

Comparison comparison_of(std::vector<ComparedSide> sides, const std::string& metric) {
  Comparison comparison;
  comparison.sides = std::move(sides);
  comparison.metric = metric;
  comparison.larger_is_better = larger_is_better_of(comparison.sides.front().config, metric);
  comparison.differences = differences_of(comparison.sides);
  for (const std::string& name : common_figures(comparison.sides)) {
    ComparedFigure figure{.name = name, .sides = {}};
    for (const ComparedSide& side : comparison.sides) figure.sides.push_back(summary_of(side, name));
    comparison.figures.push_back(std::move(figure));
  }
  add_tests(comparison);
  return comparison;
}

}  // namespace mlp
