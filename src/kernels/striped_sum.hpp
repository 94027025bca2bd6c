// The sum over the rows of a data set (ARITHMETIC.md, A3), in double.
//
// Row r goes to stripe r mod 64; the stripes fold by halves.  So the result depends on the rows
// alone, not on how many of them were looked at together.
#pragma once

#include <array>
#include <cstddef>

#include "mlp/base/memory.hpp"

namespace mlp {

class StripedSum {
 public:
  static constexpr Index stripe_count = 64;
  using Stripes = std::array<double, stripe_count>;

  StripedSum() = default;
  // Goes on from another's stripes().
  explicit StripedSum(const Stripes& stripes) : stripes_(stripes) {}

  const Stripes& stripes() const { return stripes_; }

  // REQUIRES: row ≥ 0; the rows of a stripe come in ascending order.
  void add(Index row, double value) { stripes_[static_cast<std::size_t>(row % stripe_count)] += value; }

  // 0 where nothing was added.
  double total() const {
    Stripes folded = stripes_;
    for (std::size_t half = stripe_count / 2; half > 0; half /= 2) {
      for (std::size_t i = 0; i < half; ++i) folded[i] += folded[i + half];
    }
    return folded[0];
  }

 private:
  Stripes stripes_{};
};

}  // namespace mlp
