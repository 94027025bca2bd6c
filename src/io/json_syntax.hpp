// Says in words what is wrong with a text that is not JSON.
//
// The parser knows that it met something unexpected; here is found out what a person would say:
// a trailing comma, a comment, single quotes, a missing comma, a string that is not closed.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "io/json_problem.hpp"

namespace mlp {

// What the parser knows when it gives up.
struct JsonSyntaxState {
  enum class Last { nothing, key, value, open };
  struct Open {
    char bracket;        // '{' or '['
    std::size_t offset;  // where it stands
  };

  std::size_t last_end = 0;   // the end of the last accepted token, commas and colons aside
  std::size_t consumed = 0;   // bytes read
  Last last = Last::nothing;  // what that token was; a closing bracket ends a value
  std::vector<Open> open;     // brackets not closed yet, outermost first
};

struct JsonSyntaxError {
  std::size_t offset;
  std::string message;
  std::string hint;
};

JsonSyntaxError explain_syntax_error(std::string_view text, const JsonSyntaxState& state);

// Where byte `offset` stands.
Position position_at(std::string_view text, std::size_t offset);

// The first byte from `offset` on that is no blank of JSON; the text's size where there is none.
std::size_t skip_blanks(std::string_view text, std::size_t offset);

// The end of the run of letters, digits and + - . _ that starts at `offset`.
std::size_t end_of_word(std::string_view text, std::size_t offset);

}  // namespace mlp
