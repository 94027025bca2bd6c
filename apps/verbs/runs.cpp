// mlp runs [DIR]: the runs in a folder as a table.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "io/csv_field.hpp"
#include "mlp/base/error.hpp"
#include "run/run_condition.hpp"
#include "run/run_json.hpp"
#include "run/run_list.hpp"
#include "tables/number_text.hpp"
#include "tables/text_table.hpp"
#include "terminal/output.hpp"
#include "verbs/verbs.hpp"

namespace {

using mlp::ListedRun;
using nlohmann::json;

struct RunsOptions {
  std::string folder;
  std::string sort;
  bool descending = false;
  std::vector<std::string> conditions;
  std::string columns;
  bool as_json = false;
  bool as_csv = false;
};

std::vector<std::string> split_columns(const std::string& text) {
  std::vector<std::string> columns;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t end = std::min(text.find(',', from), text.size());
    columns.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  return columns;
}

bool is_score(const std::string& key) {
  return key.starts_with("train.") || key.starts_with("validation.") || key.starts_with("test.");
}

// What most people want to know, as far as any run has it.
std::vector<std::string> usual_columns(const std::vector<std::string>& keys) {
  std::vector<std::string> columns{"name", "status"};
  const auto add_where = [&](const auto& is_wanted) {
    for (const std::string& key : keys)
      if (is_wanted(key)) columns.push_back(key);
  };
  add_where([](const std::string& key) { return key == "epochs"; });
  for (const std::string split : {"validation.", "test."}) {
    add_where([&](const std::string& key) { return key == split + "loss"; });
    add_where([&](const std::string& key) { return key.starts_with(split) && key != split + "loss"; });
  }
  add_where([](const std::string& key) { return key == "wall_seconds"; });
  add_where([](const std::string& key) { return key == "problem"; });
  return columns;
}

// Numbers, then strings, then the rest, then what is absent.
int rank_of(const json* value) {
  if (!value || value->is_null()) return 3;
  return value->is_number() ? 0 : value->is_string() ? 1 : 2;
}

bool comes_before(const json* a, const json* b, bool descending) {
  const int rank = rank_of(a);
  if (rank != rank_of(b)) return rank < rank_of(b);
  if (rank == 3) return false;
  return descending ? *b < *a : *a < *b;
}

// For people in a table, or exact.
std::string cell_text(const std::string& key, const json* value, bool is_exact) {
  if (!value || value->is_null()) return is_exact ? "" : "-";
  if (value->is_string()) return value->get<std::string>();
  if (!value->is_number_float()) return value->dump();
  const auto number = value->get<double>();
  if (!is_exact && key == "wall_seconds") return duration_text(number);
  return is_exact || !is_score(key) ? exact_text(number) : value_text(number);
}

std::string table_text(const std::vector<ListedRun>& runs, const std::vector<std::string>& columns) {
  std::vector<TextTable::Column> titles;
  for (const std::string& column : columns) {
    const bool holds_words = std::any_of(runs.begin(), runs.end(), [&](const ListedRun& run) {
      return run.value(column) && run.value(column)->is_string();
    });
    titles.push_back({printable(column), holds_words ? Align::left : Align::right});
  }
  TextTable table(titles);
  for (const ListedRun& run : runs) {
    std::vector<std::string> cells;
    for (const std::string& column : columns) {
      const bool has_none = column == "problem" && !run.value(column);
      cells.push_back(has_none ? "" : cell_text(column, run.value(column), false));
    }
    table.add(std::move(cells));
  }
  return table.text();
}

std::string csv_text(const std::vector<ListedRun>& runs, const std::vector<std::string>& columns) {
  std::string text;
  const auto add_line = [&](const auto& field_of) {
    for (std::size_t i = 0; i < columns.size(); ++i)
      text += (i > 0 ? "," : "") + mlp::csv_field(field_of(columns[i]));
    text += "\n";
  };
  add_line([](const std::string& column) { return column; });
  for (const ListedRun& run : runs)
    add_line([&](const std::string& column) { return cell_text(column, run.value(column), true); });
  return text;
}

nlohmann::ordered_json json_of(const std::vector<ListedRun>& runs,
                               const std::optional<std::vector<std::string>>& columns) {
  auto list = nlohmann::ordered_json::array();
  for (const ListedRun& run : runs) {
    nlohmann::ordered_json object = {{"folder", run.folder.string()}};
    if (columns) {
      for (const std::string& column : *columns)
        object[column] = run.value(column) ? *run.value(column) : json(nullptr);
    } else {
      for (const auto& [key, value] : run.values) object[key] = value;
    }
    list.push_back(std::move(object));
  }
  return list;
}

// Those that meet all conditions, sorted.
std::vector<ListedRun> chosen_runs(std::vector<ListedRun> runs, const std::vector<std::string>& keys,
                                   const RunsOptions& options) {
  for (const std::string& text : options.conditions) {
    const mlp::RunCondition condition = mlp::parse_condition(text);
    mlp::check_key(condition.key, keys, "--where " + text);
    std::erase_if(runs, [&](const ListedRun& run) { return !condition.holds(run.value(condition.key)); });
  }
  if (options.sort.empty()) return runs;
  mlp::check_key(options.sort, keys, "--sort");
  std::stable_sort(runs.begin(), runs.end(), [&](const ListedRun& a, const ListedRun& b) {
    return comes_before(a.value(options.sort), b.value(options.sort), options.descending);
  });
  return runs;
}

void list_runs(const RunsOptions& options) {
  const std::string folder = options.folder.empty() ? "runs" : options.folder;
  const bool is_there = !options.folder.empty() || std::filesystem::exists(folder);
  const std::vector<ListedRun> all = is_there ? mlp::list_runs(folder) : std::vector<ListedRun>{};
  if (all.empty()) {
    say(folder + ": no runs; mlp train CONFIG leaves one in runs/NAME\n");
    if (options.as_json) print("[]\n");
    return;
  }
  const std::vector<std::string> keys = keys_of(all);
  std::optional<std::vector<std::string>> columns;
  if (!options.columns.empty()) columns = split_columns(options.columns);
  if (columns)
    for (const std::string& column : *columns) mlp::check_key(column, keys, "--columns");

  const std::vector<ListedRun> runs = chosen_runs(all, keys, options);
  if (options.as_json) return print(mlp::page_of(json_of(runs, columns)));
  if (options.as_csv) return print(csv_text(runs, columns.value_or(usual_columns(keys))));
  if (runs.empty()) {
    say(folder + ": none of the " + count_text(std::ssize(all), "run") + " is as --where asks\n");
    return;
  }
  print(table_text(runs, columns.value_or(usual_columns(keys_of(runs)))));
}

}  // namespace

