#include "data/number.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <tuple>

namespace mlp {

namespace {

// The exponent of ten after 'e', at the ends of its range where it has too many digits.
std::int64_t written_exponent(std::string_view digits) {
  constexpr std::int64_t huge = std::int64_t{1} << 60;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  std::int64_t exponent = 0;
  const auto [end, status] = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
  if (status == std::errc::result_out_of_range) return digits.starts_with('-') ? -huge : huge;
  return exponent;
}

// The n of d₁.d₂…·10ⁿ, d₁ being the first digit that is not 0.
// REQUIRES: `text` is a decimal number other than 0.
std::int64_t power_of_first_digit(std::string_view text) {
  const std::size_t e = std::min(text.find_first_of("eE"), text.size());
  const std::string_view mantissa = text.substr(0, e);
  const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
  const auto first_digit = static_cast<std::int64_t>(mantissa.find_first_of("123456789"));
  const auto before_point = static_cast<std::int64_t>(point);
  std::int64_t exponent =
      first_digit < before_point ? before_point - first_digit - 1 : before_point - first_digit;
  if (e < text.size()) exponent += written_exponent(text.substr(e + 1));
  return exponent;
}

// from_chars says "out of range" for what is too small and for what is too large alike.  The place
// of the first digit that is not 0 tells: floats end near 10³⁸ and 10⁻⁴⁵, far from 10⁰.
// REQUIRES: `text` is a decimal number other than 0.
bool is_below_one(std::string_view text) { return power_of_first_digit(text) < 0; }

// The digits from the first to the last that is not 0, without the point; "" for 0.
std::string digits_that_count(std::string_view number) {
  std::string digits;
  for (const char c : number.substr(0, number.find_first_of("eE"))) {
    const bool is_digit = c >= '0' && c <= '9';
    if (is_digit && (c != '0' || !digits.empty())) digits += c;
  }
  digits.resize(digits.find_last_not_of('0') + 1);
  return digits;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::optional<float> finite_float(double value) {
  // Half an ulp above the largest float: what rounds to it and what does not.
  constexpr double too_large = 0x1.ffffffp127;
  if (!(std::fabs(value) < too_large)) return std::nullopt;
  const auto rounded = static_cast<float>(value);
  return std::fabs(rounded) < std::numeric_limits<float>::min() && rounded != 0.0f ? 0.0f : rounded;
}

ParsedNumber parse_number(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return {.problem = NumberProblem::empty};
  const bool has_plus = text.starts_with('+');
  if (has_plus) text.remove_prefix(1);
  if (has_plus && text.starts_with('-')) return {.problem = NumberProblem::not_a_number};

  float value = 0.0f;
  const char* const last = text.data() + text.size();
  const auto [end, status] = std::from_chars(text.data(), last, value);
  if (status == std::errc::invalid_argument || end != last) return {.problem = NumberProblem::not_a_number};
  if (status == std::errc::result_out_of_range) {
    if (is_below_one(text)) return {};
    return {.problem = NumberProblem::too_large};
  }
  if (!std::isfinite(value)) return {.problem = NumberProblem::not_finite};
  return {.value = *finite_float(value)};
}

std::optional<ExactNumber> exact_number(std::string_view text) {
  const NumberProblem problem = parse_number(text).problem;
  if (problem != NumberProblem::none && problem != NumberProblem::too_large) return std::nullopt;
  text = trimmed(text);
  ExactNumber number{.digits = digits_that_count(text)};
  if (number.digits.empty()) return number;
  number.sign = text.starts_with('-') ? -1 : 1;
  number.power = power_of_first_digit(text);
  return number;
}

bool is_less(const ExactNumber& a, const ExactNumber& b) {
  if (a.sign != b.sign) return a.sign < b.sign;
  const auto size_of = [](const ExactNumber& number) { return std::tie(number.power, number.digits); };
  return a.sign > 0 ? size_of(a) < size_of(b) : size_of(b) < size_of(a);
}

}  // namespace mlp
