// Which points a sweep tries, which of them go on, and what is made of their objectives.
#include <cmath>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "run/sweep/halving.hpp"
#include "run/sweep/importance.hpp"
#include "run/sweep/parameter_values.hpp"
#include "run/sweep/search_points.hpp"
#include "run/sweep/sobol.hpp"

namespace mlp {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

double sobol_share(std::uint32_t point, Index dimension) { return sobol(point, dimension) * 0x1p-32; }

// The first points of Joe & Kuo's own program, sobol.cc.
TEST(Sobol, HasThePublishedFirstPoints) {
  const double points[][3] = {{0, 0, 0},
                              {0.5, 0.5, 0.5},
                              {0.75, 0.25, 0.25},
                              {0.25, 0.75, 0.75},
                              {0.375, 0.375, 0.625},
                              {0.875, 0.875, 0.125},
                              {0.625, 0.125, 0.875},
                              {0.125, 0.625, 0.375},
                              {0.1875, 0.3125, 0.9375},
                              {0.6875, 0.8125, 0.4375}};
  for (std::uint32_t point = 0; point < 10; ++point)
    for (Index d = 0; d < 3; ++d) EXPECT_EQ(sobol_share(point, d), points[point][d]) << point << " " << d;
}

TEST(Sobol, FillsEveryAxisEvenly) {
  constexpr std::uint32_t count = 256;
  for (Index d = 0; d < most_sobol_dimensions; ++d) {
    std::set<std::uint32_t> cells;
    for (std::uint32_t point = 0; point < count; ++point) cells.insert(sobol(point, d) >> 24);
    EXPECT_EQ(cells.size(), count) << d;
  }
}

// Two neighbouring axes of the first dimensions: a point in each of 16 × 16 squares.
TEST(Sobol, FillsSquaresOfTheFirstTwoAxes) {
  std::set<std::pair<std::uint32_t, std::uint32_t>> squares;
  for (std::uint32_t point = 0; point < 256; ++point)
    squares.insert({sobol(point, 0) >> 28, sobol(point, 1) >> 28});
  EXPECT_EQ(squares.size(), 256u);
}

std::vector<std::pair<Index, Index>> rungs_of(const Bracket& bracket) {
  std::vector<std::pair<Index, Index>> rungs;
  for (const Rung& rung : bracket.rungs) rungs.emplace_back(rung.points, rung.epochs);
  return rungs;
}

// Li et al. 2018, table 1.
TEST(Halving, OfHyperbandHasThePublishedBrackets) {
  const std::vector<Bracket> brackets = brackets_of(HyperbandSearch{.max_epochs = 81, .reduction = 3}, 0);
  using Pair = std::pair<Index, Index>;
  ASSERT_EQ(brackets.size(), 5u);
  EXPECT_THAT(rungs_of(brackets[0]),
              ElementsAre(Pair(81, 1), Pair(27, 3), Pair(9, 9), Pair(3, 27), Pair(1, 81)));
  EXPECT_THAT(rungs_of(brackets[1]), ElementsAre(Pair(34, 3), Pair(11, 9), Pair(3, 27), Pair(1, 81)));
  EXPECT_THAT(rungs_of(brackets[2]), ElementsAre(Pair(15, 9), Pair(5, 27), Pair(1, 81)));
  EXPECT_THAT(rungs_of(brackets[3]), ElementsAre(Pair(8, 27), Pair(2, 81)));
  EXPECT_THAT(rungs_of(brackets[4]), ElementsAre(Pair(5, 81)));
  EXPECT_EQ(brackets[2].first_point, 81 + 34);
}

TEST(Halving, EndsAtTheGreatestNumberOfEpochs) {
  using Pair = std::pair<Index, Index>;
  const HalvingSearch search{.points = 10, .min_epochs = 2, .max_epochs = 9, .reduction = 2};
  EXPECT_THAT(rungs_of(brackets_of(search, 0).front()),
              ElementsAre(Pair(10, 2), Pair(5, 4), Pair(2, 8), Pair(1, 9)));
}

TEST(Halving, LetsTheBestGoOnTiesToTheEarlierAndNeverAFailedOne) {
  EXPECT_THAT(best_of({0.5, std::nullopt, 0.1, 0.5, 0.3}, 3), ElementsAre(0u, 2u, 4u));
  EXPECT_THAT(best_of({std::nullopt, 7.0}, 2), ElementsAre(1u));
  EXPECT_THAT(best_of({std::nullopt}, 1), IsEmpty());
}

SweepConfig sweep_of(const SweepSearch& search, const std::map<std::string, SweepParameter>& parameters) {
  SweepConfig sweep;
  sweep.search = search;
  sweep.parameters = parameters;
  return sweep;
}

TEST(SearchPoints, OfAGridChangeTheLastParameterFirst) {
  const auto points = search_points(
      sweep_of(GridSearch{}, {{"/a", ValueChoice{.values = {{"1"}, {"\"x\""}}}},
                              {"/b", LogUniformNumber{.low = 0.001, .high = 0.1, .points = 3}}}));
  EXPECT_THAT(points, ElementsAre(ElementsAre("1", "0.001"), ElementsAre("1", "0.01"),
                                  ElementsAre("1", "0.1"), ElementsAre("\"x\"", "0.001"),
                                  ElementsAre("\"x\"", "0.01"), ElementsAre("\"x\"", "0.1")));
}

TEST(SearchPoints, StayWithinTheirBoundsAndFollowFromTheSeed) {
  for (const SweepSearch& search :
       {SweepSearch(RandomSearch{.points = 300}), SweepSearch(SobolSearch{.points = 256})}) {
    SweepConfig sweep = sweep_of(search, {{"/a", UniformNumber{.low = -2, .high = 3}},
                                          {"/b", LogUniformNumber{.low = 1e-4, .high = 1}},
                                          {"/c", IntegerNumber{.low = 2, .high = 5}}});
    const auto points = search_points(sweep);
    std::map<std::string, int> integers;
    double small = 0;
    for (const SweepPoint& point : points) {
      const double a = std::stod(point[0]), b = std::stod(point[1]);
      EXPECT_TRUE(a >= -2 && a <= 3 && b >= 1e-4 && b <= 1.0);
      small += b < 1e-2;
      ++integers[point[2]];
    }
    const auto count = static_cast<double>(points.size());
    EXPECT_NEAR(small / count, 0.5, 0.1) << "half of the orders of magnitude";
    EXPECT_EQ(integers.size(), 4u);
    for (const auto& [integer, times] : integers) EXPECT_NEAR(times / count, 0.25, 0.08) << integer;
    EXPECT_EQ(search_points(sweep), points);
    sweep.seed = 2;
    EXPECT_NE(search_points(sweep), points);
  }
}

TEST(SearchPoints, CountEqualOnesOnce) {
  const auto points =
      search_points(sweep_of(RandomSearch{.points = 100}, {{"/a", IntegerNumber{.low = 1, .high = 3}}}));
  EXPECT_EQ(points.size(), 3u);
}

TEST(Importance, IsOneWhereTheGroupsExplainAllAndNoneWhereTheyExplainNothing) {
  EXPECT_DOUBLE_EQ(explained_share({1.0, 1.0, 5.0, 5.0}, {0, 0, 1, 1}), 1.0);
  EXPECT_EQ(explained_share({1.0, 5.0, 1.0, 5.0}, {0, 0, 1, 1}), 0.0);
  EXPECT_EQ(explained_share({3.0, 3.0}, {0, 1}), 0.0);
  // SS_between = 4, SS_within = 1, k = 2, n = 4: (4 − 1·½) / 5.
  EXPECT_DOUBLE_EQ(explained_share({0.0, 1.0, 2.0, 3.0, std::nullopt}, {0, 0, 1, 1, 1}), 0.7);
}

TEST(Importance, CutsNumbersAtQuantiles) {
  EXPECT_THAT(groups_of_values({"0.1", "100", "0.2", "90"}, true), ElementsAre(0u, 1u, 0u, 1u));
  EXPECT_THAT(groups_of_values({"\"b\"", "\"a\"", "\"b\""}, false), ElementsAre(0u, 1u, 0u));
}

}  // namespace
}  // namespace mlp
