// log_softmax over blocks: the other activation that mixes the units of a sample.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/elementwise.hpp"
#include "kernels/every_target.hpp"
#include "kernels/guarded_matrix.hpp"
#include "kernels/special_values.hpp"

namespace mlp::kernels {
namespace {

TEST(LogSoftmaxActivation, GivesASampleTheSameBitsWhereverItStands) {
  under_every_target([&](const std::string&) {
    for (const Index units : {1, 2, 10}) {
      for (Index samples = 1; samples <= 40; ++samples) {
        GuardedMatrix z(units, samples);
        fill_with_test_numbers(z, 3);
        GuardedMatrix a = z, expected(units, samples);
        for (Index s = 0; s < samples; ++s) {
          GuardedMatrix column(units, 1);
          for (Index k = 0; k < units; ++k) column(k, 0) = z(k, s);
          activate(LogSoftmax{}, block(column), {});
          for (Index k = 0; k < units; ++k) expected(k, s) = column(k, 0);
        }
        activate(LogSoftmax{}, block(a), {});
        ASSERT_TRUE(holds(a, [&](Index k, Index s) { return expected(k, s); }));
      }
    }
  });
}

TEST(LogSoftmaxActivation, AgreesWithLongDouble) {
  const Index units = 10, samples = 37;
  under_every_target([&](const std::string&) {
    GuardedMatrix a(units, samples);
    for (Index k = 0; k < units; ++k) {
      for (Index s = 0; s < samples; ++s) a(k, s) = 20.0f * test_number(5, k * samples + s);
    }
    const GuardedMatrix z = a;
    activate(LogSoftmax{}, block(a), {});
    for (Index s = 0; s < samples; ++s) {
      long double others = 0;
      Index top = 0;
      for (Index k = 1; k < units; ++k) top = z(k, s) > z(top, s) ? k : top;
      for (Index k = 0; k < units; ++k) {
        if (k != top) others += std::exp(static_cast<long double>(z(k, s)) - z(top, s));
      }
      for (Index k = 0; k < units; ++k) {
        const long double distance = static_cast<long double>(z(top, s)) - z(k, s);
        const long double truth = -distance - std::log1p(others);
        // Of the sum, its terms' exponents, log1p and two differences; nothing of the largest unit's 1.
        const auto tolerance = static_cast<double>(std::abs(truth) * 48 * 0x1p-24L);
        EXPECT_NEAR(static_cast<double>(a(k, s)), static_cast<double>(truth), tolerance);
      }
    }
    EXPECT_TRUE(a.is_alone());
  });
}

// Of the same logits in every one of 21 samples.
void expect_log_softmax(const std::vector<float>& z, const std::vector<float>& expected) {
  under_every_target([&](const std::string&) {
    GuardedMatrix a(static_cast<Index>(z.size()), 21);
    for (Index k = 0; k < a.rows(); ++k) std::fill_n(a.row(k), 21, z[static_cast<std::size_t>(k)]);
    activate(LogSoftmax{}, block(a), {});
    EXPECT_TRUE(holds(a, [&](Index k, Index) { return expected[static_cast<std::size_t>(k)]; }));
  });
}

TEST(LogSoftmaxActivation, StaysExactForExtremeLogits) {
  constexpr float log_2 = 0x1.62e430p-1f;
  expect_log_softmax({1e30f, -1e30f, 0.0f}, {0.0f, -2e30f, -1e30f});
  expect_log_softmax({-1e30f, -1e30f}, {-log_2, -log_2});
  expect_log_softmax({-infinity, 2.0f, 2.0f}, {-infinity, -log_2, -log_2});
  expect_log_softmax({7.0f}, {0.0f});
  expect_log_softmax({0.0f, -87.5f}, {0.0f, -87.5f});  // a subnormal
}

TEST(LogSoftmaxActivation, ShowsLogitsThatAreNotNumbers) {
  expect_log_softmax({not_a_number, 1.0f}, {not_a_number, not_a_number});
  expect_log_softmax({1.0f, not_a_number}, {not_a_number, not_a_number});
  expect_log_softmax({infinity, infinity}, {not_a_number, not_a_number});
  expect_log_softmax({-infinity, -infinity}, {not_a_number, not_a_number});
}

TEST(LogSoftmaxActivation, MultipliesByItsJacobian) {
  under_every_target([&](const std::string&) {
    for (Index units = 1; units <= 20; ++units) {
      const Index samples = 7;
      GuardedMatrix a(units, samples), from(samples, units), d(samples, units, 4);
      fill_with_test_numbers(a, 6);
      fill_with_test_numbers(d, 7);
      activate(LogSoftmax{}, block(a), {});
      for (Index s = 0; s < samples; ++s) {
        for (Index k = 0; k < units; ++k) from(s, k) = a(k, s);
      }
      const GuardedMatrix before = d;
      multiply_by_slope(LogSoftmax{}, block(from), block(d));
      for (Index s = 0; s < samples; ++s) {
        double sum = 0, size = 0;
        for (Index k = 0; k < units; ++k) {
          sum += static_cast<double>(before(s, k));
          size += std::abs(static_cast<double>(before(s, k)));
        }
        for (Index k = 0; k < units; ++k) {
          const double softmax = std::exp(static_cast<double>(from(s, k)));
          // A chain of `units` roundings, exp's 2 ulp and a fused difference.
          const double tolerance =
              (size * static_cast<double>(units + 6) + std::abs(static_cast<double>(before(s, k)))) * 0x1p-24;
          EXPECT_NEAR(static_cast<double>(d(s, k)), static_cast<double>(before(s, k)) - softmax * sum,
                      tolerance);
        }
      }
      EXPECT_TRUE(d.is_alone());
    }
  });
}

}  // namespace
}  // namespace mlp::kernels
