#include "mlp/run/cross_validation.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numeric>
#include <utility>

#include "base/tasks.hpp"
#include "data/dropped_rows.hpp"
#include "data/encoded_rows.hpp"
#include "data/folds.hpp"
#include "data/load_sources.hpp"
#include "data/message.hpp"
#include "data/split.hpp"
#include "mlp/base/available_threads.hpp"
#include "mlp/base/error.hpp"
#include "mlp/base/float_environment.hpp"
#include "mlp/base/team.hpp"
#include "model/inference.hpp"
#include "model/prediction_csv.hpp"
#include "run/start_file.hpp"
#include "run/student_t.hpp"
#include "train/row_scorer.hpp"

namespace mlp {
namespace {

constexpr double share_of_interval = 0.95;

// The config's data without a test source of its own, which nobody reads.
DataConfig without_test_source(DataConfig data) {
  if (!is_cut_off(data.test)) data.test.reset();
  return data;
}

// The group of each row of data.train: `column` read as the rows' classes.
std::vector<std::int32_t> groups_by(const std::string& column, const DataConfig& data,
                                    const std::vector<std::string>& input_names,
                                    const std::filesystem::path& folder) {
  const auto* const csv = std::get_if<CsvSource>(&data.train);
  if (!csv)
    throw ConfigError("expected a table with a column " + in_quotes(column) + " to group by, got images");
  if (std::find(input_names.begin(), input_names.end(), column) != input_names.end()) {
    throw ConfigError(
        "expected groups that the network does not see, got the input column " + in_quotes(column),
        "choose the other columns with /data/train/inputs");
  }
  CsvSource by_group = *csv;
  by_group.inputs = input_names;
  by_group.target = {column};
  by_group.sample_weight.reset();
  ColumnPlan plan;
  plan.target_kind = TargetKind::classes;
  plan.target_role = "group";
  plan.settings = data.columns;
  plan.settings.erase(column);
  plan.missing_markers = data.missing_markers;
  return read_source(by_group, plan, folder).classes;
}

class CrossValidator {
 public:
  CrossValidator(const Config& config, const std::filesystem::path& folder,
                 const CrossValidationOptions& options)
      : config_(config),
        options_(options),
        splits_(load_sources(without_test_source(config.data), target_kind(config.recipe.loss), folder,
                             config.recipe.seed)),
        start_(load_start(config, folder, splits_.files)) {
    if (options.repetitions < 1)
      throw ConfigError("expected at least 1 repetition, got " + std::to_string(options.repetitions));
    if (!options.group.empty())
      groups_ = groups_by(options.group, config.data, all().dataset->input_names, folder);
    const bool has_classes = !all().dataset->classes.empty();
    const FoldPlan plan{.folds = options.folds,
                        .stratify = options.stratify.value_or(has_classes && groups_.empty()),
                        .groups = groups_};
    for (Index r = 0; r < options.repetitions; ++r)
      fold_of_row_.push_back(folds_of(all(), plan, config.recipe.seed, static_cast<std::uint32_t>(r)));
  }

  CrossValidation run();

 private:
  struct Trained {
    Model model;
    RowView held_out;
    Predictions predictions;
  };

  const RowView& all() const { return splits_.train; }
  Index tasks() const { return options_.repetitions * options_.folds; }
  void train_fold(Index task);
  Scores pooled(Index repetition) const;
  Predictions predictions(Index repetition) const;
  std::string predictions_csv() const;

