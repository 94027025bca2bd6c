// mlp compare RUN_OR_CONFIG…: whether one does better than another, or only had the luckier seed.
#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "arguments/config_options.hpp"
#include "arguments/option_checks.hpp"
#include "mlp/base/error.hpp"
#include "mlp/run/comparison.hpp"
#include "run/run_directory.hpp"
#include "run/run_json.hpp"
#include "tables/number_text.hpp"
#include "tables/text_table.hpp"
#include "terminal/output.hpp"
#include "terminal/terminal.hpp"
#include "verbs/verbs.hpp"

namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

struct CompareOptions {
  std::vector<std::string> places;
  std::vector<std::string> settings;
  mlp::ComparisonOptions comparison;
  std::string of_training;  // an option that was given and says how to train; empty: none
  bool as_json = false;
  bool quiet = false;
};

bool is_run(const std::string& place) { return fs::exists(fs::path(place) / mlp::run_file::config); }

// All are runs or none is.
bool are_runs(const std::vector<std::string>& places) {
  const auto runs = std::count_if(places.begin(), places.end(), is_run);
  if (runs == 0) return false;
  if (runs == std::ssize(places)) return true;
  const std::string& run = *std::find_if(places.begin(), places.end(), is_run);
  throw mlp::ConfigError("compare: expected configs or runs, got both",
                         "to train the config of a run with several seeds, name " +
                             (fs::path(run) / mlp::run_file::config).string());
}

// "iris" for configs/iris.json, unless two are called so.
std::vector<std::string> side_names(const std::vector<std::string>& places) {
  std::vector<std::string> names;
  for (const std::string& place : places) names.push_back(fs::path(place).stem().string());
  std::vector<std::string> sorted = names;
  std::sort(sorted.begin(), sorted.end());
  return std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end() ? names : places;
}

mlp::Comparison trained_comparison(const CompareOptions& options) {
  const std::vector<std::string> names = side_names(options.places);
  std::vector<mlp::ComparedSide> sides;
  for (std::size_t i = 0; i < options.places.size(); ++i) {
    const std::string& place = options.places[i];
    mlp::Config config = mlp::load_config(place, overrides_of(options.settings));
    if (!options.quiet) show_warnings(config.recipe);
    sides.push_back({.name = names[i],
                     .config = std::move(config),
                     .folder = fs::path(place).parent_path(),
                     .trainings = {}});
  }
  mlp::ComparisonOptions comparison = options.comparison;
  const bool shows_progress = !options.quiet && standard_error_terminal().can_redraw;
  const mlp::Index all = comparison.seeds * std::ssize(sides);
  mlp::Index ended = 0;
  if (shows_progress) {
    comparison.on_training = [&](const std::string& side, const mlp::SeedFigures& training) {
      say("  " + count_text(++ended) + " of " + count_text(all) + "   " + side + ", seed " +
          std::to_string(training.seed) + (training.problem.empty() ? "" : "   " + training.problem) + "\n");
    };
  }
  mlp::Comparison result = compare_configs(std::move(sides), comparison);
  if (shows_progress) say("\n");
  return result;
}

std::string differences_text(const mlp::Comparison& result) {
  if (result.sides.size() < 2) return "";
  if (result.differences.empty()) return "  the configs differ in nothing but name and seeds\n\n";
  std::vector<TextTable::Column> columns{{"differs in", Align::left}};
  for (const mlp::ComparedSide& side : result.sides) columns.push_back({side.name, Align::left});
  TextTable table(columns);
  for (const mlp::DifferingValue& value : result.differences) {
    std::vector<std::string> cells{value.pointer};
    for (const auto& of_side : value.values) cells.push_back(of_side.value_or("-"));
    table.add(std::move(cells));
  }
  return table.text() + "\n";
}

std::string figure_text(const mlp::FigureOfSide& figure, std::size_t trainings) {
  if (figure.count == 0) return "-";
  std::string text = value_text(figure.mean);
  if (figure.count > 1) text += " ± " + value_text(figure.deviation);
  const bool lacks_some = figure.count < static_cast<mlp::Index>(trainings);
  return lacks_some ? text + " (of " + count_text(figure.count) + ")" : text;
}

