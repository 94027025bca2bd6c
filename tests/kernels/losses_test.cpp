#include "kernels/losses.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/every_target.hpp"
#include "kernels/guarded_matrix.hpp"
#include "kernels/loss_answer.hpp"
#include "kernels/special_values.hpp"

namespace mlp::kernels {
namespace {

void expect_near_truth(const GuardedMatrix& z, const std::vector<std::int32_t>& classes, double smoothing,
                       Index batch, const Answer& answer) {
  for (Index s = 0; s < z.columns(); ++s) {
    const auto at = static_cast<std::size_t>(s);
    std::vector<float> sample;
    for (Index k = 0; k < z.rows(); ++k) sample.push_back(z(k, s));
    const Truth truth(sample, static_cast<std::size_t>(classes[at]), smoothing);
    EXPECT_NEAR(answer.losses[at], static_cast<double>(truth.loss), truth.loss_error);
    EXPECT_EQ(answer.predicted[at], std::max_element(sample.begin(), sample.end()) - sample.begin());
    for (Index k = 0; k < z.rows(); ++k) {
      const auto unit = static_cast<std::size_t>(k);
      EXPECT_NEAR(static_cast<double>(answer.delta(k, s)) * static_cast<double>(batch),
                  static_cast<double>(truth.delta[unit]), truth.delta_error[unit]);
    }
  }
}

std::vector<std::int32_t> classes_in_turn(Index samples, Index units) {
  std::vector<std::int32_t> classes;
  for (Index s = 0; s < samples; ++s) classes.push_back(static_cast<std::int32_t>((s * 5 + s / 7) % units));
  return classes;
}

TEST(CrossEntropyLoss, AgreesWithLongDouble) {
  under_every_target([](const std::string&) {
    for (const double smoothing : {0.0, 0.1}) {
      const CrossEntropy loss{.label_smoothing = smoothing};
      for (const Index units : {2, 3, 10}) {
        for (const float scale : {1.0f, 15.0f}) {
          GuardedMatrix z(units, 40);
          for (Index k = 0; k < units; ++k) {
            for (Index s = 0; s < 40; ++s) z(k, s) = scale * test_number(1, k * 40 + s);
          }
          const std::vector<std::int32_t> classes = classes_in_turn(40, units);
          const Answer answer = answer_to(&loss, z, classes, 47);
          expect_near_truth(z, classes, smoothing, 47, answer);
          EXPECT_TRUE(answer.is_alone());
        }
      }
    }
  });
}

// Both losses: a sample's numbers do not depend on its place nor on who stands beside it.
void expect_same_bits_everywhere(const CrossEntropy* loss, Index units) {
  under_every_target([&](const std::string&) {
    for (Index samples = 1; samples <= 40; ++samples) {
      GuardedMatrix z(units, samples);
      for (Index s = 0; s < samples; ++s) {
        for (Index k = 0; k < units; ++k) z(k, s) = 12.0f * test_number(2, k * 40 + s);
      }
      if (samples > 4) z(units - 1, 3) = infinity;
      const std::vector<std::int32_t> classes = classes_in_turn(samples, std::max<Index>(units, 2));
      const Answer answer = answer_to(loss, z, classes, samples + 9);
      const Answer without_delta = answer_to(loss, z, classes, samples + 9, false);
      ASSERT_TRUE(answer.is_alone());
      ASSERT_TRUE(holds(without_delta.delta, [](Index, Index) { return 0.0f; }));
      ASSERT_TRUE(without_delta.is_alone());
      for (Index s = 0; s < samples; ++s) {
        const auto at = static_cast<std::size_t>(s);
        GuardedMatrix one(units, 1);
        for (Index k = 0; k < units; ++k) one(k, 0) = z(k, s);
        const Answer alone = answer_to(loss, one, {classes[at]}, samples + 9);
        const auto same = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
        ASSERT_TRUE(same(answer.losses[at], alone.losses[0])) << s << " of " << samples;
        ASSERT_TRUE(same(without_delta.losses[at], alone.losses[0])) << s << " of " << samples;
        ASSERT_EQ(answer.predicted[at], alone.predicted[0]);
        ASSERT_EQ(without_delta.predicted[at], alone.predicted[0]);
        for (Index k = 0; k < units; ++k) ASSERT_TRUE(same_number(answer.delta(k, s), alone.delta(k, 0)));
      }
    }
  });
}

TEST(CrossEntropyLoss, GivesASampleTheSameBitsWhereverItStands) {
  const CrossEntropy plain, smoothed{.label_smoothing = 0.1};
  expect_same_bits_everywhere(&plain, 2);
  expect_same_bits_everywhere(&plain, 7);
  expect_same_bits_everywhere(&smoothed, 7);
}

TEST(CrossEntropyLoss, HasTheSameBitsUnderEveryTarget) {
  const CrossEntropy loss{.label_smoothing = 0.1};
  GuardedMatrix z(10, 33);
  fill_with_test_numbers(z, 3);
  const std::vector<std::int32_t> classes = classes_in_turn(33, 10);
  const Answer first = answer_to(&loss, z, classes, 33);
  under_every_target([&](const std::string&) {
    const Answer answer = answer_to(&loss, z, classes, 33);
    EXPECT_EQ(answer.losses, first.losses);
    EXPECT_TRUE(holds(answer.delta, [&](Index k, Index s) { return first.delta(k, s); }));
  });
}

TEST(CrossEntropyLoss, KeepsTheDigitsOfTinyLosses) {
  const CrossEntropy loss;
  under_every_target([&](const std::string&) {
    // The differences are exact in float: only exp and log1p round.
    for (const float distance : {1.0f, 5.0f, 16.0f, 27.75f, 27.5f, 50.0f, 87.0f}) {
      const long double truth = std::log1p(2 * std::exp(-static_cast<long double>(distance)));
      const double got = answer_to(&loss, {-distance, 0.0f, -distance}, 1).losses[0];
      EXPECT_NEAR(got / static_cast<double>(truth), 1.0, 1e-6) << distance;
    }
  });
}

TEST(CrossEntropyLoss, IsFiniteForExtremeLogits) {
  const CrossEntropy plain, smoothed{.label_smoothing = 0.1};
  under_every_target([&](const std::string&) {
    for (const float z : {1e3f, 1e30f, 3e38f}) {
      const Answer right = answer_to(&plain, {z, -z}, 0), wrong = answer_to(&plain, {z, -z}, 1);
      EXPECT_EQ(right.losses[0], 0.0);
      EXPECT_EQ(right.delta(0, 0), 0.0f);
      EXPECT_EQ(right.delta(1, 0), 0.0f);
      EXPECT_EQ(wrong.losses[0], 2 * static_cast<double>(z));
      EXPECT_EQ(wrong.delta(0, 0), 1.0f / 21);
      EXPECT_EQ(wrong.delta(1, 0), -1.0f / 21);
      EXPECT_NEAR(answer_to(&smoothed, {z, -z}, 0).losses[0] / static_cast<double>(z), 0.1, 1e-15);
      EXPECT_NEAR(answer_to(&plain, {-z, -z}, 1).losses[0], std::log(2.0), 1e-15);
    }
    // A class ruled out by −inf costs nothing unless it is the right one.
    EXPECT_NEAR(answer_to(&plain, {-infinity, 3.0f, 3.0f}, 1).losses[0], std::log(2.0), 1e-15);
    EXPECT_EQ(answer_to(&plain, {-infinity, 3.0f, 3.0f}, 0).losses[0],
              std::numeric_limits<double>::infinity());
  });
}

TEST(CrossEntropyLoss, IsNotFiniteForLogitsThatAreNot) {
  const CrossEntropy plain, smoothed{.label_smoothing = 0.1};
  under_every_target([&](const std::string&) {
    for (std::size_t place = 0; place < 3; ++place) {
      for (const float bad : {not_a_number, infinity}) {
        std::vector<float> z{1.0f, 2.0f, 3.0f};
        z[place] = bad;
        for (std::int32_t wanted = 0; wanted < 3; ++wanted) {
          const Answer answer = answer_to(&plain, z, wanted);
          EXPECT_FALSE(std::isfinite(answer.losses[0])) << bad << " at " << place << ", class " << wanted;
          EXPECT_FALSE(std::isfinite(answer_to(&smoothed, z, wanted).losses[0]));
          EXPECT_FALSE(std::isfinite(answer.delta(0, 0)));
          EXPECT_GE(answer.predicted[0], 0);
          EXPECT_LT(answer.predicted[0], 3);
        }
      }
    }
    EXPECT_FALSE(std::isfinite(answer_to(&plain, {-infinity, -infinity}, 0).losses[0]));
    EXPECT_FALSE(std::isfinite(answer_to(&plain, {infinity, infinity}, 0).losses[0]));
  });
}

TEST(CrossEntropyLoss, PredictsTheLowestOfTheLargest) {
  const CrossEntropy loss;
  under_every_target([&](const std::string&) {
    EXPECT_EQ(answer_to(&loss, {2.0f, 2.0f, 2.0f}, 2).predicted[0], 0);
    EXPECT_EQ(answer_to(&loss, {1.0f, 2.0f, 2.0f}, 0).predicted[0], 1);
    EXPECT_EQ(answer_to(&loss, {-0.0f, 0.0f}, 1).predicted[0], 0);
    EXPECT_EQ(answer_to(&loss, {0.0f, -0.0f}, 1).predicted[0], 0);
    // Ties count in full, too: each of three has a third.
    EXPECT_NEAR(answer_to(&loss, {2.0f, 2.0f, 2.0f}, 2).losses[0], std::log(3.0), 1e-15);
  });
}

TEST(CrossEntropyLoss, OfASingleClassIsZero) {
  const CrossEntropy loss{.label_smoothing = 0.1};
  const Answer answer = answer_to(&loss, {5.0f}, 0);
  EXPECT_EQ(answer.losses[0], 0.0);
  EXPECT_EQ(answer.delta(0, 0), 0.0f);
}

TEST(BinaryCrossEntropyLoss, AgreesWithLongDouble) {
  under_every_target([](const std::string&) {
    for (const float scale : {1.0f, 20.0f, 50.0f}) {
      GuardedMatrix z(1, 40);
      for (Index s = 0; s < 40; ++s) z(0, s) = scale * test_number(4, s);
      for (std::int32_t y : {0, 1}) {
        const Answer answer = answer_to(nullptr, z, std::vector<std::int32_t>(40, y), 45);
        for (Index s = 0; s < 40; ++s) {
          const auto at = static_cast<std::size_t>(s);
          const long double wrong = y == 1 ? -z(0, s) : z(0, s);
          const long double truth =
              wrong > 0 ? wrong + std::log1p(std::exp(-wrong)) : std::log1p(std::exp(wrong));
          // exp, exact to 2 ulp of float, is all that is rounded in float.
          EXPECT_NEAR(answer.losses[at] / static_cast<double>(truth), 1.0, 3 * ulp) << z(0, s);
          EXPECT_EQ(answer.predicted[at], z(0, s) > 0.0f ? 1 : 0);
          const long double sigmoid = 1 / (1 + std::exp(-static_cast<long double>(z(0, s))));
          EXPECT_NEAR(static_cast<double>(answer.delta(0, s)) * 45, static_cast<double>(sigmoid - y),
                      4 * ulp);
        }
        EXPECT_TRUE(answer.is_alone());
      }
    }
  });
}

TEST(BinaryCrossEntropyLoss, GivesASampleTheSameBitsWhereverItStands) {
  expect_same_bits_everywhere(nullptr, 1);
}

TEST(BinaryCrossEntropyLoss, KeepsTheDigitsOfTinyLosses) {
  under_every_target([](const std::string&) {
    for (const float z : {1.0f, 16.0f, 27.63f, 50.1f, 87.0f}) {
      const long double truth = std::log1p(std::exp(-static_cast<long double>(z)));
      EXPECT_NEAR(answer_to(nullptr, {z}, 1).losses[0] / static_cast<double>(truth), 1.0, 1e-6) << z;
      EXPECT_NEAR(answer_to(nullptr, {-z}, 0).losses[0] / static_cast<double>(truth), 1.0, 1e-6) << z;
    }
  });
}

TEST(BinaryCrossEntropyLoss, IsFiniteForExtremeLogits) {
  under_every_target([](const std::string&) {
    for (const float z : {1e3f, 1e30f, 0x1.fffffep127f}) {
      const Answer right = answer_to(nullptr, {z}, 1), wrong = answer_to(nullptr, {z}, 0);
      EXPECT_EQ(right.losses[0], 0.0);
      EXPECT_EQ(right.delta(0, 0), 0.0f);
      EXPECT_EQ(wrong.losses[0], static_cast<double>(z));
      EXPECT_EQ(wrong.delta(0, 0), 1.0f / 21);
      EXPECT_EQ(answer_to(nullptr, {-z}, 1).losses[0], static_cast<double>(z));
    }
  });
}

TEST(BinaryCrossEntropyLoss, IsNotFiniteForLogitsThatAreNot) {
  under_every_target([](const std::string&) {
    for (const float z : {not_a_number, infinity, -infinity}) {
      for (const std::int32_t y : {0, 1}) {
        EXPECT_FALSE(std::isfinite(answer_to(nullptr, {z}, y).losses[0])) << z << ", class " << y;
      }
    }
  });
}

TEST(BinaryCrossEntropyLoss, PredictsTheSecondClassAboveZeroOnly) {
  under_every_target([](const std::string&) {
    EXPECT_EQ(answer_to(nullptr, {0.0f}, 1).predicted[0], 0);
    EXPECT_EQ(answer_to(nullptr, {-0.0f}, 1).predicted[0], 0);
    EXPECT_EQ(answer_to(nullptr, {0x1p-126f}, 0).predicted[0], 1);
  });
}

TEST(PredictClass, AgreesWithTheLossesAndWritesNothingElse) {
  const CrossEntropy loss;
  under_every_target([&](const std::string&) {
    for (const Index units : {1, 2, 7}) {
      for (Index samples = 1; samples <= 40; ++samples) {
        GuardedMatrix z(units, samples);
        for (Index k = 0; k < units; ++k) {
          for (Index s = 0; s < samples; ++s) z(k, s) = std::round(test_number(5, k * 40 + s));  // many ties
        }
        const Answer expected =
            answer_to(units == 1 ? nullptr : &loss, z, std::vector<std::int32_t>(40, 0), samples);
        Answer answer(units, samples);
        predict_class({.z = z.data(),
                       .units = units,
                       .samples = samples,
                       .stride = z.stride(),
                       .predicted = answer.predicted.data()});
        ASSERT_EQ(answer.predicted, expected.predicted);
        ASSERT_TRUE(answer.is_alone());
      }
    }
  });
}

}  // namespace
}  // namespace mlp::kernels
