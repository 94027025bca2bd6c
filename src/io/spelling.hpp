// What a person meant by a key or a choice that we call by another name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlp {

// The known name that `word` is another tool's name for ("lr" for "learning_rate"), or else the
// nearest in spelling, if any is near.
std::optional<std::string> suggest(std::string_view word, const std::vector<std::string>& known);

// "did you mean "learning_rate"? known keys: learning_rate, momentum"; `what` is "keys".
std::string spelling_hint(std::string_view word, const std::vector<std::string>& known,
                          std::string_view what);

}  // namespace mlp
