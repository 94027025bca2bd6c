#include "saved_model.hpp"

#include "mlp/base/error.hpp"
#include "run/run_directory.hpp"

SavedModel load_saved_model(const std::filesystem::path& path) {
  if (path.extension() == ".json") {
    throw mlp::ConfigError(path.string() + ": expected a run directory or a model file, got a config",
                           "mlp train " + path.string() + " makes a run directory");
  }
  if (!std::filesystem::is_directory(path)) {
    return {.model = mlp::Model::load(path), .path = path, .config = std::nullopt};
  }
  const std::filesystem::path model = path / mlp::run_file::model;
  if (!std::filesystem::exists(model)) {
    const std::filesystem::path manifest = path / mlp::run_file::manifest;
    throw mlp::IoError(path.string() + ": expected a run directory with a model, got one without",
                       std::filesystem::exists(manifest)
                           ? "the training failed or has not ended; " + manifest.string() + " says which"
                           : "a run directory is what `mlp train` makes, such as runs/iris");
  }
  return {.model = mlp::Model::load(model),
          .path = path,
          .config = mlp::load_config(path / mlp::run_file::config)};
}