  const Config& config_;
  const CrossValidationOptions& options_;
  Splits splits_;
  const std::shared_ptr<const Model> start_;
  std::vector<std::int32_t> groups_;
  std::vector<std::vector<Index>> fold_of_row_;  // of each repetition
  std::vector<FoldResult> results_;
  std::vector<Trained> trained_;
  std::mutex mutex_;
};

void CrossValidator::train_fold(Index task) {
  const auto slot = static_cast<std::size_t>(task);
  FoldResult& result = results_[slot];
  result.repetition = task / options_.folds;
  result.fold = task % options_.folds;
  const std::vector<Index>& fold_of_row = fold_of_row_[static_cast<std::size_t>(result.repetition)];

  RowView training{.dataset = all().dataset, .rows = {}};
  RowView& held_out = trained_[slot].held_out;
  held_out.dataset = all().dataset;
  for (std::size_t i = 0; i < fold_of_row.size(); ++i)
    (fold_of_row[i] == result.fold ? held_out : training).rows.push_back(all().rows[i]);

  RowView validation = splits_.validation;
  cut_holdout(config_.data.validation, training, validation, Purpose::validation_split,
              config_.data.split_seed.value_or(config_.recipe.seed), "validation", "the rows of a fold");
  Recipe recipe = config_.recipe;
  recipe.health.every_epochs = 0;  // nobody reads a fold's, and it may stop a training
  TrainResult trained = train(recipe, training, validation,
                              {.preprocess = config_.data.preprocess,
                               .decision_threshold = config_.data.decision_threshold,
                               .threads = 1,
                               .start_from = start_.get()});
  Evaluation evaluation = evaluate(trained.model, config_.recipe.metrics, held_out, 1);
  result.training_rows = training.size();
  result.rows = held_out.size();
  result.epochs = trained.epochs;
  result.scores = std::move(evaluation.scores);
  result.parameters_sha256 = trained.model.parameters_sha256();
  trained_[slot].model = std::move(trained.model);
  trained_[slot].predictions = std::move(evaluation.predictions);
  const std::lock_guard lock(mutex_);
  if (options_.on_fold) options_.on_fold(result);
}

// Over all rows, fold after fold.
Scores CrossValidator::pooled(Index repetition) const {
  ScoreSums sums;
  for (Index fold = 0; fold < options_.folds; ++fold) {
    const Trained& trained = trained_[static_cast<std::size_t>(repetition * options_.folds + fold)];
    RowScorer scorer(trained.model, config_.recipe.metrics, all());
    if (fold == 0) sums = scorer.empty();
    const Network network(trained.model.architecture, trained.model.loss);
    Team alone(1);
    Inference inference(network, alone);
    const EncodedRows encoded(trained.model.encoding, trained.model.target_columns, trained.held_out);
    const Batch batch = batch_of(trained.model, encoded);
    inference.run(trained.model.parameters.data(), batch, [&](Index first, Index samples) {
      scorer.add(inference.workspace(), trained.held_out.rows.data() + first, samples, sums);
    });
  }
  return sums.scores();
}

// Row by row, each by the model that had not seen it.
Predictions CrossValidator::predictions(Index repetition) const {
  const auto first = static_cast<std::size_t>(repetition * options_.folds);
  Predictions together = empty_predictions(trained_[first].model, all().size());
  std::vector<Index> next(static_cast<std::size_t>(options_.folds));  // in each fold's own predictions
  const std::vector<Index>& fold_of_row = fold_of_row_[static_cast<std::size_t>(repetition)];
  for (Index row = 0; row < all().size(); ++row) {
    const auto fold = static_cast<std::size_t>(fold_of_row[static_cast<std::size_t>(row)]);
    const Predictions& own = trained_[first + fold].predictions;
    const Index at = next[fold]++;
    std::copy_n(own.values.data() + at * own.outputs, own.outputs,
                together.values.data() + row * own.outputs);
    if (!own.classes.empty())
      together.classes[static_cast<std::size_t>(row)] = own.classes[static_cast<std::size_t>(at)];
  }
  return together;
}

std::string CrossValidator::predictions_csv() const {
  const Dataset& data = *all().dataset;
  std::string csv;
  for (Index r = 0; r < options_.repetitions; ++r) {
    std::vector<TextColumn> leading{{"repetition", {}}, {"row", {}}, {"fold", {}}};
    const Index targets = data.classes.empty() ? data.outputs : 1;
    for (Index k = 0; k < targets; ++k)
      leading.push_back(
          {"target_" + (k < std::ssize(data.target_names) ? data.target_names[static_cast<std::size_t>(k)]
                                                          : std::to_string(k + 1)),
           {}});
    for (Index row = 0; row < all().size(); ++row) {
      const auto i = static_cast<std::size_t>(row);
      leading[0].values.push_back(std::to_string(r + 1));
      leading[1].values.push_back(std::to_string(row_in_file(data, all().rows[i]) + 1));
      leading[2].values.push_back(std::to_string(fold_of_row_[static_cast<std::size_t>(r)][i] + 1));
      const auto at = static_cast<std::size_t>(all().rows[i]);
      for (Index k = 0; k < targets; ++k) {
        leading[static_cast<std::size_t>(3 + k)].values.push_back(
            data.classes.empty() ? shortest_text(data.numbers[all().rows[i] * data.outputs + k])
                                 : data.class_labels[static_cast<std::size_t>(data.classes[at])]);
      }
    }
    const auto first = static_cast<std::size_t>(r * options_.folds);
    std::string lines = prediction_csv(trained_[first].model, predictions(r), leading);
    if (r > 0) lines.erase(0, lines.find('\n') + 1);  // the names stand once
    csv += lines;
  }
  return csv;
}

FoldSummary summary_of(const std::string& name, const std::vector<double>& values, double test_share) {
  const auto n = static_cast<double>(values.size());
  FoldSummary summary{.name = name};
  summary.mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0.0;
  for (const double value : values) squares += (value - summary.mean) * (value - summary.mean);
  const double variance = squares / (n - 1.0);
  summary.deviation = std::sqrt(variance);
  const double half = student_t_bound(share_of_interval, std::ssize(values) - 1) *
                      std::sqrt((1.0 / n + test_share) * variance);
  summary.low = summary.mean - half;
  summary.high = summary.mean + half;
  return summary;
}

std::vector<FoldSummary> summaries_of(const std::vector<FoldResult>& folds) {
  double test_share = 0.0;  // test rows for each training row, the folds' mean
  for (const FoldResult& fold : folds)
    test_share += static_cast<double>(fold.rows) / static_cast<double>(fold.training_rows);
  test_share /= static_cast<double>(folds.size());

  std::vector<double> values;
  const auto gather = [&](const auto& value_of) {
    values.clear();
    for (const FoldResult& fold : folds) values.push_back(value_of(fold.scores));
    return values;
  };
  std::vector<FoldSummary> summaries{
      summary_of("loss", gather([](const Scores& scores) { return scores.loss; }), test_share)};
  for (std::size_t m = 0; m < folds.front().scores.metrics.size(); ++m) {
    summaries.push_back(summary_of(folds.front().scores.metrics[m].first,
                                   gather([&](const Scores& scores) { return scores.metrics[m].second; }),
                                   test_share));
  }
  return summaries;
}

CrossValidation CrossValidator::run() {
  results_.resize(static_cast<std::size_t>(tasks()));
  trained_.resize(static_cast<std::size_t>(tasks()));
  run_tasks(tasks(), options_.threads > 0 ? options_.threads : available_threads(),
            [this](Index task) { train_fold(task); });
  const DefaultFloatEnvironment environment;
  CrossValidation result{
      .folds = results_, .summary = summaries_of(results_), .pooled = {}, .predictions_csv = {}};
  for (Index r = 0; r < options_.repetitions; ++r) result.pooled.push_back(pooled(r));
  result.predictions_csv = predictions_csv();
  return result;
}

}  // namespace

CrossValidation cross_validate(const Config& config, const std::filesystem::path& config_folder,
                               const CrossValidationOptions& options) {
  return CrossValidator(config, config_folder, options).run();
}

}  // namespace mlp
