#include "io/field_schema.hpp"

#include <cmath>

namespace mlp {

using nlohmann::ordered_json;

// 3 rather than 3.0, where it is one.
static ordered_json bound(double value) {
  const bool is_integer = value == std::trunc(value) && std::abs(value) < 1e15;
  return is_integer ? ordered_json(static_cast<std::int64_t>(value)) : ordered_json(value);
}

ordered_json number_schema(const Rule& rule) {
  ordered_json schema = {{"type", "number"}};
  if (std::isfinite(rule.low)) schema[rule.low_open ? "exclusiveMinimum" : "minimum"] = bound(rule.low);
  if (std::isfinite(rule.high)) schema[rule.high_open ? "exclusiveMaximum" : "maximum"] = bound(rule.high);
  return schema;
}

ordered_json integer_schema(const Rule& rule, std::int64_t lowest, std::uint64_t highest) {
  ordered_json schema = number_schema(rule);
  schema["type"] = "integer";
  if (!std::isfinite(rule.low)) schema["minimum"] = lowest;
  if (!std::isfinite(rule.high)) schema["maximum"] = highest;
  return schema;
}

// `unit` is "Length" or "Items".
static void limit_count(ordered_json& schema, const std::string& unit, const Rule& rule) {
  if (rule.low > 0) schema["min" + unit] = bound(rule.low);
  if (std::isfinite(rule.high)) schema["max" + unit] = bound(rule.high);
}

ordered_json string_schema(const Rule& rule) {
  ordered_json schema = {{"type", "string"}};
  limit_count(schema, "Length", rule);
  return schema;
}

ordered_json list_schema(ordered_json elements, const Rule& length) {
  ordered_json schema = {{"type", "array"}, {"items", std::move(elements)}};
  limit_count(schema, "Items", length);
  return schema;
}

ordered_json object_schema(ordered_json properties, ordered_json required) {
  properties["$comment"] = true;
  ordered_json schema = {{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) schema["required"] = std::move(required);
  schema["additionalProperties"] = false;
  return schema;
}

ordered_json map_schema(ordered_json members) {
  return {
      {"type", "object"}, {"properties", {{"$comment", true}}}, {"additionalProperties", std::move(members)}};
}

// Within "allOf", because draft-07 ignores what stands beside a "$ref".
ordered_json reference_schema(const std::string& name) {
  ordered_json reference = {{"$ref", "#/definitions/" + name}};
  return {{"allOf", ordered_json::array({reference})}};
}

ordered_json or_null(ordered_json schema) {
  if (schema.contains("type")) {
    schema["type"] = {schema["type"], "null"};
    return schema;
  }
  return {{"oneOf", {{{"type", "null"}}, std::move(schema)}}};
}

ordered_json described(ordered_json schema, std::string_view help) {
  if (help.empty()) return schema;
  ordered_json with_help = {{"description", std::string(help)}};
  with_help.update(schema);
  return with_help;
}

void MemberSchemas::add(std::string_view name, ordered_json schema, const ordered_json& value,
                        const Rule& rule) {
  if (rule.must_be_given) {
    required.push_back(std::string(name));
  } else if (!value.is_null()) {
    schema["default"] = value;
  }
  properties[std::string(name)] = std::move(schema);
}

void add_ways_to_write(AlternativeSchema alternative, ordered_json& ways) {
  auto& [properties, required] = alternative.members;
  ordered_json names = ordered_json::array({std::string(alternative.name)});
  for (std::string& alias : alternative.aliases) names.push_back(std::move(alias));
  // The bare name, for the defaults.
  if (required.empty()) ways.push_back(described({{"enum", names}}, alternative.help));
  if (!alternative.bare_number.empty()) ways.push_back(properties[std::string(alternative.bare_number)]);
  if (alternative.is_written_as_list) ways.push_back(properties.front());
  // {"type": name, …}; one that is recognised by its keys may leave "type" out.
  ordered_json members = {{"type", {{"enum", std::move(names)}}}};
  members.update(properties);
  if (!alternative.is_untagged) required.insert(required.begin(), "type");
  ways.push_back(described(object_schema(std::move(members), std::move(required)), alternative.help));
}

}  // namespace mlp
