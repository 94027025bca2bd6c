// A training that leaves a run directory behind: from a config and its data to these files.
//
//   const Config config = load_config("configs/iris.json");
//   const TargetKind kind = target_kind(config.recipe.loss);
//   const Splits splits = load_splits(config.data, kind, "configs", config.recipe.seed);
//   const RunResult run = train_run(config, "configs", splits, {.out = "runs/try"});
//
//   config.json             written when training starts
//   manifest.json           then too, and again at the end
//   metrics.jsonl           a line after every epoch
//   timing.jsonl            the same
//   health.jsonl            after every examined epoch
//   checkpoint.safetensors  as often as training.checkpoint says, when interrupted, and at the end
//   model.safetensors       at the end
//   summary.json            then too
//   report.html             last
//
// A run that diverges leaves its checkpoint before the step that it could not take, and that step's batch in
// diverged.npy.  A run that fails keeps its metrics, its last checkpoint, a manifest that says why and a
// report; it has no model.  A run that was interrupted, or killed, goes on by resume_run() and ends in the
// same bytes.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mlp/base/export.hpp"
#include "mlp/data/load.hpp"
#include "mlp/run/config.hpp"
#include "mlp/train/trainer.hpp"

namespace mlp {

struct RunOptions {
  std::optional<std::filesystem::path> out;  // default: runs/NAME, or NAME-2, -3, … where it exists
  bool replace = false;                      // an existing `out` may be replaced: its run's files, no others
  int threads = 0;                           // 0: chosen by the size of the work
  bool profile = false;                      // measures where the time goes: RunResult::training.profile
  bool report = true;                        // writes report.html
  Observer* observer = nullptr;
  std::function<Wish()> wish;             // asked after every step: how signals reach a training
  std::vector<std::string> command_line;  // for the manifest
  // Where the summary's wall time starts.
  std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
  Extensions extensions = {};  // of the model that training starts from, where the config names one
};

struct RunResult {
  std::filesystem::path folder;
  TrainResult training;
  // The training was interrupted by a wish: there is a checkpoint, but nothing of what follows.
  bool interrupted = false;
  // Of the final model; absent where the config has no such rows.
  Scores train;
  std::optional<Scores> validation;
  std::optional<Scores> test;
  std::string parameters_sha256;
  std::string predictions_sha256;  // over the test rows, else validation, else training
  double wall_seconds = 0.0;
  std::vector<Problem> problems = {};  // of the run's health, of all its epochs
  std::string report_problem = {};     // why report.html could not be written; empty: nothing failed
};

// Throws ConfigError when options.out cannot be used; worth calling before data are read.
MLP_API void check_run_place(const RunOptions& options);

// `config_folder` is where the config's relative paths start.  The directory is made when all that
// can be checked has been.  Throws what train() does, and IoError.
MLP_API RunResult train_run(const Config& config, const std::filesystem::path& config_folder,
                            const Splits& splits, const RunOptions& options = {});

// A run to go on with, and whether it is the same as it was.
struct ResumableRun {
  std::filesystem::path folder;
  Config config;
  Splits splits;                       // with the file of the model that training starts from
  std::shared_ptr<const Model> start;  // that model, where the config names one
  bool has_other_length = false;       // epochs were changed
  bool has_other_rates = false;        // and so the schedule: the result differs from a fresh run's
  std::shared_ptr<const void> lock;    // while it is held, no other program trains this run
};

// Reads a run directory's config and data and compares both with what its checkpoint was made
// from; /training/epochs may be overridden, nothing else.  A run that was killed before its first
// checkpoint starts from the beginning.
// Throws ConfigError or DataError listing the differences, CorruptFile, and IoError, also when
// another program is training it.
MLP_API ResumableRun open_run(const std::filesystem::path& folder,
                              const std::vector<Override>& overrides = {}, const Extensions& extensions = {});

// Goes on from the run's checkpoint to the same bytes as if it had never stopped.  options.out and
// options.replace are not used.  Throws what train_run() does.
MLP_API RunResult resume_run(const ResumableRun& run, const RunOptions& options = {});

}  // namespace mlp
