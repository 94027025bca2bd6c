// mlp evaluate RUN|MODEL: loss and metrics on rows with known targets.
#include <memory>

#include "arguments/config_options.hpp"
#include "arguments/input_file.hpp"
#include "mlp/base/error.hpp"
#include "mlp/train/trainer.hpp"
#include "run/run_json.hpp"
#include "tables/class_table.hpp"
#include "tables/number_text.hpp"
#include "tables/text_table.hpp"
#include "terminal/output.hpp"
#include "verbs/verbs.hpp"

namespace {

using mlp::Index;

struct EvaluateOptions {
  std::string model;
  std::string data;
  std::string targets;
  bool json = false;
  bool classes = false;
  int threads = 0;
};

// The rows to evaluate on, with what owns them.
struct Rows {
  std::string name;  // "test data", or the file
  mlp::Dataset dataset;
  mlp::Splits splits;
  mlp::RowView view;
};

// Every metric of the loss's kind of targets is the config's choice; without one, the usual.
std::vector<mlp::Metric> metrics_of(const SavedModel& saved) {
  if (saved.config) return saved.config->recipe.metrics;
  if (target_kind(saved.model.loss) == mlp::TargetKind::classes) return {mlp::Accuracy{}};
  return {mlp::RootMeanSquaredError{}};
}

void read_rows_of_run(const SavedModel& saved, Rows& rows) {
  if (!saved.config) {
    throw mlp::ConfigError(saved.path.string() + ": expected --data FILE beside a model file",
                           "a run directory knows its test data; a model file by itself does not");
  }
  rows.splits = load_data(saved);
  const bool has_test = rows.splits.test.size() > 0, has_validation = rows.splits.validation.size() > 0;
  rows.view = has_test ? rows.splits.test : has_validation ? rows.splits.validation : rows.splits.train;
  rows.name = has_test ? "test data" : has_validation ? "validation data" : "training data";
  if (!has_test) say("mlp: the run has no test data; this is its " + rows.name + "\n");
}

void read_rows(const EvaluateOptions& options, const SavedModel& saved, Rows& rows) {
  if (options.data.empty()) {
    if (!options.targets.empty())
      throw mlp::ConfigError("--targets: expected --data FILE beside it, got none");
    return read_rows_of_run(saved, rows);
  }
  rows.name = options.data;
  rows.dataset =
      read_input_file({.inputs = options.data, .targets = options.targets, .targets_wanted = true}, saved);
  say_what_was_dropped(rows.dataset);
  rows.view = all_rows(rows.dataset);
}

void evaluate(const EvaluateOptions& options) {
  const SavedModel saved = load_saved_model(options.model);
  Rows rows;
  read_rows(options, saved, rows);
  const mlp::Evaluation evaluation = evaluate(saved.model, metrics_of(saved), rows.view, options.threads);
  const mlp::Scores& scores = evaluation.scores;
  const auto classes = static_cast<Index>(saved.model.class_labels.size());
  const bool shows_classes = options.classes && classes > 0;
  if (options.classes && !shows_classes) {
    throw mlp::ConfigError("--classes: expected a model of classes, got one of numbers",
                           "its metrics are what there is to see; leave --classes out");
  }
  const ClassTable table_of_classes(shows_classes ? saved.model.class_labels : std::vector<std::string>(),
                                    rows.view, evaluation.predictions);
  if (options.json) {
    nlohmann::ordered_json json = {{"data", rows.name}, {"rows", rows.view.size()}};
    json.update(mlp::to_json(scores));
    if (shows_classes) json.update(table_of_classes.json());
    json["predictions_sha256"] = evaluation.predictions.sha256();
    return print(mlp::page_of(json));
  }
  TextTable table({{"", Align::left}, {"", Align::left}});
  table.add({"data", rows.name + " (" + count_text(rows.view.size(), "row") + ")"});
  table.add({"loss", value_text(scores.loss)});
  for (const auto& [name, value] : scores.metrics) table.add({name, value_text(value)});
  print(table.text() + (shows_classes ? table_of_classes.text() : ""));
}

}  // namespace

void add_evaluate(CLI::App& program) {
  CLI::App* verb =
      program.add_subcommand("evaluate", "Says how well a trained network does on rows with known targets");
  verb->footer(R"(  mlp evaluate runs/iris
  mlp evaluate runs/iris --data more_flowers.csv
  mlp evaluate runs/mnist --data images-idx3-ubyte.gz --targets labels-idx1-ubyte.gz
  mlp evaluate runs/iris --classes
  mlp evaluate runs/iris --json
---
Without --data, the rows are the test data of the run's config, else its validation data, else
its training data, from files that have not changed since.  With it, a column of FILE that is the
config's sample_weight weighs its rows as in training; a model file by itself knows of none.
)");
  const auto options = std::make_shared<EvaluateOptions>();
  verb->add_option("RUN", options->model, "a run directory, or a model file (then with --data)")->required();
  verb->add_option("--data", options->data, "other rows: CSV, or IDX as in training")->option_text("FILE");
  verb->add_option("--targets", options->targets, "for IDX, the file of labels")->option_text("FILE");
  verb->add_flag("--classes", options->classes,
                 "precision, recall and f1 of each class, and what it was taken for");
  verb->add_flag("--json", options->json, "exact numbers, as JSON");
  add_threads_option(*verb, options->threads);
  verb->callback([options] { evaluate(*options); });
}
