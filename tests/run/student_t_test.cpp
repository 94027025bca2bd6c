// Student's t distribution against printed tables and SciPy's digits.
#include "run/student_t.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace mlp {
namespace {

TEST(StudentT, HasTheBoundsOfTheTables) {
  // Two-sided; scipy.stats.t.ppf(0.975, n) and (0.995, n).  1e-9: the cosine's rounding near a right angle.
  const struct {
    Index freedom;
    double at_95, at_99;
  } rows[] = {{1, 12.706204736174698, 63.656741162871526},
              {2, 4.302652729749462, 9.92484320091807},
              {3, 3.1824463052837078, 5.84090930973336},
              {9, 2.2621571628540993, 3.2498355440153697},
              {30, 2.0422724563012373, 2.7499956535672237}};
  for (const auto& row : rows) {
    EXPECT_NEAR(student_t_bound(0.95, row.freedom), row.at_95, 1e-9 * row.at_95) << row.freedom;
    EXPECT_NEAR(student_t_bound(0.99, row.freedom), row.at_99, 1e-9 * row.at_99) << row.freedom;
  }
}

TEST(StudentT, HasAShareThatIsTheBoundsInverse) {
  for (const Index freedom : {1, 2, 3, 4, 9, 10, 99}) {
    for (const double share : {0.01, 0.5, 0.9, 0.99}) {
      EXPECT_NEAR(student_t_within(student_t_bound(share, freedom), freedom), share, 1e-12) << freedom;
    }
    EXPECT_EQ(student_t_within(0.0, freedom) < 1e-15, true);
    EXPECT_EQ(student_t_within(std::numeric_limits<double>::infinity(), freedom), 1.0);
  }
}

TEST(StudentT, IsNearTheNormalDistributionForManyDegreesOfFreedom) {
  EXPECT_NEAR(student_t_bound(0.95, 100000), 1.959963984540054, 1e-4);  // the difference is about 2.4/ν
}

}  // namespace
}  // namespace mlp
