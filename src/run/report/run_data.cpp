#include "run/report/run_data.hpp"

#include "io/mapped_file.hpp"
#include "mlp/base/error.hpp"
#include "mlp/run/config.hpp"
#include "run/report/curve_data.hpp"
#include "run/report/health_data.hpp"
#include "run/run_directory.hpp"
#include "run/run_history.hpp"

namespace mlp {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

// Null where the file is missing or is no JSON object: a run that failed lacks some.
static ordered_json object_in(const fs::path& path) {
  if (!fs::exists(path)) return nullptr;
  const MappedFile file(path);
  ordered_json parsed = ordered_json::parse(file.bytes(), nullptr, false);
  return parsed.is_object() ? parsed : ordered_json(nullptr);
}

static ordered_json directions(const std::vector<Metric>& metrics) {
  auto json = ordered_json::object();
  for (const Metric& metric : metrics) json[std::string(name_of(metric))] = larger_is_better(metric);
  return json;
}

ordered_json run_data(const fs::path& folder) {
  const fs::path config_path = folder / run_file::config;
  if (!fs::exists(config_path)) {
    throw IoError(
        folder.string() + ": expected a run directory, got one without " + std::string(run_file::config),
        "a run directory is what `mlp train` makes, such as runs/iris");
  }
  const Config config = load_config(config_path);
  return {{"name", config.name},
          {"folder", folder.lexically_normal().string()},
          {"config", to_json(config)},
          {"larger_is_better", directions(config.recipe.metrics)},
          {"manifest", object_in(folder / run_file::manifest)},
          {"summary", object_in(folder / run_file::summary)},
          {"curves", curve_data(read_lines(folder / run_file::metrics))},
          {"health", health_data(read_lines(folder / run_file::health))}};
}

}  // namespace mlp
