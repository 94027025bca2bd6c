// mlp check CONFIG: what a config and its data come to, without training.
#include <memory>

#include "arguments/config_options.hpp"
#include "mlp/base/error.hpp"
#include "mlp/train/lint.hpp"
#include "plots/schedule_curve.hpp"
#include "run/run_json.hpp"
#include "run/start_file.hpp"
#include "tables/check_json.hpp"
#include "tables/column_table.hpp"
#include "tables/number_text.hpp"
#include "tables/summaries.hpp"
#include "tables/text_table.hpp"
#include "terminal/output.hpp"
#include "terminal/terminal.hpp"
#include "train/decision_threshold.hpp"
#include "train/monitor.hpp"
#include "train/starting_point.hpp"
#include "train/training_length.hpp"
#include "train/untrained_model.hpp"
#include "verbs/verbs.hpp"

namespace {

struct CheckOptions {
  ConfigOptions config;
  bool schedule = false;
  bool csv = false;
  bool as_json = false;
  bool strict = false;
};

std::string findings_text(const std::vector<mlp::Finding>& findings) {
  std::string text = findings.empty() ? "" : "\nTo look at\n";
  for (const mlp::Finding& finding : findings)
    text += "  " + printable(finding.text) + "  [" + std::string(finding.lint) + "]\n    " +
            printable(finding.hint) + "\n";
  return text;
}

void refuse_findings(const CheckOptions& options, const std::vector<mlp::Finding>& findings) {
  if (!options.strict || findings.empty()) return;
  throw mlp::Error(mlp::ErrorCode::check_failed,
                   options.config.path + ": expected data without findings with --strict, got " +
                       count_text(std::ssize(findings)),
                   "each says what to do about it");
}

void check(const CheckOptions& options) {
  const mlp::Config config = options.config.load();
  show_warnings(config.recipe);
  const mlp::Splits splits = load_data(config, options.config.folder());
  std::vector<mlp::DataFile> files;
  const auto start = load_start(config, options.config.folder(), files);
  const mlp::Model model = untrained_model(config.recipe, splits.train, config.data.preprocess, start.get());
  if (config.data.decision_threshold)
    check_decision_threshold(*config.data.decision_threshold, model.class_labels);
  const mlp::Index rows = splits.train.size();
  check_batch_size(config.recipe, rows);
  check_monitored_rows(config.recipe, splits.train, splits.validation);
  if (options.csv) return print(schedule_csv(config.recipe, rows));
  if (options.schedule) {
    return print(schedule_text(config.recipe, rows, standard_error_terminal().has_unicode));
  }
  const std::vector<mlp::Finding> findings =
      lint(model, splits, {.sampling = config.recipe.training.sampling});
  if (options.as_json) {
    print(mlp::page_of(check_json(splits, model, config.recipe, findings)));
    return refuse_findings(options, findings);
  }
  const std::string beginning = beginning_text(config.recipe.model, model, start.get());
  print(data_summary(splits) + columns_text(model, &splits.train) + "\n" +
        model_summary(model.architecture, config.recipe, rows) +
        (beginning.empty() ? "" : "  " + beginning + "\n") + findings_text(findings));
  refuse_findings(options, findings);
}

}  // namespace

void add_check(CLI::App& program) {
  CLI::App* verb =
      program.add_subcommand("check", "Reads a config and its data, shows them, and trains nothing");
  verb->footer(R"(  mlp check configs/iris.json
  mlp check configs/iris.json --set /data/test/fraction=0.5
  mlp check configs/iris.json --json
  mlp check configs/iris.json --strict                     # before a long training, in a script
  mlp check configs/mnist.json --schedule
  mlp check configs/mnist.json --schedule --csv > rates.csv
---
What is suspicious about the data comes last: columns that are constant, repeated, or tell the target; large
unscaled numbers and outliers; categories of nearly every row; held-out rows that training rows repeat; classes
that a split lacks, or of very different sizes.  docs/lints.md has the bounds.
)");
  const auto options = std::make_shared<CheckOptions>();
  options->config.add_to(*verb);
  CLI::Option* const schedule =
      verb->add_flag("--schedule", options->schedule, "show instead how the learning rate will move");
  verb->add_flag("--csv", options->csv, "with --schedule: the rates of every epoch, as CSV")->needs(schedule);
  verb->add_flag("--json", options->as_json, "data and model as JSON")->excludes(schedule);
  verb->add_flag("--strict", options->strict, "exit code 7 where there is something to look at")
      ->excludes(schedule);
  verb->callback([options] { check(*options); });
}
