// What choices there are and what fields they have, in words: for `mlp list` and help texts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "io/field_traits.hpp"
#include "io/field_writer.hpp"

namespace mlp {

struct ListedField {
  std::string name;
  std::string type;           // "number", "list of string", "one of relu, identity"
  std::string default_value;  // as JSON; empty where it is required or absent by default
  std::string rule;           // "in [0, 1)"; of strings and lists the length; empty for anything
  bool required = false;
  std::string help;
};

struct ListedChoice {
  std::string name;
  std::vector<std::string> aliases;
  std::string help;
  bool untagged = false;  // written without "type"
  std::vector<ListedField> fields;
};

template <typename T>
std::string type_text() {
  if constexpr (is_choice<T>) {
    std::string text;
    for_each_alternative<T>(
        [&]<typename A>() { text += (text.empty() ? "one of " : ", ") + std::string(A::name); });
    return text;
  } else if constexpr (is_optional<T>) {
    return type_text<typename T::value_type>();
  } else if constexpr (is_list<T>) {
    return "list of " + type_text<typename T::value_type>();
  } else if constexpr (is_array<T>) {
    return "list of " + std::to_string(std::tuple_size_v<T>) + " of " + type_text<typename T::value_type>();
  } else if constexpr (is_map<T>) {
    return type_text<typename T::mapped_type>() + " by name";
  } else if constexpr (std::is_same_v<T, bool>) {
    return "true or false";
  } else if constexpr (std::is_integral_v<T>) {
    return "integer";
  } else if constexpr (std::is_floating_point_v<T>) {
    return "number";
  } else if constexpr (std::is_same_v<T, std::string>) {
    return "string";
  } else if constexpr (std::is_same_v<T, JsonText>) {
    return "any JSON";
  } else {
    return "object";
  }
}

// What an alternative is, with its source: "f(z) = max(0, z)  (Nair & Hinton 2010)".
std::string help_with_source(std::string_view help, std::string_view source);

ListedField listed_field(std::string_view name, std::string type, const nlohmann::ordered_json& value,
                         const Rule& rule, std::string_view help);

struct FieldListVisitor {
  std::vector<ListedField> fields;

  template <typename T>
  void operator()(std::string_view name, const T& member, const Rule& rule, std::string_view help) {
    fields.push_back(listed_field(name, type_text<T>(), write_fields(member), rule, help));
  }
};

// The fields of any struct that has them, in order.
template <HasFields T>
std::vector<ListedField> list_fields() {
  FieldListVisitor visitor;
  const T defaults{};
  T::fields(defaults, visitor);
  return visitor.fields;
}

// The alternatives of a choice, in order.
template <typename Choice>
std::vector<ListedChoice> list_choice() {
  std::vector<ListedChoice> choices;
  for_each_alternative<Choice>([&]<typename A>() {
    choices.push_back({.name = std::string(A::name),
                       .aliases = aliases_of<A>(),
                       .help = help_with_source(help_of<A>(), source_of<A>()),
                       .untagged = is_untagged<A>(),
                       .fields = list_fields<A>()});
  });
  return choices;
}

}  // namespace mlp
