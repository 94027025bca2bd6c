#include "model/exports/c_text.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace mlp {

std::string c_literal(float number) {
  std::array<char, 32> digits{};
  const float size = std::fabs(number);
  const auto [end, status] =
      std::to_chars(digits.data(), digits.data() + digits.size(), size, std::chars_format::hex);
  return (std::signbit(number) ? "-0x" : "0x") + std::string(digits.data(), end) + "f";
}

std::string c_literal(std::string_view text) {
  std::string literal = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    // A '?' could begin a trigraph.
    if (c == '"' || c == '\\' || c == '?') {
      literal += std::string("\\") + c;
    } else if (byte >= ' ' && byte <= '~') {
      literal += c;
    } else {
      literal += '\\';
      for (const int shift : {6, 3, 0}) literal += static_cast<char>('0' + (byte >> shift & 7));
    }
  }
  return literal + "\"";
}

void CText::add_array(const std::string& name, std::span<const float> numbers) {
  constexpr std::size_t widest_line = 110;
  arrays_ += "static const float " + name + "[" + std::to_string(numbers.size()) + "] = {\n ";
  std::size_t width = 1;
  for (const float number : numbers) {
    const std::string literal = " " + c_literal(number) + ",";
    if (width + literal.size() > widest_line) {
      arrays_ += "\n ";
      width = 1;
    }
    arrays_ += literal;
    width += literal.size();
  }
  arrays_ += "\n};\n";
  array_bytes_ += static_cast<Index>(numbers.size_bytes());
}

std::string CText::call(const std::string& function, const std::vector<std::string>& arguments) {
  functions_.insert(function);
  std::string text = function + "(";
  for (const std::string& each : arguments) text += (text.back() == '(' ? "" : ", ") + each;
  return text + ")";
}

}  // namespace mlp
