#include "io/field_reader.hpp"

#include <algorithm>
#include <cstdint>

#include "io/spelling.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

std::string with_rule(const std::string& noun, const Rule& rule) {
  const std::string bounds = to_text(rule);
  return bounds.empty() ? noun : noun + " " + bounds;
}

template <typename T>
bool contains(const std::vector<T>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool length_fits(std::size_t length, const Rule& rule) { return rule.contains(static_cast<double>(length)); }

// "a list that is not empty", "a string of 1 byte"; `unit` in the singular.
std::string with_length(const std::string& noun, const std::string& unit, const Rule& rule) {
  if (rule.low == rule.high) {
    const std::string count = std::to_string(static_cast<Index>(rule.low));
    return noun + " of " + count + " " + unit + (rule.low == 1 ? "" : "s");
  }
  if (rule.low == 1 && rule.high == anything.high) return noun + " that is not empty";
  const std::string bounds = to_text(rule);
  return bounds.empty() ? noun : noun + " whose number of " + unit + "s is " + bounds;
}

std::string names_of(const std::vector<NamedAlternative>& alternatives) {
  std::string text;
  for (const NamedAlternative& alternative : alternatives) {
    if (!text.empty()) text += ", ";
    text += alternative.as_list                 ? "[…]"
            : alternative.untagged_keys.empty() ? alternative.name
                                                : "{\"" + alternative.untagged_keys.front() + "\": …}";
  }
  return (alternatives.size() == 1 ? "" : "one of ") + text;
}

int alternative_named(std::string_view name, const std::vector<NamedAlternative>& alternatives) {
  const auto found =
      std::find_if(alternatives.begin(), alternatives.end(), [&](const NamedAlternative& each) {
        return each.name == name || contains(each.aliases, std::string(name));
      });
  return found == alternatives.end() ? -1 : static_cast<int>(found - alternatives.begin());
}

// The canonical name of what was probably meant.
std::string choice_hint(std::string_view word, const std::vector<NamedAlternative>& alternatives) {
  std::vector<std::string> spellings;
  for (const NamedAlternative& each : alternatives) spellings.push_back(each.name);
  for (const NamedAlternative& each : alternatives) {
    spellings.insert(spellings.end(), each.aliases.begin(), each.aliases.end());
  }
  const auto suggestion = suggest(word, spellings);
  if (!suggestion) return {};
  const int number = alternative_named(*suggestion, alternatives);
  return "did you mean \"" + alternatives[static_cast<std::size_t>(number)].name + "\"?";
}

int choose_by_name(const JsonNode& node, const std::vector<NamedAlternative>& alternatives,
                   const ReadPlace& place) {
  const auto* name = std::get_if<std::string>(&node.value);
  if (name == nullptr) {
    add_expected(node, names_of(alternatives), std::string(place.help), place);
    return -1;
  }
  const int number = alternative_named(*name, alternatives);
  if (number < 0) add_expected(node, names_of(alternatives), choice_hint(*name, alternatives), place);
  return number;
}

int choose_by_keys(const JsonNode& node, const std::vector<NamedAlternative>& alternatives,
                   const ReadPlace& place) {
  for (std::size_t i = 0; i < alternatives.size(); ++i) {
    const std::vector<std::string>& keys = alternatives[i].untagged_keys;
    const auto& object = std::get<JsonObject>(node.value);
    if (std::any_of(object.begin(), object.end(),
                    [&](const auto& member) { return contains(keys, member.key); })) {
      return static_cast<int>(i);
    }
  }
  place.problems.push_back({node.at, place.pointer,
                            "expected the key \"type\" with " + names_of(alternatives) + ", got none",
                            "write {\"type\": \"" + alternatives.front().name + "\", …}"});
  return -1;
}

}  // namespace

void add_expected(const JsonNode& node, const std::string& expected, const std::string& hint,
                  const ReadPlace& place) {
  place.problems.push_back({node.at, place.pointer, "expected " + expected + ", got " + shown(node), hint});
}

void read_scalar(const JsonNode& node, bool& value, const ReadPlace& place) {
  const bool* found = std::get_if<bool>(&node.value);
  if (found == nullptr) return add_expected(node, "true or false", std::string(place.help), place);
  value = *found;
}

void read_scalar(const JsonNode& node, double& value, const ReadPlace& place) {
  std::optional<double> number;
  if (const auto* real = std::get_if<double>(&node.value)) number = *real;
  if (const auto* integer = std::get_if<std::int64_t>(&node.value)) number = static_cast<double>(*integer);
  if (const auto* natural = std::get_if<std::uint64_t>(&node.value)) number = static_cast<double>(*natural);
  if (!number || !place.rule.contains(*number)) {
    return add_expected(node, with_rule("a number", place.rule), std::string(place.help), place);
  }
  value = *number == 0.0 ? 0.0 : *number;
}

void read_scalar(const JsonNode& node, std::string& value, const ReadPlace& place) {
  const auto* text = std::get_if<std::string>(&node.value);
  if (text == nullptr || !length_fits(text->size(), place.rule)) {
    return add_expected(node, with_length("a string", "byte", place.rule), std::string(place.help), place);
  }
  value = *text;
}

