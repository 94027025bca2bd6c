// What the visitors of fields ask about a member's type (see mlp/base/fields.hpp).
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "mlp/base/extension.hpp"
#include "mlp/base/fields.hpp"

namespace mlp {

template <typename T>
inline constexpr bool is_choice = false;
template <typename... Alternatives>
inline constexpr bool is_choice<std::variant<Alternatives...>> = true;

template <typename T>
inline constexpr bool is_optional = false;
template <typename T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <typename T>
inline constexpr bool is_list = false;
template <typename T>
inline constexpr bool is_list<std::vector<T>> = true;

template <typename T>
inline constexpr bool is_array = false;
template <typename T, std::size_t N>
inline constexpr bool is_array<std::array<T, N>> = true;

// Of members with free names.
template <typename T>
inline constexpr bool is_map = false;
template <typename T>
inline constexpr bool is_map<std::map<std::string, T>> = true;

struct AnyFieldVisitor {
  template <typename T>
  void operator()(std::string_view, T&, const Rule&, std::string_view) {}
};

template <typename T>
concept HasFields = requires(T& self, AnyFieldVisitor& field) {
  T::fields(self, field);
};

// Recognised by its keys alone, without "type".
template <typename T>
constexpr bool is_untagged() {
  if constexpr (requires { T::untagged; }) {
    return T::untagged;
  } else {
    return false;
  }
}

// Written as the bare number that its one field is.
template <typename T>
constexpr bool is_written_as_number() {
  if constexpr (requires { T::as_number; }) {
    return T::as_number;
  } else {
    return false;
  }
}

// Written as the bare list that its one field is.
template <typename T>
constexpr bool is_written_as_list() {
  if constexpr (requires { T::as_list; }) {
    return T::as_list;
  } else {
    return false;
  }
}

// The field whose number may stand for the whole; empty where none may.
template <typename T>
constexpr std::string_view bare_number_of() {
  if constexpr (requires { T::bare_number; }) {
    return T::bare_number;
  } else {
    return {};
  }
}

template <typename T>
constexpr std::string_view help_of() {
  if constexpr (requires { T::help; }) {
    return T::help;
  } else {
    return {};
  }
}

// Who is to be thanked for it; empty where nobody is named.
template <typename T>
constexpr std::string_view source_of() {
  if constexpr (requires { T::source; }) {
    return T::source;
  } else {
    return {};
  }
}

// What it is good for; empty where nothing is said.
template <typename T>
constexpr std::string_view use_of() {
  if constexpr (requires { T::use; }) {
    return T::use;
  } else {
    return {};
  }
}

template <typename T>
std::vector<std::string> aliases_of() {
  if constexpr (requires { T::aliases; }) {
    return {T::aliases.begin(), T::aliases.end()};
  } else {
    return {};
  }
}

struct FieldNameVisitor {
  std::vector<std::string> names;
  template <typename T>
  void operator()(std::string_view name, T&, const Rule&, std::string_view) {
    names.emplace_back(name);
  }
};

// The names of T's fields in order.
template <HasFields T>
std::vector<std::string> field_names() {
  FieldNameVisitor visitor;
  const T defaults{};
  T::fields(defaults, visitor);
  return visitor.names;
}

template <typename Alternative, typename Visit>
void visit_own_alternative(Visit& visit) {
  if constexpr (!IsCustom<Alternative>) visit.template operator()<Alternative>();
}
template <typename Alternative, typename Visit>
void visit_custom_alternative(Visit& visit) {
  if constexpr (IsCustom<Alternative>) visit.template operator()<Alternative>();
}

// Calls visit.template operator()<Alternative>() for each of the library's own alternatives in turn.
template <typename Choice, typename Visit>
void for_each_alternative(Visit&& visit) {
  [&]<std::size_t... i>(std::index_sequence<i...>) {
    (visit_own_alternative<std::variant_alternative_t<i, Choice>>(visit), ...);
  }
  (std::make_index_sequence<std::variant_size_v<Choice>>{});
}

// The same for the one that stands for a program's own, where the choice has one.
template <typename Choice, typename Visit>
void for_custom_alternative(Visit&& visit) {
  [&]<std::size_t... i>(std::index_sequence<i...>) {
    (visit_custom_alternative<std::variant_alternative_t<i, Choice>>(visit), ...);
  }
  (std::make_index_sequence<std::variant_size_v<Choice>>{});
}

}  // namespace mlp
