#include <mutex>

#include "base/tasks.hpp"
#include "data/load_sources.hpp"
#include "data/split.hpp"
#include "mlp/base/available_threads.hpp"
#include "mlp/base/error.hpp"
#include "mlp/base/float_environment.hpp"
#include "mlp/run/comparison.hpp"
#include "mlp/train/trainer.hpp"
#include "run/compared_figures.hpp"
#include "run/start_file.hpp"

namespace mlp {
namespace {

// A side's rows before fractions are cut off them, read once for all seeds.
struct SideData {
  Splits whole;
  std::shared_ptr<const Model> start;
};

SideData read_side(const ComparedSide& side) {
  const std::filesystem::path folder = side.folder.empty() ? "." : side.folder;
  SideData read;
  read.whole =
      load_sources(side.config.data, target_kind(side.config.recipe.loss), folder, side.config.recipe.seed);
  read.start = load_start(side.config, folder, read.whole.files);
  return read;
}

void add_scores(const std::string& split, const Scores& scores, SeedFigures& training) {
  training.figures.emplace_back(split + ".loss", scores.loss);
  for (const auto& [name, value] : scores.metrics) training.figures.emplace_back(split + "." + name, value);
}

// As `mlp train --set /seed=… --set /data/split_seed=…` trains and scores it, to the bit.
void train_seed(const Config& config, const SideData& data, SeedFigures& training) {
  RowView rows = data.whole.train, validation = data.whole.validation, test = data.whole.test;
  const std::string file = "the rows of " + config.name;
  // In the order of load_splits().
  cut_holdout(config.data.test, rows, test, Purpose::test_split, training.split_seed, "test", file);
  cut_holdout(config.data.validation, rows, validation, Purpose::validation_split, training.split_seed,
              "validation", file);
  Recipe recipe = config.recipe;
  recipe.seed = training.seed;
  recipe.health.every_epochs = 0;  // nobody reads it, and it may stop a training
  try {
    const TrainResult trained = train(recipe, rows, validation,
                                      {.preprocess = config.data.preprocess,
                                       .decision_threshold = config.data.decision_threshold,
                                       .threads = 1,
                                       .start_from = data.start.get()});
    const auto score = [&](const std::string& split, const RowView& of) {
      if (of.size() > 0) add_scores(split, evaluate(trained.model, recipe.metrics, of, 1).scores, training);
    };
    score("train", rows);
    score("validation", validation);
    score("test", test);
    training.parameters_sha256 = trained.model.parameters_sha256();
  } catch (const Diverged& error) {
    training.problem = error.what();
    training.problem.resize(std::min(training.problem.size(), training.problem.find('\n')));
  }
}

}  // namespace

Comparison compare_configs(std::vector<ComparedSide> sides, const ComparisonOptions& options) {
  if (sides.empty()) throw ConfigError("expected a config or more to compare, got none");
  if (options.seeds < 1) throw ConfigError("expected at least 1 seed, got " + std::to_string(options.seeds));
  const std::string metric = metric_to_compare(sides, options.metric);
  std::vector<SideData> data;
  for (ComparedSide& side : sides) {
    data.push_back(read_side(side));
    for (const DataFile& file : data.back().whole.files) side.data.push_back(file.sha256);
    side.trainings.clear();
    for (Index seed = 1; seed <= options.seeds; ++seed) {
      SeedFigures training;
      training.seed = training.split_seed = static_cast<std::uint64_t>(seed);
      if (options.same_rows)
        training.split_seed = side.config.data.split_seed.value_or(side.config.recipe.seed);
      side.trainings.push_back(std::move(training));
    }
  }
  // All sides with the first seed, then with the second: what is seen of it early is already a comparison.
  std::mutex mutex;
  const Index count = std::ssize(sides);
  run_tasks(count * options.seeds, options.threads > 0 ? options.threads : available_threads(),
            [&](Index task) {
              const auto which = static_cast<std::size_t>(task % count);
              ComparedSide& side = sides[which];
              SeedFigures& training = side.trainings[static_cast<std::size_t>(task / count)];
              train_seed(side.config, data[which], training);
              const std::lock_guard lock(mutex);
              if (options.on_training) options.on_training(side.name, training);
            });
  const DefaultFloatEnvironment environment;
  return comparison_of(std::move(sides), metric);
}

}  // namespace mlp
