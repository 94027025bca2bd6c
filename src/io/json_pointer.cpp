#include "io/json_pointer.hpp"

#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "mlp/base/error.hpp"

namespace mlp {
namespace {

// The decoded steps of a pointer, or nothing where it is none.
std::optional<std::vector<std::string>> steps_of(std::string_view pointer) {
  std::vector<std::string> steps;
  if (!pointer.empty() && pointer.front() != '/') return std::nullopt;
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] == '/') {
      steps.emplace_back();
    } else if (pointer[i] != '~') {
      steps.back() += pointer[i];
    } else {
      const char escaped = ++i < pointer.size() ? pointer[i] : '\0';
      if (escaped != '0' && escaped != '1') return std::nullopt;
      steps.back() += escaped == '0' ? '~' : '/';
    }
  }
  return steps;
}

std::optional<std::size_t> index_of(std::string_view step) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
  if (error != std::errc() || end != step.data() + step.size()) return std::nullopt;
  return index;
}

JsonNode* element(JsonArray& list, const std::string& step, Position at, const std::string& place) {
  if (step == "-") {
    list.push_back({JsonObject{}, at});
    return &list.back();
  }
  const std::optional<std::size_t> index = index_of(step);
  if (!index || *index >= list.size()) {
    throw ConfigError(place + ": expected the number of an element of a list of " +
                          std::to_string(list.size()) + ", got " + shown(step),
                      "elements count from 0; - appends one");
  }
  return &list[*index];
}

JsonNode* member(JsonNode& node, const std::string& step, Position at) {
  if (JsonNode* found = node.find(step)) return found;
  auto& object = std::get<JsonObject>(node.value);
  object.push_back({step, at, {JsonObject{}, at}});
  return &object.back().value;
}

void make_container(JsonNode& node, Position at, const std::string& place, const std::string& step) {
  if (std::holds_alternative<JsonArray>(node.value) || node.is_object()) return;
  if (node.is_null()) {
    node = {JsonObject{}, at};
  } else if (const auto* bare_name = std::get_if<std::string>(&node.value)) {
    node.value = JsonObject{{"type", node.at, {*bare_name, node.at}}};
  } else {
    throw ConfigError(place + ": expected an object or a list that could hold " + shown(step) + ", got " +
                      shown(node));
  }
}

bool is_utf8(std::string_view text) {
  try {
    nlohmann::json(std::string(text)).dump();
    return true;
  } catch (const nlohmann::json::type_error&) {
    return false;
  }
}

// "-1" and "1e3" are JSON, "relu" is a string.
JsonNode value_of(std::string_view json_text, const std::string& place) {
  std::vector<JsonProblem> problems;
  JsonNode value;
  try {
    value = parse_json(json_text, place, problems);
  } catch (const ConfigError&) {
    if (!is_utf8(json_text)) throw ConfigError(place + ": expected UTF-8, got something else");
    return {std::string(json_text), {}};
  }
  for (JsonProblem& problem : problems) problem.at = {.line = 0, .column = 1};
  throw_problems(problems, place, {place});
  return value;
}

void stand_at(JsonNode& node, Position at) {
  node.at = at;
  if (auto* list = std::get_if<JsonArray>(&node.value)) {
    for (JsonNode& each : *list) stand_at(each, at);
  } else if (auto* object = std::get_if<JsonObject>(&node.value)) {
    for (JsonMember& each : *object) {
      each.at = at;
      stand_at(each.value, at);
    }
  }
}

}  // namespace

std::string pointer_to(std::string_view pointer, std::string_view key) {
  std::string result(pointer);
  result += '/';
  for (const char c : key) {
    if (c == '~') {
      result += "~0";
    } else if (c == '/') {
      result += "~1";
    } else {
      result += c;
    }
  }
  return result;
}

std::string pointer_to(std::string_view pointer, Index index) {
  return std::string(pointer) + "/" + std::to_string(index);
}

void set_by_pointer(JsonNode& document, std::string_view pointer, std::string_view json_text, Position at,
                    const std::string& named_place) {
  const std::string place = named_place.empty() ? "--set " + std::string(pointer) : named_place;
  const auto steps = steps_of(pointer);
  if (!steps || steps->empty() || steps->size() > deepest_json) {
    throw ConfigError(place + ": expected a JSON pointer and a value",
                      "write it like --set /training/epochs=3 or --set /model/hidden/0/units=64");
  }
  JsonNode* node = &document;
  for (const std::string& step : *steps) {
    make_container(*node, at, place, step);
    auto* list = std::get_if<JsonArray>(&node->value);
    node = list != nullptr ? element(*list, step, at, place) : member(*node, step, at);
  }
  *node = value_of(json_text, place);
  stand_at(*node, at);
}

Position position_of(const JsonNode& document, std::string_view pointer) {
  const auto steps = steps_of(pointer);
  const JsonNode* node = &document;
  if (!steps) return node->at;
  for (const std::string& step : *steps) {
    const JsonNode* next = node->find(step);
    if (const auto* list = std::get_if<JsonArray>(&node->value)) {
      const auto index = index_of(step);
      if (index && *index < list->size()) next = &(*list)[*index];
    }
    if (next == nullptr) break;
    node = next;
  }
  return node->at;
}

}  // namespace mlp
