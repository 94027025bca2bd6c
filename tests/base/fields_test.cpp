#include "mlp/base/fields.hpp"

#include <limits>
#include <locale>

#include <gtest/gtest.h>

namespace mlp {
namespace {

TEST(Rule, ReadsAsAnInterval) {
  EXPECT_EQ(to_text(anything), "");
  EXPECT_EQ(to_text(Rule{}.required()), "");
  EXPECT_EQ(to_text(at_least(1)), "at least 1");
  EXPECT_EQ(to_text(above(0)), "above 0");
  EXPECT_EQ(to_text(anything.at_most(5)), "at most 5");
  EXPECT_EQ(to_text(anything.below(5)), "below 5");
  EXPECT_EQ(to_text(at_least(0).below(1)), "in [0, 1)");
  EXPECT_EQ(to_text(at_least(0).at_most(1)), "in [0, 1]");
  EXPECT_EQ(to_text(above(0).below(1)), "in (0, 1)");
  EXPECT_EQ(to_text(above(-1).at_most(1)), "in (-1, 1]");
}

TEST(Rule, WritesNumbersAsOneWouldInAConfig) {
  EXPECT_EQ(to_text(at_least(0.05).at_most(0.1)), "in [0.05, 0.1]");
  EXPECT_EQ(to_text(at_least(1).at_most(4294967295.0)), "in [1, 4294967295]");
  EXPECT_EQ(to_text(above(1e-8)), "above 1e-08");
}

TEST(Rule, WritesNumbersTheSameInEveryLocale) {
  struct German : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
  };
  const std::locale before = std::locale::global(std::locale(std::locale::classic(), new German));
  const std::string text = to_text(at_least(0.5).at_most(10000));
  std::locale::global(before);
  EXPECT_EQ(text, "in [0.5, 10000]");
}

TEST(Rule, ContainsItsClosedEndsAndNoOpenOnes) {
  EXPECT_TRUE(at_least(0).contains(0));
  EXPECT_FALSE(above(0).contains(0));
  EXPECT_TRUE(above(0).contains(std::numeric_limits<double>::denorm_min()));
  EXPECT_TRUE(anything.at_most(1).contains(1));
  EXPECT_FALSE(anything.below(1).contains(1));
  EXPECT_FALSE(at_least(0).contains(-1e-300));
  EXPECT_TRUE(at_least(0).below(1).contains(-0.0));
  EXPECT_TRUE(anything.contains(-1e308));
}

TEST(Rule, ContainsNoNaN) {
  const double not_a_number = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(anything.contains(not_a_number));
  EXPECT_FALSE(at_least(0).contains(not_a_number));
  EXPECT_FALSE(above(0).below(1).contains(not_a_number));
}

TEST(Rule, RemembersWhatItWasBuiltFrom) {
  constexpr Rule rule = above(0).below(1).required();
  EXPECT_TRUE(rule.must_be_given);
  EXPECT_TRUE(rule.low_open);
  EXPECT_TRUE(rule.high_open);
  EXPECT_FALSE(above(0).must_be_given);
  EXPECT_FALSE(rule.at_most(2).high_open && !anything.below(2).at_most(2).high_open);
}

struct Apple {
  static constexpr std::string_view name = "apple";
};
struct Pear {
  static constexpr std::string_view name = "pear";
};

TEST(NameOf, IsThatOfTheAlternativeHeld) {
  std::variant<Apple, Pear> fruit;
  EXPECT_EQ(name_of(fruit), "apple");
  fruit = Pear{};
  EXPECT_EQ(name_of(fruit), "pear");
}

}  // namespace
}  // namespace mlp
