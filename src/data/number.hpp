// From text to a float: the one way in which files are read, whatever the locale.
//
// The result has strtof's bits in the C locale, except that what is smaller than the smallest
// normal float is +0 (ARITHMETIC.md, A1).  The whole text must be a decimal number.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mlp {

enum class NumberProblem { none, empty, not_a_number, not_finite, too_large };

struct ParsedNumber {
  float value = 0.0f;
  NumberProblem problem = NumberProblem::none;
};

// Reads `text`; blanks around it and one leading '+' are accepted.
ParsedNumber parse_number(std::string_view text);

// A decimal number with all its digits, for comparing only: sign · d₁.d₂…·10^power.
struct ExactNumber {
  int sign = 0;             // −1, 0 or 1
  std::int64_t power = 0;   // of 0: 0
  std::string digits = {};  // d₁d₂…, neither the first nor the last 0; of 0: none
};

// What parse_number() reads, whatever its size; none where the text is no finite decimal number.
std::optional<ExactNumber> exact_number(std::string_view text);
bool is_less(const ExactNumber& a, const ExactNumber& b);

// `value` as a float, as files and programs give it: rounded to nearest, +0 where the float would be
// subnormal; none where it would not be finite.
std::optional<float> finite_float(double value);

// `text` without the spaces and tabs around it.
std::string_view trimmed(std::string_view text);

}  // namespace mlp
