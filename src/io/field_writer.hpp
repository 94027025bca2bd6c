// From a struct with fields to JSON, every field explicit; read_fields() of it gives the struct
// again.  A choice is an object with "type" first (an untagged one has no "type", a plain number is one), an
// optional that is absent is null.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "io/field_traits.hpp"
#include "mlp/base/json_text.hpp"

namespace mlp {

template <typename T>
nlohmann::ordered_json write_fields(const T& value);

struct ObjectWriter {
  nlohmann::ordered_json object = nlohmann::ordered_json::object();

  template <typename T>
  void operator()(std::string_view name, const T& member, const Rule& rule, std::string_view) {
    add(name, write_fields(member), rule);
  }

 private:
  void add(std::string_view name, nlohmann::ordered_json value, const Rule& rule);
};

template <typename T>
nlohmann::ordered_json write_fields(const T& value) {
  if constexpr (is_choice<T>) {
    return std::visit(
        []<typename A>(const A& held) {
          ObjectWriter writer;
          if constexpr (is_written_as_list<A>() || is_written_as_number<A>()) {
            A::fields(held, writer);
            return nlohmann::ordered_json(writer.object.front());
          }
          if (!is_untagged<A>()) writer.object["type"] = std::string(name_of_alternative(held));
          A::fields(held, writer);
          return std::move(writer.object);
        },
        value);
  } else if constexpr (is_optional<T>) {
    return value ? write_fields(*value) : nlohmann::ordered_json(nullptr);
  } else if constexpr (is_list<T> || is_array<T>) {
    auto list = nlohmann::ordered_json::array();
    for (const auto& element : value) list.push_back(write_fields(element));
    return list;
  } else if constexpr (is_map<T>) {
    auto object = nlohmann::ordered_json::object();
    for (const auto& [key, member] : value) object[key] = write_fields(member);
    return object;
  } else if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::string>) {
    return value;
  } else if constexpr (std::is_same_v<T, JsonText>) {
    return nlohmann::ordered_json::parse(value.text);
  } else {
    ObjectWriter writer;
    T::fields(value, writer);
    return std::move(writer.object);
  }
}

}  // namespace mlp
