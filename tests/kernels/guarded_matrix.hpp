// A matrix that notices when a kernel writes beside it.
//
//   margin  row 0  gap  row 1  gap  …  row n−1  margin
//
// Margins and gaps hold a NaN with a payload of its own: written over, it is missing; read and used
// where only the matrix should be, it shows in the result.  Rows begin off every alignment.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/elementwise.hpp"
#include "mlp/base/memory.hpp"
#include "mlp/base/random.hpp"

namespace mlp {

class GuardedMatrix {
 public:
  // Elements are 0.
  GuardedMatrix(Index rows, Index columns, Index gap = 3)
      : rows_(rows), columns_(columns), stride_(columns + gap), memory_(2 * margin + rows * stride_) {
    std::fill(memory_.begin(), memory_.end(), std::bit_cast<float>(guard));
    for (Index i = 0; i < rows; ++i) std::fill_n(row(i), columns, 0.0f);
  }

  Index rows() const { return rows_; }
  Index columns() const { return columns_; }
  Index stride() const { return stride_; }
  float* data() { return memory_.data() + margin; }
  const float* data() const { return memory_.data() + margin; }
  float* row(Index i) { return data() + i * stride_; }
  const float* row(Index i) const { return data() + i * stride_; }
  float& operator()(Index i, Index j) { return row(i)[j]; }
  const float& operator()(Index i, Index j) const { return row(i)[j]; }

  // Whether nothing beside the elements was written.
  testing::AssertionResult is_alone() const {
    for (Index at = 0; at < memory_.size(); ++at) {
      const Index place = at - margin;
      const bool is_element = place >= 0 && place < rows_ * stride_ && place % stride_ < columns_;
      if (is_element || std::bit_cast<std::uint32_t>(memory_[at]) == guard) continue;
      return testing::AssertionFailure() << rows_ << " × " << columns_ << " with stride " << stride_
                                         << ": written at " << place << " floats from its first element";
    }
    return testing::AssertionSuccess();
  }

 private:
  static constexpr std::uint32_t guard = 0x7fc0dead;  // a quiet NaN
  static constexpr Index margin = 21;

  Index rows_, columns_, stride_;
  FlatBuffer<float> memory_;
};

// Number `unit` of a sequence that is the same everywhere: both signs, sizes from 2⁻⁸ to 2.
inline float test_number(std::uint32_t sequence, Index unit) {
  const std::uint32_t word =
      draw_word(sequence, {.purpose = Purpose::noise, .sample = 7}, static_cast<std::uint32_t>(unit));
  const float size = std::ldexp(1.0f + uniform(word), -static_cast<int>(word % 9));
  return (word & 16) != 0 ? -size : size;
}

inline std::vector<float> test_numbers(std::uint32_t sequence, Index count) {
  std::vector<float> numbers(static_cast<std::size_t>(count));
  for (Index i = 0; i < count; ++i) numbers[static_cast<std::size_t>(i)] = test_number(sequence, i);
  return numbers;
}

inline void fill_with_test_numbers(GuardedMatrix& matrix, std::uint32_t sequence) {
  for (Index i = 0; i < matrix.rows(); ++i) {
    for (Index j = 0; j < matrix.columns(); ++j)
      matrix(i, j) = test_number(sequence, i * matrix.columns() + j);
  }
}

// Equal bits; but one NaN is as good as another, since CPUs differ in its sign and payload.
inline bool same_number(float a, float b) {
  return std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b) ||
         (std::isnan(a) && std::isnan(b));
}

// Whether `got` holds what expected(i, j) says, bit for bit, and nothing beside it was written.
template <class Expected>
testing::AssertionResult holds(const GuardedMatrix& got, const Expected& expected) {
  for (Index i = 0; i < got.rows(); ++i) {
    for (Index j = 0; j < got.columns(); ++j) {
      const float right = expected(i, j);
      if (same_number(got(i, j), right)) continue;
      return testing::AssertionFailure()
             << "(" << i << ", " << j << ") of " << got.rows() << " × " << got.columns() << ": expected "
             << testing::PrintToString(right) << ", got " << testing::PrintToString(got(i, j));
    }
  }
  return got.is_alone();
}

// x as every kernel stores it: +0 below the normal numbers (ARITHMETIC.md, A1).
inline float stored(float x) { return std::abs(x) < 0x1p-126f ? 0.0f : x; }

inline kernels::Block block(GuardedMatrix& matrix) {
  return {matrix.data(), matrix.rows(), matrix.columns(), matrix.stride()};
}

}  // namespace mlp
