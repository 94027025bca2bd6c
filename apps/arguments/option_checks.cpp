#include "arguments/option_checks.hpp"

#include <charconv>
#include <cmath>
#include <optional>
#include <string>

#include "mlp/base/fields.hpp"

// The whole of `text` as a number, or nothing.
template <typename Number>
static std::optional<Number> number_in(const std::string& text) {
  Number number{};
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_whole = status == std::errc() && end == text.data() + text.size();
  if (!is_whole || !std::isfinite(static_cast<double>(number))) return std::nullopt;
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

CLI::Validator integer_in(mlp::Index least, mlp::Index most) {
  return check<mlp::Index>("an integer",
                           mlp::at_least(static_cast<double>(least)).at_most(static_cast<double>(most)));
}

CLI::Validator integer_at_least(mlp::Index least) {
  return check<mlp::Index>("an integer", mlp::at_least(static_cast<double>(least)));
}

CLI::Validator number_above(double bound) { return check<double>("a number", mlp::above(bound)); }

CLI::Validator number_within(double bound) {
  return check<double>("a number", mlp::at_least(-bound).at_most(bound));
}