std::string figures_text(const mlp::Comparison& result) {
  std::vector<TextTable::Column> columns{{"", Align::left}};
  for (const mlp::ComparedSide& side : result.sides) columns.push_back({side.name, Align::left});
  TextTable table(columns);
  for (const mlp::ComparedFigure& figure : result.figures) {
    std::vector<std::string> cells{figure.name};
    for (std::size_t i = 0; i < figure.sides.size(); ++i)
      cells.push_back(figure_text(figure.sides[i], result.sides[i].trainings.size()));
    table.add(std::move(cells));
  }
  return table.text() + "\n";
}

std::string p_text(double p) { return p < 1e-4 ? "< 0.0001" : value_text(p); }

std::string verdict_of(const mlp::Comparison& result, const mlp::ComparedPair& pair) {
  if (!pair.is_shown) return "no difference shown";
  const bool a_is_better = (pair.test.mean_difference > 0.0) == result.larger_is_better;
  return result.sides[a_is_better ? pair.a : pair.b].name + " is better";
}

std::string tests_text(const mlp::Comparison& result) {
  if (result.pairs.empty()) return "  no test: " + result.why_no_test + "\n";
  const bool has_several = result.pairs.size() > 1;
  TextTable table({{result.metric, Align::left},
                   {"pairs", Align::right},
                   {"mean difference", Align::right},
                   {"95 % interval", Align::left},
                   {"t", Align::right},
                   {has_several ? "p (Holm)" : "p", Align::right},
                   {"", Align::left}});
  for (const mlp::ComparedPair& pair : result.pairs) {
    table.add({result.sides[pair.a].name + " − " + result.sides[pair.b].name, count_text(pair.test.pairs),
               value_text(pair.test.mean_difference),
               value_text(pair.test.low) + " to " + value_text(pair.test.high), value_text(pair.test.t),
               p_text(pair.adjusted_p), verdict_of(result, pair)});
  }
  const bool has_other_data = std::any_of(result.differences.begin(), result.differences.end(),
                                          [](const auto& value) { return value.pointer == "data"; });
  return table.text() +
         "\n  Paired t-test, one pair a seed; it assumes that the pairs' differences are independent and "
         "roughly"
         "\n  normal.  All seeds draw from the same rows: what is shown holds for this data set.\n" +
         (has_other_data
              ? "  The data differ, so the two trainings of a seed share no rows: pairs gain nothing.\n"
              : "");
}

std::string problems_text(const mlp::Comparison& result) {
  std::string text;
  for (const mlp::ComparedSide& side : result.sides) {
    for (const mlp::SeedFigures& training : side.trainings) {
      if (training.problem.empty()) continue;
      text += "  " + printable(side.name) + ", seed " + std::to_string(training.seed) + ": " +
              printable(training.problem) + "\n";
    }
  }
  return text.empty() ? "" : "\n" + text;
}

ordered_json json_of(const mlp::ComparedSide& side) {
  auto trainings = ordered_json::array();
  for (const mlp::SeedFigures& training : side.trainings) {
    ordered_json line = {
        {"seed", training.seed},
        {"split_seed", training.split_seed},
        {"parameters_sha256", training.parameters_sha256},
        {"problem", training.problem.empty() ? ordered_json(nullptr) : ordered_json(training.problem)}};
    for (const auto& [name, value] : training.figures) line[name] = value;
    trainings.push_back(std::move(line));
  }
  return {{"name", side.name}, {"trainings", std::move(trainings)}};
}

