#include "mlp/run/reproduce.hpp"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <vector>

#include "io/mapped_file.hpp"
#include "mlp/base/error.hpp"
#include "mlp/run/config.hpp"
#include "mlp/train/trainer.hpp"
#include "run/run_directory.hpp"
#include "run/run_history.hpp"
#include "run/run_json.hpp"
#include "run/run_model.hpp"
#include "run/start_file.hpp"

namespace mlp {
namespace {

using nlohmann::json;

json read_json(const std::filesystem::path& path) {
  const MappedFile file(path);
  json parsed = json::parse(file.bytes(), nullptr, false);
  if (!parsed.is_object()) throw CorruptFile(path.string() + ": expected a JSON object, got something else");
  return parsed;
}

// Compares each evaluation with its line of metrics.jsonl, and remembers the first that differs.
class EvaluationComparer : public Observer {
 public:
  EvaluationComparer(std::vector<std::string> lines, Observer* inner)
      : lines_(std::move(lines)), inner_(inner) {}

  void on_start(const TrainingPlan& plan) override {
    if (inner_) inner_->on_start(plan);
  }
  void on_step(const StepReport& report) override {
    if (inner_) inner_->on_step(report);
  }
  Wish wish() override { return inner_ ? inner_->wish() : Wish::go_on; }
  void on_health(const HealthReport& report) override {
    if (inner_) inner_->on_health(report);
  }
  void on_epoch(const EpochReport& report) override {
    compare(report);
    ++seen_;
    if (inner_) inner_->on_epoch(report);
  }

  std::string difference() const {
    if (!difference_.empty() || seen_ == lines_.size()) return difference_;
    return "metrics.jsonl has " + std::to_string(lines_.size()) + " evaluations; training again made " +
           std::to_string(seen_);
  }

 private:
  void compare(const EpochReport& report) {
    if (!difference_.empty() || seen_ >= lines_.size()) return;
    const std::string now = line_of(metrics_json(report));
    const std::string& then = lines_[seen_];
    if (now == then) return;
    difference_ = "the first evaluation that differs is that of epoch " + std::to_string(report.epoch) +
                  ", step " + std::to_string(report.step);
    const json before = json::parse(then, nullptr, false), after = json::parse(now);
    if (!before.is_object()) return;
    const json flat_before = before.flatten(), flat_after = after.flatten();
    for (const auto& [pointer, value] : flat_after.items()) {
      const json old = flat_before.value(pointer, json(nullptr));
      if (old != value)
        difference_ += "\n  " + pointer + ": " + old.dump() + " then, " + value.dump() + " now";
    }
  }

  std::vector<std::string> lines_;
  Observer* inner_;
  std::size_t seen_ = 0;
  std::string difference_;
};

// The first tensor that differs, or "".
std::string tensor_difference(const Model& then, const Model& now) {
  const ParameterLayout before(then.architecture), after(now.architecture);
  const bool same_shapes =
      std::equal(before.tensors.begin(), before.tensors.end(), after.tensors.begin(), after.tensors.end(),
                 [](const ParameterTensor& a, const ParameterTensor& b) {
                   return a.rows == b.rows && a.columns == b.columns;
                 });
  if (!same_shapes) {
    return "the model has other layers, with " + std::to_string(before.count) +
           " parameters; training again made " + std::to_string(after.count);
  }
  for (const ParameterTensor& tensor : after.tensors) {
    const float* const old = then.parameters.data() + tensor.offset;
    const float* const fresh = now.parameters.data() + tensor.offset;
    Index differing = 0;
    for (Index i = 0; i < tensor.size(); ++i)
      differing += std::memcmp(old + i, fresh + i, sizeof(float)) != 0;
    if (differing > 0) {
      return "the first tensor that differs is " + tensor.name + ", in " + std::to_string(differing) +
             " of its " + std::to_string(tensor.size()) + " values";
    }
  }
  return "";
}

std::string predictions_difference(const std::filesystem::path& folder, const Config& config,
                                   const Splits& splits, const Model& model, int threads) {
  const RowView& rows = splits.test.size() > 0         ? splits.test
                        : splits.validation.size() > 0 ? splits.validation
                                                       : splits.train;
  const std::string now = evaluate(model, config.recipe.metrics, rows, threads).predictions.sha256();
  const std::string then = read_json(folder / run_file::summary).value("predictions_sha256", "");
  return then == now ? "" : "predictions_sha256 is " + then + " in summary.json, " + now + " now";
}

}  // namespace

Reproduction reproduce_run(const std::filesystem::path& folder, int threads, Observer* observer,
                           const Extensions& extensions) {
  Config config = load_config(folder / run_file::config, {}, extensions);
  const Model then = Model::load(model_of_run(folder), extensions);
  const json manifest = read_json(folder / run_file::manifest);
  Splits splits = load_splits(config.data, target_kind(config.recipe.loss), folder, config.recipe.seed);

  const std::shared_ptr<const Model> start = load_start(config, folder, splits.files, extensions);

  Reproduction result;
  const auto note = [&result](const std::string& difference) {
    if (difference.empty()) return;
    result.difference += (result.difference.empty() ? "" : "\n") + difference;
  };
  for (const std::string& line : data_differences(manifest.value("data", json()).dump(), splits.files)) {
    note("the files are not those of the run: " + line);
  }
  const std::vector<std::string> resumptions = read_start(folder / run_file::manifest).resumed;
  // A run that a problem stopped and somebody resumed went on past it.
  if (!resumptions.empty()) config.recipe.health.on_problem = Warn{};
  for (const std::string& resumed : resumptions) {
    if (resumed.ends_with(schedule_mark))
      note("the run is not one training from its config: it was resumed at " + resumed);
  }
  if (!result.difference.empty()) return result;

  EvaluationComparer comparer(read_lines(folder / run_file::metrics), observer);
  const TrainResult training = train(config.recipe, splits.train, splits.validation,
                                     {.preprocess = config.data.preprocess,
                                      .decision_threshold = config.data.decision_threshold,
                                      .threads = threads,
                                      .observer = &comparer,
                                      .start_from = start.get()});
  result.parameters_sha256 = training.model.parameters_sha256();
  note(comparer.difference());
  note(tensor_difference(then, training.model));
  if (then.decision_threshold != training.model.decision_threshold)
    note("the decision threshold is another than the model's");
  note(predictions_difference(folder, config, splits, training.model, threads));
  result.identical = result.difference.empty();
  return result;
}

}  // namespace mlp
