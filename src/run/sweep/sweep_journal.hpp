// What a sweep has finished so far: journal.jsonl, a line for each training, synced before the next of its
// thread begins.
//
//   {"point": 3, "rung": 0, "seed": 1, "fold": 0, "epochs": 40, "objective": 0.97,
//    "figures": {"loss": 0.11, "accuracy": 0.97}, "parameters_sha256": "…", "problem": null}
//
// All count from 0.  A training that diverged has no figures; "problem" says why.  The order of the lines
// is that in which trainings ended, which depends on the machine; nothing else in them does.
#pragma once

#include <compare>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "mlp/train/observer.hpp"
#include "run/line_log.hpp"

namespace mlp {

// Which training of a sweep.
struct SweepTask {
  Index point = 0;
  Index rung = 0;  // of halving and hyperband
  Index seed = 0;  // added to the config's
  Index fold = 0;

  auto operator<=>(const SweepTask&) const = default;
};

struct SweepRecord {
  SweepTask task;
  Index epochs = 0;  // run
  std::optional<double> objective;
  Scores scores;  // of the objective's rows
  std::string parameters_sha256;
  std::string problem;
};

// One line, and back; nothing where it is no such line.
std::string to_line(const SweepRecord& record);
std::optional<SweepRecord> record_of(const std::string& line);

class SweepJournal {
 public:
  // Reads what there is and removes a last line that is torn.  Throws IoError, or CorruptFile with the number
  // of a line that cannot be understood.
  explicit SweepJournal(const std::filesystem::path& path);

  // Returns when the line is on the disk.  Throws IoError.
  void add(const SweepRecord& record);

  const SweepRecord* find(const SweepTask& task) const;
  const std::map<SweepTask, SweepRecord>& records() const { return records_; }

 private:
  std::map<SweepTask, SweepRecord> records_;
  LineLog log_;
};

}  // namespace mlp
