#include "run/run_condition.hpp"

#include <compare>

#include "mlp/base/error.hpp"

namespace mlp {
namespace {

using nlohmann::json;
using Relation = RunCondition::Relation;

std::string without_blanks(const std::string& text) {
  const std::size_t first = text.find_first_not_of(' ');
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

[[noreturn]] void refuse_condition(const std::string& text, const std::string& got) {
  throw ConfigError(
      "--where " + text + ": expected KEY=VALUE, or !=, <, <=, > or >= for =, got " + got,
      "for example --where 'test.accuracy>0.97', in quotes, since < and > mean files to a shell");
}

// Unordered where the two are of different kinds.
std::partial_ordering compared(const json& value, const std::string& text) {
  const json wanted = json::parse(text, nullptr, false);
  if (value.is_number() && wanted.is_number()) return value.get<double>() <=> wanted.get<double>();
  if (value.is_string()) {
    const std::string word = wanted.is_string() ? wanted.get<std::string>() : text;
    return value.get_ref<const std::string&>().compare(word) <=> 0;
  }
  return value == wanted ? std::partial_ordering::equivalent : std::partial_ordering::unordered;
}

}  // namespace

bool RunCondition::holds(const json* value) const {
  if (!value) return relation == Relation::unequal;
  const std::partial_ordering order = compared(*value, text);
  switch (relation) {
    case Relation::equal:
      return order == 0;
    case Relation::unequal:
      return order != 0;
    case Relation::less:
      return order < 0;
    case Relation::at_most:
      return order <= 0;
    case Relation::more:
      return order > 0;
    case Relation::at_least:
      return order >= 0;
  }
  return false;
}

RunCondition parse_condition(const std::string& text) {
  static constexpr struct {
    std::string_view sign;
    Relation relation;
  } relations[] = {{"==", Relation::equal},    {"!=", Relation::unequal}, {"<=", Relation::at_most},
                   {">=", Relation::at_least}, {"=", Relation::equal},    {"<", Relation::less},
                   {">", Relation::more}};
  const std::size_t at = text.find_first_of("=!<>");
  if (at == std::string::npos) refuse_condition(text, "no relation");
  for (const auto& [sign, relation] : relations) {
    if (text.compare(at, sign.size(), sign) != 0) continue;
    RunCondition condition{.key = without_blanks(text.substr(0, at)),
                           .relation = relation,
                           .text = without_blanks(text.substr(at + sign.size()))};
    if (condition.key.empty()) refuse_condition(text, "no key");
    if (condition.text.empty()) refuse_condition(text, "no value");
    return condition;
  }
  refuse_condition(text, "\"!\"");
}

}  // namespace mlp
