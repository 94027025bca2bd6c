// Training: from a recipe and rows to a model.
#pragma once

#include <optional>
#include <string>

#include "mlp/base/export.hpp"
#include "mlp/choice/decision_threshold.hpp"
#include "mlp/data/dataset.hpp"
#include "mlp/data/load.hpp"
#include "mlp/model/model.hpp"
#include "mlp/nn/profile.hpp"
#include "mlp/train/observer.hpp"
#include "mlp/train/recipe.hpp"

namespace mlp {

struct TrainOptions {
  PreprocessConfig preprocess = {};  // inputs absent: standardize for numbers, none for images
  std::optional<DecisionThreshold> decision_threshold = {};  // two classes only
  int threads = 0;  // 0: chosen by the size of the work and available_threads()
  Observer* observer = nullptr;
  // The model that recipe.model.start_from names; training starts from its weights and input scaling.
  const Model* start_from = nullptr;
  // Goes on from this state, as an observer got it from a training with the same recipe and rows,
  // to the same bits as if it had never stopped.  epochs may differ.
  const TrainState* resume = nullptr;
  bool profile = false;  // measures where the time goes: TrainResult::profile
  // If more epochs are to come, ends after this one and its evaluation, interrupted as by an observer's wish;
  // 0: never.
  Index pause_after = 0;
};

struct TrainResult {
  Model model;
  Index epochs = 0;  // run, not counting those cut off by early stopping
  Index steps = 0;
  Index best_epoch = 0;             // 0 where nothing is monitored
  bool stopped_early = false;       // by early stopping
  bool stopped_by_problem = false;  // as recipe.health.on_problem wishes
  std::string convergence;          // why lbfgs had nothing left to do, in words; empty where epochs ran out
  // By an observer's wish; the model is what there was then (with early stopping, the best weights).
  bool interrupted = false;
  int threads = 1;                // used
  double training_seconds = 0.0;  // in steps, without validation
  double samples_per_second = 0.0;
  std::optional<Profile> profile = {};  // where it was asked for
};

// Trains on `train_rows`, watching `validation_rows` after every epoch where not empty.
// The same recipe and rows give the same bits whatever the number of threads.
// Throws ConfigError (recipe), DataError (rows that do not fit) and Diverged, which names the
// epoch, the step and the first layer at fault.
MLP_API TrainResult train(const Recipe& recipe, const RowView& train_rows,
                          const RowView& validation_rows = {}, const TrainOptions& options = {});

// How good a model is on some rows.
struct Evaluation {
  Scores scores;
  Predictions predictions;
};

// Loss and metrics of `model` on `rows`, which have targets.  threads 0: chosen by the size of the work.
// Throws DataError when the rows do not fit the model.
MLP_API Evaluation evaluate(const Model& model, const std::vector<Metric>& metrics, const RowView& rows,
                            int threads = 0);

}  // namespace mlp
