#include "run/run_recorder.hpp"

#include "io/atomic_file.hpp"
#include "io/npy.hpp"
#include "kernels/target_choice.hpp"
#include "mlp/base/version.hpp"
#include "run/machine.hpp"
#include "run/run_directory.hpp"
#include "run/run_history.hpp"
#include "run/run_json.hpp"

namespace mlp {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

// Which file a digest belongs to, relative to the run directory.
static ordered_json data_json(const std::vector<DataFile>& data_files, const fs::path& config_folder,
                              const fs::path& folder) {
  const fs::path here = fs::weakly_canonical(fs::absolute(folder));
  auto files = ordered_json::array();
  for (const DataFile& file : data_files) {
    fs::path path = file.path;
    if (path.is_relative()) {
      const fs::path whole = fs::absolute(config_folder) / path;
      path = (fs::weakly_canonical(whole.parent_path()) / whole.filename()).lexically_relative(here);
    }
    files.push_back({{"path", path.string()}, {"sha256", file.sha256}, {"bytes", file.bytes}});
  }
  return files;
}

CheckpointOrigin RunRecorder::origin() const {
  return {.config = to_json(with_paths_relative_to(config_, config_folder_, folder_)),
          .data = data_json(files_, config_folder_, folder_).dump()};
}

void RunRecorder::start_anew() {
  folder_ = make_run_directory({.name = config_.name, .out = options_.out, .replace = options_.replace});
  lock_.emplace(folder_);
  origin_ = origin();
  write(run_file::config, origin_.config);
}

void RunRecorder::go_on() {
  folder_ = resumed_->folder;
  origin_ = origin();
  remove_temporaries(folder_);
  // Timing alone may not have been on the disk when the checkpoint was.
  keep_epochs(folder_ / run_file::metrics, resumed_->epochs, EpochLines::every);
  keep_epochs(folder_ / run_file::timing, resumed_->epochs, EpochLines::some);
  if (examines()) keep_epochs(folder_ / run_file::health, resumed_->epochs, EpochLines::some);
  write(run_file::config, origin_.config);
  const StartedRun before = read_start(folder_ / run_file::manifest);
  if (!before.started.empty()) {
    resumed_at_ = before.resumed;
    std::string now = started_;
    if (resumed_->is_extended)
      now += std::string(extension_mark) + std::to_string(config_.recipe.training.epochs);
    if (resumed_->has_other_rates) now += schedule_mark;
    resumed_at_.push_back(now);
    started_ = before.started;
  }
}

void RunRecorder::on_start(const TrainingPlan& plan) {
  plan_ = plan;
  layout_.emplace(plan.architecture);
  started_ = utc_now();
  resumed_ ? go_on() : start_anew();
  write_manifest("running", "");
  metrics_.emplace(folder_ / run_file::metrics);
  timing_.emplace(folder_ / run_file::timing);
  if (examines()) health_.emplace(folder_ / run_file::health);
  if (options_.observer) options_.observer->on_start(plan);
}

void RunRecorder::on_step(const StepReport& report) {
  samples_in_epoch_ = report.samples_in_epoch;
  if (options_.observer) options_.observer->on_step(report);
}

Wish RunRecorder::wish() {
  const Wish own = options_.wish ? options_.wish() : Wish::go_on;
  if (own != Wish::go_on || !options_.observer) return own;
  return options_.observer->wish();
}

void RunRecorder::on_checkpoint(const TrainState& state) {
  // A checkpoint must never be ahead of the lines that it will not write again.
  metrics_->sync();
  if (health_) health_->sync();
  write_checkpoint(folder_ / run_file::checkpoint, state, *layout_, origin_);
  if (options_.observer) options_.observer->on_checkpoint(state);
}

void RunRecorder::on_epoch(const EpochReport& report) {
  metrics_->add(line_of(metrics_json(report)));
  timing_->add(line_of(timing_json(report, samples_in_epoch_)));
  if (options_.observer) options_.observer->on_epoch(report);
}

void RunRecorder::on_health(const HealthReport& report) {
  health_->add(line_of(health_json(report)));
  if (options_.observer) options_.observer->on_health(report);
}

void RunRecorder::on_divergence(const Divergence& divergence) {
  const Index rows = std::ssize(divergence.rows);
  write_npy(folder_ / run_file::diverged, {rows, divergence.features}, divergence.inputs);
  divergence_ = {{"epoch", divergence.epoch},
                 {"step", divergence.step},
                 {"tensor", divergence.tensor},
                 {"rows", divergence.rows}};
  if (options_.observer) options_.observer->on_divergence(divergence);
}

std::vector<Problem> RunRecorder::problems() const {
  std::vector<Problem> all;
  for (const std::string& line : read_lines(folder_ / run_file::health))
    for (Problem& problem : problems_of(line)) all.push_back(std::move(problem));
  return all;
}

static ordered_json sentences_json(const std::vector<Problem>& problems) {
  auto sentences = ordered_json::array();
  for (const Problem& problem : problems) sentences.push_back(problem.sentence);
  return sentences;
}

void RunRecorder::finish(const RunResult& result) {
  result.training.model.save(folder_ / run_file::model);
  write(run_file::summary, page_of({{"parameters_sha256", result.parameters_sha256},
                                    {"predictions_sha256", result.predictions_sha256},
                                    {"epochs", result.training.epochs},
                                    {"steps", result.training.steps},
                                    {"train", to_json(result.train)},
                                    {"validation", to_json(result.validation)},
                                    {"test", to_json(result.test)},
                                    {"health", sentences_json(result.problems)},
                                    {"wall_seconds", result.wall_seconds},
                                    {"samples_per_second", result.training.samples_per_second},
                                    {"peak_memory_bytes", peak_memory_bytes()}}));
  write_manifest(result.training.stopped_by_problem ? "stopped by a problem" : "finished", "");
}

void RunRecorder::interrupt() { write_manifest("interrupted", ""); }

void RunRecorder::fail(const std::string& status, const std::string& message) noexcept {
  if (folder_.empty()) return;
  try {
    write_manifest(status, message);
  } catch (...) {
    // What stopped the training is the error to tell; a full disk may well be both.
  }
}

void RunRecorder::write(std::string_view name, const std::string& text) const {
  write_atomically(folder_ / name, {text});
}

void RunRecorder::write_manifest(const std::string& status, const std::string& message) {
  const bool has_ended = status != "running";
  write(run_file::manifest,
        page_of({{"version", std::string(version())},
                 {"arithmetic", arithmetic_number},
                 {"status", status},
                 {"error", message.empty() ? ordered_json(nullptr) : ordered_json(message)},
                 {"diverged", divergence_},
                 {"command_line", options_.command_line},
                 {"started", started_},
                 {"resumed", resumed_at_},
                 {"finished", has_ended ? ordered_json(utc_now()) : ordered_json(nullptr)},
                 {"cpu", cpu_model()},
                 {"simd", simd_target()},
                 {"threads", plan_.threads},
                 {"data", ordered_json::parse(origin_.data)}}));
}

}  // namespace mlp
