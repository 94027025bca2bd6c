// Whether one config does better than another, or only had the luckier seed.
//
//   compare_configs   each config is trained, in memory, with the seeds 1 … N, and the figures of one seed
//                     are a pair
//   compare_runs      finished runs: those whose configs differ in nothing but seeds are one side, and runs
//                     with the same seeds are a pair
//
// A seed draws everything: the rows that are held out, the first weights, the order of the rows, dropout.  So
// a difference that is shown holds for other draws from the same data.  With `same_rows` the held-out rows
// stay those of the config, and it holds for other beginnings on these rows.
//
// No figure depends on how many trainings run at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mlp/base/export.hpp"
#include "mlp/run/config.hpp"

namespace mlp {

struct PairedTest {
  Index pairs = 0;
  double mean_difference = 0.0;
  double deviation = 0.0;        // of the differences, divided by n − 1
  double low = 0.0, high = 0.0;  // the 95 % interval of the mean difference
  double t = 0.0;                // infinite where all pairs differ by the same
  double p = 1.0;                // two-sided, n − 1 degrees of freedom
};

// How one training ended.
struct SeedFigures {
  std::uint64_t seed = 0;
  std::uint64_t split_seed = 0;
  std::vector<std::pair<std::string, double>>
      figures;  // "train.loss", …, "test.accuracy"; of the final model
  std::string parameters_sha256;
  std::string problem;  // why there are no figures: it diverged
};

struct ComparedSide {
  std::string name;
  Config config;
  std::filesystem::path folder;        // where the config's relative paths start
  std::vector<SeedFigures> trainings;  // filled by compare_configs() and compare_runs()
  std::vector<std::string> data = {};  // the data files' SHA-256; likewise
};

// A figure over the seeds of a side that have it.
struct FigureOfSide {
  Index count = 0;
  double mean = 0.0;
  double deviation = 0.0;  // divided by n − 1; NaN for one
};

struct ComparedFigure {
  std::string name;                 // "validation.loss"
  std::vector<FigureOfSide> sides;  // in the order of the sides
};

// A value of the configs that is not the same for all sides.
struct DifferingValue {
  std::string pointer;                             // "/optimizer/momentum", or "data"
  std::vector<std::optional<std::string>> values;  // of each side, as JSON; none where it has none
};

struct ComparedPair {
  std::size_t a = 0, b = 0;  // sides
  PairedTest test;           // of a − b
  double adjusted_p = 1.0;   // by Holm 1979, for all pairs together
  bool is_shown = false;     // adjusted_p below 0.05
};

struct Comparison {
  std::vector<ComparedSide> sides;
  std::vector<DifferingValue> differences;  // seeds, names and paths left out
  std::vector<ComparedFigure> figures;
  std::string metric;  // what is tested
  bool larger_is_better = false;
  std::vector<ComparedPair> pairs;  // each side with each later one; empty where there is no test
  std::string why_no_test;          // a sentence, where there is none
};

struct ComparisonOptions {
  Index seeds = 10;
  bool same_rows = false;
  // A figure's name.  Default: what the first config's early stopping or plateau watches; else its first
  // metric on validation rows, else test rows, else training rows.
  std::string metric = {};
  int threads = 0;  // trainings at a time; 0: available_threads()
  // As each ends; one at a time, from any thread.
  std::function<void(const std::string& side, const SeedFigures&)> on_training = {};
};

// A training that diverges has no figures, and its pair does not count.
// Throws what load_splits() and train() do, and ConfigError where the sides have no such metric.
MLP_API Comparison compare_configs(std::vector<ComparedSide> sides, const ComparisonOptions& options = {});

// Only options.metric is used.  Throws IoError or CorruptFile where a folder is no finished run, and
// ConfigError.
MLP_API Comparison compare_runs(const std::vector<std::filesystem::path>& folders,
                                const ComparisonOptions& options = {});

}  // namespace mlp
