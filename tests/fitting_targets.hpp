// For tests that run over every loss: targets that it takes.
#pragma once

#include <cmath>

#include "mlp/choice/loss.hpp"

namespace mlp {

// Turns the `count` numbers of a row, drawn anyhow, into targets of the loss.
template <typename T>
void make_fitting(const Loss& loss, T* numbers, Index count) {
  T sum = 0;
  for (Index k = 0; k < count; ++k) {
    T& y = numbers[k];
    switch (traits_of(loss).values) {
      case TargetValues::any:
        break;
      case TargetValues::at_least_zero:
        y = std::abs(y);
        break;
      case TargetValues::zero_or_one:
        y = y > 0 ? T{1} : T{0};
        break;
      case TargetValues::shares_of_one:
        y = std::abs(y) + static_cast<T>(0.125);
        break;
    }
    sum += y;
  }
  if (traits_of(loss).values != TargetValues::shares_of_one) return;
  for (Index k = 0; k < count; ++k) numbers[k] /= sum;
}

}  // namespace mlp
