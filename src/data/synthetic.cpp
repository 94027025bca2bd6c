#include "data/synthetic.hpp"

#include <cmath>
#include <numbers>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "data/names.hpp"
#include "kernels/functions.hpp"
#include "mlp/base/random.hpp"

namespace mlp {

namespace {

using std::numbers::pi;

double sine(double x) { return exact::cos(x - pi / 2); }

// A row's own draws, which no other row's number can move.
class RowDraws {
 public:
  RowDraws(std::uint64_t seed, Index row)
      : seed_(seed), site_{.purpose = Purpose::synthetic, .sample = static_cast<std::uint32_t>(row)} {}

  // The number i of the row, uniform in [0, 1).
  double uniform(Index i) const { return word(0, i) * 0x1p-32; }
  // Likewise, of N(0, 1).
  double normal(Index i) const { return exact::normal(word(1, 2 * i), word(1, 2 * i + 1)); }

 private:
  std::uint32_t word(std::uint32_t layer, Index unit) const {
    DrawSite site = site_;
    site.layer = layer;
    return draw_word(seed_, site, static_cast<std::uint32_t>(unit));
  }

  std::uint64_t seed_;
  DrawSite site_;
};

// Each writes a row's inputs, without noise, and returns its class or its number.

Index point(const TwoMoons&, const RowDraws& draws, Index row, std::span<double> x) {
  const double t = pi * draws.uniform(0);
  const bool upper = row % 2 == 0;
  x[0] = upper ? exact::cos(t) : 1.0 - exact::cos(t);
  x[1] = upper ? sine(t) : 0.5 - sine(t);
  return row % 2;
}

Index point(const Circles&, const RowDraws& draws, Index row, std::span<double> x) {
  const double t = 2.0 * pi * draws.uniform(0), radius = row % 2 == 0 ? 1.0 : 0.5;
  x[0] = radius * exact::cos(t);
  x[1] = radius * sine(t);
  return row % 2;
}

Index point(const Spirals& shape, const RowDraws& draws, Index row, std::span<double> x) {
  const Index arm = row % shape.arms;
  const double radius = std::sqrt(draws.uniform(0));
  const double t =
      2.0 * pi * (shape.turns * radius + static_cast<double>(arm) / static_cast<double>(shape.arms));
  x[0] = radius * exact::cos(t);
  x[1] = radius * sine(t);
  return arm;
}

Index point(const ExclusiveOr&, const RowDraws& draws, Index, std::span<double> x) {
  for (Index i = 0; i < 2; ++i) x[static_cast<std::size_t>(i)] = 2.0 * draws.uniform(i) - 1.0;
  return (x[0] < 0.0) != (x[1] < 0.0);
}

double point(const SineWave&, const RowDraws& draws, Index, std::span<double> x) {
  x[0] = draws.uniform(0);
  return sine(2.0 * pi * x[0]);
}

double point(const Friedman1&, const RowDraws& draws, Index, std::span<double> x) {
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = draws.uniform(static_cast<Index>(i));
  return 10.0 * sine(pi * x[0] * x[1]) + 20.0 * (x[2] - 0.5) * (x[2] - 0.5) + 10.0 * x[3] + 5.0 * x[4];
}

// Blobs have centres, which all rows share: they are the rows after the last.
constexpr Index most_rows = 2147483647;

Index point(const Blobs& shape, const RowDraws&, Index row, std::span<double> x, std::uint64_t seed) {
  const Index blob = row % shape.classes;
  const RowDraws centre(seed, most_rows + blob);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = 2.0 * centre.uniform(static_cast<Index>(i)) - 1.0;
  return blob;
}

Index inputs_of(const SyntheticShape& shape) {
  if (const auto* const blobs = std::get_if<Blobs>(&shape)) return blobs->inputs;
  if (std::holds_alternative<SineWave>(shape)) return 1;
  return std::holds_alternative<Friedman1>(shape) ? 10 : 2;
}

Index classes_of(const SyntheticShape& shape) {
  if (const auto* const blobs = std::get_if<Blobs>(&shape)) return blobs->classes;
  if (const auto* const spirals = std::get_if<Spirals>(&shape)) return spirals->arms;
  return 2;
}

}  // namespace

Dataset draw_synthetic(const SyntheticSource& source) {
  Dataset data;
  data.rows = source.rows;
  data.features = inputs_of(source.shape);
  data.values = FlatBuffer<float>(data.rows * data.features);
  data.input_names = numbered_names("x", data.features);
  std::vector<double> x(static_cast<std::size_t>(data.features));

  const auto draw = [&](const auto& shape) {
    for (Index row = 0; row < source.rows; ++row) {
      const RowDraws draws(source.seed, row);
      const auto target = [&] {
        if constexpr (std::is_same_v<decltype(shape), const Blobs&>) {
          return point(shape, draws, row, x, source.seed);
        } else {
          return point(shape, draws, row, x);
        }
      }();
      constexpr bool is_class = std::is_same_v<decltype(target), const Index>;
      for (Index i = 0; i < data.features; ++i) {
        const double noise = is_class ? source.noise * draws.normal(i) : 0.0;
        data.values[row * data.features + i] = static_cast<float>(x[static_cast<std::size_t>(i)] + noise);
      }
      if constexpr (is_class) {
        data.classes.push_back(static_cast<std::int32_t>(target));
      } else {
        if (row == 0) data.numbers = FlatBuffer<float>(data.rows);
        data.numbers[row] = static_cast<float>(target + source.noise * draws.normal(0));
      }
    }
  };
  std::visit(draw, source.shape);

  if (data.classes.empty()) {
    data.outputs = 1;
    data.target_names = {"y"};
  } else {
    data.target_names = {"class"};
    for (Index k = 0; k < classes_of(source.shape); ++k) data.class_labels.push_back(std::to_string(k));
  }
  return data;
}

}  // namespace mlp
