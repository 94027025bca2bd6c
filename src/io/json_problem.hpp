// What is wrong in a JSON document, and where; all of it told at once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mlp/base/memory.hpp"

namespace mlp {

// A place in the text.  Line 0 is no line of it: the value was set from outside (`--set`), and
// `column` says by which override, from 1.
struct Position {
  Index line = 0;    // from 1
  Index column = 0;  // from 1, in bytes
};

// One thing wrong in a document; a document may have several.
struct JsonProblem {
  Position at;
  std::string pointer;  // RFC 6901; "" is the whole document
  std::string message;  // "expected a number in [0, 1), got 1.5"
  std::string hint;
};

// "NAME:LINE:COLUMN", or for values set from outside the text of `overrides` ("--set /optimizer").
std::string place_text(const Position& at, std::string_view name, const std::vector<std::string>& overrides);

// Throws ConfigError listing all problems in order of place, if there are any, each as
// "NAME:LINE:COLUMN: POINTER: message" with its hint on the next line.
void throw_problems(const std::vector<JsonProblem>& problems, std::string_view name,
                    const std::vector<std::string>& overrides = {});

}  // namespace mlp
