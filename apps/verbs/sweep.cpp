// mlp sweep SWEEP.json: trains a config with many other values and says which are good.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "arguments/config_options.hpp"
#include "arguments/option_checks.hpp"
#include "io/shell_word.hpp"
#include "mlp/base/error.hpp"
#include "mlp/run/sweep.hpp"
#include "run/run_json.hpp"
#include "session/training_signals.hpp"
#include "tables/number_text.hpp"
#include "tables/text_table.hpp"
#include "terminal/output.hpp"
#include "terminal/terminal.hpp"
#include "verbs/verbs.hpp"

namespace {

using nlohmann::ordered_json;

struct SweepVerbOptions {
  std::string file;
  std::string out;
  int threads = 0;
  mlp::Index top = 10;
  bool as_json = false;
  bool quiet = false;
};

std::string setting_text(const std::string& json_text) {
  const auto value = nlohmann::json::parse(json_text);
  return value.is_string() ? value.get<std::string>() : json_text;
}

std::string points_text(const mlp::SweepResult& result, mlp::Index top) {
  const bool is_repeated = std::any_of(result.rows.begin(), result.rows.end(),
                                       [](const mlp::SweepRow& row) { return row.trainings > 1; });
  std::vector<TextTable::Column> columns{{"rank", Align::right},
                                         {"point", Align::right},
                                         {result.objective, Align::right},
                                         {"epochs", Align::right}};
  if (is_repeated) columns.insert(columns.begin() + 3, {"deviation", Align::right});
  for (const std::string& pointer : result.parameters) columns.push_back({pointer, Align::left});
  TextTable table(columns);
  const auto shown = std::min(top, static_cast<mlp::Index>(result.rows.size()));
  for (mlp::Index i = 0; i < shown; ++i) {
    const mlp::SweepRow& row = result.rows[static_cast<std::size_t>(i)];
    std::vector<std::string> cells{count_text(i + 1), count_text(row.point + 1),
                                   row.objective ? value_text(*row.objective) : "failed",
                                   value_text(row.epochs)};
    if (is_repeated) cells.insert(cells.begin() + 3, row.objective ? value_text(row.deviation) : "-");
    for (const std::string& value : row.values) cells.push_back(setting_text(value));
    table.add(std::move(cells));
  }
  const auto all = static_cast<mlp::Index>(result.rows.size());
  return table.text() + (shown < all ? "  and " + count_text(all - shown) + " more in table.csv\n" : "");
}

std::string importances_text(const mlp::SweepResult& result) {
  std::vector<mlp::ParameterImportance> sorted = result.importances;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.share > b.share; });
  TextTable table({{"explains alone", Align::left}, {"of the variance", Align::right}});
  for (const mlp::ParameterImportance& each : sorted) {
    constexpr double percent = 100.0;
    table.add({each.pointer, count_text(static_cast<mlp::Index>(percent * each.share + 0.5)) + " %"});
  }
  return table.text();
}

std::string files_text(const mlp::SweepResult& result) {
  TextTable table({{"", Align::left}, {"", Align::left}});
  table.add({"trainings", count_text(result.ended)});
  table.add({"sweep directory", result.folder.string()});
  if (result.winner) table.add({"the winner", "mlp train " + mlp::shell_word(result.winner->string())});
  return table.text();
}

ordered_json sweep_json(const mlp::SweepResult& result) {
  auto rows = ordered_json::array();
  for (const mlp::SweepRow& row : result.rows) {
    ordered_json values, figures;
    for (std::size_t p = 0; p < row.values.size(); ++p)
      values[result.parameters[p]] = ordered_json::parse(row.values[p]);
    for (const auto& [name, value] : row.figures) figures[name] = value;
    rows.push_back({{"point", row.point + 1},
                    {"objective", row.objective ? ordered_json(*row.objective) : ordered_json(nullptr)},
                    {"deviation", row.deviation},
                    {"trainings", row.trainings},
                    {"failed", row.failed},
                    {"epochs", row.epochs},
                    {"values", std::move(values)},
                    {"figures", std::move(figures)}});
  }
  ordered_json importances;
  for (const mlp::ParameterImportance& each : result.importances) importances[each.pointer] = each.share;
  return {{"folder", result.folder.string()},
          {"objective", result.objective},
          {"larger_is_better", result.larger_is_better},
          {"trainings", result.ended},
          {"importances", std::move(importances)},
          {"winner", result.winner ? ordered_json(result.winner->string()) : ordered_json(nullptr)},
          {"points", std::move(rows)}};
}

void sweep(const SweepVerbOptions& options) {
  mlp::SweepOptions how;
  how.threads = options.threads;
  if (!options.out.empty()) how.out = options.out;
  const bool shows_progress = !options.quiet && standard_error_terminal().can_redraw;
  if (shows_progress) {
    how.on_training = [](const mlp::SweepProgress& progress) {
      say("  " + count_text(progress.ended) + " of " + count_text(progress.planned) + "   point " +
          count_text(progress.point + 1) + "   " +
          (progress.objective ? value_text(*progress.objective) : printable(progress.problem)) + "\n");
    };
  }
  TrainingSignals signals;
  how.wish = [&signals] { return signals.wish(); };
  const mlp::SweepResult result = run_sweep(options.file, how);
  if (result.interrupted) {
    say("Interrupted after " + count_text(result.ended) + " of " + count_text(result.planned) +
        " trainings; the same command goes on with the others.\n");
    throw CLI::RuntimeError(signals.exit_code());
  }
  if (shows_progress) say("\n");
  if (options.as_json) {
    print(mlp::page_of(sweep_json(result)));
  } else {
    print(points_text(result, options.top) + "\n" + importances_text(result) + "\n" + files_text(result));
  }
  if (result.winner) return;
  throw mlp::Diverged(result.folder.string() + ": expected a point or more with an objective, got none",
                      "journal.jsonl says why each training failed");
}

}  // namespace

void add_sweep(CLI::App& program) {
  CLI::App* verb = program.add_subcommand(
      "sweep",
      "Trains a config with many other values, goes on where it was stopped, and shows which are good");
  verb->footer(R"(  mlp sweep configs/sweeps/digits.json
  mlp sweep sweep.json --threads 8 --out sweeps/try
---
A sweep file names a config, the values that vary (choice, uniform, log_uniform, integer, by their JSON
pointers) and the search: grid, random, sobol, halving or hyperband; seeds and folds repeat every point.
docs/experiments.md describes it, and mlp schema --of sweep prints its JSON Schema.

All points are checked before the first is trained.  Trainings run side by side, a thread each; no figure
depends on how many.  Stopped or killed, the same command goes on and trains nothing twice.  At the end
sweeps/NAME has table.csv, winner.json, ready for mlp train, and sweep.html, the pictures.
)");
  const auto options = std::make_shared<SweepVerbOptions>();
  verb->add_option("SWEEP", options->file, "the sweep file (JSON)")->required()->option_text(" ");
  verb->add_option("--out", options->out, "the sweep's directory; sweeps/NAME unless said")
      ->option_text("DIR");
  verb->add_option("--top", options->top, "how many of the best points are shown; 10 unless said")
      ->check(integer_at_least(1))
      ->option_text("N");
  add_threads_option(*verb, options->threads);
  verb->add_flag("--json", options->as_json, "exact numbers, as JSON, of all points");
  verb->add_flag("--quiet", options->quiet, "no progress, only results and errors");
  verb->callback([options] { sweep(*options); });
}
