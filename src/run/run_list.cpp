#include "run/run_list.hpp"

#include <algorithm>
#include <set>
#include <system_error>
#include <tuple>

#include "base/nearest.hpp"
#include "io/file_descriptor.hpp"
#include "io/mapped_file.hpp"
#include "mlp/base/error.hpp"
#include "run/run_directory.hpp"
#include "run/run_history.hpp"
#include "run/run_lock.hpp"

namespace mlp {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

bool is_there(const fs::path& path) {
  std::error_code unknown;
  return fs::exists(path, unknown);
}

bool looks_like_a_run(const fs::path& folder) {
  return is_there(folder / run_file::config) || is_there(folder / run_file::manifest);
}

// The folders in it that are not hidden.
std::vector<fs::path> folders_in(const fs::path& folder) {
  std::error_code failure;
  std::vector<fs::path> folders;
  fs::directory_iterator entry(folder, failure);
  if (failure) throw_io_error(folder, "list the directory", failure.value());
  for (; entry != fs::directory_iterator(); entry.increment(failure)) {
    if (failure) throw_io_error(folder, "list the directory", failure.value());
    std::error_code unknown;
    if (entry->is_directory(unknown) && !entry->path().filename().string().starts_with('.'))
      folders.push_back(entry->path());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

class RunReader {
 public:
  explicit RunReader(const fs::path& folder) : run_{.folder = folder, .values = {}} {}

  ListedRun read() {
    const fs::path whole = fs::absolute(run_.folder).lexically_normal();
    run_.values["name"] = (whole.has_filename() ? whole : whole.parent_path()).filename().string();
    if (!looks_like_a_run(run_.folder)) {
      run_.values["status"] = "no run";
      describe_foreign();
      return run_;
    }
    read_manifest();
    read_config();
    read_figures();
    return run_;
  }

 private:
  void describe_foreign() {
    std::size_t runs = 0;
    try {
      for (const fs::path& inner : folders_in(run_.folder)) runs += looks_like_a_run(inner);
    } catch (const IoError& error) {
      run_.values["problem"] = error.what();
      return;
    }
    run_.values["problem"] = runs > 0 ? "holds " + std::to_string(runs) + (runs == 1 ? " run" : " runs")
                                      : "neither config.json nor manifest.json";
  }

  void damage(const std::string& what) {
    run_.values["status"] = "damaged";
    if (!run_.values.contains("problem")) run_.values["problem"] = what;
  }

  // Null, and damage said, where the file holds no JSON object.
  json object_in(std::string_view name, bool must_exist) {
    const fs::path path = run_.folder / name;
    if (!is_there(path)) {
      if (must_exist) damage(std::string(name) + " is missing");
      return nullptr;
    }
    try {
      const MappedFile file(path);
      json parsed = json::parse(file.bytes(), nullptr, false);
      if (parsed.is_object()) return parsed;
      damage(std::string(name) + " is no JSON object");
    } catch (const Error& error) {
      damage(error.what());
    }
    return nullptr;
  }

  void copy(const json& from, std::initializer_list<const char*> keys) {
    for (const char* key : keys) {
      const auto found = from.find(key);
      if (found != from.end() && found->is_primitive() && !found->is_null()) run_.values[key] = *found;
    }
  }

  void copy_scores(const json& from) {
    for (const std::string split : {"train", "validation", "test"}) {
      const auto scores = from.find(split);
      if (scores == from.end() || !scores->is_object()) continue;
      for (const auto& [name, value] : scores->items())
        if (value.is_primitive()) run_.values[split + "." + name] = value;
    }
  }

  // mlp import makes a config and a model; a training begins with its manifest.
  bool was_imported() const {
    return !is_there(run_.folder / run_file::manifest) && is_there(run_.folder / run_file::config) &&
           is_there(run_.folder / run_file::model);
  }

  void read_manifest() {
    if (was_imported()) {
      run_.values["status"] = "imported";
      return;
    }
    const json manifest = object_in(run_file::manifest, true);
    if (!manifest.is_object()) return;
    copy(manifest, {"status", "started", "finished", "version", "arithmetic", "cpu", "simd", "threads"});
    const auto error = manifest.find("error");
    if (error != manifest.end() && error->is_string()) {
      const std::string text = *error;
      run_.values["problem"] = text.substr(0, text.find('\n'));
    }
    if (!run_.values.contains("status")) return damage("manifest.json has no status");
    if (run_.values["status"] == "running" && !is_locked(run_.folder)) run_.values["status"] = "killed";
  }

  void add_config(const std::string& pointer, const json& value) {
    if (value.is_primitive() || value.empty()) {
      run_.values[pointer] = value;
      return;
    }
    if (value.is_array()) {
      for (std::size_t i = 0; i < value.size(); ++i) add_config(pointer + "/" + std::to_string(i), value[i]);
      return;
    }
    const auto type = value.find("type");
    if (type != value.end() && type->is_string() && !pointer.empty()) run_.values[pointer] = *type;
    for (const auto& [key, inner] : value.items())
      if (!key.starts_with('$')) add_config(pointer + "/" + key, inner);
  }

  void read_config() {
    const json config = object_in(run_file::config, true);
    if (config.is_object()) add_config("", config);
  }

  void read_figures() {
    const json& status = run_.values["status"];
    const bool has_ended = status == "finished" || status == "stopped by a problem";
    const json summary = object_in(run_file::summary, has_ended);
    if (summary.is_object()) {
      copy(summary, {"parameters_sha256", "predictions_sha256", "epochs", "steps", "wall_seconds",
                     "samples_per_second", "peak_memory_bytes"});
      copy_scores(summary);
      if (const auto health = summary.find("health"); health != summary.end() && health->is_array())
        run_.values["problems"] = health->size();
      return;
    }
    try {
      const std::vector<std::string> lines = read_lines(run_.folder / run_file::metrics);
      if (lines.empty()) return;
      const json last = json::parse(lines.back(), nullptr, false);
      if (!last.is_object()) return damage("the last line of metrics.jsonl is no JSON object");
      copy(last, {"parameters_sha256"});
      copy_scores(last);
      for (const auto& [ours, theirs] : {std::pair{"epochs", "epoch"}, std::pair{"steps", "step"}})
        if (const auto found = last.find(theirs); found != last.end() && found->is_number())
          run_.values[ours] = *found;
    } catch (const Error& error) {
      damage(error.what());
    }
  }

  ListedRun run_;
};

}  // namespace

const json* ListedRun::value(const std::string& key) const {
  const auto found = values.find(key);
  return found == values.end() ? nullptr : &found->second;
}

std::vector<ListedRun> list_runs(const fs::path& folder) {
  std::vector<ListedRun> runs;
  const std::vector<fs::path> folders =
      looks_like_a_run(folder) ? std::vector<fs::path>{folder} : folders_in(folder);
  for (const fs::path& each : folders) runs.push_back(RunReader(each).read());
  // What has no time comes last.
  const auto started = [](const ListedRun& run) {
    const json* const time = run.value("started");
    return std::pair(!time || !time->is_string(), time && time->is_string() ? time->get<std::string>() : "");
  };
  std::stable_sort(runs.begin(), runs.end(),
                   [&](const ListedRun& a, const ListedRun& b) { return started(a) < started(b); });
  return runs;
}

std::vector<std::string> keys_of(const std::vector<ListedRun>& runs) {
  std::set<std::string> keys;
  for (const ListedRun& run : runs)
    for (const auto& [key, value] : run.values) keys.insert(key);
  return {keys.begin(), keys.end()};
}

void check_key(const std::string& key, const std::vector<std::string>& keys, const std::string& place) {
  if (std::find(keys.begin(), keys.end(), key) != keys.end()) return;
  // "learning_rate" is a pointer's end, "accuracy" a figure's.
  std::string meant;
  for (const std::string& known : keys) {
    const bool is_end = known.ends_with("/" + key) || known.ends_with("." + key);
    if (is_end && (meant.empty() || known.size() < meant.size())) meant = known;
  }
  if (meant.empty()) meant = nearest(key, keys).value_or("");
  throw ConfigError(
      place + ": expected a figure or a config's JSON pointer that one of these runs has, got \"" + key +
          "\"",
      meant.empty() ? "mlp runs --json shows all that each run has" : "did you mean \"" + meant + "\"?");
}

}  // namespace mlp
