#include "io/json_syntax.hpp"

#include <algorithm>

namespace mlp {
namespace {

using Last = JsonSyntaxState::Last;

// The token that the parser did not like, and the comma or colon that stands rightly before it.
struct Offender {
  std::size_t offset;
  char separator = '\0';
};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }
bool starts_number(char c) { return is_digit(c) || c == '-' || c == '+' || c == '.'; }

Offender find_offender(std::string_view text, const JsonSyntaxState& state) {
  const std::size_t start = skip_blanks(text, state.last_end);
  const bool after_member = state.last == Last::value && !state.open.empty();
  const char right = state.last == Last::key ? ':' : after_member ? ',' : '\0';
  if (start == text.size() || text[start] != right) return {start};
  return {skip_blanks(text, start + 1), right};
}

std::string expected_here(const JsonSyntaxState& state, char separator) {
  if (state.last == Last::nothing) return "a JSON value";
  if (state.last == Last::key) return separator == ':' ? "a value" : "':' after the key";
  if (state.open.empty()) return "the end of the file";
  const bool in_object = state.open.back().bracket == '{';
  if (separator == ',') return in_object ? "a key in double quotes" : "a value";
  if (state.last == Last::open) return in_object ? "a key in double quotes or '}'" : "a value or ']'";
  return in_object ? "',' or '}'" : "',' or ']'";
}

std::string comma_hint(const std::string& expected) {
  return expected.starts_with("','") ? "is a comma missing before it?" : "";
}

std::string shown_token(std::string_view text, std::size_t offset) {
  const char c = text[offset];
  if (is_letter(c) || starts_number(c)) {
    return std::string(text.substr(offset, std::min<std::size_t>(end_of_word(text, offset) - offset, 40)));
  }
  if (c > ' ' && c < 0x7f) return std::string("'") + c + "'";
  constexpr std::string_view digits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  return std::string("the byte 0x") + digits[byte >> 4] + digits[byte & 15];
}

// A string that begins at `start` and that the parser refused: it is broken, or in a wrong place.
JsonSyntaxError explain_string(std::string_view text, std::size_t start, std::size_t consumed,
                               const std::string& expected) {
  std::size_t at = start + 1;
  std::size_t escape = start;
  while (at < text.size() && at < consumed && text[at] != '"') {
    if (text[at] == '\\') escape = at++;
    ++at;
  }
  const bool closed = at < text.size() && at + 1 == consumed && text[at] == '"';
  if (closed && !expected.starts_with("a ")) {
    return {start, "expected " + expected + ", got a string", comma_hint(expected)};
  }
  const std::size_t fault = consumed - 1;
  const char c = text[fault];
  if (c == '\n' || c == '\r' || at >= text.size()) {
    return {start, "expected a closing '\"' on the same line as the string's start",
            "a line break inside a string is written \\n"};
  }
  if (is_ascii(c) && c < ' ') {
    return {fault, "expected a string without control characters, got " + shown_token(text, fault),
            "a tab is written \\t"};
  }
  // A character cut short is noticed at the byte after it.
  if (const std::size_t odd = is_ascii(c) ? fault - 1 : fault; !is_ascii(text[odd])) {
    return {odd, "expected UTF-8, got " + shown_token(text, odd), "save the file as UTF-8"};
  }
  return {escape, "expected a string with JSON's escapes, got an unknown one",
          "a backslash is written \\\\; JSON knows \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX"};
}

JsonSyntaxError explain_word(std::string_view text, std::size_t start, const std::string& expected) {
  const std::string word(text.substr(start, end_of_word(text, start) - start));
  const std::string message = "expected " + expected + ", got " + shown_token(text, start);
  std::string lower = word;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (expected.starts_with("a key")) return {start, message, "write \"" + word.substr(0, 40) + "\""};
  if (lower == "true" || lower == "false") return {start, message, "write " + lower};
  if (lower == "none" || lower == "nil" || lower == "undefined") return {start, message, "write null"};
  if (lower == "nan" || lower.ends_with("inf") || lower.ends_with("infinity")) {
    return {start, message, "JSON has no NaN and no infinity"};
  }
  return {start, message, "strings are written in double quotes"};
}

// By JSON's grammar, however large: the parser refuses numbers beyond double, too.
bool is_number(std::string_view word) {
  const auto digits = [&] {
    const std::size_t count = std::min(word.find_first_not_of("0123456789"), word.size());
    word.remove_prefix(count);
    return count;
  };
  const auto next_is = [&](std::string_view choices) {
    const bool found = !word.empty() && choices.find(word.front()) != std::string_view::npos;
    if (found) word.remove_prefix(1);
    return found;
  };
  next_is("-");
  const bool zero = next_is("0");
  if (!zero && digits() == 0) return false;
  if (next_is(".") && digits() == 0) return false;
  if (next_is("eE")) {
    next_is("+-");
    if (digits() == 0) return false;
  }
  return word.empty();
}

JsonSyntaxError explain_number(std::string_view text, std::size_t start, const std::string& expected) {
  const std::size_t end = end_of_word(text, start);
  const std::string message = "expected " + expected + ", got " + shown_token(text, start);
  if (is_number(text.substr(start, end - start))) {
    if (expected.starts_with("a value") || expected == "a JSON value") {
      return {start, "expected a number that a double can hold, got " + shown_token(text, start),
              "the largest is about 1.8e308"};
    }
    return {start, message, comma_hint(expected)};
  }
  return {start, message,
          "a number is written like 1, -0.5 or 1e-3: no leading '+' or zeros, digits around the point"};
}

JsonSyntaxError explain_end(std::string_view text, const JsonSyntaxState& state,
                            const std::string& expected) {
  if (state.last == Last::nothing) return {text.size(), "expected a JSON value, got an empty text", ""};
  std::string hint;
  if (!state.open.empty()) {
    const JsonSyntaxState::Open& open = state.open.back();
    hint = std::string("the '") + open.bracket + "' of line " +
           std::to_string(position_at(text, open.offset).line) + " is not closed";
  }
  return {text.size(), "expected " + expected + ", got the end of the text", hint};
}

}  // namespace