void add_runs(CLI::App& program) {
  CLI::App* verb = program.add_subcommand("runs", "Lists runs with their results, sorted and filtered");
  verb->footer(R"(  mlp runs
  mlp runs --sort validation.loss
  mlp runs --sort test.accuracy --descending --where /optimizer/learning_rate=0.05
  mlp runs --where 'test.accuracy>0.97' --where /optimizer=adam
  mlp runs --columns name,epochs,validation.accuracy,/training/batch_size
  mlp runs old/runs --csv > runs.csv
---
DIR is runs unless said; a run's own folder will do.  KEY is name, status, started, epochs, steps, wall_seconds,
parameters_sha256, …, a figure as validation.loss or test.accuracy, or a JSON pointer into the config; that
of a choice, as /optimizer, is its type.  Figures are those of the final model; of a run that has not ended, of
its last epoch.  A run that lacks a key comes last, and meets no condition but !=.  --json shows all keys.
)");
  const auto options = std::make_shared<RunsOptions>();
  verb->add_option("DIR", options->folder, "a folder of runs; runs unless said")->option_text(" ");
  verb->add_option("--sort", options->sort, "the least first, by a figure or a config's value")
      ->option_text("KEY");
  verb->add_flag("--descending", options->descending, "the greatest first")->needs("--sort");
  verb->add_option("--where", options->conditions,
                   "only runs with KEY=VALUE, or !=, <, <=, > or >= for =; repeatable, and all must hold")
      ->allow_extra_args(false)
      ->option_text("KEY=VALUE");
  verb->add_option("--columns", options->columns, "what to show, with commas between them")
      ->option_text("KEY,KEY…");
  CLI::Option* csv = verb->add_flag("--csv", options->as_csv, "exact numbers, as CSV");
  verb->add_flag("--json", options->as_json, "exact numbers, as JSON; all keys unless --columns says which")
      ->excludes(csv);
  verb->callback([options] { list_runs(*options); });
}
