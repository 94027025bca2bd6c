#include "run/sweep/sweep_folder.hpp"

#include <nlohmann/json.hpp>
#include <system_error>

#include "io/atomic_file.hpp"
#include "io/digest.hpp"
#include "io/file_descriptor.hpp"
#include "io/mapped_file.hpp"
#include "mlp/base/error.hpp"
#include "mlp/base/version.hpp"
#include "mlp/model/model.hpp"
#include "run/run_history.hpp"
#include "run/run_json.hpp"

namespace mlp {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using nlohmann::ordered_json;

fs::path made(const fs::path& folder) {
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (!failure && fs::is_directory(folder)) return folder;
  if (fs::exists(folder)) {
    throw ConfigError(folder.string() + ": expected a directory to keep the sweep in, got a file",
                      "choose another --out");
  }
  throw_io_error(folder, "create the directory", failure.value());
}

// The sweep as it stands in its own directory: with the config's path from there.
std::string resolved_text(const SweepPlan& plan, const fs::path& folder) {
  SweepConfig sweep = plan.sweep;
  if (fs::path(sweep.config).is_relative()) {
    const fs::path config = fs::absolute(plan.config_folder) / fs::path(sweep.config).filename();
    const fs::path whole = fs::weakly_canonical(config.parent_path()) / config.filename();
    sweep.config = whole.lexically_relative(fs::weakly_canonical(fs::absolute(folder))).string();
  }
  return to_json(sweep);
}

// "/seeds: 1 then, 3 now", a line for each value that differs.
std::string differences_text(const std::string& then, const std::string& now) {
  const json parsed = json::parse(then, nullptr, false);
  if (parsed.is_discarded()) return "\n  it is no JSON any more";
  const json before = parsed.flatten(), after = json::parse(now).flatten();
  std::string text;
  for (const auto& [pointer, value] : before.items()) {
    if (!after.contains(pointer))
      text += "\n  " + pointer + ": " + value.dump() + " then, absent now";
    else if (after[pointer] != value)
      text += "\n  " + pointer + ": " + value.dump() + " then, " + after[pointer].dump() + " now";
  }
  for (const auto& [pointer, value] : after.items())
    if (!before.contains(pointer)) text += "\n  " + pointer + ": absent then, " + value.dump() + " now";
  return text;
}

std::string digest_of(const std::vector<Config>& configs) {
  Sha256 digest;
  for (const Config& config : configs) {
    const std::string text = to_json(config);
    digest.add(text.data(), text.size());
  }
  return digest.hex();
}

}  // namespace

bool holds_sweep(const fs::path& folder) { return fs::is_regular_file(folder / sweep_file::sweep); }

SweepFolder::SweepFolder(const fs::path& folder, const SweepPlan& plan)
    : folder_(made(folder)), lock_(folder_) {
  remove_temporaries(folder_);
  const std::string now = resolved_text(plan, folder_);
  const fs::path place = file(sweep_file::sweep);
  if (!holds_sweep(folder_)) {
    if (!fs::is_empty(folder_)) {
      throw ConfigError(
          folder_.string() + ": expected a sweep's directory or an empty one, got something else",
          "choose another --out");
    }
    write_atomically(place, {now});
    return;
  }
  const std::string then(MappedFile(place).bytes());
  if (then == now) return;
  throw ConfigError(place.string() + ": expected the sweep that was begun there, got one that differs:" +
                        differences_text(then, now),
                    "undo the change, or keep the changed sweep elsewhere with --out");
}

void SweepFolder::check_manifest(const SweepPlan& plan, const std::vector<DataFile>* files) const {
  const fs::path place = file(sweep_file::manifest);
  if (!fs::exists(place)) {
    if (files == nullptr) return;
    auto data = ordered_json::array();
    for (const DataFile& each : *files)
      data.push_back({{"path", each.path}, {"sha256", each.sha256}, {"bytes", each.bytes}});
    write_atomically(place, {page_of({{"version", std::string(version())},
                                      {"arithmetic", arithmetic_number},
                                      {"configs_sha256", digest_of(plan.configs)},
                                      {"data", std::move(data)}})});
    return;
  }
  const json manifest = json::parse(MappedFile(place).bytes(), nullptr, false);
  if (!manifest.is_object()) throw CorruptFile(place.string() + ": expected an object, got something else");
  if (manifest.value("arithmetic", json()) != arithmetic_number) {
    throw CorruptFile(place.string() + ": expected arithmetic number " + std::to_string(arithmetic_number) +
                          ", got " + manifest.value("arithmetic", json()).dump(),
                      "go on with the program that the sweep was begun with");
  }
  if (manifest.value("configs_sha256", json()) != digest_of(plan.configs)) {
    throw ConfigError(folder_.string() + ": expected the config that the sweep was begun with, got another " +
                          plan.sweep.config,
                      "undo its change, or sweep the changed config elsewhere with --out");
  }
  if (files == nullptr) return;
  std::string text;
  for (const std::string& line : data_differences(manifest.value("data", json()).dump(), *files))
    text += "\n  " + line;
  if (text.empty()) return;
  throw DataError(
      folder_.string() + ": expected the data that the sweep was begun with, got files that differ:" + text,
      "bring back the files; their digests stand in manifest.json");
}

fs::path SweepFolder::state_of(const SweepTask& task) const {
  return folder_ / sweep_file::states /
         (std::to_string(task.point) + "-" + std::to_string(task.seed) + "-" + std::to_string(task.fold) +
          "-" + std::to_string(task.rung) + ".safetensors");
}

void SweepFolder::make_states() const {
  made(folder_ / sweep_file::states);
  remove_temporaries(folder_ / sweep_file::states);
}

void SweepFolder::remove_states() const {
  std::error_code ignored;
  fs::remove_all(folder_ / sweep_file::states, ignored);
}

}  // namespace mlp
