#include "kernels/functions.hpp"

#include <gtest/gtest.h>

#include "kernels/accuracy.hpp"
#include "kernels/special_values.hpp"
#include "mlp/base/random.hpp"

namespace mlp {
namespace {

using kernels::infinity, kernels::not_a_number;

constexpr double allowed_ulp = 2.0;  // ARITHMETIC.md, A4

template <class T>
struct Case {
  std::string name;
  void (*ours)(std::span<const T>, std::span<T>);
  long double (*truth)(long double);
  long double largest = std::numeric_limits<long double>::infinity();  // of the domain
};

const std::vector<Case<float>> float_cases{
    {"exp", exact::exp, std::exp},       {"log", exact::log, std::log},
    {"log1p", exact::log1p, std::log1p}, {"expm1", exact::expm1, std::expm1},
    {"tanh", exact::tanh, std::tanh},    {"erf", exact::erf, std::erf},
    {"sin", exact::sin, std::sin},       {"cos", exact::cos, std::cos}};
const std::vector<Case<double>> double_cases{{"exp", exact::exp, std::exp},
                                             {"log", exact::log, std::log},
                                             {"log1p", exact::log1p, std::log1p},
                                             {"cos", exact::cos, std::cos, 0x1p30L}};

// Where a formula changes, ends, or is near a zero of the function.
const std::vector<float> float_special{0.0f,  1.0f,        -1.0f,       -0.5f,       0.55f,          -0.55f,
                                       2.0f,  0.34657f,    -0.34657f,   88.7228394f, -87.3365479f,   -17.329f,
                                       9.01f, 0.70710678f, 1.41421356f, 0x1p24f,     0x1.6a09e6p127f};
// The same of erf, sin and cos; the last is as near to a multiple of π/2 as a float comes.  Apart from
// the others, whose points are part of the fingerprints below.
const std::vector<float> more_float_special{0.9f,        4.0f,          0.785398163f, 1.57079633f,
                                            2.35619449f, 3.14159265f,   6.28318531f,  355.0f,
                                            0x1p17f,     0x1.f37c8ap95f};
const std::vector<double> double_special{0.0,
                                         1.0,
                                         -1.0,
                                         -0.5,
                                         0.70710678118654752,
                                         1.4142135623730950,
                                         709.782712893384,
                                         -708.396418532264,
                                         1.5707963267948966,
                                         3.1415926535897932,
                                         4.7123889803846899,
                                         6.2831853071795865,
                                         0.78539816339744831,
                                         0x1p53,
                                         0x1.6a09e667f3bcdp1023,
                                         10000.0};

template <class T>
std::vector<T> points();
template <>
std::vector<float> points() {
  std::vector<float> all = points_over_all_exponents<float>(2000, float_special);
  for (int i = -90000; i <= 90000; ++i) all.push_back(static_cast<float>(i) * 0.00101f);
  return all;
}
template <>
std::vector<double> points() {
  std::vector<double> all = points_over_all_exponents<double>(100, double_special);
  for (int i = -100000; i <= 100000; ++i) all.push_back(i * 0.1000003);
  return all;
}

template <class T>
std::vector<T> results(const Case<T>& function, const std::vector<T>& x) {
  std::vector<T> y(x.size());
  function.ours(x, y);
  return y;
}

template <class T>
void expect_accurate(const std::vector<Case<T>>& cases, const std::vector<T>& x) {
  for (const Case<T>& function : cases) {
    const std::vector<T> y = results(function, x);
    double worst = 0;
    T worst_x = 0, worst_y = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (std::abs(x[i]) > function.largest) continue;
      const double error = error_in_ulp(y[i], function.truth(x[i]));
      if (error <= worst) continue;
      worst = error;
      worst_x = x[i];
      worst_y = y[i];
    }
    EXPECT_LE(worst, allowed_ulp) << function.name << "(" << std::hexfloat << worst_x << ") = " << worst_y;
  }
}

TEST(Functions, FloatsAreWithinTwoUlpOverAllExponents) {
  expect_accurate(float_cases, points<float>());
  expect_accurate(float_cases, points_over_all_exponents<float>(1, more_float_special));
}
TEST(Functions, DoublesAreWithinTwoUlpOverAllExponents) { expect_accurate(double_cases, points<double>()); }

template <class T>
void expect_equal_bits_under_every_target(const std::vector<Case<T>>& cases) {
  const std::vector<T> x = points<T>();
  for (const Case<T>& function : cases) {
    std::vector<T> first;
    under_every_target([&](const std::string& target) {
      const std::vector<T> y = results(function, x);
      if (first.empty()) first = y;
      EXPECT_TRUE(same_bits<T>(y, first)) << function.name << " " << target;
    });
  }
}

TEST(Functions, FloatsHaveTheSameBitsUnderEveryTarget) { expect_equal_bits_under_every_target(float_cases); }
TEST(Functions, DoublesHaveTheSameBitsUnderEveryTarget) {
  expect_equal_bits_under_every_target(double_cases);
}

// Part of arithmetic number 1: the same under every compiler and CPU, changed only on purpose.
TEST(Functions, HaveTheBitsOfTheArithmeticNumber) {
  const auto expect = [](const auto& function, const auto& x, std::uint64_t expected) {
    using T = typename std::decay_t<decltype(x)>::value_type;
    EXPECT_EQ(fingerprint<T>(results(function, x)), expected) << function.name;
  };
  const std::vector<float> floats = points<float>();
  expect(float_cases[0], floats, 0x4a50869bd1a86efe);
  expect(float_cases[1], floats, 0x93117c25bbbeb16c);
  expect(float_cases[2], floats, 0xeb596f9f8bc5ca3e);
  expect(float_cases[3], floats, 0x28754318f93f09fb);
  expect(float_cases[4], floats, 0x5c3d3921c4b7ee12);
  expect(float_cases[5], floats, 0xe09af213831a491f);
  expect(float_cases[6], floats, 0x5ade78fa9c0c36a5);
  expect(float_cases[7], floats, 0xaa1a53cf4c634a22);
  const std::vector<double> doubles = points<double>();
  expect(double_cases[0], doubles, 0x397be1114aa39385);
  expect(double_cases[1], doubles, 0xa38e0a972ff3fd6d);
  expect(double_cases[2], doubles, 0x7ca1461aa35dab9f);
  expect(double_cases[3], doubles, 0xf23abcab6d303cda);
}

TEST(Functions, BitsDoNotDependOnThePlaceInAVector) {
  const std::vector<float> x{-3.1f, -0.4f, 0.2f, 0.7f, 1.9f, 5.3f, 11.0f};
  for (const Case<float>& function : float_cases) {
    const std::vector<float> together = results(function, x);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const float alone = results(function, {x[i]})[0];
      EXPECT_EQ(std::bit_cast<std::uint32_t>(alone), std::bit_cast<std::uint32_t>(together[i]))
          << function.name;
    }
  }
}

