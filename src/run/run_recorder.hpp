// Writes a run's files while it trains.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "mlp/run/training_run.hpp"
#include "run/line_log.hpp"
#include "run/run_lock.hpp"
#include "train/checkpoint.hpp"

namespace mlp {

// A run directory whose training goes on.
struct ResumedRun {
  std::filesystem::path folder;
  Index epochs = 0;              // finished by the state it starts from; later lines of the logs are dropped
  bool is_extended = false;      // the config has another number of epochs than before
  bool has_other_rates = false;  // by which the schedule gives other rates to steps already taken
};

class RunRecorder : public Observer {
 public:
  // The references must outlive this.  `files` are those that the run was made from.  `resumed` is the run
  // that goes on; none: a new directory is made.
  RunRecorder(const Config& config, const std::filesystem::path& config_folder,
              const std::vector<DataFile>& files, const RunOptions& options,
              std::optional<ResumedRun> resumed = {})
      : config_(config),
        config_folder_(config_folder),
        files_(files),
        options_(options),
        resumed_(std::move(resumed)) {}

  // Makes the directory; so nothing is left behind by a training that could not start.
  void on_start(const TrainingPlan& plan) override;
  void on_step(const StepReport& report) override;
  Wish wish() override;
  void on_epoch(const EpochReport& report) override;
  void on_health(const HealthReport& report) override;
  void on_divergence(const Divergence& divergence) override;
  void on_checkpoint(const TrainState& state) override;

  // The problems of all epochs, as health.jsonl has them.
  std::vector<Problem> problems() const;
  // Writes model, summary and manifest.
  void finish(const RunResult& result);
  // Says in the manifest that the run can be resumed.
  void interrupt();
  // Says in the manifest what happened, if there is one and it still can be written.
  void fail(const std::string& status, const std::string& message) noexcept;

  // REQUIRES: on_start() was called.
  const std::filesystem::path& folder() const { return folder_; }

 private:
  void write(std::string_view name, const std::string& text) const;
  void write_manifest(const std::string& status, const std::string& message);
  CheckpointOrigin origin() const;
  bool examines() const { return config_.recipe.health.every_epochs > 0; }
  void start_anew();
  void go_on();

  const Config& config_;
  const std::filesystem::path& config_folder_;
  const std::vector<DataFile>& files_;
  const RunOptions& options_;
  const std::optional<ResumedRun> resumed_;
  std::filesystem::path folder_;
  std::optional<RunLock> lock_;  // of a new directory; a resumed one is locked by who opened it
  std::optional<ParameterLayout> layout_;
  CheckpointOrigin origin_;
  std::optional<LineLog> metrics_;
  std::optional<LineLog> timing_;
  std::optional<LineLog> health_;  // none where nothing is examined
  TrainingPlan plan_;
  Index samples_in_epoch_ = 0;
  nlohmann::ordered_json divergence_ = nullptr;  // for the manifest
  std::string started_;
  std::vector<std::string> resumed_at_;
};

}  // namespace mlp
