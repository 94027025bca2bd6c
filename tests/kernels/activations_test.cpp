// Compiled once per SIMD target, as a kernel is: what it tests are the kernels' inline functions.
#include "kernels/target_choice.hpp"
#include "kernels/targets.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/activations_test.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.
#include "kernels/activations-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {

// Rows of `results`, each of `count` floats.
enum Row { value_row, slope_row, shared_value_row, shared_slope_row, slope_of_value_row };

template <class F>
HWY_ATTR void run_activation(const F& f, const float* z, float* results, Index count) {
  const Tag d;
  for (Index i = 0; i < count; i += lanes) {
    const auto x = hn::LoadU(d, z + i);
    auto a = x, s = x;
    value_and_slope(f, d, x, a, s);
    hn::StoreU(a, d, results + shared_value_row * count + i);
    hn::StoreU(s, d, results + shared_slope_row * count + i);
    hn::StoreU(value(f, d, x), d, results + value_row * count + i);
    hn::StoreU(slope(f, d, x), d, results + slope_row * count + i);
    if constexpr (slope_from_value<F>) s = slope_of_value(f, d, value(f, d, x));
    hn::StoreU(s, d, results + slope_of_value_row * count + i);
  }
}

// REQUIRES: count is a multiple of every vector's lanes.
void run_activations(const Activation& activation, const float* z, float* results, Index count) {
  std::visit(
      [&]<class F>(const F& f) {
        if constexpr (!mixes_units_v<F> && !IsCustom<F>) run_activation(f, z, results, count);
      },
      activation);
}

}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <gtest/gtest.h>

#include "alternatives.hpp"
#include "kernels/accuracy.hpp"

