#include "run/report/health_data.hpp"

#include <set>

#include "run/report/spread.hpp"

namespace mlp {

using nlohmann::ordered_json;

static bool has_list(const ordered_json& object, const char* name) {
  return object.contains(name) && object[name].is_array();
}

// Appends the entries of one list of a line, each with the line's epoch.
static void gather(const ordered_json& line, const char* name, ordered_json& to) {
  if (!has_list(line, name)) return;
  for (ordered_json entry : line[name]) {
    if (!entry.is_object()) continue;
    if (!entry.contains("epoch") && line.contains("epoch")) entry["epoch"] = line["epoch"];
    to.push_back(std::move(entry));
  }
}

static ordered_json lightened(ordered_json line, bool keeps_histograms, bool is_last) {
  line.erase("problems");
  line.erase("revived");
  if (!has_list(line, "layers")) return line;
  for (ordered_json& layer : line["layers"]) {
    if (!layer.is_object()) continue;
    if (!keeps_histograms) layer.erase("histogram");
    if (!is_last) layer.erase("weight_histogram");
    if (!is_last && layer.contains("dead") && layer["dead"].is_object()) layer["dead"].erase("units");
  }
  return line;
}

ordered_json health_data(const std::vector<std::string>& lines) {
  constexpr std::size_t most_lines = 400, most_histograms = 40;
  std::vector<ordered_json> parsed;
  for (const std::string& line : lines) {
    ordered_json json = ordered_json::parse(line, nullptr, false);
    if (json.is_object()) parsed.push_back(std::move(json));
  }
  if (parsed.empty()) return nullptr;
  auto kept = ordered_json::array(), problems = ordered_json::array(), revived = ordered_json::array();
  for (const ordered_json& line : parsed) {
    gather(line, "problems", problems);
    gather(line, "revived", revived);
  }
  const std::vector<std::size_t> positions = spread(parsed.size(), most_lines);
  const std::vector<std::size_t> drawn = spread(positions.size(), most_histograms);
  const std::set<std::size_t> with_histograms(drawn.begin(), drawn.end());
  for (std::size_t i = 0; i < positions.size(); ++i) {
    kept.push_back(
        lightened(std::move(parsed[positions[i]]), with_histograms.contains(i), i + 1 == positions.size()));
  }
  return {{"examinations", parsed.size()},
          {"lines", std::move(kept)},
          {"problems", std::move(problems)},
          {"revived", std::move(revived)}};
}

}  // namespace mlp
