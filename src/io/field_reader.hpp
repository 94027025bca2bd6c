// From a JSON document to a struct with fields (see mlp/base/fields.hpp), strictly.
//
//   std::vector<JsonProblem> problems;
//   const JsonNode document = parse_json(text, name, problems);
//   read_fields(document, config, problems);
//   throw_problems(problems, name);
//
// Unknown and misspelt keys, wrong types, values out of range and missing keys are all collected,
// each with its place, its JSON pointer, what was expected, what was found and the nearest valid
// spelling.  "$schema" (at the top) and "$comment" (in any object) are allowed and ignored.
//
// What is understood beyond plain members:
//
//   "relu"                        a choice by its bare name, for its defaults
//   {"type": "step", …}           a choice with fields
//   {"fraction": 0.1}             an untagged alternative, recognised by its keys
//   [1, 2.5]                      an alternative that is written as a list
//   0.2                           a number for a choice one of whose alternatives may be written as one
//   "species" for ["species"]     one string where a list of strings is wanted
//   null                          an optional that is absent
//   {"age": …, "sex": …}          a map, whose keys are free
//
// An integer is written as one: 3.0 and 3e0 are none.  −0 is read as 0.
#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "io/field_traits.hpp"
#include "io/json_document.hpp"
#include "io/json_pointer.hpp"
#include "io/json_problem.hpp"
#include "io/json_text.hpp"
#include "mlp/base/extension.hpp"
#include "mlp/base/json_text.hpp"

namespace mlp {

// Where a value is being read, and what its field says about it.
struct ReadPlace {
  std::string pointer;
  Rule rule;
  std::string_view help;
  std::vector<JsonProblem>& problems;
  const Extensions& extensions;

  // The same for what stands in it.
  ReadPlace inside(std::string place, const Rule& its_rule, std::string_view its_help) const {
    return {std::move(place), its_rule, its_help, problems, extensions};
  }
};

// Scalars; a value that does not fit leaves `value` alone and adds a problem.
void read_scalar(const JsonNode& node, bool& value, const ReadPlace& place);
void read_scalar(const JsonNode& node, double& value, const ReadPlace& place);
void read_scalar(const JsonNode& node, std::string& value, const ReadPlace& place);
std::int64_t read_integer(const JsonNode& node, std::int64_t value, std::int64_t lowest, std::int64_t highest,
                          const ReadPlace& place);
std::uint64_t read_unsigned(const JsonNode& node, std::uint64_t value, std::uint64_t highest,
                            const ReadPlace& place);

// The elements of a list whose length obeys the rule, or nullptr and a problem.
const JsonArray* read_list(const JsonNode& node, const ReadPlace& place);

void add_expected(const JsonNode& node, const std::string& expected, const std::string& hint,
                  const ReadPlace& place);

// One alternative of a choice, as far as finding it goes.
struct NamedAlternative {
  std::string name;
  std::vector<std::string> aliases;
  std::vector<std::string> untagged_keys;  // empty: it needs its name
  bool as_list = false;                    // written as a list
};

// The number of the alternative that `node` chooses, or −1 and a problem.
int choose(const JsonNode& node, const std::vector<NamedAlternative>& alternatives, const ReadPlace& place);

// Where nothing is near the unknown name: it may be that of a program's own.
void hint_at_extensions(std::string_view kind, JsonProblem& problem);

// Throws ConfigError where `extension` is null, has no name or one that is taken.
void check_extension_name(const Extension* extension, std::string_view kind,
                          const std::vector<NamedAlternative>& own, const std::vector<std::string>& others);

// The program's own pieces among the extensions that alternative `A`, a Custom…, may hold.
// Throws ConfigError for one that is null, or has a name that is taken.
template <IsCustom A>
std::vector<std::shared_ptr<const typename A::Implementation>> implementations_of(
    const Extensions& extensions, const std::vector<NamedAlternative>& own) {
  std::vector<std::shared_ptr<const typename A::Implementation>> found;
  std::vector<std::string> names;
  for (const auto& extension : extensions) {
    auto implementation = std::dynamic_pointer_cast<const typename A::Implementation>(extension);
    if (extension && !implementation) continue;
    check_extension_name(extension.get(), A::Implementation::kind, own, names);
    names.emplace_back(extension->name());
    found.push_back(std::move(implementation));
  }
  return found;
}

template <typename T>
void read_value(const JsonNode& node, T& value, const ReadPlace& place);

// Visits the fields of one struct and takes each from the object where it stands.
class ObjectReader {
 public:
  // A node that is no object (a choice's bare name) counts as an empty one.
  ObjectReader(const JsonNode& node, const ReadPlace& place) : node_(node), place_(place) {}

