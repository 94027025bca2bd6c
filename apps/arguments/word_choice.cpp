#include "arguments/word_choice.hpp"

#include <algorithm>

#include "base/nearest.hpp"
#include "base/words.hpp"
#include "mlp/base/error.hpp"

void check_word(const std::string& place, const std::string& word, const std::vector<std::string>& words) {
  if (std::find(words.begin(), words.end(), word) != words.end()) return;
  const auto near = mlp::nearest(word, words);
  throw mlp::ConfigError(place + ": expected one of " + mlp::joined(words) + ", got \"" + word + "\"",
                         near ? "did you mean \"" + *near + "\"?" : "");
}
