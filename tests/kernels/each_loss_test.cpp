// Every loss's kernel: against the reference, wherever a sample stands, under every target, and where
// numbers are extreme.
#include <algorithm>
#include <cmath>
#include <limits>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "alternatives.hpp"
#include "fitting_targets.hpp"
#include "kernels/every_target.hpp"
#include "kernels/guarded_matrix.hpp"
#include "kernels/losses.hpp"
#include "kernels/special_values.hpp"
#include "mlp/nn/architecture.hpp"
#include "reference/activations.hpp"
#include "reference/losses.hpp"

namespace mlp::kernels {
namespace {

// Logits, or outputs behind the identity, with targets that the loss takes.
struct Samples {
  Eigen::MatrixXf z;  // units × samples
  std::vector<std::int32_t> classes;
  Eigen::MatrixXf numbers;  // targets × samples
};

struct LossResults {
  Eigen::MatrixXf delta;  // units × samples
  std::vector<double> losses;
};

struct Case {
  std::string name;
  Loss loss;
  Index units;
};

std::vector<Case> all_cases() {
  std::vector<Loss> losses = all_alternatives<Loss>();
  losses.push_back(CrossEntropy{.label_smoothing = 0.1});
  losses.push_back(Huber{.delta = 0.25});
  losses.push_back(SmoothL1{.beta = 0.0});
  losses.push_back(SmoothL1{.beta = 3.0});
  losses.push_back(Quantile{.quantile = 0.9});
  losses.push_back(Focal{.gamma = 0.0});
  losses.push_back(Focal{.gamma = 0.5});
  losses.push_back(BinaryFocal{.gamma = 1.0});
  losses.push_back(GaussianNll{.epsilon = 0.5});
  losses.push_back(MultiLabel{.positive_weight = 2.5});
  std::vector<Case> cases;
  for (const Loss& loss : losses) {
    std::vector<Index> units;
    for (const Index targets : {1, 2, 3, 10, 70}) {
      if (targets == 1 && target_kind(loss) == TargetKind::classes) continue;
      units.push_back(output_units(loss, targets));
    }
    units.erase(std::unique(units.begin(), units.end()), units.end());
    for (const Index each : units) {
      cases.push_back(
          {std::string(name_of(loss)) + "_" + std::to_string(each) + "_" + std::to_string(cases.size()), loss,
           each});
    }
  }
  return cases;
}

Samples drawn(const Case& c, Index samples, float scale) {
  const Index targets = target_count(c.loss, c.units);
  Samples drawn{.z = Eigen::MatrixXf(c.units, samples), .classes = {}, .numbers = {}};
  for (Index n = 0; n < samples; ++n) {
    for (Index k = 0; k < c.units; ++k) drawn.z(k, n) = scale * test_number(11, n * c.units + k);
  }
  if (target_kind(c.loss) == TargetKind::classes) {
    for (Index n = 0; n < samples; ++n)
      drawn.classes.push_back(static_cast<std::int32_t>((n * 5 + n / 7) % targets));
    return drawn;
  }
  drawn.numbers.resize(targets, samples);
  for (Index n = 0; n < samples; ++n) {
    for (Index k = 0; k < targets; ++k) drawn.numbers(k, n) = test_number(12, n * targets + k);
    make_fitting(c.loss, drawn.numbers.col(n).data(), targets);
  }
  return drawn;
}

// Runs the kernel, in the order that its form asks for, and checks that nothing else is written.
LossResults results_of(const Loss& loss, const Samples& given, Index batch, bool with_delta = true) {
  const Index units = given.z.rows(), samples = given.z.cols();
  GuardedMatrix numbers(samples, std::max<Index>(1, given.numbers.rows()));
  for (Index n = 0; n < samples && given.numbers.size() > 0; ++n) {
    for (Index k = 0; k < given.numbers.rows(); ++k) numbers(n, k) = given.numbers(k, n);
  }
  const bool columns = traits_of(loss).form == LossForm::all_logits;
  GuardedMatrix z(columns ? units : samples, columns ? samples : units);
  GuardedMatrix delta(z.rows(), z.columns());
  for (Index n = 0; n < samples; ++n) {
    for (Index k = 0; k < units; ++k) (columns ? z(k, n) : z(n, k)) = given.z(k, n);
  }
  std::vector<double> losses(static_cast<std::size_t>(samples) + 20, -7.0);
  std::vector<std::int32_t> predicted(static_cast<std::size_t>(samples) + 20, -7);
  if (columns) {
    loss_of_logits(loss, {.z = z.data(),
                          .delta = with_delta ? delta.data() : nullptr,
                          .units = units,
                          .samples = samples,
                          .stride = z.stride(),
                          .classes = given.classes.empty() ? nullptr : given.classes.data(),
                          .numbers = numbers.data(),
                          .number_stride = numbers.stride(),
                          .batch = batch,
                          .losses = losses.data(),
                          .predicted = predicted.data()});
  } else {
    EXPECT_EQ(z.stride(), delta.stride());
    loss_of_outputs(loss, {.a = z.data(),
                           .a_stride = z.stride(),
                           .y = numbers.data(),
                           .y_stride = numbers.stride(),
                           .delta = with_delta ? delta.data() : nullptr,
                           .delta_stride = delta.stride(),
                           .samples = samples,
                           .units = units,
                           .batch = batch,
                           .losses = losses.data()});
  }
  EXPECT_TRUE(delta.is_alone());
  for (std::size_t i = losses.size() - 20; i < losses.size(); ++i) {
    EXPECT_EQ(losses[i], -7.0);
    EXPECT_EQ(predicted[i], -7);
  }
  LossResults results{.delta = Eigen::MatrixXf(units, samples), .losses = losses};
  results.losses.resize(static_cast<std::size_t>(samples));
  for (Index n = 0; n < samples; ++n) {
    for (Index k = 0; k < units; ++k) results.delta(k, n) = columns ? delta(k, n) : delta(n, k);
  }
  return results;
}

// Sample `n` alone; one of the two targets is given.
Samples sample_of(const Samples& all, Index n) {
  Samples one{.z = all.z.col(n), .classes = {}, .numbers = {}};
  if (all.classes.empty()) {
    one.numbers = all.numbers.col(n);
  } else {
    one.classes = {all.classes[static_cast<std::size_t>(n)]};
  }
  return one;
}

LossAndDelta reference_of(const Loss& loss, const Samples& one) {
  const Eigen::MatrixXd z = one.z.cast<double>();
  const bool is_plain = traits_of(loss).form == LossForm::each_output;
  const Activation output = is_plain ? Activation(Identity{}) : default_output_activation(loss);
  const ReferenceBatch batch{.inputs = Eigen::MatrixXd(1, 1),
                             .classes = one.classes,
                             .numbers = one.numbers.cast<double>(),
                             .weights = {}};
  return reference_loss_and_delta(loss, output, {z, reference_activate(output, z)}, batch);
}

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

class EachLoss : public testing::TestWithParam<Case> {};

TEST_P(EachLoss, AgreesWithTheReference) {
  const Case& c = GetParam();
  // The kernels take no weights.
  Loss unweighted = c.loss;
  if (auto* focal = std::get_if<BinaryFocal>(&unweighted)) focal->alpha.reset();
  under_every_target([&](const std::string&) {
    for (const float scale : {0.1f, 1.0f, 6.0f}) {
      const Samples samples = drawn(c, 37, scale);
      const LossResults results = results_of(c.loss, samples, 41);
      for (Index n = 0; n < 37; ++n) {
        const LossAndDelta truth = reference_of(unweighted, sample_of(samples, n));
        // exp's argument is rounded, which for logits of 12 is 24 ulp of its value; and a share less a
        // target, or a divergence of nearly equal shares, is a difference of numbers of order 1.
        constexpr double relative = 1e-5, absolute = 0x1p-22;
        EXPECT_NEAR(results.losses[static_cast<std::size_t>(n)], truth.loss,
                    relative * std::fabs(truth.loss) + absolute)
            << "sample " << n;
        const Eigen::VectorXd delta = results.delta.col(n).cast<double>() * 41.0;
        EXPECT_LE((delta - truth.dZ.col(0)).cwiseAbs().maxCoeff(),
                  relative * truth.dZ.cwiseAbs().maxCoeff() + absolute)
            << "sample " << n;
      }
    }
  });
}

TEST_P(EachLoss, GivesASampleTheSameBitsWhereverItStandsAndUnderEveryTarget) {
  const Case& c = GetParam();
  const Samples whole = drawn(c, 40, 3.0f);
  const LossResults expected = results_of(c.loss, whole, 40);
  under_every_target([&](const std::string&) {
    for (const Index samples : {1, 2, 7, 8, 16, 17, 33, 40}) {
      Samples part{.z = whole.z.leftCols(samples), .classes = {}, .numbers = {}};
      part.classes.assign(whole.classes.begin(),
                          whole.classes.begin() + (whole.classes.empty() ? 0 : samples));
      if (whole.numbers.size() > 0) part.numbers = whole.numbers.leftCols(samples);
      const LossResults results = results_of(c.loss, part, 40),
                        no_delta = results_of(c.loss, part, 40, false);
      for (Index n = 0; n < samples; ++n) {
        const auto at = static_cast<std::size_t>(n);
        ASSERT_EQ(results.losses[at], expected.losses[at]);
        ASSERT_EQ(no_delta.losses[at], expected.losses[at]);
        for (Index k = 0; k < c.units; ++k) ASSERT_EQ(results.delta(k, n), expected.delta(k, n));
      }
    }
    const LossResults last = results_of(c.loss, sample_of(whole, 39), 40);
    ASSERT_EQ(last.losses[0], expected.losses[39]);
  });
}

TEST_P(EachLoss, IsFiniteForLargeNumbersAndShowsWhatIsNot) {
  const Case& c = GetParam();
  const bool is_rate = std::holds_alternative<Poisson>(c.loss);
  const bool is_gaussian = std::holds_alternative<GaussianNll>(c.loss);
  under_every_target([&](const std::string&) {
    Samples samples = drawn(c, 3, 1.0f);
    for (const float z : {-1e30f, -1e4f, 1e4f, 1e30f}) {
      for (Index n = 0; n < 3; ++n) samples.z(0, n) = z;
      // A rate of e^(10⁴), and an error of 10³⁰ where the variance is that small, are too large even for
      // doubles.
      const bool may_overflow = is_rate && z > 0.0f;
      const LossResults results = results_of(c.loss, samples, 3);
      for (const double loss : results.losses) {
        EXPECT_EQ(std::isfinite(loss), !may_overflow) << z;
        EXPECT_FALSE(std::isnan(loss)) << z;
        EXPECT_TRUE(loss >= 0.0 || is_rate || is_gaussian) << z;
      }
      if (may_overflow || is_gaussian || std::fabs(z) > 1e4f) continue;
      EXPECT_TRUE(results.delta.allFinite()) << z;
    }
    for (const float bad : {infinity, -infinity, not_a_number}) {
      for (Index place = 0; place < std::min<Index>(c.units, 4); ++place) {
        samples = drawn(c, 3, 1.0f);
        for (Index n = 0; n < 3; ++n) samples.z(place, n) = bad;
        const LossResults results = results_of(c.loss, samples, 3);
        for (std::size_t n = 0; n < 3; ++n) {
          // A softmax may rule out a class.
          const bool ruled_out = bad == -infinity && traits_of(c.loss).output == LossOutput::softmax;
          if (ruled_out) continue;
          EXPECT_FALSE(std::isfinite(results.losses[n])) << bad << " at " << place;
        }
      }
    }
  });
}

INSTANTIATE_TEST_SUITE_P(All, EachLoss, testing::ValuesIn(all_cases()),
                         [](const auto& test) { return test.param.name; });

double loss_of_one(const Loss& loss, float a, float y) {
  return results_of(loss,
                    {.z = Eigen::MatrixXf::Constant(1, 1, a),
                     .classes = {},
                     .numbers = Eigen::MatrixXf::Constant(1, 1, y)},
                    1)
      .losses[0];
}
float delta_of_one(const Loss& loss, float a, float y) {
  return results_of(loss,
                    {.z = Eigen::MatrixXf::Constant(1, 1, a),
                     .classes = {},
                     .numbers = Eigen::MatrixXf::Constant(1, 1, y)},
                    1)
      .delta(0, 0);
}

TEST(RegressionLosses, AreTheirFormulasAtTheKinks) {
  for (const Loss& loss : {Loss(AbsoluteError{}), Loss(Huber{}), Loss(SmoothL1{}), Loss(LogCosh{}),
                           Loss(Quantile{.quantile = 0.9}), Loss(SmoothL1{.beta = 0.0})}) {
    EXPECT_EQ(loss_of_one(loss, 2.5f, 2.5f), 0.0) << name_of(loss);
    EXPECT_EQ(delta_of_one(loss, 2.5f, 2.5f), 0.0f) << name_of(loss);
    EXPECT_FALSE(std::signbit(delta_of_one(loss, 2.5f, 2.5f))) << name_of(loss);
  }
  EXPECT_EQ(loss_of_one(Huber{.delta = 2.0}, 5.0f, 1.0f), 2.0 * (4.0 - 1.0));
  EXPECT_EQ(delta_of_one(Huber{.delta = 2.0}, 1.0f, 5.0f), -2.0f);
  EXPECT_EQ(loss_of_one(Huber{.delta = 2.0}, 3.0f, 1.0f), 2.0);
  EXPECT_EQ(loss_of_one(SmoothL1{.beta = 2.0}, 2.0f, 1.0f), 0.25);
  EXPECT_EQ(delta_of_one(SmoothL1{.beta = 2.0}, 2.0f, 1.0f), 0.5f);
  EXPECT_EQ(loss_of_one(SmoothL1{.beta = 0.0}, 2.0f, 1.0f), 1.0);
  EXPECT_EQ(loss_of_one(Quantile{.quantile = 0.75}, 0.0f, 2.0f), 1.5);
  EXPECT_EQ(loss_of_one(Quantile{.quantile = 0.75}, 2.0f, 0.0f), 0.5);
  EXPECT_EQ(delta_of_one(Quantile{.quantile = 0.75}, 0.0f, 2.0f), -0.75f);
  EXPECT_EQ(delta_of_one(Quantile{.quantile = 0.75}, 2.0f, 0.0f), 0.25f);
}

// log cosh e is e²/2·(1 − e²/6 + …): the digits are there where cosh e − 1 has none.
TEST(RegressionLosses, LogCoshKeepsTheDigitsOfSmallErrors) {
  for (const float e : {1e-20f, 1e-6f, 0.009f, 0.011f, 0.3f}) {
    const long double wide = e, half = std::sinh(wide / 2);
    const auto truth = static_cast<double>(std::log1p(2 * half * half));
    EXPECT_NEAR(loss_of_one(LogCosh{}, e, 0.0f) / truth, 1.0, 1e-11) << e;
  }
}

TEST(Weighing, MultipliesEachSamplesLossAndDelta) {
  under_every_target([](const std::string&) {
    for (const Index units : {1, 3, 16, 21}) {
      GuardedMatrix delta(5, units, 5);
      fill_with_test_numbers(delta, 3);
      delta(2, 0) = 0x1p-126f;
      const GuardedMatrix before = delta;
      const std::vector<float> weights{0.0f, 1.0f, 0.5f, 2.0f, 3.0f};
      std::vector<double> losses{1.0, 2.0, 3.0, 4.0, 5.0};
      weigh(weights.data(), {delta.data(), 5, units, delta.stride()}, losses.data());
      EXPECT_EQ(losses, (std::vector<double>{0.0, 2.0, 1.5, 8.0, 15.0}));
      EXPECT_TRUE(holds(delta, [&](Index s, Index k) {
        return stored(before(s, k) * weights[static_cast<std::size_t>(s)]);
      }));
    }
    std::vector<double> losses{1.0, 2.0};
    const std::vector<float> weights{3.0f, 0.25f};
    weigh(weights.data(), {.rows = 2}, losses.data());
    EXPECT_EQ(losses, (std::vector<double>{3.0, 0.5}));
  });
}

}  // namespace
}  // namespace mlp::kernels
