#include "mlp/run/training_run.hpp"

#include "mlp/base/error.hpp"
#include "mlp/run/report.hpp"
#include "run/config_difference.hpp"
#include "run/run_directory.hpp"
#include "run/run_history.hpp"
#include "run/run_recorder.hpp"
#include "run/start_file.hpp"
#include "train/checkpoint.hpp"
#include "train/learning_rate.hpp"
#include "train/row_scorer.hpp"
#include "train/training_length.hpp"
#include "train/untrained_model.hpp"

namespace mlp {
namespace {

void refuse_differences(const std::filesystem::path& folder, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  std::string text;
  for (const std::string& line : lines) text += "\n  " + line;
  throw ConfigError(
      (folder / run_file::config).string() +
          ": expected the config that the checkpoint was made from, got one that differs:" + text,
      "undo the change, or train the changed config as a run of its own");
}

// Scores of the final model on each split.
void evaluate_splits(const Config& config, const Splits& splits, int threads, RunResult& result) {
  const auto on = [&](const RowView& rows) {
    Evaluation evaluation = evaluate(result.training.model, config.recipe.metrics, rows, threads);
    result.predictions_sha256 = evaluation.predictions.sha256();
    return evaluation.scores;
  };
  // The last one's predictions are the run's.
  result.train = on(splits.train);
  if (splits.validation.size() > 0) result.validation = on(splits.validation);
  if (splits.test.size() > 0) result.test = on(splits.test);
}

}  // namespace

void check_run_place(const RunOptions& options) {
  check_free({.name = {}, .out = options.out, .replace = options.replace});
}

namespace {

// Pictures are no reason to lose a run: says why they could not be drawn where they could not.
// `model`: null where there is none to show.
std::string leave_report(const std::filesystem::path& folder, const RunOptions& options, const Model* model,
                         const Splits& splits) noexcept {
  if (!options.report || folder.empty()) return "";
  try {
    write_report(folder / run_file::report, report_page(folder, model, &splits, options.threads));
    return "";
  } catch (const std::exception& error) {
    return error.what();
  }
}

RunResult run_training(const Config& config, const Splits& splits, const RunOptions& options,
                       const Model* start_from, const TrainState* state, RunRecorder& recorder) {
  try {
    RunResult result;
    result.training = train(config.recipe, splits.train, splits.validation,
                            {.preprocess = config.data.preprocess,
                             .decision_threshold = config.data.decision_threshold,
                             .threads = options.threads,
                             .observer = &recorder,
                             .start_from = start_from,
                             .resume = state,
                             .profile = options.profile});
    result.folder = recorder.folder();
    result.interrupted = result.training.interrupted;
    if (result.interrupted) {
      recorder.interrupt();
      result.report_problem = leave_report(result.folder, options, nullptr, splits);
      return result;
    }
    result.parameters_sha256 = result.training.model.parameters_sha256();
    evaluate_splits(config, splits, options.threads, result);
    result.wall_seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - options.started).count();
    result.problems = recorder.problems();
    recorder.finish(result);
    result.report_problem = leave_report(result.folder, options, &result.training.model, splits);
    return result;
  } catch (const Diverged& error) {
    recorder.fail("diverged", error.what());
    leave_report(recorder.folder(), options, nullptr, splits);
    throw;
  } catch (const std::exception& error) {
    recorder.fail("failed", error.what());
    leave_report(recorder.folder(), options, nullptr, splits);
    throw;
  }
}

// None where the run was killed before its first one: then it starts from the beginning.
std::optional<Checkpoint> newest_checkpoint(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / run_file::checkpoint;
  if (std::filesystem::exists(path)) return std::optional<Checkpoint>(std::in_place, path);
  if (std::filesystem::exists(folder / run_file::manifest)) return std::nullopt;
  throw IoError(folder.string() + ": expected a run directory, got one without checkpoint and manifest",
                "mlp train starts a run; mlp resume goes on with one");
}

// The state that the run goes on from; none: the beginning.
std::optional<TrainState> state_of(const ResumableRun& run) {
  const std::optional<Checkpoint> checkpoint = newest_checkpoint(run.folder);
  if (!checkpoint) return std::nullopt;
  // Nothing need be fitted to know the layers.
  const PreprocessConfig no_scaling{.inputs = NoScaling{}, .targets = NoScaling{}};
  const Model model = untrained_model(run.config.recipe, run.splits.train, no_scaling);
  TrainState state =
      checkpoint->state(ParameterLayout(model.architecture), slot_count(run.config.recipe.optimizer),
                        RowScorer(model, run.config.recipe.metrics, run.splits.train).empty(),
                        run.config.recipe.training.ema.has_value());
  if (is_full_batch(run.config.recipe.optimizer) && !state.lbfgs) {
    throw CorruptFile((run.folder / run_file::checkpoint).string() +
                      ": expected the state of lbfgs, as /optimizer says, got none");
  }
  const Index begun = state.epoch + (state.first_sample > 0 ? 1 : 0);
  if (run.config.recipe.training.epochs < begun) {
    throw ConfigError("/training/epochs: expected at least the " + std::to_string(begun) +
                          " that have begun, got " + std::to_string(run.config.recipe.training.epochs),
                      "a shorter training is a run of its own");
  }
  return state;
}

// Whether the steps that the run has taken, when it was to have `epochs_then`, would now have other rates.
bool changes_rates(const ResumableRun& run, Index epochs_then) {
  const std::optional<TrainState> state = state_of(run);
  const TrainingLength now = training_length(run.config.recipe.training, run.splits.train.size());
  const TrainingLength then{.steps_per_epoch = now.steps_per_epoch, .epochs = epochs_then};
  return state && !has_same_rates(run.config.recipe.schedule, state->step, then, now);
}

}  // namespace

