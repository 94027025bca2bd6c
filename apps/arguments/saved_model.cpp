#include "arguments/saved_model.hpp"

#include <nlohmann/json.hpp>
#include <string>

#include "arguments/config_options.hpp"
#include "io/shell_word.hpp"
#include "mlp/base/error.hpp"
#include "run/run_directory.hpp"
#include "run/run_history.hpp"
#include "run/run_model.hpp"

SavedModel load_saved_model(const std::filesystem::path& path) {
  if (path.extension() == ".json") {
    throw mlp::ConfigError(path.string() + ": expected a run directory or a model file, got a config",
                           "mlp train " + mlp::shell_word(path.string()) + " makes a run directory");
  }
  if (!std::filesystem::is_directory(path)) {
    return {.model = mlp::Model::load(path), .path = path, .config = std::nullopt};
  }
  return {.model = mlp::Model::load(mlp::model_of_run(path)),
          .path = path,
          .config = mlp::load_config(path / mlp::run_file::config)};
}

// The files that the rows of a run were read from, as JSON; "" where nothing tells.  That of the model
// that it started from, the last in the manifest, has no rows.
static std::string files_of_rows(const SavedModel& saved) {
  const std::filesystem::path manifest = saved.path / mlp::run_file::manifest;
  if (!std::filesystem::exists(manifest)) return "";
  nlohmann::json files = nlohmann::json::parse(mlp::data_of(manifest));
  if (!files.is_array()) return "";
  if (saved.config->recipe.model.start_from && !files.empty()) files.erase(files.size() - 1);
  return files.dump();
}

mlp::Splits load_data(const SavedModel& saved) {
  mlp::Splits splits = load_data(*saved.config, saved.path);
  const std::string then = files_of_rows(saved);
  if (!then.empty()) {
    refuse_other_data(saved.path, then, splits.files,
                      "bring back the files, whose digests stand in manifest.json; --data FILE takes rows of "
                      "your choice");
  }
  return splits;
}
