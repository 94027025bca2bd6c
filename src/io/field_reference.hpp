// Every object and every choice that a struct with fields is made of, each told once, with the places where
// it stands: what the config reference is printed from.
//
//   model.hidden[].activation    the choice of activations, with its alternatives and their fields
//   also model.output.activation
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "io/field_lister.hpp"
#include "io/field_traits.hpp"

namespace mlp {

struct ReferenceSection {
  std::vector<std::string> places;    // the first is its name; "" is the whole document
  std::vector<ListedField> fields;    // of an object
  std::vector<ListedChoice> choices;  // of a choice
};

class FieldReference {
 public:
  // Adds T, which stands at `place`, and all that it is made of; each part behind what holds it.
  template <typename T>
  void add(const std::string& place) {
    if constexpr (is_optional<T>) {
      add<typename T::value_type>(place);
    } else if constexpr (is_list<T> || is_array<T>) {
      add<typename T::value_type>(place + "[]");
    } else if constexpr (is_map<T>) {
      add<typename T::mapped_type>(place + ".NAME");
    } else if constexpr (is_choice<T>) {
      add_section<T>({.places = {place}, .fields = {}, .choices = list_choice<T>()});
      for_each_alternative<T>([&]<typename A>() { add_members<A>(place); });
    } else if constexpr (HasFields<T>) {
      add_section<T>({.places = {place}, .fields = list_fields<T>(), .choices = {}});
      add_members<T>(place);
    }
  }

  const std::vector<ReferenceSection>& sections() const { return sections_; }

  // The section of what stands at `place`, or null where that is a plain value.
  const ReferenceSection* find(const std::string& place) const {
    for (const ReferenceSection& section : sections_) {
      if (std::find(section.places.begin(), section.places.end(), place) != section.places.end())
        return &section;
    }
    return nullptr;
  }

 private:
  struct MemberVisitor {
    FieldReference& reference;
    const std::string& place;
    template <typename T>
    void operator()(std::string_view name, const T&, const Rule&, std::string_view) {
      reference.add<T>((place.empty() ? "" : place + ".") + std::string(name));
    }
  };

  template <typename T>
  void add_members(const std::string& place) {
    MemberVisitor visitor{*this, place};
    const T defaults{};
    T::fields(defaults, visitor);
  }

  // Something of its own for every type, by which a second place of it is recognised.
  template <typename T>
  static constexpr char mark = 0;

  template <typename T>
  void add_section(ReferenceSection section) {
    const auto known = std::find(types_.begin(), types_.end(), &mark<T>);
    if (known == types_.end()) {
      types_.push_back(&mark<T>);
      sections_.push_back(std::move(section));
      return;
    }
    std::vector<std::string>& places = sections_[static_cast<std::size_t>(known - types_.begin())].places;
    const std::string& place = section.places.front();
    if (std::find(places.begin(), places.end(), place) == places.end()) places.push_back(place);
  }

  std::vector<const void*> types_;  // of each section
  std::vector<ReferenceSection> sections_;
};

}  // namespace mlp