TEST(Functions, ScalarFormsHaveTheBitsOfTheSpans) {
  double (*const scalars[])(double) = {exact::exp, exact::log, exact::log1p, exact::cos};
  const std::vector<double> x = points_over_all_exponents<double>(2, double_special);
  for (std::size_t f = 0; f < double_cases.size(); ++f) {
    const std::vector<double> y = results(double_cases[f], x);
    for (std::size_t i = 0; i < x.size(); ++i) {
      ASSERT_EQ(std::bit_cast<std::uint64_t>(scalars[f](x[i])), std::bit_cast<std::uint64_t>(y[i]))
          << double_cases[f].name << "(" << x[i] << ")";
    }
  }
}

TEST(Functions, NormalDrawsAreTheSameOneByOneAndTogether) {
  std::vector<std::uint32_t> words;
  for (std::uint32_t i = 0; i < 101; ++i) {
    const PhiloxBlock block = philox(3, {i, 0, 0, 0});
    words.insert(words.end(), {block[0], block[1]});
  }
  words[1] = words[4] = 0xFFFFFFFF;
  std::vector<double> together(101);
  under_every_target([&](const std::string& target) {
    exact::normal(words, together);
    for (std::size_t i = 0; i < together.size(); ++i)
      EXPECT_EQ(together[i], exact::normal(words[2 * i], words[2 * i + 1])) << target;
  });
}

