#include "run/run_model.hpp"

#include <nlohmann/json.hpp>
#include <string>

#include "io/mapped_file.hpp"
#include "io/shell_word.hpp"
#include "mlp/base/error.hpp"
#include "run/run_directory.hpp"
#include "run/run_lock.hpp"

namespace mlp {

namespace fs = std::filesystem;

// The status in a manifest, "" where it tells none.
static std::string status_in(const fs::path& manifest) {
  const MappedFile file(manifest);
  const auto parsed = nlohmann::json::parse(file.bytes(), nullptr, false);
  if (!parsed.is_object() || !parsed.contains("status") || !parsed["status"].is_string()) return "";
  return parsed["status"];
}

static std::string hint_without_model(const fs::path& folder) {
  const fs::path manifest = folder / run_file::manifest;
  if (!fs::exists(manifest)) return "a run directory is what `mlp train` makes, such as runs/iris";
  const std::string status = status_in(manifest);
  if (status == "running" && is_locked(folder))
    return "the training goes on at this moment; wait for its end";
  if (status == "running" || status == "interrupted")
    return "the training has not ended; mlp resume " + shell_word(folder.string()) + " goes on with it";
  return "the training left none; " + manifest.string() + " says how it ended";
}

fs::path model_of_run(const fs::path& folder) {
  const fs::path model = folder / run_file::model;
  if (fs::exists(model)) return model;
  throw IoError(folder.string() + ": expected a run directory with a model, got one without",
                hint_without_model(folder));
}

}  // namespace mlp
