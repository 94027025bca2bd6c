// mlp crossval CONFIG: how well a config does on rows that its models have not seen.
#include <memory>
#include <optional>
#include <string>

#include "arguments/config_options.hpp"
#include "arguments/output_file.hpp"
#include "io/atomic_file.hpp"
#include "mlp/run/cross_validation.hpp"
#include "run/run_json.hpp"
#include "session/training_signals.hpp"
#include "tables/number_text.hpp"
#include "tables/text_table.hpp"
#include "terminal/output.hpp"
#include "terminal/terminal.hpp"
#include "verbs/verbs.hpp"

namespace {

struct CrossvalOptions {
  ConfigOptions config;
  mlp::CrossValidationOptions folds;
  bool stratify = false;
  bool plain = false;
  std::string out;
  bool json = false;
  bool quiet = false;
};

std::string table_text(const mlp::CrossValidation& result, mlp::Index folds) {
  std::vector<TextTable::Column> columns{
      {"fold", Align::right}, {"rows", Align::right}, {"epochs", Align::right}};
  for (const mlp::FoldSummary& figure : result.summary) columns.push_back({figure.name, Align::right});
  TextTable table(columns);
  const bool is_repeated = result.pooled.size() > 1;
  for (const mlp::FoldResult& fold : result.folds) {
    const std::string number = count_text(fold.fold + 1);
    std::vector<std::string> cells{is_repeated ? count_text(fold.repetition + 1) + "." + number : number,
                                   count_text(fold.rows), count_text(fold.epochs),
                                   value_text(fold.scores.loss)};
    for (const auto& [name, value] : fold.scores.metrics) cells.push_back(value_text(value));
    table.add(std::move(cells));
  }

  TextTable summary({{"", Align::left},
                     {"mean", Align::right},
                     {"deviation", Align::right},
                     {"95 % interval", Align::left},
                     {"all rows together", Align::left}});
  for (std::size_t i = 0; i < result.summary.size(); ++i) {
    const mlp::FoldSummary& figure = result.summary[i];
    std::string pooled;
    for (const mlp::Scores& scores : result.pooled)
      pooled +=
          (pooled.empty() ? "" : ", ") + value_text(i == 0 ? scores.loss : scores.metrics[i - 1].second);
    summary.add({figure.name, value_text(figure.mean), value_text(figure.deviation),
                 value_text(figure.low) + " to " + value_text(figure.high), pooled});
  }
  const auto repetitions = static_cast<mlp::Index>(result.pooled.size());
  return table.text() + "\n" + summary.text() + "\n  " + count_text(folds, "fold") +
         (is_repeated ? ", " + count_text(repetitions, "time") : "") +
         "; the interval allows for the training rows that folds share (Nadeau & Bengio 2003)\n";
}

nlohmann::ordered_json json_of(const mlp::CrossValidation& result) {
  auto folds = nlohmann::ordered_json::array();
  for (const mlp::FoldResult& fold : result.folds) {
    nlohmann::ordered_json line = {{"repetition", fold.repetition + 1},
                                   {"fold", fold.fold + 1},
                                   {"training_rows", fold.training_rows},
                                   {"rows", fold.rows},
                                   {"epochs", fold.epochs}};
    line.update(mlp::to_json(fold.scores));
    line["parameters_sha256"] = fold.parameters_sha256;
    folds.push_back(std::move(line));
  }
  nlohmann::ordered_json summary;
  for (const mlp::FoldSummary& figure : result.summary) {
    summary[figure.name] = {
        {"mean", figure.mean}, {"deviation", figure.deviation}, {"low", figure.low}, {"high", figure.high}};
  }
  auto pooled = nlohmann::ordered_json::array();
  for (const mlp::Scores& scores : result.pooled) pooled.push_back(mlp::to_json(scores));
  return {{"folds", folds}, {"summary", summary}, {"pooled", pooled}};
}

void cross_validate(CrossvalOptions options) {
  const mlp::Config config = options.config.load();
  check_output(options.out, files_read(options.config, config));
  show_warnings(config.recipe);
  if (options.stratify || options.plain) options.folds.stratify = options.stratify;
  const bool shows_progress = !options.quiet && standard_error_terminal().can_redraw;
  mlp::Index ended = 0;
  if (shows_progress) {
    options.folds.on_fold = [&](const mlp::FoldResult& fold) {
      say("  " + count_text(++ended) + " of " + count_text(options.folds.folds * options.folds.repetitions) +
          "   fold " + count_text(fold.fold + 1) + "   " + scores_text(fold.scores) + "\n");
    };
  }
  std::optional<EndingNotice> notice("Interrupted; nothing of a cross-validation is kept.\n");
  const mlp::CrossValidation result = cross_validate(config, options.config.folder(), options.folds);
  notice.reset();
  if (shows_progress) say("\n");
  if (!options.out.empty()) mlp::write_atomically(options.out, {result.predictions_csv});
  print(options.json ? mlp::page_of(json_of(result)) : table_text(result, options.folds.folds));
}

}  // namespace

void add_crossval(CLI::App& program) {
  CLI::App* verb = program.add_subcommand(
      "crossval", "Trains a config several times, each time without some rows, and scores it on those");
  verb->footer(R"(  mlp crossval configs/iris.json
  mlp crossval configs/wine.json --folds 5 --repeat 3
  mlp crossval visits.json --folds 5 --group patient
  mlp crossval configs/iris.json --out predictions.csv
---
The rows of data.train are dealt into folds by the config's seed, for classes so that each fold has its
share of every class.  The config's test set plays no part; a validation fraction is cut off each fold's
training rows.  --out writes for every row what the model said that had not seen it; its column "row"
counts the file's rows of data from 1, dropped ones too.  Folds are trained side by side, a thread
each; no figure depends on how many.
)");
  const auto options = std::make_shared<CrossvalOptions>();
  options->config.add_to(*verb);
  verb->add_option("--folds", options->folds.folds, "into how many parts the rows are dealt; 10 unless said")
      ->option_text("N");
  verb->add_option("--repeat", options->folds.repetitions, "how often they are dealt anew; once unless said")
      ->option_text("N");
  CLI::Option* stratify =
      verb->add_flag("--stratify", options->stratify, "deal each class by itself; the default for classes");
  CLI::Option* plain = verb->add_flag("--no-stratify", options->plain, "deal all rows in one go");
  plain->excludes(stratify);
  verb->add_option("--group", options->folds.group,
                   "a column of data.train: rows with the same value stay in one fold")
      ->option_text("COLUMN");
  verb->add_option("--out", options->out, "write the predictions of all rows there, as CSV")
      ->option_text("FILE");
  verb->add_flag("--json", options->json, "exact numbers, as JSON");
  verb->add_flag("--quiet", options->quiet, "no progress, only results and errors");
  add_threads_option(*verb, options->folds.threads);
  verb->callback([options] { cross_validate(*options); });
}
