// The line search on functions of one number, whose good steps are known.
#include "train/line_search.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace mlp {
namespace {

struct Line {
  std::string name;
  std::function<double(double)> value, slope;

  LinePoint at(double step) const { return {.step = step, .value = value(step), .slope = slope(step)}; }
};

std::vector<Line> lines() {
  return {
      {"parabola", [](double t) { return (t - 1) * (t - 1); }, [](double t) { return 2 * (t - 1); }},
      {"flat", [](double t) { return std::pow(t - 3, 4); }, [](double t) { return 4 * std::pow(t - 3, 3); }},
      {"exponential", [](double t) { return std::exp(t) - 5 * t; }, [](double t) { return std::exp(t) - 5; }},
      // Moré & Thuente 1994, (5.1) and (5.2).
      {"rational", [](double t) { return -t / (t * t + 2); },
       [](double t) { return (t * t - 2) / ((t * t + 2) * (t * t + 2)); }},
      {"power", [](double t) { return std::pow(t + 0.004, 5) - 2 * std::pow(t + 0.004, 4); },
       [](double t) { return 5 * std::pow(t + 0.004, 4) - 8 * std::pow(t + 0.004, 3); }},
      {"waves", [](double t) { return 0.1 * t * t - std::sin(3 * t); },
       [](double t) { return 0.2 * t - 3 * std::cos(3 * t); }},
      // Neither exists beyond 2.
      {"walled", [](double t) { return t < 2 ? -std::log(2 - t) - 3 * t : std::nan(""); },
       [](double t) { return t < 2 ? 1 / (2 - t) - 3 : std::nan(""); }},
  };
}

TEST(LineSearch, FindsAStepThatSatisfiesTheStrongWolfeConditions) {
  for (const Line& line : lines()) {
    for (const double first : {1e-3, 0.1, 1.0, 10.0, 1e3}) {
      SCOPED_TRACE(line.name + " from " + std::to_string(first));
      const LinePoint start = line.at(0.0);
      const LineSearchResult found = search_line(start, first, 50, [&](double t) { return line.at(t); });
      EXPECT_TRUE(found.is_wolfe);
      EXPECT_LE(found.point.value, start.value + 1e-4 * found.point.step * start.slope);
      EXPECT_LE(std::fabs(found.point.slope), 0.9 * std::fabs(start.slope));
      EXPECT_EQ(found.point.value, line.at(found.point.step).value);
      EXPECT_LE(found.evaluations, 20);
    }
  }
}

TEST(LineSearch, TakesTheFirstStepWhereItWillDo) {
  const Line parabola = lines().front();
  const LineSearchResult found =
      search_line(parabola.at(0.0), 1.25, 25, [&](double t) { return parabola.at(t); });
  EXPECT_TRUE(found.is_wolfe);
  EXPECT_EQ(found.point.step, 1.25);
  EXPECT_EQ(found.last_evaluated, 1.25);
  EXPECT_EQ(found.evaluations, 1);
}

TEST(LineSearch, GivesTheLowestPointWhenTheEvaluationsAreUsedUp) {
  const Line parabola = lines().front();
  const auto evaluate = [&](double t) { return parabola.at(t); };
  // Two steps far too short: the second, ten times as long, is the lower one.
  const LineSearchResult found = search_line(parabola.at(0.0), 0.00390625, 2, evaluate);
  EXPECT_FALSE(found.is_wolfe);
  EXPECT_EQ(found.evaluations, 2);
  EXPECT_EQ(found.point.step, 0.0390625);
}

TEST(LineSearch, StaysWhereNothingIsLower) {
  // The slope promises what the values do not keep.
  const auto rising = [](double t) { return LinePoint{.step = t, .value = t, .slope = -1.0}; };
  EXPECT_EQ(search_line(rising(0.0), 1.0, 25, rising).point.step, 0.0);
  const auto nowhere = [](double t) {
    return LinePoint{.step = t, .value = std::numeric_limits<double>::infinity(), .slope = 0.0};
  };
  const LineSearchResult found = search_line({.step = 0.0, .value = 1.0, .slope = -1.0}, 1.0, 25, nowhere);
  EXPECT_EQ(found.point.step, 0.0);
  EXPECT_EQ(found.evaluations, 25);
}

// Near a minimum the values differ by roundings alone; the slopes still tell.
TEST(LineSearch, GoesByTheSlopesWhereValuesAreEqual) {
  const auto rounded = [](double t) { return LinePoint{.step = t, .value = 1.0, .slope = t - 1.0}; };
  const LineSearchResult found = search_line(rounded(0.0), 1.0, 25, rounded);
  EXPECT_TRUE(found.is_wolfe);
  EXPECT_EQ(found.point.step, 1.0);
}

}  // namespace
}  // namespace mlp
