#include "manual/completion.hpp"

namespace {

std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') result += '\\';
    result += c;
  }
  return result + "'";
}

// What completes a value: options of `complete`.
std::string action(const ManualOption& option, const std::vector<std::string>& settings) {
  switch (kind_of(option)) {
    case ValueKind::config:
      return " -x -k -a '(__fish_complete_suffix .json)'";
    case ValueKind::run:
      return " -x -k -a '(__fish_complete_suffix .safetensors)'";
    case ValueKind::folder:
      return " -x -a '(__fish_complete_directories)'";
    case ValueKind::file:
      return " -r -F";
    case ValueKind::setting:
      return " -x -a " + quoted(spaced(settings, "= ") + "=");
    case ValueKind::words:
      return " -x -a " + quoted(spaced(option.words));
    case ValueKind::none:
      break;
  }
  return " -x";
}

std::string option_line(const ManualOption& option, const std::string& condition,
                        const std::vector<std::string>& settings) {
  std::string line = "complete -c mlp -n " + quoted(condition);
  for (const std::string& name : option.names)
    line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (!option.value.empty()) line += action(option, settings);
  return line + " -d " + quoted(option.help) + "\n";
}

}  // namespace

std::string fish_completion(const Manual& program, const std::vector<std::string>& settings) {
  const std::string at_start = "__fish_use_subcommand";
  std::string text = "# fish completion of mlp; printed by `mlp completion fish`.\n\ncomplete -c mlp -f\n";
  for (const ManualOption& option : program.options) text += option_line(option, at_start, settings);
  for (const Manual& verb : program.verbs) {
    const std::string name = verb_name(verb);
    text += "\ncomplete -c mlp -n " + at_start + " -a " + name + " -d " + quoted(verb.description) + "\n";
    const std::string within = "__fish_seen_subcommand_from " + name;
    for (const ManualOption& operand : verb.operands) {
      text += "complete -c mlp -n " + quoted(within) + action(operand, settings) + "\n";
    }
    for (const ManualOption& option : verb.options) text += option_line(option, within, settings);
  }
  return text;
}
