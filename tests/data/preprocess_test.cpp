#include "mlp/data/preprocess.hpp"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/data_files.hpp"
#include "kernels/striped_sum.hpp"

namespace mlp {
namespace {

using testing::ElementsAre;

Dataset table(Index rows, Index features, const std::vector<float>& values) {
  return make_dataset(ConstMatrixView(values.data(), features, rows),
                      std::vector<int>(static_cast<std::size_t>(rows)));
}

TEST(StripedSum, AddsByStripesAndFoldsByHalves) {
  // In stripe 0: (1e16 + 1) + 1 = 1e16, where one chain over rows in another order would differ.
  StripedSum sum;
  sum.add(0, 1e16);
  sum.add(64, 1.0);
  sum.add(128, 1.0);
  EXPECT_EQ(sum.total(), 1e16);
  // Stripes 0 and 32 meet first, then 16 and 48, then those two.
  StripedSum fold;
  fold.add(0, 1e16);
  fold.add(16, 1.0);
  fold.add(48, 1.0);
  EXPECT_EQ(fold.total(), 1e16 + 2.0);
  EXPECT_EQ(StripedSum().total(), 0.0);
}

TEST(Preprocess, StandardizesToMeanZeroAndDeviationOne) {
  const Dataset data = table(4, 2, {1, 10, 2, 10, 3, 30, 4, 30});
  const ColumnScaling scaling = fit_inputs(Standardize{}, all_rows(data));
  EXPECT_THAT(elements(scaling.shift), ElementsAre(2.5f, 20.0f));
  EXPECT_THAT(elements(scaling.scale), ElementsAre(static_cast<float>(1.0 / std::sqrt(1.25)), 0.1f));
}

TEST(Preprocess, BringsTheSmallestToZeroAndTheLargestToOne) {
  const Dataset data = table(3, 2, {-1, 5, 3, 4, 0, 6});
  const ColumnScaling scaling = fit_inputs(MinMax{}, all_rows(data));
  EXPECT_THAT(elements(scaling.shift), ElementsAre(-1, 4));
  EXPECT_THAT(elements(scaling.scale), ElementsAre(0.25f, 0.5f));
}

TEST(Preprocess, LeavesNumbersAloneWhereAsked) {
  EXPECT_TRUE(fit_inputs(NoScaling{}, all_rows(table(2, 1, {1, 2}))).is_identity());
}

TEST(Preprocess, MapsAConstantColumnToZero) {
  // The sum of many times 0.1f is not exact, and yet there is no spread.
  const std::vector<float> values(1001, 0.1f);
  const Dataset data = table(1001, 1, values);
  for (const Scaling& scaling : {Scaling(Standardize{}), Scaling(MinMax{})}) {
    const ColumnScaling fitted = fit_inputs(scaling, all_rows(data));
    EXPECT_THAT(elements(fitted.shift), ElementsAre(0.1f));
    EXPECT_THAT(elements(fitted.scale), ElementsAre(0.0f));
  }
}

TEST(Preprocess, LooksAtTheGivenRowsOnly) {
  const Dataset data = table(4, 1, {1, 100, 3, -100});
  const ColumnScaling fitted = fit_inputs(MinMax{}, {.dataset = &data, .rows = {0, 2}});
  EXPECT_THAT(elements(fitted.shift), ElementsAre(1));
  EXPECT_THAT(elements(fitted.scale), ElementsAre(0.5f));
}

TEST(Preprocess, SeesImagesAsShares) {
  Dataset data;
  data.rows = data.features = 2;
  data.bytes = FlatBuffer<std::uint8_t>(4);
  data.bytes[1] = 255;
  data.bytes[2] = 51;
  data.bytes[3] = 51;
  const ColumnScaling fitted = fit_inputs(MinMax{}, all_rows(data));
  EXPECT_THAT(elements(fitted.shift), ElementsAre(0.0f, 0.2f));
  EXPECT_THAT(elements(fitted.scale),
              ElementsAre(5.0f, static_cast<float>(1.0 / (1.0 - static_cast<double>(0.2f)))));
}

TEST(Preprocess, FitsEachTarget) {
  const std::vector<float> inputs(2), targets{1, 10, 3, 30};
  const Dataset data =
      make_dataset(ConstMatrixView(inputs.data(), 1, 2), ConstMatrixView(targets.data(), 2, 2));
  const ColumnScaling fitted = fit_targets(Standardize{}, all_rows(data));
  EXPECT_THAT(elements(fitted.shift), ElementsAre(2, 20));
  EXPECT_THAT(elements(fitted.scale), ElementsAre(1.0f, 0.1f));
}

// More columns than the fitting takes at a time, against the definition.
TEST(Preprocess, GivesEachColumnItsOwnStatistics) {
  constexpr Index rows = 200, features = 37;
  std::vector<float> values;
  for (Index i = 0; i < rows * features; ++i) values.push_back(static_cast<float>(i * i % 1009) / 7.0f);
  const Dataset data = table(rows, features, values);
  const ColumnScaling fitted = fit_inputs(Standardize{}, all_rows(data));
  for (Index column = 0; column < features; ++column) {
    StripedSum sum, squares;
    for (Index row = 0; row < rows; ++row) sum.add(row, data.values[row * features + column]);
    const double mean = sum.total() / rows;
    for (Index row = 0; row < rows; ++row) {
      const double distance = data.values[row * features + column] - mean;
      squares.add(row, distance * distance);
    }
    EXPECT_EQ(fitted.shift[column], static_cast<float>(mean)) << column;
    EXPECT_EQ(fitted.scale[column], static_cast<float>(1.0 / std::sqrt(squares.total() / rows))) << column;
  }
}

TEST(Preprocess, CopesWithLargeAndTinySpreads) {
  const Dataset large = table(2, 1, {-4e37f, 4e37f});
  const ColumnScaling fitted = fit_inputs(Standardize{}, all_rows(large));
  EXPECT_THAT(elements(fitted.shift), ElementsAre(0.0f));
  EXPECT_THAT(elements(fitted.scale), ElementsAre(static_cast<float>(1.0 / static_cast<double>(4e37f))));

  const float least = std::numeric_limits<float>::min();
  const ColumnScaling tiny = fit_inputs(MinMax{}, all_rows(table(2, 1, {least, 1.125f * least})));
  EXPECT_THAT(elements(tiny.scale), ElementsAre(0.0f));
}

// Seconds since 1970, a few minutes of them: floats of that size are 128 apart.
TEST(Preprocess, RefusesAColumnOfWhichOnlyRoundingErrorsAreLeft) {
  const Dataset data = table(3, 1, {1700000000.0f, 1700000128.0f, 1700000256.0f});
  EXPECT_EQ(
      message_of<DataError>([&] { fit_inputs(Standardize{}, all_rows(data)); }),
      "column \"column_1\": expected values that differ by more than floats of their size can tell, got "
      "1.7e+09 to 1700000256\n"
      "  hint: subtract a constant from the column (a date's first day, the lowest number), or leave it out");
  const Dataset years = table(3, 1, {1990.0f, 2000.0f, 2010.0f});
  EXPECT_THAT(elements(fit_inputs(MinMax{}, all_rows(years)).shift), ElementsAre(1990.0f));
}

TEST(Preprocess, RefusesASpreadThatAFloatCannotScale) {
  const Dataset data = table(2, 2, {0, -3e38f, 0, 3e38f});
  EXPECT_EQ(message_of<DataError>([&] { fit_inputs(MinMax{}, all_rows(data)); }),
            "column \"column_2\": expected values within a range of 8.5e37 to be brought to a common scale, "
            "got -3.0000000054977558e+38 to 3.0000000054977558e+38\n"
            "  hint: divide the column by a constant, or set its scaling to \"none\"");
}

}  // namespace
}  // namespace mlp
