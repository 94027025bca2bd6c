#include "kernels/gather.hpp"

#include <algorithm>
#include <cstring>

#include "kernels/targets.hpp"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/gather.cpp"
#include <hwy/foreach_target.h>
// Highway compiles this file once per target; what follows is inside each.
#include <hwy/cache_control.h>

#include "kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {
namespace {

using Tag = hn::ScalableTag<float>;
using Vector = hn::Vec<Tag>;

// x / 255 rounded once, without a division: a product with the rounded reciprocal, corrected by
// its exact remainder (Markstein 1990); the test tries all 256 bytes.
Vector over_255(Tag d, Vector x) {
  const Vector reciprocal = hn::Set(d, 1.0f / 255.0f);
  const Vector quotient = hn::Mul(x, reciprocal);
  const Vector remainder = fused_negated(d, quotient, hn::Set(d, 255.0f), x);
  return fused(d, remainder, reciprocal, quotient);
}

Vector load_inputs(Tag d, const std::uint8_t* from) {
  const hn::Rebind<std::int32_t, Tag> integers;
  const hn::Rebind<std::uint8_t, Tag> bytes;
  return over_255(d, hn::ConvertTo(d, hn::PromoteTo(integers, hn::LoadU(bytes, from))));
}
Vector load_inputs(Tag d, const float* from) { return flush_subnormal(d, hn::LoadU(d, from)); }

Vector scaled(Tag d, Vector x, const InputRows& inputs, Index feature) {
  if (!inputs.shift) return x;
  const Vector shift = hn::LoadU(d, inputs.shift + feature), scale = hn::LoadU(d, inputs.scale + feature);
  return flush_subnormal(d, hn::Mul(hn::Sub(x, shift), scale));
}

template <typename T>
void gather_row(const InputRows& inputs, const T* from, float* to) {
  const Tag d;
  constexpr Index lanes = static_cast<Index>(hn::MaxLanes(Tag()));
  Index j = 0;
  for (; j + lanes <= inputs.features; j += lanes) {
    hn::StoreU(scaled(d, load_inputs(d, from + j), inputs, j), d, to + j);
  }
  if (const Index left = inputs.features - j; left > 0) {
    T last[lanes] = {};  // the row may end where the caller's memory does
    std::memcpy(last, from + j, static_cast<std::size_t>(left) * sizeof(T));
    store_first(d, left, scaled(d, load_inputs(d, last), inputs, j), to + j);
  }
}

// Shuffled rows lie anywhere in memory: asking for some rows ahead hides the wait.
constexpr Index rows_ahead = 4;

template <typename T>
void gather_rows(const InputRows& inputs, const T* from, const std::int32_t* rows, Index count, float* to,
                 Index to_stride) {
  constexpr Index line = cache_line_bytes / static_cast<Index>(sizeof(T));
  for (Index i = 0; i < count; ++i) {
    if (rows && i + rows_ahead < count) {
      const T* const ahead = from + rows[i + rows_ahead] * inputs.stride;
      for (Index j = 0; j < inputs.features; j += line) hwy::Prefetch(ahead + j);
    }
    gather_row(inputs, from + (rows ? rows[i] : i) * inputs.stride, to + i * to_stride);
  }
}

void gather(const InputRows& inputs, const std::int32_t* rows, Index count, float* to, Index to_stride) {
  if (inputs.bytes) {
    gather_rows(inputs, inputs.bytes, rows, count, to, to_stride);
  } else {
    gather_rows(inputs, inputs.values, rows, count, to, to_stride);
  }
}

#if HWY_TARGET == HWY_SCALAR
constexpr Index square = 1;
void transpose_square(const float* from, Index, float* to, Index) { *to = *from; }
#else
// 4 × 4 in four 128-bit registers.
constexpr Index square = 4;
HWY_INLINE void transpose_square(const float* from, Index from_stride, float* to, Index to_stride) {
  const hn::FixedTag<float, 4> d;
  const hn::Repartition<double, decltype(d)> pairs;
  const auto row_0 = hn::LoadU(d, from), row_1 = hn::LoadU(d, from + from_stride);
  const auto row_2 = hn::LoadU(d, from + 2 * from_stride), row_3 = hn::LoadU(d, from + 3 * from_stride);
  const auto low_01 = hn::BitCast(pairs, hn::InterleaveLower(d, row_0, row_1));
  const auto low_23 = hn::BitCast(pairs, hn::InterleaveLower(d, row_2, row_3));
  const auto high_01 = hn::BitCast(pairs, hn::InterleaveUpper(d, row_0, row_1));
  const auto high_23 = hn::BitCast(pairs, hn::InterleaveUpper(d, row_2, row_3));
  hn::StoreU(hn::BitCast(d, hn::InterleaveLower(pairs, low_01, low_23)), d, to);
  hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(pairs, low_01, low_23)), d, to + to_stride);
  hn::StoreU(hn::BitCast(d, hn::InterleaveLower(pairs, high_01, high_23)), d, to + 2 * to_stride);
  hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(pairs, high_01, high_23)), d, to + 3 * to_stride);
}
#endif

void transpose(const float* from, Index rows, Index columns, Index from_stride, float* to, Index to_stride) {
  const Index whole_rows = rows - rows % square;
  const Index whole_columns = columns - columns % square;
  // Sixteen floats are a cache line of either side: a block of lines is finished before the next.
  constexpr Index line = 16;
  for (Index i = 0; i < whole_rows; i += line) {
    const Index i_end = std::min(i + line, whole_rows);
    for (Index j = 0; j < whole_columns; j += square) {
      for (Index k = i; k < i_end; k += square) {
        transpose_square(from + k * from_stride + j, from_stride, to + j * to_stride + k, to_stride);
      }
    }
  }
  for (Index i = 0; i < rows; ++i) {
    for (Index j = i < whole_rows ? whole_columns : 0; j < columns; ++j) {
      to[j * to_stride + i] = from[i * from_stride + j];
    }
  }
}

}  // namespace
}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mlp::kernels {

HWY_EXPORT(gather);
HWY_EXPORT(transpose);

void gather(const InputRows& inputs, const std::int32_t* rows, Index count, float* to, Index to_stride) {
  HWY_DYNAMIC_DISPATCH(gather)(inputs, rows, count, to, to_stride);
}

void transpose(const float* from, Index rows, Index columns, Index from_stride, float* to, Index to_stride) {
  HWY_DYNAMIC_DISPATCH(transpose)(from, rows, columns, from_stride, to, to_stride);
}

}  // namespace mlp::kernels
#endif
