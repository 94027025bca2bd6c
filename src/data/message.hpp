// Pieces of error messages about data.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mlp {

// "setosa, versicolor, virginica"; a long list is cut.
std::string listed(const std::vector<std::string>& names);

// `text` in quotes, cut where long; unprintable bytes as \xNN.
std::string in_quotes(std::string_view text);

// "1 row", "2 rows".
std::string counted(std::ptrdiff_t count, std::string_view noun);

// The shortest text that reads back as `value`, whatever the locale.
std::string number_text(double value);

}  // namespace mlp
