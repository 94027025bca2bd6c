#include "kernels/elementwise.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/every_target.hpp"
#include "kernels/guarded_matrix.hpp"
#include "kernels/special_values.hpp"
#include "reference/activations.hpp"
#include "reference/alternatives.hpp"

namespace mlp::kernels {
namespace {

std::vector<float> activation_points() {
  std::vector<float> points = test_numbers(1, 60);
  for (const float z : {0.0f, 0x1p-126f, 0x1p-127f, 0x1p-149f, 1e-30f, 0.55f, 9.0f, 17.4f, 44.4f, 87.4f,
                        88.8f, 104.0f, 1e10f, 0x1.fffffep127f, infinity}) {
    points.push_back(z);
    points.push_back(-z);
  }
  points.push_back(not_a_number);
  return points;
}

// Fills with the points in turn, from number `first` on.
void fill_with_points(GuardedMatrix& matrix, std::size_t first) {
  static const std::vector<float> points = activation_points();
  for (Index i = 0; i < matrix.rows(); ++i) {
    for (Index j = 0; j < matrix.columns(); ++j) matrix(i, j) = points[first++ % points.size()];
  }
}

struct ValueAndSlope {
  float value, slope;
};

// Of one number, in a block by itself.
ValueAndSlope alone(const Activation& activation, float z) {
  GuardedMatrix value(1, 1), slope(1, 1);
  value(0, 0) = z;
  activate(activation, block(value), block(slope));
  return {value(0, 0), slope(0, 0)};
}

float multiplied_alone(const Activation& activation, float from, float d) {
  GuardedMatrix source(1, 1), delta(1, 1);
  source(0, 0) = from;
  delta(0, 0) = d;
  multiply_by_slope(activation, block(source), block(delta));
  return delta(0, 0);
}

// The activations that map single numbers, also with other than default numbers.
std::vector<Activation> activations() {
  std::vector<Activation> all = all_alternatives<Activation>();
  std::erase_if(all, [](const Activation& one) { return mixes_units(one); });
  all.push_back(LeakyRelu{.negative_slope = 0.3});
  all.push_back(LeakyRelu{.negative_slope = 0.0});
  all.push_back(Elu{.alpha = 0.3});
  all.push_back(Celu{.alpha = 0.3});
  all.push_back(Gelu{.approximate = true});
  all.push_back(Softplus{.beta = 2.7, .threshold = 3.0});
  all.push_back(HardTanh{.min_value = 0.0, .max_value = 2.3});
  return all;
}

class EachActivationOfABlock : public testing::TestWithParam<Activation> {};

TEST_P(EachActivationOfABlock, GivesAnElementTheSameBitsWhereverItStands) {
  under_every_target([&](const std::string&) {
    for (const Index rows : {1, 3}) {
      for (Index columns = 1; columns <= 70; ++columns) {
        GuardedMatrix z(rows, columns);
        fill_with_points(z, static_cast<std::size_t>(columns));
        GuardedMatrix with_slope = z, without_slope = z, slope(rows, columns, 5);
        activate(GetParam(), block(with_slope), block(slope));
        activate(GetParam(), block(without_slope), {});
        const auto value = [&](Index i, Index j) { return alone(GetParam(), z(i, j)).value; };
        ASSERT_TRUE(holds(with_slope, value));
        ASSERT_TRUE(holds(without_slope, value));
        ASSERT_TRUE(holds(slope, [&](Index i, Index j) { return alone(GetParam(), z(i, j)).slope; }));
      }
    }
  });
}

TEST_P(EachActivationOfABlock, WritesSlopesWhereverTheyAreAskedFor) {
  under_every_target([&](const std::string&) {
    GuardedMatrix z(1, 21), slope(1, 21);
    fill_with_test_numbers(z, 2);
    for (Index j = 0; j < 21; ++j) slope(0, j) = 77.0f;
    activate(GetParam(), block(z), block(slope));
    const bool has_slopes = !std::holds_alternative<Softmax>(GetParam());  // softmax has a Jacobian
    for (Index j = 0; j < 21; ++j) EXPECT_EQ(slope(0, j) != 77.0f, has_slopes);
  });
}

TEST_P(EachActivationOfABlock, MultipliesAnElementWhereverItStands) {
  under_every_target([&](const std::string&) {
    for (const Index rows : {1, 3}) {
      for (Index columns = 1; columns <= 70; ++columns) {
        GuardedMatrix from(rows, columns, 5), d(rows, columns);
        fill_with_points(from, static_cast<std::size_t>(columns));
        fill_with_points(d, static_cast<std::size_t>(5 * columns));
        const GuardedMatrix before = d;
        multiply_by_slope(GetParam(), block(from), block(d));
        ASSERT_TRUE(holds(
            d, [&](Index i, Index j) { return multiplied_alone(GetParam(), from(i, j), before(i, j)); }));
      }
    }
  });
}

TEST_P(EachActivationOfABlock, MultipliesByTheSlopeAtZ) {
  under_every_target([&](const std::string&) {
    GuardedMatrix z(1, 200);
    for (Index j = 0; j < 200; ++j) z(0, j) = 8.0f * test_number(3, j);
    GuardedMatrix values = z, slopes(1, 200), d(1, 200);
    fill_with_test_numbers(d, 4);
    const GuardedMatrix before = d;
    activate(GetParam(), block(values), block(slopes));
    multiply_by_slope(GetParam(), keeps_slope(GetParam()) ? block(slopes) : block(values), block(d));
    for (Index j = 0; j < 200; ++j) {
      const auto value = [&](double at) {
        return static_cast<double>(alone(GetParam(), static_cast<float>(at)).value);
      };
      // A central difference of float values: 2h is exact, rounding is at most 2⁻²³·|f|/h.
      const double h = 0x1p-8, at = static_cast<double>(z(0, j));
      const std::vector<double> kinks = reference_kinks(GetParam());
      if (std::any_of(kinks.begin(), kinks.end(), [&](double kink) { return std::abs(at - kink) < 2 * h; }))
        continue;
      const double slope = (value(at + h) - value(at - h)) / (2 * h);
      const double tolerance = 3e-4 * std::max(1.0, std::abs(value(at)));
      EXPECT_NEAR(static_cast<double>(d(0, j)), static_cast<double>(before(0, j)) * slope, tolerance)
          << z(0, j);
    }
  });
}

TEST_P(EachActivationOfABlock, TakesAnEmptyBlock) {
  GuardedMatrix z(2, 2), slope(2, 2);
  for (const auto& [rows, columns] : {std::pair<Index, Index>{0, 2}, {2, 0}}) {
    activate(GetParam(), {z.data(), rows, columns, 5}, {slope.data(), rows, columns, 5});
    multiply_by_slope(GetParam(), {slope.data(), rows, columns, 5}, {z.data(), rows, columns, 5});
  }
  EXPECT_TRUE(holds(z, [](Index, Index) { return 0.0f; }));
}

std::string numbered_name(const testing::TestParamInfo<Activation>& test) {
  return name_of_param(test) + "_" + std::to_string(test.index);
}

INSTANTIATE_TEST_SUITE_P(All, EachActivationOfABlock, testing::ValuesIn(activations()), numbered_name);

TEST(SoftmaxActivation, GivesASampleTheSameBitsWhereverItStands) {
  under_every_target([&](const std::string&) {
    for (const Index units : {1, 2, 10}) {
      for (Index samples = 1; samples <= 40; ++samples) {
        GuardedMatrix z(units, samples);
        fill_with_points(z, static_cast<std::size_t>(samples));
        GuardedMatrix a = z, expected(units, samples);
        for (Index s = 0; s < samples; ++s) {
          GuardedMatrix column(units, 1);
          for (Index k = 0; k < units; ++k) column(k, 0) = z(k, s);
          activate(Softmax{}, block(column), {});
          for (Index k = 0; k < units; ++k) expected(k, s) = column(k, 0);
        }
        activate(Softmax{}, block(a), {});
        ASSERT_TRUE(holds(a, [&](Index k, Index s) { return expected(k, s); }));
      }
    }
  });
}

TEST(SoftmaxActivation, AgreesWithLongDoubleAndSumsToOne) {
  const Index units = 10, samples = 37;
  under_every_target([&](const std::string&) {
    GuardedMatrix a(units, samples);
    for (Index k = 0; k < units; ++k) {
      for (Index s = 0; s < samples; ++s) a(k, s) = 20.0f * test_number(5, k * samples + s);
    }
    const GuardedMatrix z = a;
    activate(Softmax{}, block(a), {});
    for (Index s = 0; s < samples; ++s) {
      long double sum = 0, largest = -1000;
      for (Index k = 0; k < units; ++k) largest = std::max<long double>(largest, z(k, s));
      for (Index k = 0; k < units; ++k) sum += std::exp(z(k, s) - largest);
      double total = 0;
      for (Index k = 0; k < units; ++k) {
        const long double distance = largest - z(k, s), truth = std::exp(-distance) / sum;
        // Rounding z − largest moves e^z by distance·2⁻²⁴; exp, ten sums and a division the rest.
        const auto tolerance = static_cast<double>(truth * (distance + 16) * 0x1p-24L);
        EXPECT_NEAR(static_cast<double>(a(k, s)), static_cast<double>(truth), tolerance);
        total += static_cast<double>(a(k, s));
      }
      EXPECT_NEAR(total, 1.0, 16 * 0x1p-24);
    }
    EXPECT_TRUE(a.is_alone());
  });
}

// Softmax of the same logits in every one of 21 samples.
void expect_softmax(const std::vector<float>& z, const std::vector<float>& expected) {
  under_every_target([&](const std::string&) {
    GuardedMatrix a(static_cast<Index>(z.size()), 21);
    for (Index k = 0; k < a.rows(); ++k) std::fill_n(a.row(k), 21, z[static_cast<std::size_t>(k)]);
    activate(Softmax{}, block(a), {});
    EXPECT_TRUE(holds(a, [&](Index k, Index) { return expected[static_cast<std::size_t>(k)]; }));
  });
}

TEST(SoftmaxActivation, StaysExactForExtremeLogits) {
  expect_softmax({1e30f, -1e30f, 0.0f}, {1.0f, 0.0f, 0.0f});
  expect_softmax({-3e38f, 3e38f}, {0.0f, 1.0f});
  expect_softmax({-1e30f, -1e30f}, {0.5f, 0.5f});
  expect_softmax({1e30f, 1e30f, 1e30f, 1e30f}, {0.25f, 0.25f, 0.25f, 0.25f});
  expect_softmax({-infinity, 2.0f, 2.0f}, {0.0f, 0.5f, 0.5f});
  expect_softmax({7.0f}, {1.0f});
  expect_softmax({0.0f, -87.5f}, {1.0f, 0.0f});  // a subnormal
}

TEST(SoftmaxActivation, ShowsLogitsThatAreNotNumbers) {
  expect_softmax({not_a_number, 1.0f}, {not_a_number, not_a_number});
  expect_softmax({1.0f, not_a_number}, {not_a_number, not_a_number});
  expect_softmax({infinity, infinity}, {not_a_number, not_a_number});
  expect_softmax({-infinity, -infinity}, {not_a_number, not_a_number});
}

TEST(SoftmaxActivation, MultipliesByItsJacobian) {
  under_every_target([&](const std::string&) {
    for (Index units = 1; units <= 20; ++units) {
      const Index samples = 7;
      GuardedMatrix a(units, samples), from(samples, units), d(samples, units, 4);
      fill_with_test_numbers(a, 6);
      fill_with_test_numbers(d, 7);
      activate(Softmax{}, block(a), {});
      for (Index s = 0; s < samples; ++s) {
        for (Index k = 0; k < units; ++k) from(s, k) = a(k, s);
      }
      const GuardedMatrix before = d;
      multiply_by_slope(Softmax{}, block(from), block(d));
      for (Index s = 0; s < samples; ++s) {
        double sum = 0, size = 0;
        for (Index k = 0; k < units; ++k) {
          const double term = static_cast<double>(before(s, k)) * static_cast<double>(from(s, k));
          sum += term;
          size += std::abs(term);
        }
        for (Index k = 0; k < units; ++k) {
          const auto ak = static_cast<double>(from(s, k)), dk = static_cast<double>(before(s, k));
          // A chain of `units` roundings, a difference and a product.
          const double tolerance = ak * (std::abs(dk) + static_cast<double>(units + 2) * size) * 0x1p-24;
          EXPECT_NEAR(static_cast<double>(d(s, k)), ak * (dk - sum), tolerance);
        }
      }
      EXPECT_TRUE(d.is_alone());
    }
  });
}

TEST(SumRows, IsOneChainPerColumnFromTheFirstRowOn) {
  under_every_target([&](const std::string&) {
    for (const Index rows : {0, 1, 2, 64, 257}) {
      for (Index columns = 1; columns <= 40; ++columns) {
        GuardedMatrix matrix(rows, columns), sums(1, columns);
        fill_with_test_numbers(matrix, 8);
        sum_rows(block(matrix), sums.data());
        ASSERT_TRUE(holds(sums, [&](Index, Index j) {
          float sum = 0.0f;
          for (Index i = 0; i < rows; ++i) sum += matrix(i, j);
          return stored(sum);
        }));
      }
    }
  });
}

TEST(SumRows, FlushesASubnormalSumButNoPartOfIt) {
  under_every_target([&](const std::string&) {
    GuardedMatrix matrix(2, 19), sums(1, 19);
    for (Index j = 0; j < 19; ++j) {
      matrix(0, j) = -0x1p-140f;
      matrix(1, j) = j % 2 == 0 ? 0.0f : 0x1p-125f;
    }
    sum_rows(block(matrix), sums.data());
    EXPECT_TRUE(holds(sums, [](Index, Index j) { return j % 2 == 0 ? 0.0f : 0x1p-125f - 0x1p-140f; }));
  });
}

TEST(IsFinite, FindsASingleOneOfAnyKindAnywhere) {
  under_every_target([&](const std::string&) {
    for (Index columns = 1; columns <= 40; ++columns) {
      GuardedMatrix matrix(3, columns);
      fill_with_test_numbers(matrix, 9);
      matrix(1, columns - 1) = 0x1.fffffep127f;
      matrix(2, 0) = -0x1.fffffep127f;
      EXPECT_TRUE(is_finite(block(matrix)));
      for (Index at = 0; at < 3 * columns; ++at) {
        const float kinds[] = {infinity, -infinity, not_a_number};
        float& value = matrix(at / columns, at % columns);
        const float before = std::exchange(value, kinds[at % 3]);
        EXPECT_FALSE(is_finite(block(matrix))) << at;
        value = before;
      }
    }
    EXPECT_TRUE(is_finite({}));
  });
}

}  // namespace
}  // namespace mlp::kernels
