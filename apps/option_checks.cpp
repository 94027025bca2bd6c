#include "option_checks.hpp"

#include <charconv>
#include <cmath>
#include <string>

#include "number_text.hpp"

// Empty where `text` is the whole of a number that `is_allowed`, else what is wrong.
template <typename Number, typename Allowed>
static std::string complaint(const std::string& text, const Allowed& is_allowed,
                             const std::string& expected) {
  Number value{};
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_number = status == std::errc() && end == text.data() + text.size();
  return is_number && is_allowed(value) ? "" : "expected " + expected + ", got \"" + text + "\"";
}

CLI::Validator integer_in(mlp::Index least, mlp::Index most) {
  const auto check = [least, most](std::string& text) {
    return complaint<mlp::Index>(
        text, [&](mlp::Index value) { return value >= least && value <= most; },
        "an integer in [" + std::to_string(least) + ", " + std::to_string(most) + "]");
  };
  return CLI::Validator(check, "");
}

CLI::Validator number_within(double bound) {
  const auto check = [bound](std::string& text) {
    return complaint<double>(
        text, [&](double value) { return std::fabs(value) <= bound; },
        "a number in [-" + exact_text(bound) + ", " + exact_text(bound) + "]");
  };
  return CLI::Validator(check, "");
}
