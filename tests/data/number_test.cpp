#include "data/number.hpp"

#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <locale>
#include <string>

#include <gtest/gtest.h>

#include "data/message.hpp"
#include "mlp/base/random.hpp"

namespace mlp {
namespace {

std::uint32_t bits(float value) { return std::bit_cast<std::uint32_t>(value); }

// What parse_number() promises: strtof's bits, +0 for what is not normal.
float by_strtof(const std::string& text) {
  const float value = std::strtof(text.c_str(), nullptr);
  const bool has_digit =
      text.substr(0, text.find_first_of("eE")).find_first_of("123456789") != std::string::npos;
  return has_digit && std::fabs(value) < std::numeric_limits<float>::min() ? 0.0f : value;
}

TEST(Number, HasTheBitsOfStrtof) {
  const auto word = [](std::uint32_t sample, std::uint32_t unit) {
    return draw_word(5, {.purpose = Purpose::noise, .sample = sample}, unit);
  };
  for (std::uint32_t i = 0; i < 20000; ++i) {
    std::string text = word(i, 0) % 2 == 0 ? "-" : "";
    const std::uint32_t digits = 1 + word(i, 1) % 20;
    const std::uint32_t point = word(i, 2) % (digits + 1);
    for (std::uint32_t d = 0; d < digits; ++d) {
      if (d == point) text += '.';
      text += static_cast<char>('0' + word(i, 8 + d) % 10);
    }
    if (word(i, 3) % 2 == 0) text += "e" + std::to_string(static_cast<int>(word(i, 4) % 110) - 70);
    const float expected = by_strtof(text);
    const ParsedNumber number = parse_number(text);
    if (std::isinf(expected)) {
      ASSERT_EQ(number.problem, NumberProblem::too_large) << text;
    } else {
      ASSERT_EQ(number.problem, NumberProblem::none) << text;
      ASSERT_EQ(bits(number.value), bits(expected)) << text;
    }
  }
}

TEST(Number, RoundsToEvenBetweenTwoFloats) {
  EXPECT_EQ(parse_number("16777217").value, 16777216.0f);
  EXPECT_EQ(parse_number("16777219").value, 16777220.0f);
  EXPECT_EQ(parse_number("16777217.0000000000000000000000000000001").value, 16777218.0f);
}

TEST(Number, AcceptsBlanksAndOnePlus) {
  for (const char* text : {"+1.5", " 1.5", "1.5\t", " \t +1.5 ", "1.50", "15e-1", ".15E+1", "1.5e0"}) {
    EXPECT_EQ(parse_number(text).problem, NumberProblem::none) << text;
    EXPECT_EQ(parse_number(text).value, 1.5f) << text;
  }
  EXPECT_EQ(parse_number("5.").value, 5.0f);
  EXPECT_EQ(bits(parse_number("-0").value), bits(-0.0f));
}

TEST(Number, UnderflowsToPlusZero) {
  for (const char* text :
       {"1e-46", "-1e-46", "1e-40", "-1e-40", "1e-999999999999999999999", "0.0001e-99", "1.1754942e-38"}) {
    EXPECT_EQ(parse_number(text).problem, NumberProblem::none) << text;
    EXPECT_EQ(bits(parse_number(text).value), 0u) << text;
  }
  const std::string many_zeros = "-0." + std::string(500, '0') + "1";
  EXPECT_EQ(bits(parse_number(many_zeros).value), 0u);
  EXPECT_EQ(parse_number(many_zeros + "e502").value, -10.0f);
  EXPECT_EQ(parse_number("1.17549435e-38").value, std::numeric_limits<float>::min());
}

TEST(Number, RefusesWhatAFloatCannotHold) {
  for (const char* text : {"3.4028236e38", "-1e39", "1e999999999999999999999", "+1e39"}) {
    EXPECT_EQ(parse_number(text).problem, NumberProblem::too_large) << text;
  }
  EXPECT_EQ(parse_number("1" + std::string(500, '0')).problem, NumberProblem::too_large);
  EXPECT_EQ(parse_number("3.4028235e38").value, std::numeric_limits<float>::max());
}

TEST(Number, RefusesWhatIsNotFinite) {
  for (const char* text : {"nan", "NaN", "-nan", "inf", "-inf", "+inf", "Infinity", "nan(1)"}) {
    EXPECT_EQ(parse_number(text).problem, NumberProblem::not_finite) << text;
  }
}

TEST(Number, RefusesTextAndRests) {
  for (const char* text : {"a", "1a", "1 2", "0x10", "1e", "1e+", ".", "-", "+", "--1", "++1", "+-1", "-+1",
                           "1,5", "1.2.3", "1f"}) {
    EXPECT_EQ(parse_number(text).problem, NumberProblem::not_a_number) << text;
  }
  for (const char* text : {"", " ", "\t "}) EXPECT_EQ(parse_number(text).problem, NumberProblem::empty);
}

TEST(Number, RoundsDoublesLikeText) {
  EXPECT_EQ(finite_float(0.1), 0.1f);
  EXPECT_EQ(finite_float(1e-40), 0.0f);
  EXPECT_EQ(finite_float(0x1.fffffefffffffp127), std::numeric_limits<float>::max());
  EXPECT_EQ(finite_float(0x1.ffffffp127), std::nullopt);
  EXPECT_EQ(finite_float(std::numeric_limits<double>::quiet_NaN()), std::nullopt);
  EXPECT_EQ(finite_float(-std::numeric_limits<double>::infinity()), std::nullopt);
}

// A program that runs where the decimal sign is a comma.
class DecimalComma : public std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
};

TEST(Number, DependsOnNoLocale) {
  const std::locale before = std::locale::global(std::locale(std::locale::classic(), new DecimalComma));
  const ParsedNumber with_point = parse_number("1.5"), with_comma = parse_number("1,5");
  const std::string text = number_text(1.5);
  std::locale::global(before);
  EXPECT_EQ(with_point.value, 1.5f);
  EXPECT_EQ(with_comma.problem, NumberProblem::not_a_number);
  EXPECT_EQ(text, "1.5");
}

}  // namespace
}  // namespace mlp
