#include "run/sweep/sobol.hpp"

#include <array>
#include <bit>

namespace mlp {
namespace {

constexpr int bits = 32;
constexpr std::size_t most_numbers = 7;

// x^degree + a₁x^(degree−1) + … + 1, of which `coefficients` holds a₁ … as bits, the highest first; and the
// first odd numbers m₁ … m_degree.
struct SobolDimension {
  int degree;
  std::uint32_t coefficients;
  std::array<std::uint32_t, most_numbers> numbers;
};

// From the second on; the first has v_k = 2^(32−k).
constexpr std::array<SobolDimension, most_sobol_dimensions - 1> dimensions{{
    {1, 0, {1}},
    {2, 1, {1, 3}},
    {3, 1, {1, 3, 1}},
    {3, 2, {1, 1, 1}},
    {4, 1, {1, 1, 3, 3}},
    {4, 4, {1, 3, 5, 13}},
    {5, 2, {1, 1, 5, 5, 17}},
    {5, 4, {1, 1, 5, 5, 5}},
    {5, 7, {1, 1, 7, 11, 19}},
    {5, 11, {1, 1, 5, 1, 1}},
    {5, 13, {1, 1, 1, 3, 11}},
    {5, 14, {1, 3, 5, 5, 31}},
    {6, 1, {1, 3, 3, 9, 7, 49}},
    {6, 13, {1, 1, 1, 15, 21, 21}},
    {6, 16, {1, 3, 1, 13, 27, 49}},
    {6, 19, {1, 1, 1, 15, 7, 5}},
    {6, 22, {1, 3, 1, 15, 13, 25}},
    {6, 25, {1, 1, 5, 5, 19, 61}},
    {7, 1, {1, 3, 7, 11, 23, 15, 103}},
    {7, 4, {1, 3, 7, 13, 13, 15, 69}},
    {7, 7, {1, 1, 3, 13, 7, 35, 63}},
    {7, 8, {1, 3, 5, 9, 1, 25, 53}},
    {7, 14, {1, 3, 1, 13, 9, 35, 107}},
    {7, 19, {1, 3, 1, 5, 27, 61, 31}},
    {7, 21, {1, 1, 5, 11, 19, 41, 61}},
    {7, 28, {1, 3, 5, 3, 3, 13, 69}},
    {7, 31, {1, 1, 7, 13, 1, 19, 1}},
    {7, 32, {1, 3, 7, 5, 13, 19, 59}},
    {7, 37, {1, 1, 3, 9, 25, 29, 41}},
    {7, 41, {1, 3, 5, 13, 23, 1, 55}},
    {7, 42, {1, 3, 7, 3, 13, 59, 17}},
}};

using Directions = std::array<std::uint32_t, bits>;

Directions directions_of(const SobolDimension& dimension) {
  Directions v{};
  const auto degree = static_cast<std::size_t>(dimension.degree);
  for (std::size_t k = 0; k < v.size(); ++k) {
    if (k < degree) {
      v[k] = dimension.numbers[k] << (v.size() - 1 - k);
      continue;
    }
    v[k] = v[k - degree] ^ (v[k - degree] >> degree);
    for (std::size_t j = 1; j < degree; ++j) {
      if ((dimension.coefficients >> (degree - 1 - j) & 1u) != 0) v[k] ^= v[k - j];
    }
  }
  return v;
}

}  // namespace

std::uint32_t sobol(std::uint32_t point, Index dimension) {
  Directions v{};
  if (dimension == 0) {
    for (std::size_t k = 0; k < v.size(); ++k) v[k] = 1u << (v.size() - 1 - k);
  } else {
    v = directions_of(dimensions[static_cast<std::size_t>(dimension - 1)]);
  }
  std::uint32_t coordinate = 0;
  for (std::uint32_t gray = point ^ (point >> 1); gray != 0; gray &= gray - 1)
    coordinate ^= v[static_cast<std::size_t>(std::countr_zero(gray))];
  return coordinate;
}

}  // namespace mlp
