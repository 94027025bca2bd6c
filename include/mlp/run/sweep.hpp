// A sweep: one config trained again and again with other values, to find out which are good.
//
//   const SweepResult result = run_sweep("sweeps/digits.json");
//   result.rows.front()      // the best point
//
// Its directory, sweeps/NAME unless said otherwise:
//
//   sweep.json      the sweep file, every default explicit
//   manifest.json   the digests of the points' configs and of the data
//   journal.jsonl   a line for each training that has ended
//   table.csv       at the end: the points, the best first
//   winner.json     then too: the best point's config, ready for `mlp train`
//   sweep.html      then too: parallel coordinates and importances
//
// Trainings run side by side, one thread each; no bit of any depends on how many.  A sweep that was stopped
// or killed goes on by run_sweep() with the same file: what the journal has is not trained again, and all but
// the order of the journal's lines ends in the same bytes.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mlp/base/export.hpp"
#include "mlp/run/sweep_config.hpp"
#include "mlp/train/observer.hpp"

namespace mlp {

// One training, as it ends.
struct SweepProgress {
  Index ended = 0;  // trainings, those of earlier sessions included
  Index planned = 0;
  Index point = 0;  // from 0
  std::optional<double> objective;
  std::string problem;  // why there is none
};

struct SweepOptions {
  std::optional<std::filesystem::path> out = {};               // default: sweeps/NAME
  int threads = 0;                                             // trainings at a time; 0: available_threads()
  std::function<void(const SweepProgress&)> on_training = {};  // one at a time, from any thread
  // Wish::stop ends the sweep; asked often, by one thread at a time.
  std::function<Wish()> wish = {};
};

// What came of a point, over its trainings; with halving and hyperband over those of its last rung.
struct SweepRow {
  Index point = 0;                  // from 0
  std::vector<std::string> values;  // of the parameters, as JSON
  std::optional<double> objective;  // mean; none where a training failed
  double deviation = 0.0;           // of the trainings, divided by n − 1; 0 for one
  Index trainings = 0;
  Index failed = 0;
  Index rung_epochs = 0;                                // of halving and hyperband: how far it came
  double epochs = 0.0;                                  // run, mean
  std::vector<std::pair<std::string, double>> figures;  // means: "validation.loss", …
};

// How much of the objective's variation goes with a parameter's values alone.
struct ParameterImportance {
  std::string pointer;
  double share = 0.0;
};

struct SweepResult {
  std::filesystem::path folder;
  std::string objective;
  bool larger_is_better = false;
  std::vector<std::string> parameters;  // their pointers
  Index ended = 0;                      // trainings
  Index planned = 0;
  bool interrupted = false;  // then nothing of what follows
  // Points without a failed training come first, of these the ones of the most epochs, of these the best; of
  // equal ones the earlier point.
  std::vector<SweepRow> rows;
  std::vector<ParameterImportance> importances;  // in the order of the parameters
  std::optional<std::filesystem::path> winner;   // none where every point has failed
};

// Throws ConfigError, with all points checked before anything is trained; DataError; IoError; CorruptFile.
MLP_API SweepResult run_sweep(const std::filesystem::path& file, const SweepOptions& options = {});

}  // namespace mlp