  void allow(std::string_view key) { allowed_.emplace_back(key); }

  template <typename T>
  void operator()(std::string_view name, T& member, const Rule& rule, std::string_view help) {
    if (const JsonNode* value = find(name, rule, help))
      read_value(*value, member, place_.inside(pointer_to(place_.pointer, name), rule, help));
  }

  // Adds the problems that can be seen only at the end: keys that no field took or that are missing.
  void finish();

 private:
  struct Missing {
    std::string name;
    std::string help;
  };

  // What stands under a field's name; null where nothing does.
  const JsonNode* find(std::string_view name, const Rule& rule, std::string_view help);

  const JsonNode& node_;
  const ReadPlace& place_;
  std::vector<std::string> known_;
  std::vector<std::string> allowed_{"$comment"};
  std::vector<Missing> missing_;
};

// Reads a bare list into the one field of a struct.
struct ListFieldReader {
  const JsonNode& node;
  const ReadPlace& place;

  template <typename T>
  void operator()(std::string_view, T& member, const Rule& rule, std::string_view help) const {
    read_value(node, member, place.inside(place.pointer, rule, help));
  }
};

// Visits the fields of an alternative that is written as a number, and reads the one that it stands for.
struct BareNumberReader {
  const JsonNode& node;
  std::string_view wanted;
  const ReadPlace& place;

