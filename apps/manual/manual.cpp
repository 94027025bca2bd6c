#include "manual/manual.hpp"

#include <algorithm>
#include <sstream>

static constexpr std::string_view notes_mark = "---\n";

static std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  if (text.find('|') == std::string::npos) return words;
  std::istringstream stream(text);
  for (std::string word; std::getline(stream, word, '|');) words.push_back(word);
  return words;
}

static ManualOption option_of(const CLI::Option& option) {
  ManualOption result{.names = {},
                      .value = option.get_option_text(),
                      .words = words_of(option.get_option_text()),
                      .help = option.get_description(),
                      .is_required = option.get_required(),
                      .repeats = option.get_positional() && option.get_expected_max() > 1};
  if (option.get_positional()) {
    result.value = option.get_name();
    return result;
  }
  for (const std::string& name : option.get_snames()) result.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) result.names.push_back("--" + name);
  return result;
}

Manual manual_of(const CLI::App& app, const std::string& name) {
  const std::string footer = app.get_footer();
  const std::size_t mark = std::min(footer.find(notes_mark), footer.size());
  Manual manual{.name = name,
                .description = app.get_description(),
                .examples = footer.substr(0, mark),
                .notes = footer.substr(std::min(mark + notes_mark.size(), footer.size())),
                .operands = {},
                .options = {},
                .verbs = {}};
  for (const CLI::Option* option : app.get_options())
    (option->get_positional() ? manual.operands : manual.options).push_back(option_of(*option));
  std::vector<std::string> verbs;
  for (const CLI::App* verb : app.get_subcommands({})) {
    manual.verbs.push_back(manual_of(*verb, name + " " + verb->get_name()));
    verbs.push_back(verb->get_name());
  }
  for (Manual& verb : manual.verbs) {
    for (ManualOption& operand : verb.operands) {
      if (operand.value == "VERB") operand.words = verbs;
    }
  }
  return manual;
}

std::string verb_name(const Manual& verb) { return verb.name.substr(verb.name.rfind(' ') + 1); }
