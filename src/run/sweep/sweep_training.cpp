#include "run/sweep/sweep_training.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "data/folds.hpp"
#include "data/split.hpp"
#include "mlp/base/error.hpp"
#include "mlp/train/trainer.hpp"
#include "train/checkpoint.hpp"
#include "train/row_scorer.hpp"
#include "train/untrained_model.hpp"

namespace mlp {
namespace {

// Hears when to stop, and keeps the state where the training pauses.
class TaskObserver final : public Observer {
 public:
  TaskObserver(const SweepTraining& training, const Config& config) : training_(training), config_(config) {}

  void on_start(const TrainingPlan& plan) override { layout_.emplace(plan.architecture); }
  void on_epoch(const EpochReport& report) override { epochs_ = report.epoch; }
  Wish wish() override {
    stopped_ = stopped_ || training_.is_to_stop();
    return stopped_ ? Wish::stop : Wish::go_on;
  }
  void on_checkpoint(const TrainState& state) override {
    if (training_.state.empty() || state.epoch != training_.pause_after || state.first_sample > 0) return;
    write_checkpoint(training_.state, state, *layout_, {.config = to_json(config_), .data = "null"});
  }

  bool stopped() const { return stopped_; }
  Index epochs() const { return epochs_; }

 private:
  const SweepTraining& training_;
  const Config& config_;
  std::optional<ParameterLayout> layout_;
  Index epochs_ = 0;
  bool stopped_ = false;
};

struct CutRows {
  RowView training, validation;
};

// Of each row of the data set, where the config holds out whole groups.
std::vector<std::int32_t> groups_of(const Config& config, const Dataset& dataset) {
  const auto* const fraction =
      config.data.validation ? std::get_if<Fraction>(&*config.data.validation) : nullptr;
  if (!fraction || !fraction->group) return {};
  const auto column = std::find_if(dataset.kept.begin(), dataset.kept.end(),
                                   [&](const TextColumn& each) { return each.name == *fraction->group; });
  if (column == dataset.kept.end()) return {};
  std::map<std::string, std::int32_t> numbers;
  std::vector<std::int32_t> groups;
  for (const std::string& value : column->values)
    groups.push_back(numbers.emplace(value, static_cast<std::int32_t>(numbers.size())).first->second);
  return groups;
}

// All seeds and points meet the same folds.
void cut_fold(const Config& config, Index folds, Index fold, CutRows& rows) {
  const Dataset& dataset = *rows.training.dataset;
  const std::vector<std::int32_t> groups = groups_of(config, dataset);
  const FoldPlan plan{
      .folds = folds, .stratify = !dataset.classes.empty() && groups.empty(), .groups = groups};
  const std::vector<Index> fold_of_row =
      folds_of(rows.training, plan, config.data.split_seed.value_or(config.recipe.seed), 0);
  CutRows cut{.training = {.dataset = &dataset, .rows = {}}, .validation = {.dataset = &dataset, .rows = {}}};
  for (std::size_t i = 0; i < fold_of_row.size(); ++i)
    (fold_of_row[i] == fold ? cut.validation : cut.training).rows.push_back(rows.training.rows[i]);
  rows = std::move(cut);
}

// In the order of load_splits(): test rows first, which nobody sees.
CutRows rows_of(const SweepTraining& training, const Config& config) {
  CutRows rows{.training = training.rows.whole.train, .validation = training.rows.whole.validation};
  const std::uint64_t split_seed = config.data.split_seed.value_or(config.recipe.seed);
  const std::string file = "the rows of " + config.name;
  RowView test;
  if (is_cut_off(config.data.test))
    cut_holdout(config.data.test, rows.training, test, Purpose::test_split, split_seed, "test", file);
  if (training.plan.sweep.folds > 0) {
    cut_fold(config, training.plan.sweep.folds, training.task.fold, rows);
  } else {
    cut_holdout(config.data.validation, rows.training, rows.validation, Purpose::validation_split, split_seed,
                "validation", file);
  }
  return rows;
}

// Where the rung before left it.  Without it the training begins anew, to the same bits.
std::optional<TrainState> earlier_state(const SweepTraining& training, const Config& config,
                                        const CutRows& rows) {
  if (training.earlier.empty() || !std::filesystem::exists(training.earlier)) return std::nullopt;
  try {
    const Checkpoint checkpoint(training.earlier);
    if (checkpoint.origin().config != to_json(config)) return std::nullopt;
    // Nothing need be fitted to know the layers.
    const PreprocessConfig no_scaling{.inputs = NoScaling{}, .targets = NoScaling{}};
    const Model model = untrained_model(config.recipe, rows.training, no_scaling);
    return checkpoint.state(ParameterLayout(model.architecture), slot_count(config.recipe.optimizer),
                            RowScorer(model, config.recipe.metrics, rows.training).empty(),
                            config.recipe.training.ema.has_value());
  } catch (const CorruptFile&) {
    return std::nullopt;
  }
}

std::optional<double> figure_of(const Scores& scores, const std::string& name) {
  double value = scores.loss;
  if (name != "loss") {
    const auto metric = std::find_if(scores.metrics.begin(), scores.metrics.end(),
                                     [&](const auto& each) { return each.first == name; });
    if (metric == scores.metrics.end()) return std::nullopt;
    value = metric->second;
  }
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

}  // namespace

std::optional<SweepRecord> train_task(const SweepTraining& training) {
  Config config = training.plan.configs[static_cast<std::size_t>(training.task.point)];
  config.recipe.seed += static_cast<std::uint64_t>(training.task.seed);
  config.recipe.health.every_epochs = 0;
  const CutRows rows = rows_of(training, config);
  const std::optional<TrainState> state = earlier_state(training, config, rows);
  TaskObserver observer(training, config);
  SweepRecord record{.task = training.task,
                     .epochs = 0,
                     .objective = {},
                     .scores = {},
                     .parameters_sha256 = {},
                     .problem = {}};
  try {
    const TrainResult trained = train(config.recipe, rows.training, rows.validation,
                                      {.preprocess = config.data.preprocess,
                                       .decision_threshold = config.data.decision_threshold,
                                       .threads = 1,
                                       .observer = &observer,
                                       .start_from = training.rows.start.get(),
                                       .resume = state ? &*state : nullptr,
                                       .pause_after = training.pause_after});
    if (observer.stopped()) return std::nullopt;
    const RowView& judged = training.plan.split() == "train" ? rows.training : rows.validation;
    record.scores = evaluate(trained.model, config.recipe.metrics, judged, 1).scores;
    record.epochs = trained.epochs;
    record.parameters_sha256 = trained.model.parameters_sha256();
    record.objective = figure_of(record.scores, training.plan.figure());
    if (!record.objective) record.problem = training.plan.sweep.objective + " is not finite";
  } catch (const Diverged& error) {
    record.epochs = observer.epochs();
    record.problem = error.what();
    record.problem.resize(std::min(record.problem.size(), record.problem.find('\n')));
  }
  return record;
}

}  // namespace mlp
