#include "kernels/updates.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/every_target.hpp"
#include "kernels/guarded_matrix.hpp"
#include "update_rules.hpp"

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
                         .step = {.learning_rate = learning_rate}});
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
                 .step = {.learning_rate = 0.5}});
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
  under_every_target(
      [](const std::string&) { update(Sgd{.momentum = 0.9}, {.step = {.learning_rate = 0.1}}); });
}

// One step of one weight, as the comments at Adam and AdamW write it, in the kernel's order.
struct AdamWeight {
  float w, m, v;
};
AdamWeight stepped(const Adam& adam, double coupled, double decoupled, const UpdateStep& step, AdamWeight old,
                   float g) {
  const auto narrow = [](double x) { return static_cast<float>(x); };
  if (coupled > 0.0) g = std::fma(narrow(coupled), old.w, g);
  if (decoupled > 0.0) old.w = std::fma(narrow(-step.learning_rate * decoupled), old.w, old.w);
  const float m = stored(std::fma(narrow(adam.betas[0]), old.m, narrow(1.0 - adam.betas[0]) * g));
  const float v = stored(std::fma(narrow(adam.betas[1]), old.v, narrow(1.0 - adam.betas[1]) * g * g));
  const float root =
      std::fma(std::sqrt(v), narrow(1.0 / std::sqrt(step.corrections[1])), narrow(adam.epsilon));
  return {stored(std::fma(narrow(-step.learning_rate / step.corrections[0]), m / root, old.w)), m, v};
}

TEST(AdamUpdate, IsItsFormulaForEveryLengthWithEitherDecay) {
  under_every_target([&](const std::string&) {
    for (const bool decoupled : {false, true}) {
      for (const double decay : {0.0, 0.01}) {
        const Adam adam{.weight_decay = decay};
        const Optimizer optimizer = decoupled ? Optimizer(AdamW{.weight_decay = decay}) : Optimizer(adam);
        for (Index count = 1; count <= 40; ++count) {
          GuardedMatrix weights(1, count), slots(2, count, 0);
          fill_with_test_numbers(weights, 1);
          std::vector<AdamWeight> expected;
          for (Index i = 0; i < count; ++i) expected.push_back({weights(0, i), 0.0f, 0.0f});
          for (Index number = 0; number < 3; ++number) {
            const std::vector<float> gradient = test_numbers(static_cast<std::uint32_t>(2 + number), count);
            const UpdateStep step = update_step(optimizer, 0.05, number);
            update(optimizer, {.columns = count,
                               .weights = weights.data(),
                               .slots = slots.data(),
                               .slot_stride = count,
                               .gradient = gradient.data(),
                               .decays = true,
                               .step = step});
            for (std::size_t i = 0; i < expected.size(); ++i) {
              expected[i] = stepped(adam, decoupled ? 0.0 : decay, decoupled ? decay : 0.0, step, expected[i],
                                    gradient[i]);
            }
          }
          const auto of = [&](Index i) { return expected[static_cast<std::size_t>(i)]; };
          ASSERT_TRUE(holds(weights, [&](Index, Index i) { return of(i).w; }));
          ASSERT_TRUE(holds(slots, [&](Index slot, Index i) { return slot == 0 ? of(i).m : of(i).v; }));
        }
      }
    }
  });
}

// Every rule, alone and with its gradient shaped, on every target as on the first, whatever the length.
TEST(Update, HasTheSameBitsUnderEveryTarget) {
  std::vector<Optimizer> optimizers = optimizers_with_a_rule();
  const std::vector<Optimizer> options{Sgd{.momentum = 0.9, .dampening = 0.3, .weight_decay = 0.1},
                                       Adam{.betas = {0.5, 0.6}, .amsgrad = true},
                                       NAdam{.weight_decay = 0.1, .decoupled_weight_decay = true},
                                       RAdam{.betas = {0.8, 0.9}, .weight_decay = 0.1},
                                       RmsProp{.momentum = 0.5},
                                       RmsProp{.centered = true},
                                       RmsProp{.momentum = 0.5, .centered = true}};
  optimizers.insert(optimizers.end(), options.begin(), options.end());
  const std::vector<GradientShaping> shapings{
      {}, {.scale = 0.3f}, {.limit = 0.1f}, {.limit = 0.2f, .l1 = 0.1f}};
  for (const Optimizer& optimizer : optimizers) {
    SCOPED_TRACE(name_of(optimizer));
    for (const GradientShaping& shaping : shapings) {
      for (const Index count : {1, 7, 16, 37}) {
        std::vector<float> first_weights, first_slots;
        under_every_target([&](const std::string&) {
          GuardedMatrix weights(1, count), slots(std::max(1, slot_count(optimizer)), count, 0);
          fill_with_test_numbers(weights, 1);
          for (Index number = 0; number < 8; ++number) {
            const std::vector<float> gradient = test_numbers(static_cast<std::uint32_t>(2 + number), count);
            update(optimizer, {.columns = count,
                               .weights = weights.data(),
                               .slots = slot_count(optimizer) > 0 ? slots.data() : nullptr,
                               .slot_stride = count,
                               .gradient = gradient.data(),
                               .decays = true,
                               .step = update_step(optimizer, 0.05, number),
                               .shaping = shaping});
          }
          if (first_weights.empty()) {
            first_weights.assign(weights.data(), weights.data() + count);
            first_slots.assign(slots.data(), slots.data() + slots.rows() * count);
          }
          ASSERT_TRUE(
              holds(weights, [&](Index, Index i) { return first_weights[static_cast<std::size_t>(i)]; }));
          ASSERT_TRUE(holds(slots, [&](Index slot, Index i) {
            return first_slots[static_cast<std::size_t>(slot * count + i)];
          }));
        });
      }
    }
  }
}

