// Which fields of a table hold no value.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mlp {

// Nothing, NA, N/A, nan, null or ?, letters in any case.  `text` has no blanks around it.
bool is_missing(std::string_view text);

// The same, or one of `further`, to the letter.
bool is_missing(std::string_view text, const std::vector<std::string>& further);

// What may mean a missing value and may be a value: None, nil, -, --, .
bool looks_missing(std::string_view text);

}  // namespace mlp