TEST(Functions, KeepTheSignOfZero) {
  for (std::size_t f = 2; f < 7; ++f) {  // log1p, expm1, tanh, erf, sin
    const std::vector<float> y = results(float_cases[f], {0.0f, -0.0f});
    EXPECT_EQ(std::bit_cast<std::uint32_t>(y[0]), 0x00000000u) << float_cases[f].name;
    EXPECT_EQ(std::bit_cast<std::uint32_t>(y[1]), 0x80000000u) << float_cases[f].name;
  }
  EXPECT_TRUE(std::signbit(exact::log1p(-0.0)));
}

TEST(Functions, SubnormalResultsArePositiveZero) {
  for (std::size_t f = 2; f < 7; ++f) {
    const std::vector<float> y = results(float_cases[f], {0x1p-128f, -0x1p-128f, -0x1p-149f});
    for (const float value : y) EXPECT_EQ(std::bit_cast<std::uint32_t>(value), 0u) << float_cases[f].name;
  }
  EXPECT_EQ(exact::exp(-708.5), 0.0);
  EXPECT_EQ(exact::pow(0.5, 1023.0), 0.0);
  EXPECT_EQ(exact::pow(0.5, 1022.0), 0x1p-1022);
}

TEST(Functions, NotANumberStaysOneAndIsMadeOutsideTheDomain) {
  for (const Case<float>& function : float_cases) {
    EXPECT_TRUE(std::isnan(results(function, {std::numeric_limits<float>::quiet_NaN()})[0])) << function.name;
  }
  // The positive quiet NaN, not the negative one that x86 makes by itself.
  for (const double value : {exact::log(-1.0), exact::log(-infinity), exact::log1p(-1.5),
                             exact::cos(infinity), exact::cos(0x1.0p31), exact::pow(-2.0, 3.0)}) {
    EXPECT_EQ(std::bit_cast<std::uint64_t>(value), 0x7FF8000000000000u);
  }
}

TEST(Pow, IsWithinTwoUlpOfTheTruth) {
  double worst = 0, worst_x = 0, worst_y = 0;
  for (std::uint32_t i = 0; i < 100000; ++i) {
    const PhiloxBlock words = philox(1, {i, 0, 0, 0});
    const double unit = words[0] * 0x1p-32, spread = words[1] * 0x1p-31 - 1;
    double x = exact::exp(spread), y = 2000 * (unit - 0.5);  // e⁻¹ … e, to powers that overflow
    if (i % 3 == 1) x = exact::exp(700 * spread), y = 4 * (unit - 0.5);
    if (i % 3 == 2) x = 1 - exact::exp(-16 * unit), y = words[2] % 1000000;  // a decay βᵗ
    const double error = error_in_ulp(exact::pow(x, y), std::pow(static_cast<long double>(x), y));
    if (error > worst) worst = error, worst_x = x, worst_y = y;
  }
  EXPECT_LE(worst, allowed_ulp) << std::hexfloat << worst_x << " to the power " << worst_y;
}

TEST(Pow, IsRightAtTheEnds) {
  struct {
    double x, y, power;
  } const cases[] = {{0, 0, 1},           {0, 3, 0},           {0, -1, infinity},
                     {1, 1e300, 1},       {1, infinity, 1},    {2, infinity, infinity},
                     {0.5, infinity, 0},  {2, -infinity, 0},   {infinity, 2, infinity},
                     {infinity, -2, 0},   {0.999, 0, 1},       {not_a_number, 0, 1},
                     {2, 1023, 0x1p1023}, {2, 1024, infinity}, {0.5, 1e300, 0},
                     {0.9, 1, 0.9},       {0.999, 1, 0.999},   {3, 2, 9},
                     {10, 3, 1000},       {4, 0.5, 2}};
  for (const auto& [x, y, power] : cases) EXPECT_EQ(exact::pow(x, y), power) << x << " to the power " << y;
  EXPECT_TRUE(std::isnan(exact::pow(not_a_number, 1)));
  EXPECT_TRUE(std::isnan(exact::pow(2, not_a_number)));
}

TEST(Pow, HasTheSameBitsUnderEveryTarget) {
  std::vector<double> first;
  under_every_target([&](const std::string& target) {
    std::vector<double> powers;
    for (int t = 0; t < 2000; ++t) powers.push_back(exact::pow(0.999, t));
    if (first.empty()) first = powers;
    EXPECT_EQ(powers, first) << target;
  });
}

}  // namespace
}  // namespace mlp
