#include "manual/completion.hpp"

namespace {

// Within single quotes and a description of _arguments or _describe.
std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '\'') {
      result += "'\\''";
    } else if (c == ':' || c == '[' || c == ']' || c == '\\') {
      result += {'\\', c};
    } else {
      result += c;
    }
  }
  return result;
}

// What completes the value: the action of a specification of _arguments.
std::string action(const ManualOption& option) {
  switch (kind_of(option)) {
    case ValueKind::config:
      return "_files -g \"*.json(-.)\"";
    case ValueKind::run:
      return "_files -g \"*.safetensors(-.)\"";
    case ValueKind::folder:
      return "_files -/";
    case ValueKind::file:
      return "_files";
    case ValueKind::setting:
      return "_mlp_setting";
    case ValueKind::words:
      return "(" + spaced(option.words) + ")";
    case ValueKind::none:
      break;
  }
  return " ";
}

std::string value_of(const ManualOption& option) {
  return ":" + escaped(option.value) + ":" + action(option) + "'";
}

std::string specification(const ManualOption& option, const std::string& name) {
  // Only --set may be given again.
  const std::string start = kind_of(option) == ValueKind::setting ? "'*" : "'";
  return start + name + "[" + escaped(option.help) + "]" + (option.value.empty() ? "'" : value_of(option));
}

std::string arguments(const Manual& manual, const std::string& indent) {
  std::string text;
  for (const ManualOption& option : manual.options) {
    for (const std::string& name : option.names) text += " \\\n" + indent + specification(option, name);
  }
  for (std::size_t i = 0; i < manual.operands.size(); ++i)
    text += " \\\n" + indent + "'" + (manual.operands[i].repeats ? "*" : std::to_string(i + 1)) +
            value_of(manual.operands[i]);
  return text;
}

}  // namespace

std::string zsh_completion(const Manual& program, const std::vector<std::string>& settings) {
  std::string verbs, cases;
  for (const Manual& verb : program.verbs) {
    verbs += "        '" + verb_name(verb) + ":" + escaped(verb.description) + "'\n";
    cases +=
        "        " + verb_name(verb) + ")\n          _arguments" + arguments(verb, "            ") + " ;;\n";
  }
  return R"(#compdef mlp
# zsh completion of mlp; printed by `mlp completion zsh`.

_mlp_setting() {
  compadd -S = -- )" +
         spaced(settings) + R"(
}

_mlp() {
  local state line
  _arguments -C)" +
         arguments(program, "    ") + R"( \
    '1: :->verb' '*:: :->rest'
  case $state in
    verb)
      local -a verbs=(
)" + verbs +
         R"(      )
      _describe verb verbs ;;
    rest)
      case $words[1] in
)" + cases +
         R"(      esac ;;
  esac
}

# Read by `source`, or called by the completion system as a function of its own.
if [[ $funcstack[1] == _mlp ]]; then
  _mlp "$@"
else
  compdef _mlp mlp
fi
)";
}
