#include "manual/completion.hpp"

namespace {

// What the script's variables `kind` and `words` become.
std::string kind_text(const ManualOption& option) {
  switch (kind_of(option)) {
    case ValueKind::config:
      return "'config'";
    case ValueKind::run:
      return "'run'";
    case ValueKind::folder:
      return "'folder'";
    case ValueKind::file:
      return "'file'";
    case ValueKind::setting:
      return "'setting'";
    case ValueKind::words:
      return "'words'; words='" + spaced(option.words) + "'";
    case ValueKind::none:
      break;
  }
  return "''";
}

std::vector<std::string> names_of(const Manual& manual) {
  std::vector<std::string> names;
  for (const ManualOption& option : manual.options)
    names.insert(names.end(), option.names.begin(), option.names.end());
  return names;
}

std::string options_of_verbs(const Manual& program) {
  std::string text;
  for (const Manual& verb : program.verbs)
    text += "    " + verb_name(verb) + ") options='" + spaced(names_of(verb)) + "' ;;\n";
  return text;
}

// Options whose value is the next word.
std::string options_with_values(const Manual& program) {
  std::string text;
  for (const Manual& verb : program.verbs) {
    for (const ManualOption& option : verb.options) {
      if (option.value.empty()) continue;
      for (const std::string& name : option.names)
        text += (text.empty() ? "" : " | ") + ("'" + verb_name(verb)) + " " + name + "'";
    }
  }
  return text;
}

std::string kinds(const Manual& program) {
  std::string text;
  for (const Manual& verb : program.verbs) {
    const std::string start = "    '" + verb_name(verb) + " ";
    for (const ManualOption& option : verb.options) {
      if (option.value.empty()) continue;
      for (const std::string& name : option.names)
        text += start + name + "') kind=" + kind_text(option) + " ;;\n";
    }
    // Last: the pattern of an operand that repeats takes whatever is left.
    for (std::size_t i = 0; i < verb.operands.size(); ++i)
      text += start + (verb.operands[i].repeats ? "'*" : std::to_string(i) + "'") +
              ") kind=" + kind_text(verb.operands[i]) + " ;;\n";
  }
  return text;
}

}  // namespace

std::string bash_completion(const Manual& program, const std::vector<std::string>& settings) {
  std::vector<std::string> first_words = names_of(program);
  for (const Manual& verb : program.verbs) first_words.push_back(verb_name(verb));
  return R"(# bash completion of mlp; printed by `mlp completion bash`.

_mlp_offer() {
  mapfile -t COMPREPLY < <(compgen "$@")
}

_mlp() {
  local current=${COMP_WORDS[COMP_CWORD]} verb=${COMP_WORDS[1]} options='' kind='' words=''
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    _mlp_offer -W ')" +
         spaced(first_words) + R"(' -- "$current"
    return
  fi
  case $verb in
)" + options_of_verbs(program) +
         R"(  esac

  # What stands before the cursor: operands are counted, an option may wait for its value.
  local i operand=0 place=''
  for ((i = 2; i < COMP_CWORD; i++)); do
    case "$verb ${COMP_WORDS[i]}" in
      )" +
         options_with_values(program) + R"()
        place=${COMP_WORDS[i]}
        # bash takes '=' for a word of its own.
        [[ ${COMP_WORDS[i + 1]} == '=' ]] && ((i++))
        ((i + 1 < COMP_CWORD)) && place=''
        ((i++)) ;;
      *' -'*) ;;
      *) ((operand++)) ;;
    esac
  done
  [[ $current == '=' ]] && current=''
  if [[ -z $place && $current == -* ]]; then
    _mlp_offer -W "$options" -- "$current"
    return
  fi
  case "$verb ${place:-$operand}" in
)" + kinds(program) +
         R"(  esac
  case $kind in
    config)
      compopt -o filenames
      _mlp_offer -f -X '!*.json' -- "$current"
      local files=("${COMPREPLY[@]}")
      _mlp_offer -d -- "$current"
      COMPREPLY+=("${files[@]}") ;;
    run)
      compopt -o filenames
      _mlp_offer -f -X '!*.safetensors' -- "$current"
      local files=("${COMPREPLY[@]}")
      _mlp_offer -d -- "$current"
      COMPREPLY+=("${files[@]}") ;;
    folder) compopt -o filenames; _mlp_offer -d -- "$current" ;;
    file) compopt -o filenames; _mlp_offer -f -- "$current" ;;
    words) _mlp_offer -W "$words" -- "$current" ;;
    setting)
      compopt -o nospace
      _mlp_offer -S = -W ')" +
         spaced(settings) + R"(' -- "$current" ;;
  esac
}

complete -F _mlp mlp
)";
}
