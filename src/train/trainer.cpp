#include "mlp/train/trainer.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "data/encoded_rows.hpp"
#include "data/read_ahead.hpp"
#include "mlp/base/error.hpp"
#include "mlp/base/float_environment.hpp"
#include "mlp/base/team.hpp"
#include "model/inference.hpp"
#include "model/parameters_digest.hpp"
#include "nn/initialisation.hpp"
#include "train/decision_threshold.hpp"
#include "train/divergence.hpp"
#include "train/epoch_order.hpp"
#include "train/health/health_monitor.hpp"
#include "train/lbfgs_stepper.hpp"
#include "train/learning_rate.hpp"
#include "train/monitoring.hpp"
#include "train/pictures.hpp"
#include "train/profile.hpp"
#include "train/row_scorer.hpp"
#include "train/starting_point.hpp"
#include "train/state.hpp"
#include "train/stepper_choice.hpp"
#include "train/threads.hpp"
#include "train/training_length.hpp"
#include "train/untrained_model.hpp"
#include "train/validation.hpp"

namespace mlp {
namespace {

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

class Training {
 public:
  Training(const Recipe& recipe, const RowView& train_rows, const RowView& validation_rows,
           const TrainOptions& options);
  TrainResult run();

 private:
  EpochStepper::Outcome run_epoch();
  bool after_step();
  [[noreturn]] void report_divergence();
  bool checkpoint_is_due() const;
  void checkpoint();
  EpochReport end_epoch(double training_seconds);
  void choose_decision_threshold();
  void examine(const EpochReport& report);
  bool patience_is_over() const { return monitoring_.patience_is_over(state_); }
  TrainResult result(Index first_step, bool is_interrupted);
  // What is validated and kept: the parameters, or their averages.
  FlatBuffer<float>& wanted_parameters() {
    return recipe_.training.ema ? state_.averages : state_.parameters;
  }
  double rate(Index step) const {
    return learning_rate(recipe_.schedule, base_learning_rate(recipe_.optimizer), step, length_,
                         state_.plateau);
  }

