// What a run directory tells about the run so far, for the one who goes on with it or repeats it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "mlp/data/load.hpp"

namespace mlp {

// The lines of a metrics.jsonl or timing.jsonl, without a last one that is torn.
// A file that is missing has none.  Throws IoError.
std::vector<std::string> read_lines(const std::filesystem::path& path);

// Which epochs have a line.
enum class EpochLines { every, some };

// Drops the lines of epochs after `epochs`, and a last line that is torn; replaces the file atomically.
// Throws CorruptFile where a line is missing, and leaves the file as it is.
void keep_epochs(const std::filesystem::path& path, Index epochs, EpochLines lines);

// In the manifest's list of resumptions, before the new number of epochs where that was changed.
inline constexpr std::string_view extension_mark = ", to /training/epochs ";
// After it where steps already taken would have had other rates.
inline constexpr std::string_view schedule_mark = ", and the schedule changed there";

struct StartedRun {
  std::string started;               // empty where no manifest can be read
  std::vector<std::string> resumed;  // once for every time
};
StartedRun read_start(const std::filesystem::path& manifest);

// The manifest's "data" as JSON text; "null" where there is none.
std::string data_of(const std::filesystem::path& manifest);

// One line for each data file whose digest is not the one in `then`, JSON as in manifest.json's
// "data": "train.csv: sha256 0123… then, 4567… now".
std::vector<std::string> data_differences(const std::string& then, const std::vector<DataFile>& now);

// Throws DataError with these lines where there are some.
void refuse_other_data(const std::filesystem::path& folder, const std::string& then,
                       const std::vector<DataFile>& now, const std::string& hint);

}  // namespace mlp
