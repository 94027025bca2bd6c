#include "data/message.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace mlp {

namespace {

bool continues_utf8(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t most = 12;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), most); ++i) text += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > most) text += ", … (" + std::to_string(names.size()) + " in all)";
  return text;
}

std::string in_quotes(std::string_view text) {
  constexpr std::string_view hexadecimal = "0123456789abcdef";
  std::size_t kept = 40;
  const bool is_cut = text.size() > kept;
  if (is_cut) {
    while (kept > 0 && continues_utf8(text[kept])) --kept;
    text = text.substr(0, kept);
  }
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7F) {
      result += c;
    } else {
      result += {'\\', 'x', hexadecimal[byte >> 4], hexadecimal[byte & 15]};
    }
  }
  return result + (is_cut ? "…\"" : "\"");
}

std::string counted(std::ptrdiff_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

std::string number_text(double value) {
  char text[32];
  const auto [end, status] = std::to_chars(text, text + sizeof text, value);
  return {text, end};
}

}  // namespace mlp
