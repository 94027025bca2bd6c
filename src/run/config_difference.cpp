#include "run/config_difference.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

namespace mlp {
namespace {

using nlohmann::json;

// Stands for names and paths, which say nothing about a training.
constexpr std::string_view left_out = "(left out)";

void clear_paths(auto& source) {
  if constexpr (requires { source.paths(source, [](std::string&) {}); }) {
    source.paths(source, [](std::string& path) { path = left_out; });
  }
}

// Every value by its JSON pointer, the run's name and paths left out.
json values_of(Config config) {
  config.name = left_out;
  std::visit([](auto& source) { clear_paths(source); }, config.data.train);
  for (auto* holdout : {&config.data.validation, &config.data.test}) {
    if (*holdout) std::visit([](auto& source) { clear_paths(source); }, **holdout);
  }
  if (config.recipe.model.start_from) config.recipe.model.start_from = left_out;
  return json::parse(to_json(config)).flatten();
}

json comparable(Config config) {
  config.recipe.training.checkpoint = {};
  config.recipe.training.epochs = 1;
  return values_of(std::move(config));
}

}  // namespace

std::vector<std::string> differences(const Config& then, const Config& now) {
  const json before = comparable(then), after = comparable(now);
  std::vector<std::string> lines;
  for (const auto& [pointer, value] : before.items()) {
    const auto other = after.find(pointer);
    if (other == after.end()) {
      lines.push_back(pointer + ": " + value.dump() + " then, absent now");
    } else if (*other != value) {
      lines.push_back(pointer + ": " + value.dump() + " then, " + other->dump() + " now");
    }
  }
  for (const auto& [pointer, value] : after.items()) {
    if (!before.contains(pointer)) lines.push_back(pointer + ": absent then, " + value.dump() + " now");
  }
  return lines;
}

std::vector<VaryingValue> varying_values(const std::vector<Config>& configs) {
  std::map<std::string, std::vector<std::optional<std::string>>> values;
  for (std::size_t i = 0; i < configs.size(); ++i) {
    const json of_config = values_of(configs[i]);
    for (const auto& [pointer, value] : of_config.items()) {
      if (value == left_out) continue;
      auto& of_pointer = values[pointer];
      of_pointer.resize(configs.size());
      if (!value.is_null()) of_pointer[i] = value.dump();
    }
  }
  std::vector<VaryingValue> varying;
  for (const auto& [pointer, of_pointer] : values) {
    const bool is_same = std::equal(of_pointer.begin() + 1, of_pointer.end(), of_pointer.begin());
    if (!is_same) varying.push_back({.pointer = pointer, .values = of_pointer});
  }
  return varying;
}

}  // namespace mlp
