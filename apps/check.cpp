// mlp check CONFIG: what a config and its data come to, without training.
#include <memory>

#include "check_json.hpp"
#include "column_table.hpp"
#include "config_options.hpp"
#include "output.hpp"
#include "run/run_json.hpp"
#include "run/start_file.hpp"
#include "schedule_curve.hpp"
#include "summaries.hpp"
#include "terminal.hpp"
#include "train/decision_threshold.hpp"
#include "train/starting_point.hpp"
#include "train/training_length.hpp"
#include "train/untrained_model.hpp"
#include "verbs.hpp"

namespace {

struct CheckOptions {
  ConfigOptions config;
  bool schedule = false;
  bool csv = false;
  bool as_json = false;
};

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
  if (options.as_json) return print(mlp::page_of(check_json(splits, model, config.recipe)));
  if (options.csv) return print(schedule_csv(config.recipe, rows));
  if (options.schedule) {
    return print(schedule_text(config.recipe, rows, standard_error_terminal().has_unicode));
  }
  const std::string beginning = beginning_text(config.recipe.model, model, start.get());
  print(data_summary(splits) + columns_text(model, &splits.train) + "\n" +
        model_summary(model.architecture, config.recipe, rows) +
        (beginning.empty() ? "" : "  " + beginning + "\n"));
}

}  // namespace

void add_check(CLI::App& program) {
  CLI::App* verb =
      program.add_subcommand("check", "Reads a config and its data, shows them, and trains nothing");
  verb->footer(R"(  mlp check configs/iris.json
  mlp check configs/iris.json --set /data/test/fraction=0.5
  mlp check configs/iris.json --json
  mlp check configs/mnist.json --schedule
  mlp check configs/mnist.json --schedule --csv > rates.csv
)");
  const auto options = std::make_shared<CheckOptions>();
  options->config.add_to(*verb);
  CLI::Option* const schedule =
      verb->add_flag("--schedule", options->schedule, "show instead how the learning rate will move");
  verb->add_flag("--csv", options->csv, "with --schedule: the rates of every epoch, as CSV")->needs(schedule);
  verb->add_flag("--json", options->as_json, "data and model as JSON")->excludes(schedule);
  verb->callback([options] { check(*options); });
}
