#include "io/json_text.hpp"

#include <nlohmann/json.hpp>

namespace mlp {

using nlohmann::ordered_json;

static ordered_json json_of(const JsonNode& node) {
  if (const auto* list = std::get_if<JsonArray>(&node.value)) {
    auto json = ordered_json::array();
    for (const JsonNode& each : *list) json.push_back(json_of(each));
    return json;
  }
  if (const auto* object = std::get_if<JsonObject>(&node.value)) {
    auto json = ordered_json::object();
    for (const JsonMember& each : *object) json[each.key] = json_of(each.value);
    return json;
  }
  return std::visit(
      []<typename T>(const T& value) {
        if constexpr (std::is_same_v<T, JsonArray> || std::is_same_v<T, JsonObject>)
          return ordered_json();
        else
          return ordered_json(value);
      },
      node.value);
}

std::string json_text(const JsonNode& node) { return json_of(node).dump(); }

}  // namespace mlp
