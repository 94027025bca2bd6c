#include "help.hpp"

#include "text_table.hpp"

static constexpr std::string_view notes_mark = "---\n";

static std::string option_names(const CLI::Option& option) {
  if (option.get_positional()) return option.get_name();
  std::string names;
  for (const std::string& name : option.get_snames()) names += (names.empty() ? "-" : ", -") + name;
  for (const std::string& name : option.get_lnames()) names += (names.empty() ? "--" : ", --") + name;
  const std::string value = option.get_option_text();
  return value.empty() || value == " " ? names : names + " " + value;
}

static std::string usage(const CLI::App& app, const std::string& name) {
  std::string text = "Usage: " + name;
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_positional()) continue;
    const std::string& operand = option->get_name();
    text += option->get_required() ? " " + operand : " [" + operand + "]";
  }
  return text + (app.get_subcommands({}).empty() ? " [options]\n" : " VERB [options]\n");
}

static std::string options(const CLI::App& app) {
  TextTable table({{"", Align::left}, {"", Align::left}});
  const auto add = [&](bool positional) {
    for (const CLI::Option* option : app.get_options()) {
      if (option->get_positional() == positional)
        table.add({option_names(*option), option->get_description()});
    }
  };
  add(true);
  add(false);
  return table.text();
}

static std::string verbs(const CLI::App& app) {
  TextTable table({{"", Align::left}, {"", Align::left}});
  for (const CLI::App* verb : app.get_subcommands({})) table.add({verb->get_name(), verb->get_description()});
  return table.empty() ? "" : "\nVerbs:\n" + table.text();
}

std::string help_page(const CLI::App& app, const std::string& name) {
  const std::string footer = app.get_footer();
  const std::size_t mark = footer.find(notes_mark);
  const std::string examples = footer.substr(0, mark);
  const std::string notes = mark == std::string::npos ? "" : footer.substr(mark + notes_mark.size());
  return "Examples:\n" + examples + "\n" + usage(app, name) + app.get_description() + ".\n" + verbs(app) +
         "\nOptions:\n" + options(app) + (notes.empty() ? "" : "\n" + notes);
}
