#include "kernels/updates.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/every_target.hpp"
#include "kernels/guarded_matrix.hpp"

namespace mlp::kernels {
namespace {

struct Weight {
  float w, v;
};

// One step of one weight, as the comment at Sgd writes it.
Weight stepped(const Sgd& sgd, bool decays, double learning_rate, Weight old, float g) {
  const auto rate = static_cast<float>(learning_rate), momentum = static_cast<float>(sgd.momentum);
  if (decays && sgd.weight_decay > 0.0) g = std::fma(static_cast<float>(sgd.weight_decay), old.w, g);
  if (sgd.momentum == 0.0) return {stored(std::fma(-rate, g, old.w)), old.v};
  const float v = stored(std::fma(momentum, old.v, g));
  const float direction = sgd.nesterov ? std::fma(momentum, v, g) : v;
  return {stored(std::fma(-rate, direction, old.w)), v};
}

std::vector<Sgd> sgd_options() {
  std::vector<Sgd> all;
  for (const double momentum : {0.0, 0.9}) {
    for (const bool nesterov : {false, true}) {
      for (const double weight_decay : {0.0, 1e-2}) {
        all.push_back({.momentum = momentum, .nesterov = nesterov, .weight_decay = weight_decay});
      }
    }
  }
  return all;
}

TEST(SgdUpdate, IsItsFormulaForEveryOptionAndLength) {
  const double learning_rate = 0.05;
  under_every_target([&](const std::string&) {
    for (const Sgd& sgd : sgd_options()) {
      for (const bool decays : {false, true}) {
        for (Index count = 1; count <= 40; ++count) {
          GuardedMatrix weights(1, count), velocities(1, count);
          fill_with_test_numbers(weights, 1);
          std::vector<Weight> expected;
          for (Index i = 0; i < count; ++i) expected.push_back({weights(0, i), 0.0f});
          for (std::uint32_t step = 0; step < 3; ++step) {
            const std::vector<float> gradient = test_numbers(2 + step, count);
            update(sgd, {.columns = count,
                         .weights = weights.data(),
                         .slots = sgd.slots() > 0 ? velocities.data() : nullptr,
                         .slot_stride = count,
                         .gradient = gradient.data(),
                         .decays = decays,
                         .learning_rate = learning_rate});
            for (std::size_t i = 0; i < expected.size(); ++i) {
              expected[i] = stepped(sgd, decays, learning_rate, expected[i], gradient[i]);
            }
          }
          ASSERT_TRUE(holds(weights, [&](Index, Index i) { return expected[static_cast<std::size_t>(i)].w; }))
              << "momentum " << sgd.momentum << " nesterov " << sgd.nesterov << " weight_decay "
              << sgd.weight_decay << " decays " << decays;
          ASSERT_TRUE(
              holds(velocities, [&](Index, Index i) { return expected[static_cast<std::size_t>(i)].v; }));
        }
      }
    }
  });
}

// One step of 21 equal weights.
void expect_step(const Sgd& sgd, Weight before, float gradient, Weight after) {
  under_every_target([&](const std::string&) {
    GuardedMatrix weights(1, 21), velocities(1, 21);
    std::fill_n(weights.data(), 21, before.w);
    std::fill_n(velocities.data(), 21, before.v);
    const std::vector<float> gradients(21, gradient);
    update(sgd, {.columns = 21,
                 .weights = weights.data(),
                 .slots = velocities.data(),
                 .slot_stride = 21,
                 .gradient = gradients.data(),
                 .decays = true,
                 .learning_rate = 0.5});
    EXPECT_TRUE(holds(weights, [&](Index, Index) { return after.w; }));
    EXPECT_TRUE(holds(velocities, [&](Index, Index) { return after.v; }));
  });
}

TEST(SgdUpdate, MatchesStepsByHand) {
  expect_step({}, {1.0f, 0.0f}, 0.5f, {0.75f, 0.0f});
  expect_step({.weight_decay = 0.5}, {1.0f, 0.0f}, 0.5f, {0.5f, 0.0f});
  expect_step({.momentum = 0.5}, {1.0f, 2.0f}, 0.5f, {0.25f, 1.5f});
  expect_step({.momentum = 0.5, .nesterov = true}, {1.0f, 2.0f}, 0.5f, {0.375f, 1.5f});
  expect_step({.momentum = 0.5, .weight_decay = 0.5}, {1.0f, 2.0f}, 0.5f, {0.0f, 2.0f});
}

TEST(SgdUpdate, FlushesSubnormalWeightsAndVelocitiesToPositiveZero) {
  expect_step({}, {0x1p-140f, 0.0f}, 0.0f, {0.0f, 0.0f});
  expect_step({}, {-0x1p-126f, 0.0f}, -0x1p-126f, {0.0f, 0.0f});
  expect_step({.momentum = 0.5}, {1.0f, -0x1p-126f}, 0.0f, {1.0f, 0.0f});
  // The velocity is flushed before nesterov looks ahead along it.
  expect_step({.momentum = 0.5, .nesterov = true}, {0.0f, 0x1p-126f}, 0.0f, {0.0f, 0.0f});
  // A subnormal gradient is no stored value: it counts.
  expect_step({}, {0x1p-125f, 0.0f}, 0x1p-130f, {0x1p-125f - 0x1p-131f, 0.0f});
}

TEST(SgdUpdate, PassesWhatIsNotFiniteThrough) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();
  expect_step({.momentum = 0.5}, {1.0f, 0.0f}, infinity, {-infinity, infinity});
  expect_step({.momentum = 0.5}, {1.0f, 0.0f}, not_a_number, {not_a_number, not_a_number});
  expect_step({}, {not_a_number, 0.0f}, 1.0f, {not_a_number, 0.0f});
}

TEST(SgdUpdate, TakesAnEmptyRange) {
  under_every_target([](const std::string&) { update(Sgd{.momentum = 0.9}, {.learning_rate = 0.1}); });
}

}  // namespace
}  // namespace mlp::kernels
