#include "data/synthetic.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "alternatives.hpp"
#include "data/data_files.hpp"
#include "io/digest.hpp"
#include "mlp/base/error.hpp"
#include "mlp/data/load.hpp"

namespace mlp {
namespace {

constexpr double pi = 3.14159265358979323846;

Dataset drawn(const SyntheticShape& shape, double noise, Index rows = 200, std::uint64_t seed = 1) {
  return draw_synthetic({.shape = shape, .rows = rows, .noise = noise, .seed = seed});
}

std::string digest_of(const Dataset& data) {
  Sha256 digest;
  digest.add(data.values.data(), static_cast<std::size_t>(data.values.size()) * sizeof(float));
  digest.add(data.classes.data(), data.classes.size() * sizeof(std::int32_t));
  digest.add(data.numbers.data(), static_cast<std::size_t>(data.numbers.size()) * sizeof(float));
  return digest.hex();
}

// Whoever moves one of these changes the data of every config that names it.
TEST(Synthetic, RowsAreTheSameEverywhere) {
  std::string found = "\n";
  for (const SyntheticShape& shape : all_alternatives<SyntheticShape>())
    found += std::string(name_of(shape)) + " " + digest_of(drawn(shape, 0.1)).substr(0, 16) + "\n";
  EXPECT_EQ(found, R"(
two_moons 61ca23db8125ee6e
circles 7fe85155093c11fe
spirals d3f730c4ad1b98a3
xor 49c6d0d25c2fb9dc
blobs 0bc855a1051ea3b7
sine 77fb21e3d4c8e55a
friedman1 018bc7774d18f26d
)");
}

TEST(Synthetic, ShapesAreWhatTheyAreCalled) {
  const auto x = [](const Dataset& data, Index row, Index i) {
    return static_cast<double>(data.values[row * data.features + i]);
  };
  const Dataset moons = drawn(TwoMoons{}, 0.0), circles = drawn(Circles{}, 0.0),
                quarters = drawn(ExclusiveOr{}, 0.0);
  for (Index row = 0; row < 200; ++row) {
    const auto c = moons.classes[static_cast<std::size_t>(row)];
    EXPECT_EQ(c, row % 2);
    const double dx = x(moons, row, 0) - (c == 0 ? 0.0 : 1.0), dy = x(moons, row, 1) - (c == 0 ? 0.0 : 0.5);
    EXPECT_NEAR(dx * dx + dy * dy, 1.0, 1e-6);  // floats of order 1
    EXPECT_TRUE(c == 0 ? dy >= -1e-6 : dy <= 1e-6);
    const double radius = std::hypot(x(circles, row, 0), x(circles, row, 1));
    EXPECT_NEAR(radius, row % 2 == 0 ? 1.0 : 0.5, 1e-6);
    EXPECT_EQ(quarters.classes[static_cast<std::size_t>(row)],
              x(quarters, row, 0) * x(quarters, row, 1) < 0.0);
  }
  const Dataset spirals = drawn(Spirals{.arms = 3, .turns = 2.0}, 0.0);
  EXPECT_EQ(spirals.class_labels, (std::vector<std::string>{"0", "1", "2"}));
  for (Index row = 0; row < 200; ++row) {
    const double r = std::hypot(x(spirals, row, 0), x(spirals, row, 1));
    const double angle = 2.0 * pi * (2.0 * r + static_cast<double>(row % 3) / 3.0);
    // The angle's error is that of r, two turns' worth of it.
    EXPECT_NEAR(x(spirals, row, 0), r * std::cos(angle), 1e-5);
    EXPECT_NEAR(x(spirals, row, 1), r * std::sin(angle), 1e-5);
  }
  const Dataset sine = drawn(SineWave{}, 0.0), friedman = drawn(Friedman1{}, 0.0);
  EXPECT_EQ(friedman.features, 10);
  for (Index row = 0; row < 200; ++row) {
    EXPECT_NEAR(sine.numbers[row], std::sin(2.0 * pi * x(sine, row, 0)), 1e-6);
    const double y = 10.0 * std::sin(pi * x(friedman, row, 0) * x(friedman, row, 1)) +
                     20.0 * std::pow(x(friedman, row, 2) - 0.5, 2) + 10.0 * x(friedman, row, 3) +
                     5.0 * x(friedman, row, 4);
    EXPECT_NEAR(friedman.numbers[row], y, 1e-5);  // floats of order 10
  }
  const Dataset blobs = drawn(Blobs{.classes = 4, .inputs = 3}, 0.0);
  for (Index row = 4; row < 200; ++row) EXPECT_EQ(x(blobs, row, 2), x(blobs, row - 4, 2));
}

TEST(Synthetic, NoiseHasItsSize) {
  const Dataset clean = drawn(SineWave{}, 0.0, 10000), noisy = drawn(SineWave{}, 0.2, 10000);
  double squares = 0.0;
  for (Index row = 0; row < 10000; ++row) {
    EXPECT_EQ(clean.values[row], noisy.values[row]);
    squares += std::pow(noisy.numbers[row] - clean.numbers[row], 2);
  }
  EXPECT_NEAR(std::sqrt(squares / 10000), 0.2, 0.006);  // four standard errors
}

TEST(Synthetic, MoreRowsBeginWithTheSameOnesAndAnotherSeedIsAnotherSet) {
  const Dataset few = drawn(Blobs{}, 0.1, 50), many = drawn(Blobs{}, 0.1, 60),
                other = drawn(Blobs{}, 0.1, 50, 2);
  for (Index i = 0; i < few.values.size(); ++i) EXPECT_EQ(few.values[i], many.values[i]);
  EXPECT_NE(few.values[0], other.values[0]);
}

TEST(Synthetic, TargetsMustSuitTheLoss) {
  ColumnPlan plan;
  plan.target_kind = TargetKind::numbers;
  EXPECT_EQ(message_of<DataError>([&] {
              read_source(SyntheticSource{.shape = Circles{}}, plan, ".");
            }).substr(0, 77),
            "synthetic circles: expected numbers as targets for the loss, got classes\n  hi");
}

}  // namespace
}  // namespace mlp
