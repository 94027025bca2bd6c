#include <algorithm>
#include <nlohmann/json.hpp>

#include "io/mapped_file.hpp"
#include "mlp/base/error.hpp"
#include "mlp/base/float_environment.hpp"
#include "mlp/run/comparison.hpp"
#include "run/compared_figures.hpp"
#include "run/config_difference.hpp"
#include "run/run_directory.hpp"
#include "run/run_history.hpp"

namespace mlp {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

SeedFigures figures_in(const fs::path& folder, const Config& config) {
  const fs::path path = folder / run_file::summary;
  if (!fs::exists(path))
    throw IoError(
        folder.string() + ": expected a finished run, got one without " + std::string(run_file::summary),
        "mlp runs says how it ended; mlp resume goes on with it");
  const MappedFile file(path);
  const json summary = json::parse(file.bytes(), nullptr, false);
  if (!summary.is_object()) throw CorruptFile(path.string() + ": expected a JSON object, got something else");
  SeedFigures training{.seed = config.recipe.seed,
                       .split_seed = config.data.split_seed.value_or(config.recipe.seed),
                       .figures = {},
                       .parameters_sha256 = {},
                       .problem = {}};
  if (const auto hash = summary.find("parameters_sha256"); hash != summary.end() && hash->is_string())
    training.parameters_sha256 = *hash;
  for (const std::string split : {"train", "validation", "test"}) {
    const auto scores = summary.find(split);
    if (scores == summary.end() || !scores->is_object()) continue;
    for (const auto& [name, value] : scores->items())
      if (value.is_number()) training.figures.emplace_back(split + "." + name, value.get<double>());
  }
  return training;
}

// The digests of the data files that the run was trained on.
std::vector<std::string> digests_of(const fs::path& folder) {
  std::vector<std::string> digests;
  const fs::path manifest = folder / run_file::manifest;
  if (!fs::exists(manifest)) return digests;
  for (const json& file : json::parse(data_of(manifest), nullptr, false))
    if (file.is_object() && file.contains("sha256") && file["sha256"].is_string())
      digests.push_back(file["sha256"]);
  return digests;
}

bool differ_in_seeds_alone(const ComparedSide& a, const ComparedSide& b) {
  if (a.data != b.data) return false;
  Config other = b.config;
  other.recipe.seed = a.config.recipe.seed;
  other.data.split_seed = a.config.data.split_seed;
  return varying_values({a.config, other}).empty();
}

}  // namespace

Comparison compare_runs(const std::vector<fs::path>& folders, const ComparisonOptions& options) {
  if (folders.empty()) throw ConfigError("expected a run or more to compare, got none");
  std::vector<ComparedSide> sides;
  for (const fs::path& folder : folders) {
    ComparedSide side{.name = folder.string(),
                      .config = load_config(folder / run_file::config),
                      .folder = folder,
                      .trainings = {},
                      .data = digests_of(folder)};
    SeedFigures training = figures_in(folder, side.config);
    const auto same = std::find_if(sides.begin(), sides.end(), [&](const ComparedSide& other) {
      return differ_in_seeds_alone(other, side);
    });
    if (same == sides.end()) {
      side.trainings.push_back(std::move(training));
      sides.push_back(std::move(side));
      continue;
    }
    const bool is_known =
        std::any_of(same->trainings.begin(), same->trainings.end(), [&](const SeedFigures& other) {
          return other.seed == training.seed && other.split_seed == training.split_seed;
        });
    if (!is_known) same->trainings.push_back(std::move(training));  // twice the same training is one
  }
  const DefaultFloatEnvironment environment;
  const std::string metric = metric_to_compare(sides, options.metric);
  return comparison_of(std::move(sides), metric);
}

}  // namespace mlp
