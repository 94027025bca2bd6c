#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/guarded_matrix.hpp"
#include "kernels/losses.hpp"

namespace mlp::kernels {
namespace {

TEST(MeanSquaredErrorLoss, IsItsFormula) {
  for (const Index units : {1, 3, 10}) {
    for (Index samples = 1; samples <= 40; ++samples) {
      GuardedMatrix a(samples, units), y(samples, units, 1), delta(samples, units, 5);
      fill_with_test_numbers(a, 6);
      fill_with_test_numbers(y, 7);
      a(0, 0) = y(0, 0);
      a(samples - 1, units - 1) = y(samples - 1, units - 1) + 0x1p-20f;
      std::vector<double> losses(static_cast<std::size_t>(samples));
      Outputs outputs{.a = a.data(),
                      .a_stride = a.stride(),
                      .y = y.data(),
                      .y_stride = y.stride(),
                      .delta = delta.data(),
                      .delta_stride = delta.stride(),
                      .samples = samples,
                      .units = units,
                      .batch = samples + 3,
                      .losses = losses.data()};
      loss_of_outputs(MeanSquaredError{}, outputs);
      const auto share = static_cast<float>((samples + 3) * units);
      ASSERT_TRUE(holds(delta, [&](Index s, Index k) { return stored(2 * (a(s, k) - y(s, k)) / share); }));
      for (Index s = 0; s < samples; ++s) {
        long double truth = 0;
        for (Index k = 0; k < units; ++k) {
          const long double error = static_cast<long double>(a(s, k)) - y(s, k);
          truth += error * error / static_cast<long double>(units);
        }
        EXPECT_NEAR(losses[static_cast<std::size_t>(s)], static_cast<double>(truth),
                    1e-14 * static_cast<double>(truth));
      }
      const std::vector<double> with_delta = losses;
      outputs.delta = nullptr;
      loss_of_outputs(MeanSquaredError{}, outputs);
      EXPECT_EQ(losses, with_delta);
    }
  }
}

// Loss and delta of one output in a batch of one.
std::pair<double, float> squared_error(float a, float y) {
  double loss = 0;
  float delta = 0;
  loss_of_outputs(MeanSquaredError{},
                  {.a = &a, .y = &y, .delta = &delta, .samples = 1, .units = 1, .batch = 1, .losses = &loss});
  return {loss, delta};
}

TEST(MeanSquaredErrorLoss, FlushesSubnormalDeltasAndShowsWhatIsNotFinite) {
  EXPECT_EQ(squared_error(-0x1p-140f, 0.0f), std::pair(0x1p-280, 0.0f));
  EXPECT_FALSE(std::signbit(squared_error(-0x1p-140f, 0.0f).second));
  EXPECT_FALSE(std::signbit(squared_error(1.0f, 1.0f).second));
  EXPECT_EQ(squared_error(-0x1p-127f, 0.0f).second, -0x1p-126f);
  EXPECT_TRUE(std::isfinite(squared_error(3e38f, -3e38f).first));
  constexpr float infinity = std::numeric_limits<float>::infinity();
  for (const float bad : {infinity, -infinity, std::numeric_limits<float>::quiet_NaN()}) {
    EXPECT_FALSE(std::isfinite(squared_error(bad, 1.0f).first));
    EXPECT_FALSE(std::isfinite(squared_error(bad, 1.0f).second));
  }
}

}  // namespace
}  // namespace mlp::kernels