ordered_json json_of(const mlp::Comparison& result) {
  auto sides = ordered_json::array();
  for (std::size_t i = 0; i < result.sides.size(); ++i) {
    ordered_json side = json_of(result.sides[i]);
    auto figures = ordered_json::object();
    for (const mlp::ComparedFigure& figure : result.figures) {
      const mlp::FigureOfSide& own = figure.sides[i];
      figures[figure.name] = {{"count", own.count}, {"mean", own.mean}, {"deviation", own.deviation}};
    }
    side["figures"] = std::move(figures);
    sides.push_back(std::move(side));
  }
  auto differences = ordered_json::array();
  for (const mlp::DifferingValue& value : result.differences) {
    auto values = ordered_json::array();
    for (const auto& of_side : value.values)
      values.push_back(of_side ? ordered_json(*of_side) : ordered_json(nullptr));
    differences.push_back({{"pointer", value.pointer}, {"values", std::move(values)}});
  }
  auto tests = ordered_json::array();
  for (const mlp::ComparedPair& pair : result.pairs) {
    tests.push_back({{"a", result.sides[pair.a].name},
                     {"b", result.sides[pair.b].name},
                     {"pairs", pair.test.pairs},
                     {"mean_difference", pair.test.mean_difference},
                     {"deviation", pair.test.deviation},
                     {"low", pair.test.low},
                     {"high", pair.test.high},
                     {"t", pair.test.t},
                     {"p", pair.test.p},
                     {"p_holm", pair.adjusted_p},
                     {"verdict", verdict_of(result, pair)}});
  }
  return {
      {"metric", result.metric},
      {"larger_is_better", result.larger_is_better},
      {"sides", std::move(sides)},
      {"differences", std::move(differences)},
      {"tests", std::move(tests)},
      {"why_no_test", result.why_no_test.empty() ? ordered_json(nullptr) : ordered_json(result.why_no_test)}};
}

void compare(const CompareOptions& options) {
  const bool runs = are_runs(options.places);
  if (runs && !options.of_training.empty()) {
    throw mlp::ConfigError("compare: expected " + options.of_training + " with configs, got it with runs",
                           "a run is as it was trained");
  }
  const mlp::Comparison result =
      runs ? compare_runs({options.places.begin(), options.places.end()}, options.comparison)
           : trained_comparison(options);
  if (options.as_json) return print(mlp::page_of(json_of(result)));
  print(differences_text(result) + figures_text(result) + tests_text(result) + problems_text(result));
}

}  // namespace

void add_compare(CLI::App& program) {
  CLI::App* verb = program.add_subcommand(
      "compare", "Says whether configs or runs differ in what they reach, or only in luck");
  verb->footer(R"(  mlp compare configs/iris.json configs/iris_lbfgs.json
  mlp compare relu.json gelu.json selu.json --seeds 20 --metric validation.accuracy
  mlp compare runs/iris runs/iris-2 runs/other runs/other-2
---
Configs are trained in memory with the seeds 1 to N, side by side, a thread each; the figures of one seed are
a pair.  A seed draws the rows that are held out, the weights and all else; with --same-rows the rows held
out are those of the config.  Runs must be finished; those that differ in seeds alone are one side, and pair
by their seeds.  Shown are means and standard deviations, where the configs differ, and a paired t-test of
the metric, for more than two sides corrected after Holm 1979.  No figure depends on the number of threads.
)");
  const auto options = std::make_shared<CompareOptions>();
  verb->add_option("RUN_OR_CONFIG", options->places, "config files, or run directories")
      ->required()
      ->option_text(" ");
  verb->add_option("--set", options->settings,
                   "set a value in all configs, as /training/epochs=3; repeatable")
      ->allow_extra_args(false)
      ->option_text("POINTER=VALUE");
  verb->add_option("--seeds", options->comparison.seeds, "how many trainings of each config; 10 unless said")
      ->check(integer_in(1, 1000000))
      ->option_text("N");
  verb->add_option(
          "--metric", options->comparison.metric,
          "what is tested, as validation.loss; unless said, what early stopping watches, else the first "
          "metric on validation or test rows")
      ->option_text("NAME");
  verb->add_flag("--same-rows", options->comparison.same_rows, "all seeds hold out the config's own rows");
  add_threads_option(*verb, options->comparison.threads);
  verb->add_flag("--json", options->as_json, "exact numbers, as JSON, with every training");
  verb->add_flag("--quiet", options->quiet, "no progress, only results and errors");
  verb->callback([options, verb] {
    for (const std::string option : {"--set", "--seeds", "--same-rows"})
      if (verb->count(option) > 0) options->of_training = option;
    compare(*options);
  });
}
