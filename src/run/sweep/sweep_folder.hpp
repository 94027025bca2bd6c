// The directory of a sweep, and whether what stands in it belongs to the sweep that wants to go on.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "mlp/data/load.hpp"
#include "run/run_lock.hpp"
#include "run/sweep/sweep_journal.hpp"
#include "run/sweep/sweep_plan.hpp"

namespace mlp {

namespace sweep_file {
inline constexpr std::string_view sweep = "sweep.json";
inline constexpr std::string_view manifest = "manifest.json";
inline constexpr std::string_view journal = "journal.jsonl";
inline constexpr std::string_view table = "table.csv";
inline constexpr std::string_view winner = "winner.json";
inline constexpr std::string_view page = "sweep.html";
inline constexpr std::string_view states = "states";  // of trainings that may go on, while the sweep runs
}  // namespace sweep_file

// Whether a sweep was begun there.
bool holds_sweep(const std::filesystem::path& folder);

// Held by one program at a time.
class SweepFolder {
 public:
  // Makes the directory and writes sweep.json, or finds the same sweep in it.
  // Throws ConfigError where something else stands there, with the values in which another sweep differs;
  // IoError, also where another program works on it.
  SweepFolder(const std::filesystem::path& folder, const SweepPlan& plan);

  // Writes manifest.json, or compares it with the points' configs, and with `files` where given, by their
  // digests.  Throws ConfigError or DataError where they are not those that the sweep was begun with.
  void check_manifest(const SweepPlan& plan, const std::vector<DataFile>* files) const;

  std::filesystem::path file(std::string_view name) const { return folder_ / name; }
  const std::filesystem::path& path() const { return folder_; }

  // Where the state of a training that pauses is kept.
  std::filesystem::path state_of(const SweepTask& task) const;
  void make_states() const;
  void remove_states() const;

 private:
  std::filesystem::path folder_;
  RunLock lock_;
};

}  // namespace mlp
