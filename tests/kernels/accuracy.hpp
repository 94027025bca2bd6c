// How tests measure a function against long double: points over every exponent, errors in ulp.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "kernels/every_target.hpp"

namespace mlp {

template <class T>
using BitsOf = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;

// Every exponent (subnormals, infinities and NaNs too) with `per_exponent` mantissas and both signs,
// the ends of every binade, and the neighbours of `special` points.
template <class T>
std::vector<T> points_over_all_exponents(int per_exponent, const std::vector<T>& special) {
  using Bits = BitsOf<T>;
  constexpr int mantissa_bits = std::numeric_limits<T>::digits - 1;
  constexpr Bits mantissas = Bits{1} << mantissa_bits;
  constexpr Bits sign = Bits{1} << (8 * sizeof(T) - 1);
  std::vector<T> points;
  const auto add = [&](Bits bits) {
    points.push_back(std::bit_cast<T>(bits));
    points.push_back(std::bit_cast<T>(bits | sign));
  };
  const Bits step = mantissas / static_cast<Bits>(per_exponent);
  for (Bits exponent = 0; exponent < sign; exponent += mantissas) {
    add(exponent | (mantissas - 1));
    // The odd offset makes the low bits differ too.
    for (Bits i = 0; i < static_cast<Bits>(per_exponent); ++i) add(exponent | (i * step + i % step));
  }
  for (const T x : special) {
    T below = x, above = x;
    for (int i = 0; i < 200; ++i) {
      points.push_back(below);
      points.push_back(above);
      below = std::nextafter(below, -std::numeric_limits<T>::infinity());
      above = std::nextafter(above, std::numeric_limits<T>::infinity());
    }
  }
  return points;
}

// |got − truth| in units of the last place of truth.  A truth below the normal numbers asks for 0, one
// beyond them for the same infinity, a NaN for a NaN; what fails that is infinitely far off.
template <class T>
double error_in_ulp(T got, long double truth) {
  constexpr double wrong = std::numeric_limits<double>::infinity();
  if (std::isnan(truth)) return std::isnan(got) ? 0 : wrong;
  const T rounded = static_cast<T>(truth);
  if (std::isinf(rounded) || std::isinf(got)) return got == rounded ? 0 : wrong;
  if (std::abs(rounded) < std::numeric_limits<T>::min()) return got == 0 ? 0 : wrong;
  const long double ulp = std::ldexp(1.0L, std::ilogb(truth) + 1 - std::numeric_limits<T>::digits);
  return static_cast<double>(std::abs(static_cast<long double>(got) - truth) / ulp);
}

// Equal bits; but one NaN is as good as another, since compilers may pick its sign and payload.
template <class T>
bool same_bits(std::span<const T> a, std::span<const T> b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](T x, T y) {
    return std::bit_cast<BitsOf<T>>(x) == std::bit_cast<BitsOf<T>>(y) || (std::isnan(x) && std::isnan(y));
  });
}

// One number for many results: FNV-1a over their bits, every NaN as the positive quiet one.
template <class T>
std::uint64_t fingerprint(std::span<const T> results) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const T x : results) {
    const T canonical = std::isnan(x) ? std::numeric_limits<T>::quiet_NaN() : x;
    hash = (hash ^ std::bit_cast<BitsOf<T>>(canonical)) * 0x100000001b3;
  }
  return hash;
}

}  // namespace mlp
