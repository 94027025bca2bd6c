// The directory that holds all about one training run: its place and its files' names.
//
// A run never overwrites what it did not write, and two programs never share a directory: the
// directory's own creation decides who has it.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace mlp {

namespace run_file {
inline constexpr std::string_view config = "config.json";
inline constexpr std::string_view manifest = "manifest.json";
inline constexpr std::string_view metrics = "metrics.jsonl";
inline constexpr std::string_view timing = "timing.jsonl";
inline constexpr std::string_view health = "health.jsonl";
inline constexpr std::string_view diverged = "diverged.npy";
inline constexpr std::string_view model = "model.safetensors";
inline constexpr std::string_view summary = "summary.json";
inline constexpr std::string_view checkpoint = "checkpoint.safetensors";
inline constexpr std::string_view report = "report.html";
}  // namespace run_file

// All that a run writes, and so all that a replacing run may remove.
inline constexpr std::array run_files{
    run_file::config,   run_file::manifest, run_file::metrics, run_file::timing,     run_file::health,
    run_file::diverged, run_file::model,    run_file::summary, run_file::checkpoint, run_file::report};

// Where a run is to be kept.
struct RunPlace {
  std::string name;                          // runs/NAME, or runs/NAME-2, -3, … where that exists
  std::optional<std::filesystem::path> out;  // exactly here instead
  bool replace = false;                      // `out` may exist; the files of its run are replaced
};

// Throws ConfigError when `out` exists and may not be replaced, is no directory, or holds a report.html that
// is no report.
void check_free(const RunPlace& place);

// Makes the directory and those above it; where it is replaced, removes the run's files in it and
// nothing else.  Throws ConfigError as check_free() does, IoError when the system refuses.
std::filesystem::path make_run_directory(const RunPlace& place);

}  // namespace mlp
