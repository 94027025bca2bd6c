#include "train/health/wording.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace mlp {

std::string figure(double value) {
  std::array<char, 48> digits{};
  const double size = std::fabs(value);
  // What needs no exponent reads better without: 3400, not 3.4e+03.
  const bool is_plain = size >= 100.0 && size < 1e6;
  const auto written =
      is_plain ? std::to_chars(digits.begin(), digits.end(), value, std::chars_format::fixed, 0)
               : std::to_chars(digits.begin(), digits.end(), value, std::chars_format::general, 3);
  return std::string(digits.data(), written.ptr);
}

std::string percent(double share) { return figure(100.0 * share) + " %"; }

std::string named(const std::string& noun, const std::vector<Index>& numbers) {
  constexpr std::size_t most = 8;
  const std::size_t shown = numbers.size() <= most ? numbers.size() : most - 1;
  std::string text = noun + (numbers.size() == 1 ? " " : "s ");
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) text += i + 1 == numbers.size() ? " and " : ", ";
    text += std::to_string(numbers[i]);
  }
  if (shown < numbers.size()) text += " and " + std::to_string(numbers.size() - shown) + " more";
  return text;
}

std::string named_layer(const Network& network, Index l) {
  const Layer& layer = network.layer(l);
  return "layers." + std::to_string(l) + " (" + std::to_string(layer.inputs) + " → " +
         std::to_string(layer.units) + ", " + std::string(name_of(layer.activation)) + ")";
}

}  // namespace mlp
