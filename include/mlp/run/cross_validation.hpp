// Cross-validation: every row is predicted by a model that was trained without it.
//
// The rows of data.train are dealt into folds; for each fold a model is trained on the others, as the config
// says, and scored on it.  A validation set that the config cuts off its rows is cut off each fold's training
// rows; one of its own is used as it is.  The config's test set plays no part: the folds are the test.
//
// A fold's result depends on the config, the data and the fold alone, not on how many are trained at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "mlp/base/export.hpp"
#include "mlp/run/config.hpp"
#include "mlp/train/trainer.hpp"

namespace mlp {

struct FoldResult {
  Index repetition = 0;
  Index fold = 0;
  Index training_rows = 0;
  Index rows = 0;  // held out
  Index epochs = 0;
  Scores scores;  // of the rows held out
  std::string parameters_sha256;
};

struct CrossValidationOptions {
  Index folds = 10;
  Index repetitions = 1;              // each deals the rows anew
  std::optional<bool> stratify = {};  // default: for classes, unless there are groups
  std::string group = {};             // a column of data.train: no group is on both sides; empty: none
  int threads = 0;                    // folds trained at a time; 0: available_threads()
  std::function<void(const FoldResult&)> on_fold = {};  // as each ends; one at a time, from any thread
};

// Of a figure over the folds of all repetitions.
struct FoldSummary {
  std::string name;  // "loss", or the metric's
  double mean = 0.0;
  double deviation = 0.0;  // standard, divided by n − 1
  // The 95 % interval: mean ± t·√((1/n + test rows / training rows)·variance), the corrected resampled t of
  // Nadeau & Bengio 2003; the folds share training rows, and the plain interval would be too narrow.
  double low = 0.0;
  double high = 0.0;
};

struct CrossValidation {
  std::vector<FoldResult> folds;     // repetition by repetition
  std::vector<FoldSummary> summary;  // the loss, then the metrics
  // Of each repetition, over all rows with the model that had not seen them.
  std::vector<Scores> pooled;
  // The same predictions as CSV, a line for each row and repetition:
  // repetition,row,fold,target…,then as `mlp predict` writes them; rows are
  // counted from 1 as they stand in the file, dropped ones too.
  std::string predictions_csv;
};

// Throws what load_splits() and train() do, and ConfigError where folds, groups and rows do not fit.
MLP_API CrossValidation cross_validate(const Config& config, const std::filesystem::path& config_folder,
                                       const CrossValidationOptions& options = {});

}  // namespace mlp