  const Recipe recipe_;
  const std::optional<DecisionThreshold> decision_threshold_;
  const RowView& given_validation_rows_;
  Observer silent_;
  Observer& observer_;
  Model model_;  // its parameters come at the end
  const EncodedRows encoded_rows_;
  const RowView& train_rows_ = encoded_rows_.view();
  const Network network_;
  Team team_;
  const Index batch_size_;
  const Index used_rows_;  // of each epoch: all, or all whole batches
  const TrainingLength length_;
  const Monitoring monitoring_;
  const std::unique_ptr<EpochStepper> stepper_;
  std::optional<HealthMonitor> health_;
  Validation validation_;
  EpochOrder order_;
  std::optional<ReadAhead> read_ahead_;  // of rows on disk
  RowScorer scorer_;
  TrainState state_;
  double loss_so_far_ = 0.0;  // of this epoch, for showing
  Index samples_trained_ = 0;
  const std::string beginning_;
  const Index pause_after_;
  double last_checkpoint_ = seconds_now();
  double training_seconds_ = 0.0;
  bool stops_for_problem_ = false;
};

Batch training_batch(const Recipe& recipe, const Model& model, const EncodedRows& rows) {
  Batch batch = batch_of(model, rows);
  batch.seed = recipe.seed;
  return batch;
}

Training::Training(const Recipe& recipe, const RowView& train_rows, const RowView& validation_rows,
                   const TrainOptions& options)
    : recipe_(recipe),
      decision_threshold_(options.decision_threshold),
      given_validation_rows_(validation_rows),
      observer_(options.observer ? *options.observer : silent_),
      model_(untrained_model(recipe_, train_rows, options.preprocess, options.start_from)),
      encoded_rows_(model_.encoding, model_.target_columns, train_rows),
      network_(model_.architecture, model_.loss, recipe_.model.freeze, recipe_.training.mixup,
               augmentation_of(recipe_.training.augmentation, model_, *train_rows.dataset)),
      team_(options.threads > 0
                ? options.threads
                : training_threads(network_, batch_size_for(recipe_.training, train_rows.size()))),
      batch_size_(batch_size_for(recipe_.training, train_rows.size())),
      used_rows_(rows_per_epoch(recipe_.training, train_rows.size())),
      length_(training_length(recipe_.training, train_rows.size())),
      monitoring_(recipe_, length_),
      stepper_(
          stepper_for(recipe_, network_, training_batch(recipe_, model_, encoded_rows_), batch_size_, team_)),
      validation_(model_, recipe_.metrics, validation_rows, network_, team_),
      order_(recipe_.training, recipe_.seed, train_rows_),
      scorer_(model_, recipe_.metrics, train_rows_),
      beginning_(beginning_text(recipe_.model, model_, options.start_from)),
      pause_after_(options.pause_after) {
  if (train_rows_.dataset->is_on_disk()) read_ahead_.emplace(*train_rows_.dataset);
  if (decision_threshold_) {
    check_decision_threshold(*decision_threshold_, model_.class_labels);
    if (const auto* fixed = std::get_if<FixedThreshold>(&*decision_threshold_))
      model_.decision_threshold = fixed->value;
  }
  if (options.profile) stepper_->measure();
  if (recipe_.health.every_epochs > 0) {
    const Batch rows = training_batch(recipe_, model_, encoded_rows_);
    health_.emplace(recipe_, model_, network_, encoded_rows_, rows, team_, length_);
    stepper_->allow_watching();
  }
  if (options.resume) {
    state_ = *options.resume;
  } else {
    state_.running = scorer_.empty();
    state_.parameters = initial_parameters(network_, recipe_.seed, team_);
    if (options.start_from) {
      const Model& start = *options.start_from;
      inherit_parameters(model_, start, inheritance(model_, start, ""), state_.parameters.data());
    }
    state_.slots = FlatBuffer<float>(slot_count(recipe_.optimizer) * network_.layout.size);
    if (recipe_.training.ema) state_.averages = state_.parameters;
  }
  if (is_full_batch(recipe_.optimizer) && !state_.lbfgs) state_.lbfgs.emplace();
  stepper_->workspace().outputs_are_read =
      train_rows.dataset->outputs > 0 || state_.running.wants_outputs() || model_.decision_threshold;
}

EpochStepper::Outcome Training::run_epoch() {
  order_.begin(static_cast<std::uint32_t>(state_.epoch));
  if (state_.first_sample == 0) state_.running.clear();
  loss_so_far_ =
      state_.running.rows() > 0 ? state_.running.mean_loss() * static_cast<double>(state_.first_sample) : 0.0;
  EpochStepper::Hooks hooks;
  hooks.learning_rate = [this](Index step) { return rate(step); };
  hooks.after_losses = [this](Index samples) {
    scorer_.add(stepper_->workspace(), order_.rows().data() + state_.first_sample, samples, state_.running);
    for (Index i = 0; i < samples; ++i) loss_so_far_ += stepper_->workspace().losses[i];
    samples_trained_ += samples;
  };
  hooks.after_step = [this] {
    if (read_ahead_) read_ahead_->reached(state_.first_sample);
    return after_step();
  };
  hooks.is_watched = [this](Index step) { return health_->watches(step); };
  const std::span<const std::int32_t> rows = order_.rows().first(static_cast<std::size_t>(used_rows_));
  if (read_ahead_) read_ahead_->begin(rows, state_.first_sample);
  const EpochStepper::Outcome outcome = stepper_->run(rows, state_, hooks);
  if (read_ahead_) read_ahead_->end();
  return outcome;
}

// Of the final parameters; until then the larger logit decides.
void Training::choose_decision_threshold() {
  if (!decision_threshold_ || !std::holds_alternative<ChosenThreshold>(*decision_threshold_)) return;
  model_.decision_threshold = chosen_threshold(std::get<ChosenThreshold>(*decision_threshold_).metric, model_,
                                               given_validation_rows_, team_.size());
}

EpochReport Training::end_epoch(double training_seconds) {
  check_finite(state_, network_.layout, length_);
  EpochReport report;
  report.epoch = state_.epoch;
  report.step = state_.step;
  report.learning_rate = rate(state_.step - 1);
  report.parameters_sha256 = parameters_sha256(network_.layout, state_.parameters.data());
  report.train = state_.running.scores();
  report.training_seconds = training_seconds;
  const double start = seconds_now();
  report.validation = validation_.scores(wanted_parameters().data());
  report.validation_seconds = seconds_now() - start;
  report.is_best = monitoring_.note(report, wanted_parameters(), state_);
  return report;
}

void Training::examine(const EpochReport& report) {
  if (!health_) return;
  health_->remember(report, state_.health);
  const bool is_last = state_.epoch == length_.epochs || patience_is_over() || state_.has_converged();
  if (!health_->examines(state_.epoch, is_last)) return;
  const HealthReport health = health_->examine(report, state_.parameters.data(), is_last,
                                               monitoring_.never_measured(report, state_), state_.health);
  observer_.on_health(health);
  stops_for_problem_ =
      !health.problems.empty() && std::holds_alternative<StopTraining>(recipe_.health.on_problem);
}

// The state before the step, so that it can be taken again; then the end.
void Training::report_divergence() {
  const auto rows = order_.rows().subspan(static_cast<std::size_t>(state_.first_sample),
                                          static_cast<std::size_t>(stepper_->samples_at_fault()));
  const Divergence divergence = divergence_of(network_, stepper_->workspace(), rows, state_);
  checkpoint();
  observer_.on_divergence(divergence);
  throw_diverged(network_, divergence);
}

bool Training::checkpoint_is_due() const {
  const CheckpointConfig& plan = recipe_.training.checkpoint;
  if (plan.every_steps > 0 && state_.step % plan.every_steps == 0) return true;
  return plan.every_seconds > 0.0 && seconds_now() - last_checkpoint_ >= plan.every_seconds;
}

void Training::checkpoint() {
  check_finite(state_, network_.layout, length_);
  observer_.on_checkpoint(state_);
  last_checkpoint_ = seconds_now();
}

bool Training::after_step() {
  const StepWatch* const watch = stepper_->watch();
  if (watch && health_->watches(state_.step - 1)) health_->add_step(*watch, state_.health);
  observer_.on_step({.epoch = state_.epoch + 1,
                     .step = state_.step,
                     .samples_in_epoch = state_.first_sample,
                     .mean_loss = loss_so_far_ / static_cast<double>(state_.first_sample)});
  const Wish wish = observer_.wish();
  if (wish != Wish::go_on || checkpoint_is_due()) checkpoint();
  return wish != Wish::stop;
}

TrainResult Training::run() {
  observer_.on_start({.training_rows = train_rows_.size(),
                      .steps_per_epoch = length_.steps_per_epoch,
                      .epochs = length_.epochs,
                      .first_step = state_.step,
                      .threads = team_.size(),
                      .architecture = model_.architecture,
                      .beginning = beginning_});
  if (health_ && state_.health.flow.empty()) health_->begin(state_.parameters.data(), state_.health);
  const Index first_step = state_.step;
  bool is_interrupted = false;
  while (state_.epoch < length_.epochs && !patience_is_over() && !state_.has_converged()) {
    const double start = seconds_now();
    const EpochStepper::Outcome outcome = run_epoch();
    const double seconds = seconds_now() - start;
    training_seconds_ += seconds;
    if (outcome == EpochStepper::Outcome::diverged) report_divergence();
    if (outcome == EpochStepper::Outcome::stopped) {
      is_interrupted = true;
      break;
    }
    state_.first_sample = 0;
    ++state_.epoch;
    const EpochReport report = end_epoch(seconds);
    observer_.on_epoch(report);
    examine(report);
    if (stops_for_problem_) break;
    if (state_.epoch == pause_after_ && state_.epoch < length_.epochs) {
      checkpoint();
      is_interrupted = true;
      break;
    }
    const Index every = recipe_.training.checkpoint.every_epochs;
    if (every > 0 && state_.epoch % every == 0 && state_.epoch < length_.epochs) checkpoint();
  }
  if (!is_interrupted) checkpoint();
  return result(first_step, is_interrupted);
}

// What this training has come to since step `first_step`; takes the model and the weights with it.
TrainResult Training::result(Index first_step, bool is_interrupted) {
  TrainResult result;
  result.interrupted = is_interrupted;
  if (state_.has_converged())
    result.convergence = convergence_text(std::get<Lbfgs>(recipe_.optimizer), *state_.lbfgs);
  result.stopped_by_problem = stops_for_problem_;
  result.stopped_early = patience_is_over() && !is_interrupted && !state_.has_converged() &&
                         !stops_for_problem_ && state_.epoch < length_.epochs;
  result.epochs = state_.epoch;
  result.steps = state_.step;
  result.best_epoch = state_.best_epoch;
  result.threads = team_.size();
  result.training_seconds = training_seconds_;
  const auto samples = static_cast<double>(samples_trained_);
  result.samples_per_second = training_seconds_ > 0.0 ? samples / training_seconds_ : 0.0;
  result.profile =
      profile_of(network_, stepper_->workspace(),
                 {.steps = state_.step - first_step, .samples = samples, .seconds = training_seconds_});
  model_.parameters = std::move(state_.best_epoch > 0 ? state_.best_parameters : wanted_parameters());
  choose_decision_threshold();
  result.model = std::move(model_);
  return result;
}

}  // namespace

TrainResult train(const Recipe& recipe, const RowView& train_rows, const RowView& validation_rows,
                  const TrainOptions& options) {
  const DefaultFloatEnvironment environment;
  if (!train_rows.dataset || train_rows.size() < 2) {
    throw DataError("training rows: expected at least 2, got " + std::to_string(train_rows.size()));
  }
  const Recipe complete = resolved(recipe, validation_rows.size() > 0);
  if (options.decision_threshold)
    check_decision_threshold(*options.decision_threshold, complete.loss, validation_rows.size() > 0);
  check_batch_size(complete, train_rows.size());
  check_monitored_rows(complete, train_rows, validation_rows);
  if (complete.model.start_from && !options.start_from) {
    throw ConfigError("/model/start_from: expected the model in TrainOptions::start_from, got only its name",
                      "read it with Model::load");
  }
  return Training(complete, train_rows, validation_rows, options).run();
}

}  // namespace mlp