  template <typename T>
  void operator()(std::string_view name, T& member, const Rule& rule, std::string_view help) {
    if (name == wanted) read_value(node, member, place.inside(place.pointer, rule, help));
  }
};

// Whether `node` is a number and the choice has an alternative for it, which it then holds.
template <typename... Alternatives>
bool read_bare_number(const JsonNode& node, std::variant<Alternatives...>& choice, const ReadPlace& place) {
  bool read = false;
  for_each_alternative<std::variant<Alternatives...>>([&]<typename A>() {
    if constexpr (requires { A::bare_number; }) {
      if (read || !node.is_number()) return;
      A alternative{};
      BareNumberReader reader{node, A::bare_number, place};
      A::fields(alternative, reader);
      choice = std::move(alternative);
      read = true;
    }
  });
  return read;
}

// The fields of an alternative that is written as an object, or as its bare name.
template <typename A>
void read_alternative(const JsonNode& node, A& alternative, const ReadPlace& place) {
  ObjectReader reader(node, place);
  reader.allow("type");
  A::fields(alternative, reader);
  reader.finish();
}

template <typename... Alternatives>
void read_choice(const JsonNode& node, std::variant<Alternatives...>& choice, const ReadPlace& place) {
  static_assert((is_untagged<Alternatives>() + ... + 0) <= 1, "two alternatives without a name look alike");
  if (read_bare_number(node, choice, place)) return;
  std::vector<NamedAlternative> alternatives;
  for_each_alternative<std::variant<Alternatives...>>([&]<typename A>() {
    alternatives.push_back({std::string(A::name), aliases_of<A>(),
                            is_untagged<A>() ? field_names<A>() : std::vector<std::string>(),
                            is_written_as_list<A>()});
  });
  for_custom_alternative<std::variant<Alternatives...>>([&]<typename A>() {
    const auto implementations = implementations_of<A>(place.extensions, alternatives);
    for (const auto& each : implementations)
      alternatives.push_back({std::string(each->name()), {}, {}, false});
  });
  const int chosen = choose(node, alternatives, place);
  for_custom_alternative<std::variant<Alternatives...>>([&]<typename A>() {
    if (chosen < 0) hint_at_extensions(A::Implementation::kind, place.problems.back());
  });
  int number = 0;
  for_each_alternative<std::variant<Alternatives...>>([&]<typename A>() {
    if (number++ != chosen) return;
    A alternative{};
    if constexpr (is_written_as_list<A>()) {
      if (std::holds_alternative<JsonArray>(node.value)) {
        ListFieldReader reader{node, place};
        A::fields(alternative, reader);
        choice = std::move(alternative);
        return;
      }
    }
    read_alternative(node, alternative, place);
    choice = std::move(alternative);
  });
  for_custom_alternative<std::variant<Alternatives...>>([&]<typename A>() {
    for (const auto& each : implementations_of<A>(place.extensions, {})) {
      if (number++ != chosen) continue;
      A alternative{.implementation = each};
      read_alternative(node, alternative, place);
      choice = std::move(alternative);
    }
  });
}

template <typename T>
void read_elements(const JsonNode& node, std::vector<T>& list, const ReadPlace& place) {
  if constexpr (std::is_same_v<T, std::string>) {
    if (const auto* single = std::get_if<std::string>(&node.value)) {
      list = {*single};
      return;
    }
  }
  const JsonArray* elements = read_list(node, place);
  if (elements == nullptr) return;
  list.clear();
  for (const JsonNode& element : *elements) {
    const std::string pointer = pointer_to(place.pointer, static_cast<Index>(list.size()));
    T value{};
    read_value(element, value, place.inside(pointer, anything, place.help));
    list.push_back(std::move(value));
  }
}

template <typename T, std::size_t N>
void read_array(const JsonNode& node, std::array<T, N>& array, const ReadPlace& place) {
  const auto* elements = std::get_if<JsonArray>(&node.value);
  if (elements == nullptr || elements->size() != N) {
    return add_expected(node, "a list with " + std::to_string(N) + " elements", std::string(place.help),
                        place);
  }
  for (std::size_t i = 0; i < N; ++i) {
    const std::string pointer = pointer_to(place.pointer, static_cast<Index>(i));
    read_value((*elements)[i], array[i], place.inside(pointer, place.rule, place.help));
  }
}

template <typename T>
void read_map(const JsonNode& node, std::map<std::string, T>& map, const ReadPlace& place) {
  const auto* members = std::get_if<JsonObject>(&node.value);
  if (members == nullptr) return add_expected(node, "an object", std::string(place.help), place);
  map.clear();
  for (const JsonMember& member : *members) {
    if (member.key == "$comment") continue;
    read_value(member.value, map[member.key],
               place.inside(pointer_to(place.pointer, member.key), anything, place.help));
  }
}

template <typename T>
void read_value(const JsonNode& node, T& value, const ReadPlace& place) {
  if constexpr (is_choice<T>) {
    read_choice(node, value, place);
  } else if constexpr (is_optional<T>) {
    value.reset();
    if (!node.is_null()) read_value(node, value.emplace(), place);
  } else if constexpr (is_list<T>) {
    read_elements(node, value, place);
  } else if constexpr (is_array<T>) {
    read_array(node, value, place);
  } else if constexpr (is_map<T>) {
    read_map(node, value, place);
  } else if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, double> ||
                       std::is_same_v<T, std::string>) {
    read_scalar(node, value, place);
  } else if constexpr (std::is_integral_v<T> && std::is_signed_v<T>) {
    using Limits = std::numeric_limits<T>;
    value = static_cast<T>(read_integer(node, value, Limits::min(), Limits::max(), place));
  } else if constexpr (std::is_integral_v<T>) {
    value = static_cast<T>(read_unsigned(node, value, std::numeric_limits<T>::max(), place));
  } else if constexpr (std::is_same_v<T, JsonText>) {
    value.text = json_text(node);
  } else {
    static_assert(HasFields<T>, "a member's type that no field may have");
    if (!node.is_object()) return add_expected(node, "an object", std::string(place.help), place);
    ObjectReader reader(node, place);
    if (place.pointer.empty()) reader.allow("$schema");
    T::fields(value, reader);
    reader.finish();
  }
}

// `extensions`: the program's own choices, found by name among the library's.
template <typename T>
void read_fields(const JsonNode& document, T& value, std::vector<JsonProblem>& problems,
                 const Extensions& extensions = {}) {
  read_value(document, value, {"", anything, "", problems, extensions});
}

// The whole way from a text to a struct.  Throws ConfigError with all that is wrong.
template <typename T>
T parse_fields(std::string_view text, std::string_view name, const Extensions& extensions = {}) {
  std::vector<JsonProblem> problems;
  const JsonNode document = parse_json(text, name, problems);
  T value{};
  read_fields(document, value, problems, extensions);
  throw_problems(problems, name);
  return value;
}

}  // namespace mlp