Position position_at(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const std::size_t line_break = before.rfind('\n');
  const std::size_t line_start = line_break == std::string_view::npos ? 0 : line_break + 1;
  return {.line = lines + 1, .column = static_cast<Index>(before.size() - line_start) + 1};
}

std::size_t skip_blanks(std::string_view text, std::size_t offset) {
  return std::min(text.find_first_not_of(" \t\r\n", offset), text.size());
}

std::size_t end_of_word(std::string_view text, std::size_t offset) {
  while (offset < text.size() && (is_letter(text[offset]) || starts_number(text[offset]))) ++offset;
  return offset;
}

JsonSyntaxError explain_syntax_error(std::string_view text, const JsonSyntaxState& state) {
  const auto [start, separator] = find_offender(text, state);
  const std::string expected = expected_here(state, separator);
  if (start >= text.size()) return explain_end(text, state, expected);

  const char c = text[start];
  const std::string message = "expected " + expected + ", got " + shown_token(text, start);
  if (c == '/' || c == '#') return {start, message, "JSON has no comments; write \"$comment\": \"…\""};
  if (c == '\'') return {start, message, "strings are written in double quotes"};
  if (text.substr(start).starts_with("\xe2\x80\x9c") || text.substr(start).starts_with("\xe2\x80\x9d")) {
    return {start, "expected " + expected + ", got a typographic quote",
            "strings are written in straight double quotes"};
  }
  if ((c == ']' || c == '}') && separator == ',') {
    return {start, message, "leave out the comma before it: JSON has no trailing commas"};
  }
  if ((c == ']' || c == '}') && !state.open.empty() && separator == '\0') {
    const JsonSyntaxState::Open& open = state.open.back();
    return {start, message,
            std::string("the '") + open.bracket + "' of line " +
                std::to_string(position_at(text, open.offset).line) + " is closed by its own kind"};
  }
  if (c == '"') return explain_string(text, start, state.consumed, expected);
  const std::size_t after_sign = c == '-' || c == '+' ? start + 1 : start;
  if (after_sign < text.size() && is_letter(text[after_sign])) return explain_word(text, start, expected);
  if (starts_number(c)) return explain_number(text, start, expected);
  return {start, message, c == '{' || c == '[' ? comma_hint(expected) : ""};
}

}  // namespace mlp