RunResult train_run(const Config& config, const std::filesystem::path& config_folder, const Splits& splits,
                    const RunOptions& options) {
  check_run_place(options);
  // "configs/x.json" stands in "configs", "x.json" in no folder that has a name.
  const std::filesystem::path folder = config_folder.empty() ? "." : config_folder;
  std::vector<DataFile> files = splits.files;
  const std::shared_ptr<const Model> start = load_start(config, folder, files, options.extensions);
  RunRecorder recorder(config, folder, files, options);
  return run_training(config, splits, options, start.get(), nullptr, recorder);
}

ResumableRun open_run(const std::filesystem::path& folder, const std::vector<Override>& overrides,
                      const Extensions& extensions) {
  for (const Override& each : overrides) {
    if (each.pointer == "/training/epochs") continue;
    throw ConfigError("--set " + each.pointer + ": expected only /training/epochs when a run is resumed",
                      "train the changed config as a run of its own");
  }
  const auto lock = std::make_shared<const RunLock>(folder);
  const std::optional<Checkpoint> checkpoint = newest_checkpoint(folder);
  ResumableRun run{.folder = folder,
                   .config = load_config(folder / run_file::config, overrides, extensions),
                   .splits = {},
                   .start = nullptr,
                   .has_other_length = false,
                   .has_other_rates = false,
                   .lock = lock};
  Index epochs_then = 0;
  if (checkpoint) {
    const Config then =
        parse_config(checkpoint->origin().config, (folder / run_file::checkpoint).string(), {}, extensions);
    refuse_differences(folder, differences(then, run.config));
    epochs_then = then.recipe.training.epochs;
    run.has_other_length = run.config.recipe.training.epochs != epochs_then;
  }
  run.splits =
      load_splits(run.config.data, target_kind(run.config.recipe.loss), folder, run.config.recipe.seed);
  run.start = load_start(run.config, folder, run.splits.files, extensions);
  refuse_other_data(folder, checkpoint ? checkpoint->origin().data : data_of(folder / run_file::manifest),
                    run.splits.files, "bring back the files; their digests stand in manifest.json");
  if (run.has_other_length) run.has_other_rates = changes_rates(run, epochs_then);
  return run;
}

RunResult resume_run(const ResumableRun& run, const RunOptions& options) {
  const std::optional<TrainState> start = state_of(run);
  const std::optional<ResumedRun> resumed = ResumedRun{.folder = run.folder,
                                                       .epochs = start ? start->epoch : 0,
                                                       .is_extended = run.has_other_length,
                                                       .has_other_rates = run.has_other_rates};
  RunRecorder recorder(run.config, run.folder, run.splits.files, options, resumed);
  return run_training(run.config, run.splits, options, run.start.get(), start ? &*start : nullptr, recorder);
}

}  // namespace mlp
