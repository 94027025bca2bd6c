// A word on the command line that must be one of some.
#pragma once

#include <string>
#include <vector>

// Throws ConfigError where `word` is none of `words`: "completion: expected one of bash, zsh, fish, got
// "bahs"", with the nearest as a hint.  `place` is the verb or the option.
void check_word(const std::string& place, const std::string& word, const std::vector<std::string>& words);
