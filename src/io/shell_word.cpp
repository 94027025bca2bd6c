#include "io/shell_word.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace mlp {

static bool means_nothing_to_a_shell(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("_-./+,:@%").find(c) != std::string_view::npos;
}

std::string shell_word(const std::string& path) {
  const std::string word = (path.starts_with('-') ? "./" : "") + path;
  if (!word.empty() && std::all_of(word.begin(), word.end(), means_nothing_to_a_shell)) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace mlp
