#include "manual/help.hpp"

#include "manual/manual.hpp"
#include "tables/text_table.hpp"

static std::string usage(const Manual& manual) {
  std::string text = "Usage: " + manual.name;
  for (const ManualOption& operand : manual.operands)
    text += operand.is_required ? " " + operand.value : " [" + operand.value + "]";
  return text + (manual.verbs.empty() ? " [options]\n" : " VERB [options]\n");
}

static std::string option_table(const Manual& manual) {
  TextTable table({{"", Align::left}, {"", Align::left}});
  for (const ManualOption& operand : manual.operands) table.add({operand.value, operand.help});
  for (const ManualOption& option : manual.options) {
    std::string names;
    for (const std::string& name : option.names) names += (names.empty() ? "" : ", ") + name;
    table.add({names + (option.value.empty() ? "" : " " + option.value), option.help});
  }
  return table.text();
}

static std::string verb_table(const Manual& manual) {
  TextTable table({{"", Align::left}, {"", Align::left}});
  for (const Manual& verb : manual.verbs) table.add({verb_name(verb), verb.description});
  return table.empty() ? "" : "\nVerbs:\n" + table.text();
}

std::string help_page(const CLI::App& app, const std::string& name) {
  const Manual manual = manual_of(app, name);
  return "Examples:\n" + manual.examples + "\n" + usage(manual) + manual.description + ".\n" +
         verb_table(manual) + "\nOptions:\n" + option_table(manual) +
         (manual.notes.empty() ? "" : "\n" + manual.notes);
}
