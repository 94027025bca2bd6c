#include "run/run_history.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "io/atomic_file.hpp"
#include "io/mapped_file.hpp"
#include "mlp/base/error.hpp"

namespace mlp {

using nlohmann::json;

std::vector<std::string> read_lines(const std::filesystem::path& path) {
  std::vector<std::string> lines;
  if (!std::filesystem::exists(path)) return lines;
  const MappedFile file(path);
  std::string_view rest = file.bytes();
  for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    lines.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  return lines;
}

void keep_epochs(const std::filesystem::path& path, Index epochs, EpochLines lines) {
  std::string kept;
  Index count = 0;
  for (const std::string& line : read_lines(path)) {
    const json parsed = json::parse(line, nullptr, false);
    const bool has_epoch =
        parsed.is_object() && parsed.contains("epoch") && parsed["epoch"].is_number_integer();
    if (!has_epoch) {
      throw CorruptFile(path.string() + ": expected a line of JSON an epoch, got \"" + line + "\"");
    }
    if (parsed["epoch"].get<std::int64_t>() > epochs) continue;
    kept += line + "\n";
    ++count;
  }
  if (lines == EpochLines::every && count != epochs) {
    throw CorruptFile(path.string() + ": expected a line for each of the checkpoint's " +
                          std::to_string(epochs) + " epochs, got " + std::to_string(count),
                      "bring the file back from a copy, or train anew with mlp train and --force");
  }
  write_atomically(path, {kept});
}

StartedRun read_start(const std::filesystem::path& manifest) {
  if (!std::filesystem::exists(manifest)) return {};
  const MappedFile file(manifest);
  const json parsed = json::parse(file.bytes(), nullptr, false);
  if (!parsed.is_object()) return {};
  StartedRun run;
  if (parsed.contains("started") && parsed["started"].is_string()) run.started = parsed["started"];
  if (!parsed.contains("resumed") || !parsed["resumed"].is_array()) return run;
  for (const json& time : parsed["resumed"]) {
    if (time.is_string()) run.resumed.push_back(time);
  }
  return run;
}

std::string data_of(const std::filesystem::path& manifest) {
  const MappedFile file(manifest);
  const json parsed = json::parse(file.bytes(), nullptr, false);
  return parsed.is_object() ? parsed.value("data", json()).dump() : "null";
}

std::vector<std::string> data_differences(const std::string& then, const std::vector<DataFile>& now) {
  const json before = json::parse(then, nullptr, false);
  const auto text_at = [&](std::size_t i, const char* key) -> std::string {
    if (!before.is_array() || i >= before.size() || !before[i].is_object()) return "absent";
    return before[i].contains(key) && before[i][key].is_string() ? before[i][key].get<std::string>()
                                                                 : "absent";
  };
  std::vector<std::string> lines;
  const std::size_t count = std::max(now.size(), before.is_array() ? before.size() : 0);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string digest = text_at(i, "sha256");
    const std::string found = i < now.size() ? now[i].sha256 : "absent";
    if (digest == found) continue;
    const std::string path = i < now.size() ? now[i].path : text_at(i, "path");
    lines.push_back(path + ": sha256 " + digest + " then, " + found + " now");
  }
  return lines;
}

void refuse_other_data(const std::filesystem::path& folder, const std::string& then,
                       const std::vector<DataFile>& now, const std::string& hint) {
  std::string text;
  for (const std::string& line : data_differences(then, now)) text += "\n  " + line;
  if (text.empty()) return;
  throw DataError(
      folder.string() + ": expected the data that the run was trained on, got files that differ:" + text,
      hint);
}

}  // namespace mlp
