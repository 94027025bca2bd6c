// The JSON Schema (draft-07) of a struct with fields (see mlp/base/fields.hpp): what read_fields() accepts,
// so that an editor completes a config and marks its mistakes while it is written.
//
// A choice stands once, under "definitions", by the name of the place where it is first met.
//
// It says less than the reader where a schema has no words: 3.0 is an integer to a schema, a string's length
// is counted in characters instead of bytes, and a key that stands twice is not seen.  What depends on
// several fields at once is the resolver's matter, not the reader's.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/field_lister.hpp"
#include "io/field_traits.hpp"
#include "io/field_writer.hpp"

namespace mlp {

nlohmann::ordered_json number_schema(const Rule& rule);
nlohmann::ordered_json integer_schema(const Rule& rule, std::int64_t lowest, std::uint64_t highest);
nlohmann::ordered_json string_schema(const Rule& rule);
// A list whose length obeys the rule.
nlohmann::ordered_json list_schema(nlohmann::ordered_json elements, const Rule& length);
// Exactly these members and "$comment".
nlohmann::ordered_json object_schema(nlohmann::ordered_json properties, nlohmann::ordered_json required);
// Members of any names, each of that schema.
nlohmann::ordered_json map_schema(nlohmann::ordered_json members);
// What stands under "definitions" by that name.
nlohmann::ordered_json reference_schema(const std::string& name);
// Whatever `schema` accepts, or null.
nlohmann::ordered_json or_null(nlohmann::ordered_json schema);
// `schema` with what a person is told about the member.
nlohmann::ordered_json described(nlohmann::ordered_json schema, std::string_view help);

// The members of an object.
struct MemberSchemas {
  nlohmann::ordered_json properties = nlohmann::ordered_json::object();
  nlohmann::ordered_json required = nlohmann::ordered_json::array();

  void add(std::string_view name, nlohmann::ordered_json schema, const nlohmann::ordered_json& value,
           const Rule& rule);
};

// One alternative of a choice.
struct AlternativeSchema {
  MemberSchemas members;
  std::string_view name;
  std::vector<std::string> aliases;
  std::string help;
  std::string_view bare_number;  // the member that it may be written as; empty: none
  bool is_written_as_list = false;
  bool is_untagged = false;
};

// Each way to write it, appended to `ways`.
void add_ways_to_write(AlternativeSchema alternative, nlohmann::ordered_json& ways);

class SchemaBuilder {
 public:
  // Of a value of type T that stands at `place` ("model.hidden.activation") and whose field has the rule.
  template <typename T>
  nlohmann::ordered_json schema_of(const std::string& place, const Rule& rule = anything) {
    if constexpr (is_choice<T>) {
      return reference_schema(definition_of<T>(place));
    } else if constexpr (is_optional<T>) {
      return or_null(schema_of<typename T::value_type>(place, rule));
    } else if constexpr (is_list<T>) {
      nlohmann::ordered_json list = list_schema(schema_of<typename T::value_type>(place), rule);
      if constexpr (!std::is_same_v<typename T::value_type, std::string>) return list;
      return {{"oneOf", {string_schema(anything), std::move(list)}}};
    } else if constexpr (is_array<T>) {
      constexpr auto size = static_cast<double>(std::tuple_size_v<T>);
      return list_schema(schema_of<typename T::value_type>(place, rule), at_least(size).at_most(size));
    } else if constexpr (is_map<T>) {
      return map_schema(schema_of<typename T::mapped_type>(place + ".NAME"));
    } else if constexpr (std::is_same_v<T, bool>) {
      return {{"type", "boolean"}};
    } else if constexpr (std::is_integral_v<T>) {
      using Limits = std::numeric_limits<T>;
      return integer_schema(rule, static_cast<std::int64_t>(Limits::min()),
                            static_cast<std::uint64_t>(Limits::max()));
    } else if constexpr (std::is_floating_point_v<T>) {
      return number_schema(rule);
    } else if constexpr (std::is_same_v<T, std::string>) {
      return string_schema(rule);
    } else if constexpr (std::is_same_v<T, JsonText>) {
      return nlohmann::ordered_json::object();  // which allows everything
    } else {
      MemberSchemas members = members_of<T>(place);
      return object_schema(std::move(members.properties), std::move(members.required));
    }
  }

  // All that schema_of() has referred to.
  const nlohmann::ordered_json& definitions() const { return definitions_; }

 private:
  struct MemberVisitor {
    SchemaBuilder& builder;
    const std::string& place;
    MemberSchemas members = {};

    template <typename T>
    void operator()(std::string_view name, const T& member, const Rule& rule, std::string_view help) {
      const std::string here = (place.empty() ? "" : place + ".") + std::string(name);
      members.add(name, described(builder.schema_of<T>(here, rule), help), write_fields(member), rule);
    }
  };

  template <typename T>
  MemberSchemas members_of(const std::string& place) {
    MemberVisitor visitor{*this, place};
    const T defaults{};
    T::fields(defaults, visitor);
    return std::move(visitor.members);
  }

  // Something of its own for every type, by which it is known when it is met again.
  template <typename T>
  static constexpr char mark = 0;

  template <typename Choice>
  std::string definition_of(const std::string& place) {
    const auto [known, is_new] = names_.emplace(&mark<Choice>, place);
    if (is_new) {
      definitions_[place] = nullptr;  // its place in the order, before those of its members
      definitions_[place] = ways_to_choose<Choice>(place);
    }
    return known->second;
  }

  template <typename Choice>
  nlohmann::ordered_json ways_to_choose(const std::string& place) {
    auto ways = nlohmann::ordered_json::array();
    for_each_alternative<Choice>([&]<typename A>() {
      add_ways_to_write({.members = members_of<A>(place),
                         .name = A::name,
                         .aliases = aliases_of<A>(),
                         .help = help_with_source(help_of<A>(), source_of<A>()),
                         .bare_number = bare_number_of<A>(),
                         .is_written_as_list = is_written_as_list<A>(),
                         .is_untagged = is_untagged<A>()},
                        ways);
    });
    return {{"oneOf", std::move(ways)}};
  }

  std::map<const void*, std::string> names_;  // of the definition of each choice
  nlohmann::ordered_json definitions_ = nlohmann::ordered_json::object();
};

// Of a whole document: also says which draft it is written in, and lets the document name its schema.
template <HasFields T>
nlohmann::ordered_json document_schema(std::string_view title) {
  SchemaBuilder builder;
  nlohmann::ordered_json schema = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                                   {"title", std::string(title)}};
  schema.update(builder.schema_of<T>(""));
  schema["properties"]["$schema"] = true;
  schema["definitions"] = builder.definitions();
  return schema;
}

}  // namespace mlp