std::int64_t read_integer(const JsonNode& node, std::int64_t value, std::int64_t lowest, std::int64_t highest,
                          const ReadPlace& place) {
  std::optional<std::int64_t> number;
  if (const auto* integer = std::get_if<std::int64_t>(&node.value)) number = *integer;
  if (const auto* natural = std::get_if<std::uint64_t>(&node.value)) {
    if (*natural <= static_cast<std::uint64_t>(highest)) number = static_cast<std::int64_t>(*natural);
  }
  const bool fits = number && *number >= lowest && *number <= highest;
  if (!fits || !place.rule.contains(static_cast<double>(*number))) {
    Rule rule = place.rule;
    // Only types narrower than 64 bits have limits worth telling.
    if (lowest > std::numeric_limits<std::int64_t>::min()) {
      rule.low = std::max(rule.low, static_cast<double>(lowest));
      rule.high = std::min(rule.high, static_cast<double>(highest));
    }
    add_expected(node, with_rule("an integer", rule), std::string(place.help), place);
    return value;
  }
  return *number;
}

std::uint64_t read_unsigned(const JsonNode& node, std::uint64_t value, std::uint64_t highest,
                            const ReadPlace& place) {
  Rule rule = place.rule;
  rule.low = std::max(rule.low, 0.0);
  std::optional<std::uint64_t> number;
  if (const auto* natural = std::get_if<std::uint64_t>(&node.value)) number = *natural;
  if (const auto* integer = std::get_if<std::int64_t>(&node.value)) {
    if (*integer >= 0) number = static_cast<std::uint64_t>(*integer);
  }
  if (!number || *number > highest || !rule.contains(static_cast<double>(*number))) {
    add_expected(node, with_rule("an integer", rule), std::string(place.help), place);
    return value;
  }
  return *number;
}

const JsonArray* read_list(const JsonNode& node, const ReadPlace& place) {
  const auto* list = std::get_if<JsonArray>(&node.value);
  if (list != nullptr && length_fits(list->size(), place.rule)) return list;
  add_expected(node, with_length("a list", "element", place.rule), std::string(place.help), place);
  return nullptr;
}

int choose(const JsonNode& node, const std::vector<NamedAlternative>& alternatives, const ReadPlace& place) {
  if (std::holds_alternative<JsonArray>(node.value)) {
    for (std::size_t i = 0; i < alternatives.size(); ++i) {
      if (alternatives[i].as_list) return static_cast<int>(i);
    }
  }
  if (!node.is_object()) {
    const int number = choose_by_name(node, alternatives, place);
    if (number < 0 || !alternatives[static_cast<std::size_t>(number)].as_list) return number;
    // A list has no defaults that its name could stand for.
    add_expected(node, names_of(alternatives), "write the list itself instead of its name", place);
    return -1;
  }
  const JsonNode* type = node.find("type");
  if (type == nullptr) return choose_by_keys(node, alternatives, place);
  return choose_by_name(*type, alternatives,
                        place.inside(pointer_to(place.pointer, "type"), place.rule, place.help));
}

void hint_at_extensions(std::string_view kind, JsonProblem& problem) {
  if (!problem.hint.empty()) return;
  problem.hint = "mlp has no " + std::string(kind) +
                 " of this name; a program's own is passed in its Extensions (docs/extending.md)";
}

void check_extension_name(const Extension* extension, std::string_view kind,
                          const std::vector<NamedAlternative>& own, const std::vector<std::string>& others) {
  if (extension == nullptr) throw ConfigError("extensions: expected an implementation, got a null pointer");
  const std::string name(extension->name());
  const std::string place = "extensions: " + std::string(kind) + " \"" + name + "\": expected ";
  if (name.empty())
    throw ConfigError(place + "a name, got none", "it is what a config calls the " + std::string(kind));
  if (alternative_named(name, own) >= 0)
    throw ConfigError(place + "another name than one of the library's own",
                      "choose one that no " + std::string(kind) + " of mlp list has");
  if (contains(others, name)) throw ConfigError(place + "each name once, got it twice");
}

const JsonNode* ObjectReader::find(std::string_view name, const Rule& rule, std::string_view help) {
  known_.emplace_back(name);
  const JsonNode* const value = node_.find(name);
  if (!value && rule.must_be_given) missing_.push_back({std::string(name), std::string(help)});
  return value;
}

void ObjectReader::finish() {
  std::vector<std::string> meant;
  if (const auto* object = std::get_if<JsonObject>(&node_.value)) {
    for (const JsonMember& member : *object) {
      if (contains(known_, member.key) || contains(allowed_, member.key)) continue;
      place_.problems.push_back({member.at, pointer_to(place_.pointer, member.key),
                                 "unknown key " + shown(member.key),
                                 spelling_hint(member.key, known_, "keys")});
      if (const auto name = suggest(member.key, known_)) meant.push_back(*name);
    }
  }
  for (const Missing& missing : missing_) {
    // The misspelt key has been reported; once it is right, nothing is missing.
    if (contains(meant, missing.name)) continue;
    place_.problems.push_back(
        {node_.at, place_.pointer, "expected the key \"" + missing.name + "\", got none", missing.help});
  }
}

}  // namespace mlp
