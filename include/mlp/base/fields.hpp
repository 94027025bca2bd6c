// How a struct says what its fields are, once, for everyone.
//
// A configurable struct has
//
//   static void fields(auto& self, auto& field) {
//     field("momentum", self.momentum, at_least(0.0).below(1.0), "decay of the velocity");
//   }
//
// and a visitor `field` called with (name, member, Rule, help).  Parsing, strict checking, the
// resolved dump, `mlp list` and the help text are visitors; none of them knows the struct.
//
// A member is a bool, integer, double, std::string, another struct with fields, a choice, or a
// std::vector, std::array, std::optional or (by free names) std::map of these.  A choice is a std::variant of
// such structs, each with a `static constexpr std::string_view name`; in JSON it is {"type": name, …fields}
// or, for its defaults, the bare name.  An alternative may list other spellings:
//   static constexpr std::array<std::string_view, 1> aliases{"kaiming_normal"};
// and may be recognised by its keys alone, without "type":  static constexpr bool untagged = true;
// or, if its one field is a list, be written as that list:  static constexpr bool as_list = true;
// One alternative may be written as a number, its field of that name:
//   static constexpr std::string_view bare_number = "rate";
// and, if it has no other field, be written so:  static constexpr bool as_number = true;
#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <variant>

#include "mlp/base/export.hpp"

namespace mlp {

// What a field may hold.  Numbers: an interval.  Strings, lists: `at_least` bounds their length.
// For a std::array, whose length is fixed, the rule is about each element.
struct Rule {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_open = false;
  bool high_open = false;
  bool must_be_given = false;
  bool silent_when_unset = false;

  constexpr Rule at_most(double bound) const {
    Rule rule = *this;
    rule.high = bound;
    return rule;
  }
  constexpr Rule below(double bound) const {
    Rule rule = at_most(bound);
    rule.high_open = true;
    return rule;
  }
  // There is no default: the config must say it.
  constexpr Rule required() const {
    Rule rule = *this;
    rule.must_be_given = true;
    return rule;
  }

  // Unset members (absent, false, 0, empty) are not written, so files that do not use a field stay unchanged.
  constexpr Rule left_out_when_unset() const {
    Rule rule = *this;
    rule.silent_when_unset = true;
    return rule;
  }

  constexpr bool contains(double value) const {
    return (low_open ? value > low : value >= low) && (high_open ? value < high : value <= high);
  }
};

inline constexpr Rule anything{};

constexpr Rule at_least(double bound) {
  Rule rule;
  rule.low = bound;
  return rule;
}
constexpr Rule above(double bound) {
  Rule rule = at_least(bound);
  rule.low_open = true;
  return rule;
}

// "in [0, 1)", "at least 1", "above 0"; empty for anything.
MLP_API std::string to_text(const Rule& rule);

// The `name` of an alternative; of a program's own (see mlp/base/extension.hpp) its implementation's.
template <typename A>
constexpr std::string_view name_of_alternative(const A& alternative) {
  if constexpr (requires { alternative.implementation->name(); }) {
    if (alternative.implementation) return alternative.implementation->name();
  }
  return A::name;
}

// The `name` of the alternative that a choice holds.
template <typename... Alternatives>
constexpr std::string_view name_of(const std::variant<Alternatives...>& choice) {
  return std::visit([](const auto& held) { return name_of_alternative(held); }, choice);
}

}  // namespace mlp
