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
  const hn::ScalableTag<float> d;
  const auto lanes = static_cast<Index>(hn::Lanes(d));
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
  if (const auto* f = std::get_if<Identity>(&activation)) run_activation(*f, z, results, count);
  if (const auto* f = std::get_if<Relu>(&activation)) run_activation(*f, z, results, count);
  if (const auto* f = std::get_if<LeakyRelu>(&activation)) run_activation(*f, z, results, count);
  if (const auto* f = std::get_if<Sigmoid>(&activation)) run_activation(*f, z, results, count);
  if (const auto* f = std::get_if<Tanh>(&activation)) run_activation(*f, z, results, count);
}

}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <gtest/gtest.h>

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

// What activations read: numbers that were flushed of subnormals, infinities and NaNs.
FlatBuffer<float> points() {
  std::vector<float> all = points_over_all_exponents<float>(
      2000,
      {0.0f, 0.55f, -0.55f, 44.3614197f, -44.3614197f, 43.668f, 87.3365479f, -87.3365479f, 88.7228394f});
  for (int i = -90000; i <= 90000; ++i) all.push_back(static_cast<float>(i) * 0.00101f);
  std::erase_if(all, [](float x) { return std::fpclassify(x) == FP_SUBNORMAL; });
  FlatBuffer<float> z(padded(static_cast<Index>(all.size())));
  std::copy(all.begin(), all.end(), z.begin());
  return z;
}

struct Truth {
  Activation activation;
  long double (*value)(long double);
  long double (*slope)(long double);
};

class EachActivation : public testing::TestWithParam<Truth> {};

TEST_P(EachActivation, ValueAndSlopeAreWithinFourUlpOfTheTruth) {
  const FlatBuffer<float> z = points();
  const Results c = run(GetParam().activation, z);
  for (Index i = 0; i < z.size(); ++i) {
    if (std::isnan(z[i])) continue;
    ASSERT_LE(error_in_ulp(c.value[i], GetParam().value(z[i])), allowed_ulp) << "value at " << z[i];
    ASSERT_LE(error_in_ulp(c.slope[i], GetParam().slope(z[i])), allowed_ulp) << "slope at " << z[i];
  }
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
  for (Index i = 0; i < z.size(); ++i) ASSERT_EQ(std::isnan(c.value[i]), std::isnan(z[i])) << z[i];
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
constexpr float leak = 0.01f;

INSTANTIATE_TEST_SUITE_P(Activations, EachActivation,
                         testing::Values(Truth{Identity{}, [](Real z) { return z; },
                                               [](Real) { return Real{1}; }},
                                         Truth{Relu{}, [](Real z) { return std::max(z, Real{0}); },
                                               [](Real z) { return Real(z > 0); }},
                                         Truth{LeakyRelu{}, [](Real z) { return z > 0 ? z : leak * z; },
                                               [](Real z) { return z > 0 ? Real{1} : Real{leak}; }},
                                         Truth{Sigmoid{}, sigmoid, sigmoid_slope},
                                         Truth{Tanh{}, [](Real z) { return std::tanh(z); }, tanh_slope}),
                         [](const auto& instance) {
                           return std::visit([](const auto& f) { return std::string(f.name); },
                                             instance.param.activation);
                         });

}  // namespace
}  // namespace mlp::kernels
#endif  // HWY_ONCE
