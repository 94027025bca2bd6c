#include "manual/completion.hpp"

// By the word that stands for the value in the help.
ValueKind kind_of(const ManualOption& option) {
  const std::string& value = option.value;
  if (!option.words.empty()) return ValueKind::words;
  if (value == "CONFIG" || value == "RUN_OR_CONFIG") return ValueKind::config;
  if (value == "RUN" || value == "MODEL") return ValueKind::run;
  if (value == "DIR") return ValueKind::folder;
  if (value == "FILE" || value == "INPUT" || value == "DATA") return ValueKind::file;
  if (value == "POINTER=VALUE") return ValueKind::setting;
  return ValueKind::none;
}

std::string spaced(const std::vector<std::string>& words, const std::string& between) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : between) + word;
  return text;
}