namespace mlp::kernels {
namespace {

MLP_EXPORT(run_activations);

constexpr double allowed_ulp = 4.0;  // ARITHMETIC.md, A4

// By value(), by slope(), by value_and_slope(), and by slope_of_value() where there is one.
struct Results {
  FlatBuffer<float> value, slope, shared_value, shared_slope, slope_of_value;
};

Results run(const Activation& activation, const FlatBuffer<float>& z) {
  FlatBuffer<float> results(5 * z.size());
  MLP_DISPATCH(run_activations)(activation, z.data(), results.data(), z.size());
  const auto row = [&](Index i) {
    FlatBuffer<float> copy(z.size());
    std::copy_n(results.data() + i * z.size(), z.size(), copy.data());
    return copy;
  };
  return {row(0), row(1), row(2), row(3), row(4)};
}

// Where a formula changes, ends, or a slope is 0.
const std::vector<float> special{
    0.0f,         0.55f,       -0.55f,        44.3614197f,   -44.3614197f, 43.668f,      87.3365479f,
    -87.3365479f, 88.7228394f, -0.751791525f, -0.752461422f, -1.27846454f, -1.19243121f, -1.5f,
    6.0f,         3.0f,        -3.0f,         1.0f,          -1.0f,        -1.77846454f, -0.77846454f,
    -1.59243f,    -0.79243f,   -1.05246f,     -0.45246f,     20.0f,        -13.2f,       -10.15f,
    10.15f,       9.3454f,     -9.3454f,      -91.8f,        -91.85f,      1.57079633f,  3.14159265f,
    -104.0f,      104.0f,      0x1p60f,       9.2e18f};

// What activations read: numbers that were flushed of subnormals, infinities and NaNs.
FlatBuffer<float> points() {
  std::vector<float> all = points_over_all_exponents<float>(500, special);
  for (int i = -90000; i <= 90000; ++i) all.push_back(static_cast<float>(i) * 0.00101f);
  std::erase_if(all, [](float x) { return std::fpclassify(x) == FP_SUBNORMAL; });
  FlatBuffer<float> z(padded(static_cast<Index>(all.size())));
  std::copy(all.begin(), all.end(), z.begin());
  return z;
}

struct ActivationTruth {
  Activation activation;
  long double (*value)(long double);
  long double (*slope)(long double);
};

class EachActivation : public testing::TestWithParam<ActivationTruth> {};

TEST_P(EachActivation, ValueAndSlopeAreWithinFourUlpOfTheTruth) {
  const FlatBuffer<float> z = points();
  const Results c = run(GetParam().activation, z);
  const auto expect_accurate = [&](const char* what, const FlatBuffer<float>& got, auto truth) {
    double worst = 0;
    float where = 0;
    for (Index i = 0; i < z.size(); ++i) {
      const bool defined = !std::isnan(z[i]) && !std::isnan(truth(z[i]));  // an infinity has no sine
      const double error = defined ? error_in_ulp(got[i], truth(z[i])) : 0;
      if (error > worst) worst = error, where = z[i];
    }
    EXPECT_LE(worst, allowed_ulp) << what << " at " << where;
  };
  expect_accurate("value", c.value, GetParam().value);
  expect_accurate("slope", c.slope, GetParam().slope);
}

TEST_P(EachActivation, NothingStoredIsSubnormalOrNegativeZero) {
  FlatBuffer<float> z = points();
  std::copy_n(std::array{-0.0f, 0x1p-127f, -0x1p-127f, 0x1p-149f}.data(), 4, z.begin());
  const Results c = run(GetParam().activation, z);
  for (Index i = 0; i < z.size(); ++i) {
    for (const float x : {c.value[i], c.slope[i]}) {
      ASSERT_FALSE(std::fpclassify(x) == FP_SUBNORMAL || (x == 0 && std::signbit(x))) << x << " at " << z[i];
    }
  }
}

TEST_P(EachActivation, ValueKeepsNotANumber) {
  const FlatBuffer<float> z = points();  // has NaNs of many payloads
  const Results c = run(GetParam().activation, z);
  for (Index i = 0; i < z.size(); ++i) {
    const bool is_defined = !std::isnan(static_cast<float>(GetParam().value(z[i])));
    ASSERT_EQ(std::isnan(c.value[i]), !is_defined) << z[i];
  }
}

TEST_P(EachActivation, EveryWayToAResultGivesTheSameBitsUnderEveryTarget) {
  const FlatBuffer<float> z = points();
  const Results first = run(GetParam().activation, z);
  under_every_target([&](const std::string& target) {
    const Results c = run(GetParam().activation, z);
    EXPECT_TRUE(same_bits<float>(c.value, first.value)) << target;
    EXPECT_TRUE(same_bits<float>(c.slope, first.slope)) << target;
    EXPECT_TRUE(same_bits<float>(c.value, c.shared_value)) << target;
    EXPECT_TRUE(same_bits<float>(c.slope, c.shared_slope)) << target;
    EXPECT_TRUE(same_bits<float>(c.slope, c.slope_of_value)) << target;
  });
}

using Real = long double;
// By the size of z, so that nothing cancels.
Real sigmoid(Real z) { return z < 0 ? std::exp(z) / (1 + std::exp(z)) : 1 / (1 + std::exp(-z)); }
Real sigmoid_slope(Real z) { return sigmoid(std::abs(z)) * sigmoid(-std::abs(z)); }
Real tanh_slope(Real z) { return 4 * sigmoid_slope(2 * z); }
Real identity(Real z) { return z; }
Real positive_part(Real z) { return std::max(z, Real{0}); }
Real step(Real z) { return Real(z > 0); }
Real cut(Real z, Real low, Real high) { return std::clamp(z, low, high); }
Real inside(Real z, Real low, Real high) { return Real(z > low && z < high); }
Real clamped(Real z) { return std::clamp(z, Real{-1e6}, Real{1e6}); }  // so that 0·∞ is 0 in the tails
// z·σ(w).
Real gated(Real z, Real w) { return z < 0 ? clamped(z) * sigmoid(w) : z * sigmoid(w); }
Real gated_slope(Real z, Real w, Real w_slope) {
  // σ(w)·(1 + z·w′·σ(−w)).
  return sigmoid(w) * (1 + z * w_slope * sigmoid(-w));
}
constexpr Real root_2_over_pi = 0.797884560802865355879892119868763737L;
Real gelu_w(Real z) { return 2 * root_2_over_pi * (z + 0.044715L * z * z * z); }
Real gelu_w_slope(Real z) { return 2 * root_2_over_pi * (1 + 3 * 0.044715L * z * z); }
Real normal_density(Real z) { return std::exp(-z * z / 2) * root_2_over_pi / 2; }
Real normal_distribution(Real z) { return std::erfc(-z / std::sqrt(Real{2})) / 2; }
Real mish(Real z) {
  if (z > 0) return z * (1 + 2 * std::exp(-z)) / (1 + 2 * std::exp(-z) + 2 * std::exp(-2 * z));
  const Real x = std::exp(z);
  return clamped(z) * x * (x + 2) / (x * x + 2 * x + 2);
}
Real mish_slope(Real z) {
  z = cut(z, -20000, 5000);
  const Real x = std::exp(z), divisor = x * x + 2 * x + 2;
  return x * ((x + 2) * divisor + 4 * z * (x + 1)) / (divisor * divisor);
}
Real log_sigmoid(Real z) { return z < 0 ? z - std::log1p(std::exp(z)) : -std::log1p(std::exp(-z)); }
Real elu(Real z, Real alpha, Real beta) { return z > 0 ? z : alpha * std::expm1(z / beta); }
Real softplus(Real z, Real beta, Real threshold) {
  return beta * z > threshold ? z : -log_sigmoid(-beta * z) / beta;
}
constexpr float leak = 0.01f;
constexpr float low = -0.7f, high = 2.3f, alpha = 0.3f, beta = 2.7f;
constexpr Real selu_scale = 1.0507009873554804934193349852946L,
               selu_alpha = 1.6732632423543772848170429916717L;

const std::vector<ActivationTruth> truths{
    {Identity{}, identity, [](Real) { return Real{1}; }},
    {Relu{}, positive_part, step},
    {LeakyRelu{}, [](Real z) { return z > 0 ? z : leak * z; },
     [](Real z) { return z > 0 ? Real{1} : Real{leak}; }},
    {Prelu{}, [](Real z) { return z > 0 ? z : z / 4; }, [](Real z) { return z > 0 ? Real{1} : Real{0.25}; }},
    {Sigmoid{}, sigmoid, sigmoid_slope},
    {Tanh{}, [](Real z) { return std::tanh(z); }, tanh_slope},
    {Relu6{}, [](Real z) { return cut(z, 0, 6); }, [](Real z) { return inside(z, 0, 6); }},
    {Elu{}, [](Real z) { return elu(z, 1, 1); }, [](Real z) { return z > 0 ? 1 : std::exp(z); }},
    {Elu{.alpha = 0.3}, [](Real z) { return elu(z, alpha, 1); },
     [](Real z) { return z > 0 ? 1 : alpha * std::exp(z); }},
    {Celu{}, [](Real z) { return elu(z, 1, 1); }, [](Real z) { return z > 0 ? 1 : std::exp(z); }},
    {Celu{.alpha = 0.3}, [](Real z) { return elu(z, alpha, alpha); },
     [](Real z) { return z > 0 ? 1 : std::exp(z / alpha); }},
    {Selu{}, [](Real z) { return selu_scale * elu(z, selu_alpha, 1); },
     [](Real z) { return selu_scale * (z > 0 ? 1 : selu_alpha * std::exp(z)); }},
    {Gelu{}, [](Real z) { return z < 0 ? clamped(z) * normal_distribution(z) : z * normal_distribution(z); },
     [](Real z) { return normal_distribution(z) + clamped(z) * normal_density(z); }},
    {Gelu{.approximate = true}, [](Real z) { return gated(z, gelu_w(z)); },
     [](Real z) {
       z = clamped(z);
       return gated_slope(z, gelu_w(z), gelu_w_slope(z));
     }},
    {Silu{}, [](Real z) { return gated(z, z); },
     [](Real z) {
       z = clamped(z);
       return gated_slope(z, z, 1);
     }},
    {Mish{}, mish, mish_slope},
    {Softplus{}, [](Real z) { return softplus(z, 1, 20); }, [](Real z) { return z > 20 ? 1 : sigmoid(z); }},
    {Softplus{.beta = 2.7, .threshold = 3.0}, [](Real z) { return softplus(z, beta, 3); },
     [](Real z) { return beta * z > 3 ? 1 : sigmoid(beta * z); }},
    {Softsign{}, [](Real z) { return std::isinf(z) ? std::copysign(Real{1}, z) : z / (1 + std::abs(z)); },
     [](Real z) { return 1 / ((1 + std::abs(z)) * (1 + std::abs(z))); }},
    {HardTanh{}, [](Real z) { return cut(z, -1, 1); }, [](Real z) { return inside(z, -1, 1); }},
    {HardTanh{.min_value = -0.7, .max_value = 2.3}, [](Real z) { return cut(z, low, high); },
     [](Real z) { return inside(z, low, high); }},
    {HardSigmoid{}, [](Real z) { return cut((z + 3) / 6, 0, 1); },
     [](Real z) { return inside(z, -3, 3) / 6; }},
    {HardSwish{}, [](Real z) { return z <= -3 ? 0 : z * cut((z + 3) / 6, 0, 1); },
     [](Real z) { return z <= -3  ? 0
                         : z >= 3 ? 1
                                  : (2 * z + 3) / 6; }},
    {LogSigmoid{}, log_sigmoid, [](Real z) { return sigmoid(-z); }},
    {Exponential{}, [](Real z) { return std::exp(z); }, [](Real z) { return std::exp(z); }},
    {Sine{}, [](Real z) { return std::sin(z); }, [](Real z) { return std::cos(z); }},
    {Gaussian{}, [](Real z) { return std::exp(-z * z); },
     [](Real z) { return -2 * clamped(z) * std::exp(-z * z); }},
    {SquaredRelu{}, [](Real z) { return positive_part(z) * positive_part(z); },
     [](Real z) { return 2 * positive_part(z); }}};

INSTANTIATE_TEST_SUITE_P(Activations, EachActivation, testing::ValuesIn(truths), [](const auto& instance) {
  return std::string(name_of(instance.param.activation)) + "_" + std::to_string(instance.index);
});

TEST(Activations, AreAllListedWithTheirTruth) {
  for (const Activation& activation : all_alternatives<Activation>()) {
    const bool listed = std::any_of(truths.begin(), truths.end(), [&](const ActivationTruth& truth) {
      return truth.activation.index() == activation.index();
    });
    EXPECT_NE(listed, mixes_units(activation)) << name_of(activation);
  }
}

}  // namespace
}  // namespace mlp::kernels
#endif  // HWY_ONCE
