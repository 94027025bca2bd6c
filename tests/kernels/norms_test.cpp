#include "kernels/norms.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/every_target.hpp"
#include "kernels/guarded_matrix.hpp"
#include "kernels/striped_sum.hpp"

namespace mlp::kernels {
namespace {

double squares_of(const float* row, Index columns) {
  StripedSum sum;
  for (Index j = 0; j < columns; ++j) sum.add(j, static_cast<double>(row[j]) * static_cast<double>(row[j]));
  return sum.total();
}

TEST(RowSquares, AreTheStripedSumsOfEachRow) {
  under_every_target([](const std::string&) {
    for (const Index columns : {1, 2, 15, 63, 64, 65, 130, 200}) {
      GuardedMatrix matrix(3, columns, 0);
      fill_with_test_numbers(matrix, 4);
      std::vector<double> squares(3);
      row_squares({3, columns, matrix.data()}, squares.data());
      for (Index i = 0; i < 3; ++i)
        EXPECT_EQ(squares[static_cast<std::size_t>(i)], squares_of(matrix.row(i), columns)) << columns;
    }
  });
}

TEST(RowSquares, DoNotOverflow) {
  under_every_target([](const std::string&) {
    const float huge = 0x1p127f;
    double square = 0.0;
    row_squares({1, 1, &huge}, &square);
    EXPECT_EQ(square, 0x1p254);
  });
}

TEST(RowDots, AreTheStripedSumsOfEachRow) {
  under_every_target([](const std::string&) {
    for (const Index columns : {1, 2, 15, 63, 64, 65, 130, 200}) {
      GuardedMatrix matrix(3, columns, 0);
      fill_with_test_numbers(matrix, 4);
      const std::vector<float> others = test_numbers(5, 3 * columns);
      std::vector<double> dots(3), magnitudes(3);
      row_dots({3, columns, matrix.data()}, others.data(), dots.data());
      row_magnitudes({3, columns, matrix.data()}, magnitudes.data());
      for (Index i = 0; i < 3; ++i) {
        StripedSum dot, magnitude;
        for (Index j = 0; j < columns; ++j) {
          const auto x = static_cast<double>(matrix(i, j));
          dot.add(j, x * static_cast<double>(others[static_cast<std::size_t>(i * columns + j)]));
          magnitude.add(j, std::fabs(x));
        }
        EXPECT_EQ(dots[static_cast<std::size_t>(i)], dot.total()) << columns;
        EXPECT_EQ(magnitudes[static_cast<std::size_t>(i)], magnitude.total()) << columns;
      }
    }
  });
}

TEST(AddScaled, IsOneFusedOperationOfEachElement) {
  under_every_target([](const std::string&) {
    for (const Index count : {1, 7, 16, 70}) {
      GuardedMatrix to(1, count);
      fill_with_test_numbers(to, 4);
      const GuardedMatrix before = to;
      const std::vector<float> values = test_numbers(5, count);
      const auto value = [&](Index j) { return values[static_cast<std::size_t>(j)]; };
      add_scaled(count, 0.3f, values.data(), to.data(), to.data());
      EXPECT_TRUE(holds(to, [&](Index, Index j) { return stored(std::fma(0.3f, value(j), before(0, j))); }));
      scale(count, 0.7f, values.data(), to.data());
      EXPECT_TRUE(holds(to, [&](Index, Index j) { return stored(0.7f * value(j)); }));
    }
    const float tiny = 0x1p-126f;
    float result = 1.0f;
    scale(1, 0.5f, &tiny, &result);
    EXPECT_EQ(result, 0.0f);
    const float other = -0x1p-125f;
    add_scaled(1, 1.5f, &tiny, &other, &result);
    EXPECT_EQ(result, 0.0f);  // subnormal otherwise
  });
}

TEST(LimitRowNorms, ScalesRowsThatAreTooLongAndLeavesTheOthers) {
  under_every_target([](const std::string&) {
    for (const Index columns : {1, 7, 16, 70}) {
      GuardedMatrix matrix(4, columns, 0);
      fill_with_test_numbers(matrix, 4);
      const Index longer = 2;
      for (Index j = 0; j < columns; ++j) matrix(longer, j) *= 8.0f;
      const GuardedMatrix before = matrix;
      const double limit = 0.75 * std::sqrt(squares_of(before.row(longer), columns));
      limit_row_norms(4, columns, matrix.data(), limit);
      EXPECT_TRUE(holds(matrix, [&](Index i, Index j) {
        const double norm = std::sqrt(squares_of(before.row(i), columns));
        return norm > limit ? stored(before(i, j) * static_cast<float>(limit / norm)) : before(i, j);
      })) << columns;
      EXPECT_NE(matrix(longer, 0), before(longer, 0));
    }
  });
}

TEST(MoveAverage, GoesItsShareTowardsTheValues) {
  under_every_target([](const std::string&) {
    for (const Index count : {1, 7, 16, 70}) {
      GuardedMatrix average(1, count);
      fill_with_test_numbers(average, 4);
      const GuardedMatrix before = average;
      const std::vector<float> values = test_numbers(5, count);
      move_average(count, values.data(), 0.1, average.data());
      EXPECT_TRUE(holds(average, [&](Index, Index j) {
        const float rise = values[static_cast<std::size_t>(j)] - before(0, j);
        return stored(std::fma(0.1f, rise, before(0, j)));
      }));
    }
    float average = 0x1p-126f;
    const float value = 0.0f;
    move_average(1, &value, 0.5, &average);
    EXPECT_EQ(average, 0.0f);  // subnormal otherwise
  });
}

}  // namespace
}  // namespace mlp::kernels
