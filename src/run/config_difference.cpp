#include "run/config_difference.hpp"

#include <nlohmann/json.hpp>

namespace mlp {
namespace {

using nlohmann::json;

void clear_paths(auto& source) {
  if constexpr (requires { source.paths(source, [](std::string&) {}); }) {
    source.paths(source, [](std::string& path) { path = "-"; });
  }
}

json comparable(Config config) {
  config.name = "-";
  config.recipe.training.checkpoint = {};
  config.recipe.training.epochs = 1;
  std::visit([](auto& source) { clear_paths(source); }, config.data.train);
  for (auto* holdout : {&config.data.validation, &config.data.test}) {
    if (*holdout) std::visit([](auto& source) { clear_paths(source); }, **holdout);
  }
  if (config.recipe.model.start_from) config.recipe.model.start_from = "-";
  return json::parse(to_json(config)).flatten();
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

}  // namespace mlp
