#include "mlp/run/report.hpp"

#include <nlohmann/json.hpp>

#include "io/atomic_file.hpp"
#include "mlp/base/error.hpp"
#include "mlp/run/config.hpp"
#include "run/config_difference.hpp"
#include "run/report/evaluation_data.hpp"
#include "run/report/model_data.hpp"
#include "run/report/page.hpp"
#include "run/report/run_data.hpp"
#include "run/run_directory.hpp"
#include "run/run_history.hpp"
#include "run/start_file.hpp"

namespace mlp {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

std::string report_page(const fs::path& folder, const Model* model, const Splits* splits, int threads) {
  ordered_json run = run_data(folder);
  if (model != nullptr) run["model"] = model_data(*model);
  if (model != nullptr && splits != nullptr) run["evaluation"] = evaluation_data(*model, *splits, threads);
  return page_with({{"runs", ordered_json::array({std::move(run)})}});
}

// Predictions for other rows than the run's would not be those of its figures.
static void refuse_changed_data(const ordered_json& manifest, const std::vector<DataFile>& now) {
  if (!manifest.is_object() || !manifest.contains("data")) return;
  std::string text;
  for (const std::string& line : data_differences(manifest["data"].dump(), now)) text += "\n  " + line;
  if (!text.empty()) throw DataError("the data are not those of the run:" + text, "bring back the files");
}

ReportPage report_page(const fs::path& folder, int threads) {
  ordered_json run = run_data(folder);
  std::string problem;
  if (fs::exists(folder / run_file::model)) {
    try {
      const Model model = Model::load(folder / run_file::model);
      run["model"] = model_data(model);
      const Config config = load_config(folder / run_file::config);
      Splits splits = load_splits(config.data, target_kind(config.recipe.loss), folder, config.recipe.seed);
      load_start(config, folder, splits.files);  // whose digest stands among the data's
      refuse_changed_data(run["manifest"], splits.files);
      run["evaluation"] = evaluation_data(model, splits, threads);
    } catch (const Error& error) {
      problem = error.what();
      run["problem"] = problem;
    }
  }
  return {.text = page_with({{"runs", ordered_json::array({std::move(run)})}}), .problem = problem};
}

std::string comparison_page(const std::vector<fs::path>& folders) {
  auto runs = ordered_json::array(), varying = ordered_json::array();
  std::vector<Config> configs;
  for (const fs::path& folder : folders) {
    runs.push_back(run_data(folder));
    configs.push_back(load_config(folder / run_file::config));
  }
  for (const VaryingValue& each : varying_values(configs)) {
    auto values = ordered_json::array();
    for (const auto& value : each.values) values.push_back(value ? ordered_json(*value) : nullptr);
    varying.push_back({{"pointer", each.pointer}, {"values", values}});
  }
  return page_with({{"runs", std::move(runs)}, {"varying", std::move(varying)}});
}

void write_report(const fs::path& path, const std::string& page) {
  if (fs::is_directory(path)) {
    throw ConfigError(path.string() + ": expected a file to write the report to, got a directory",
                      "--out " + (path / run_file::report).string() + " writes into it");
  }
  if (fs::is_regular_file(path) && !is_report_page(path)) {
    throw ConfigError(path.string() + ": expected a free name or an earlier report, got another file",
                      "choose another --out; only reports are replaced");
  }
  write_atomically(path, {page});
}

}  // namespace mlp