// Of one weight of 1 by a gradient; the learning rate is 1.
float shaped_step(const GradientShaping& shaping, float gradient, bool decays = true) {
  float weight = 1.0f;
  update(Sgd{}, {.columns = 1,
                 .weights = &weight,
                 .gradient = &gradient,
                 .decays = decays,
                 .step = {.learning_rate = 1.0},
                 .shaping = shaping});
  return weight;
}

TEST(Update, ShapesTheGradientBefore) {
  under_every_target([&](const std::string&) {
    EXPECT_EQ(shaped_step({.scale = 0.5f}, 0.5f), 0.75f);
    EXPECT_EQ(shaped_step({.limit = 0.25f}, 0.5f), 0.75f);
    EXPECT_EQ(shaped_step({.limit = 0.25f}, -0.5f), 1.25f);
    EXPECT_EQ(shaped_step({.limit = 0.25f}, 0.125f), 0.875f);
    EXPECT_EQ(shaped_step({.l1 = 0.25f}, 0.5f), 0.25f);
    EXPECT_EQ(shaped_step({.l1 = 0.25f}, 0.5f, false), 0.5f);  // a bias
    EXPECT_EQ(shaped_step({.scale = 0.5f, .limit = 0.125f, .l1 = 0.25f}, 0.5f), 0.625f);
    EXPECT_TRUE(std::isnan(shaped_step({.limit = 0.25f}, std::numeric_limits<float>::quiet_NaN())));
  });
}

TEST(LionUpdate, StandsStillWithoutAGradient) {
  under_every_target([&](const std::string&) {
    float weight = 1.0f, mean = 0.0f;
    const float gradient = 0.0f;
    update(Lion{}, {.columns = 1,
                    .weights = &weight,
                    .slots = &mean,
                    .gradient = &gradient,
                    .decays = true,
                    .step = {.learning_rate = 0.5}});
    EXPECT_EQ(weight, 1.0f);
  });
}

TEST(UpdateClock, TellsTheSameOfAStepWhereverItComesFrom) {
  const Optimizer nadam = NAdam{.betas = {0.97, 0.999}};
  UpdateClock running(nadam);
  for (Index step = 0; step < 3000; ++step) {
    const UpdateStep here = running.at(0.1, step);
    if (step % 97 != 0) continue;
    const UpdateStep alone = update_step(nadam, 0.1, step);
    EXPECT_EQ(here.gradient_share, alone.gradient_share) << step;
    EXPECT_EQ(here.mean_share, alone.mean_share) << step;
  }
  const UpdateStep back = running.at(0.1, 5);
  EXPECT_EQ(back.mean_share, update_step(nadam, 0.1, 5).mean_share);
}

TEST(UpdateStep, CorrectsTheBiasOfEachOfAdamsMeans) {
  const UpdateStep first = update_step(Adam{}, 0.05, 0);
  EXPECT_EQ(first.learning_rate, 0.05);
  EXPECT_DOUBLE_EQ(first.corrections[0], 0.1);
  EXPECT_NEAR(first.corrections[1], 0.001, 1e-16);  // 1 − 0.999 keeps the rounding of 0.999
  const UpdateStep third = update_step(Adam{}, 0.05, 2);
  EXPECT_DOUBLE_EQ(third.corrections[0], 1 - 0.9 * 0.9 * 0.9);
  EXPECT_EQ(update_step(Sgd{}, 0.05, 7).corrections, (std::array<double, 2>{1.0, 1.0}));
}

}  // namespace
}  // namespace mlp::kernels
