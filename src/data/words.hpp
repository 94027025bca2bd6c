// Words in any case, as people write them into tables.
#pragma once

#include <algorithm>
#include <span>
#include <string_view>

namespace mlp {

// Letters of ASCII alone; `lower` is in lower case.
inline bool is_same_word(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

inline bool is_word_of(std::string_view text, std::span<const std::string_view> lower) {
  return std::any_of(lower.begin(), lower.end(),
                     [&](std::string_view word) { return is_same_word(text, word); });
}

}  // namespace mlp
