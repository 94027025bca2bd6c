// Strict JSON that knows where everything stands.
//
// nlohmann's SAX parser reads through a counting iterator; every value and key remembers its line
// and column.  Duplicate keys, comments, trailing text, invalid UTF-8, a byte-order mark, numbers
// beyond double and nesting deeper than `deepest_json` are errors.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "io/json_problem.hpp"
#include "mlp/base/memory.hpp"

namespace mlp {

struct JsonNode;
struct JsonMember;
using JsonArray = std::vector<JsonNode>;
using JsonObject = std::vector<JsonMember>;  // in the file's order

// An integer that fits is held as std::int64_t where it has a sign, as std::uint64_t otherwise;
// one that fits neither is a double.
struct JsonNode {
  std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double, std::string, JsonArray, JsonObject>
      value;
  Position at;

  bool is_null() const { return std::holds_alternative<std::nullptr_t>(value); }
  bool is_number() const {
    return std::holds_alternative<std::int64_t>(value) || std::holds_alternative<std::uint64_t>(value) ||
           std::holds_alternative<double>(value);
  }
  bool is_object() const { return std::holds_alternative<JsonObject>(value); }
  // The member of that key, or nullptr where there is none or this is no object.
  const JsonNode* find(std::string_view key) const;
  JsonNode* find(std::string_view key);
};

struct JsonMember {
  std::string key;
  Position at;  // of the key
  JsonNode value;
};

// Levels of lists and objects inside each other; hostile files nest to exhaust the stack.
inline constexpr std::size_t deepest_json = 100;

// Parses `text`.  Syntax errors throw ConfigError "NAME:LINE:COLUMN: …"; duplicate keys are
// appended to `problems` and the later one is dropped.
JsonNode parse_json(std::string_view text, std::string_view name, std::vector<JsonProblem>& problems);

// How a message shows a value: 1.5, "relu" (long ones shortened), a list, an object.
std::string shown(const JsonNode& node);
std::string shown(std::string_view text);

}  // namespace mlp
