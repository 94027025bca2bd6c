#include "manual/config_reference.hpp"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "io/field_reference.hpp"
#include "mlp/run/config.hpp"

namespace {

constexpr const char* introduction = R"(# Config reference

Every key of a config with its default, as `mlp schema --markdown` prints it. [config.md](config.md) says what they do together.

A choice is its bare name, `"relu"`, or an object, `{"type": "elu", "alpha": 0.5}`, where it has fields. Left out, a key has its default;
where the table shows none, it is absent (`null`) or follows from other keys, as its last column says. Where a list of strings is wanted, one
string will do. `"$comment"` may stand in any object. `[]` in a heading stands for the elements of a list, `NAME` for a name of your own.
)";

using mlp::FieldReference;
using mlp::ListedChoice;
using mlp::ListedField;
using mlp::ReferenceSection;

std::string title_of(const std::string& place) { return place.empty() ? "The config" : place; }

// What GitHub calls a heading in links: letters, digits, '_' and '-' are kept, blanks become '-'.
std::string anchor_of(const std::string& heading) {
  std::string anchor;
  for (const char c : heading) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '_' || c == '-') anchor += static_cast<char>(std::tolower(byte));
    if (c == ' ') anchor += '-';
  }
  return anchor;
}

std::string in_table(const std::string& text) {
  std::string cell;
  for (const char c : text) cell += c == '|' ? "\\|" : std::string(1, c);
  return cell;
}

std::string code(const std::string& text) { return "`" + text + "`"; }

std::string link_to(const std::string& text, const ReferenceSection& section) {
  return "[" + text + "](#" + anchor_of(title_of(section.places.front())) + ")";
}

std::string kind_of_value(const ListedField& field, const std::string& place,
                          const FieldReference& reference) {
  if (const ReferenceSection* section = reference.find(place))
    return link_to(section->choices.empty() ? "object" : "choice", *section);
  if (const ReferenceSection* section = reference.find(place + "[]"))
    return "list of " + link_to(section->choices.empty() ? "objects" : "choices", *section);
  if (const ReferenceSection* section = reference.find(place + ".NAME"))
    return link_to("objects", *section) + " by name";
  const bool is_number =
      field.type == "number" || field.type == "integer" || field.type.ends_with(" of number");
  return field.type + (is_number && !field.rule.empty() ? " " + field.rule : "");
}

// A choice by its name; of an object, its own section has the defaults.
std::string default_text(const ListedField& field) {
  if (field.required) return "required";
  if (field.default_value.empty()) return "";
  const auto value = nlohmann::json::parse(field.default_value);
  if (!value.is_object()) return code(field.default_value);
  return value.contains("type") ? code(value.at("type").get<std::string>()) : "";
}

std::string fields_table(const std::vector<ListedField>& fields, const std::string& place,
                         const FieldReference& reference) {
  std::string text = "| key | value | default | says |\n|---|---|---|---|\n";
  for (const ListedField& field : fields) {
    const std::string here = (place.empty() ? "" : place + ".") + field.name;
    text += "| " + code(field.name) + " | " + kind_of_value(field, here, reference) + " | " +
            in_table(default_text(field)) + " | " + in_table(field.help) + " |\n";
  }
  return text;
}

// As it is written: its name, or the key that it is recognised by.
std::string choice_heading(const ListedChoice& choice) {
  std::string text = code(choice.untagged ? "{\"" + choice.fields.front().name + "\": …}" : choice.name);
  for (const std::string& alias : choice.aliases) text += ", " + code(alias);
  return text;
}

std::string choices_text(const ReferenceSection& section, const FieldReference& reference) {
  std::string text = "| choice | is |\n|---|---|\n";
  for (const ListedChoice& choice : section.choices)
    text += "| " + choice_heading(choice) + " | " + in_table(choice.help) + " |\n";
  for (const ListedChoice& choice : section.choices) {
    if (choice.fields.empty()) continue;
    text += "\nFields of " + choice_heading(choice) + ":\n\n" +
            fields_table(choice.fields, section.places.front(), reference);
  }
  return text;
}

std::string other_places(const ReferenceSection& section) {
  std::string text;
  for (std::size_t i = 1; i < section.places.size(); ++i)
    text += (i == 1 ? "Also at " : ", ") + code(section.places[i]);
  return text.empty() ? "" : text + ".\n\n";
}

mlp::FieldReference reference_of_config() {
  FieldReference reference;
  reference.add<mlp::Config>("");
  return reference;
}

}  // namespace

std::string config_reference() {
  const FieldReference reference = reference_of_config();
  std::string text = introduction;
  for (const ReferenceSection& section : reference.sections()) {
    const std::string& place = section.places.front();
    text += "\n## " + title_of(place) + "\n\n" + other_places(section);
    text += section.choices.empty() ? fields_table(section.fields, place, reference)
                                    : choices_text(section, reference);
  }
  return text;
}

std::vector<std::string> setting_names() {
  std::vector<std::string> names;
  const auto add = [&](std::string place, const std::vector<ListedField>& fields) {
    if (place.find("[]") != std::string::npos || place.find("NAME") != std::string::npos) return;
    std::replace(place.begin(), place.end(), '.', '/');
    for (const ListedField& field : fields)
      names.push_back((place.empty() ? "/" : "/" + place + "/") + field.name);
  };
  const FieldReference reference = reference_of_config();
  for (const ReferenceSection& section : reference.sections()) {
    for (const std::string& place : section.places) {
      add(place, section.fields);
      for (const ListedChoice& choice : section.choices) add(place, choice.fields);
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}
