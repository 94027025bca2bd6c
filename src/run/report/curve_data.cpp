#include "run/report/curve_data.hpp"

#include "run/report/spread.hpp"

namespace mlp {

using nlohmann::ordered_json;

static constexpr std::size_t most_points = 2000;

static ordered_json member(const ordered_json& object, const std::string& name) {
  return object.is_object() && object.contains(name) ? object[name] : ordered_json(nullptr);
}

static ordered_json column(const std::vector<ordered_json>& lines, const std::string& name) {
  auto values = ordered_json::array();
  for (const ordered_json& line : lines) values.push_back(member(line, name));
  return values;
}

// The scores of one split, or null where no line has any.
static ordered_json scores_of(const std::vector<ordered_json>& lines, const std::string& split) {
  std::vector<ordered_json> scores;
  for (const ordered_json& line : lines) scores.push_back(member(line, split));
  ordered_json series;
  for (const ordered_json& each : scores) {
    if (!each.is_object()) continue;
    for (const auto& [name, value] : each.items()) {
      if (!series.contains(name)) series[name] = column(scores, name);
    }
  }
  return series;
}

ordered_json curve_data(const std::vector<std::string>& lines) {
  std::vector<ordered_json> kept;
  for (const std::size_t i : spread(lines.size(), most_points))
    kept.push_back(ordered_json::parse(lines[i], nullptr, false));
  ordered_json curves = {{"evaluations", lines.size()}};
  for (const char* name : {"epoch", "step", "learning_rate"}) curves[name] = column(kept, name);
  for (const char* split : {"train", "validation"}) curves[split] = scores_of(kept, split);
  return curves;
}

}  // namespace mlp
