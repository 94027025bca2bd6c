#include "option_checks.hpp"

#include <charconv>
#include <limits>
#include <optional>
#include <string>

#include "mlp/base/fields.hpp"

// The whole of `text` as a number, or nothing.
template <typename Number>
static std::optional<Number> number_in(const std::string& text) {
  Number number{};
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (status != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

template <typename Number>
static CLI::Validator check(const std::string& noun, const mlp::Rule& rule) {
  return CLI::Validator(
      [noun, rule](std::string& text) -> std::string {
        const std::optional<Number> number = number_in<Number>(text);
        if (number && rule.contains(static_cast<double>(*number))) return "";
        return "expected " + noun + " " + to_text(rule) + ", got \"" + text + "\"";
      },
      "");
}

CLI::Validator integer_in(int lowest, int highest) {
  return check<int>("an integer", mlp::at_least(lowest).at_most(highest));
}

CLI::Validator integer_at_least(int lowest) { return check<int>("an integer", mlp::at_least(lowest)); }

CLI::Validator number_above(double bound) { return check<double>("a number", mlp::above(bound)); }
