#include "data/missing.hpp"

#include <algorithm>
#include <array>

#include "data/words.hpp"

namespace mlp {

bool is_missing(std::string_view text) {
  constexpr std::array<std::string_view, 6> markers{"", "na", "n/a", "nan", "null", "?"};
  return text.size() <= 4 && is_word_of(text, markers);
}

bool is_missing(std::string_view text, const std::vector<std::string>& further) {
  return is_missing(text) || std::find(further.begin(), further.end(), text) != further.end();
}

bool looks_missing(std::string_view text) {
  constexpr std::array<std::string_view, 5> words{"none", "nil", "-", "--", "."};
  return text.size() <= 4 && is_word_of(text, words);
}

}  // namespace mlp
