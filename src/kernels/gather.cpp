#include "kernels/gather.hpp"

#include <algorithm>
#include <cstring>

#include "kernels/target_choice.hpp"
#include "kernels/targets.hpp"
#ifndef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/gather.cpp"
#endif
#include <hwy/foreach_target.h>
// Highway compiles this file once per target; what follows is inside each.
#include "kernels/simd-inl.h"
#include "kernels/strip-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {
namespace {

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

// The last `count` < lanes of a row, which may end where the caller's memory does.
Vector load_last_inputs(Tag d, Index count, const std::uint8_t* from) {
  std::uint8_t last[lanes] = {};
  std::memcpy(last, from, static_cast<std::size_t>(count));
  return load_inputs(d, last);
}
Vector load_last_inputs(Tag d, Index count, const float* from) {
  return flush_subnormal(d, load_first(d, count, from));
}

Vector scaled(Tag d, Vector x, const InputRows& inputs, Index feature) {
  if (!inputs.shift) return x;
  const Vector shift = hn::LoadU(d, inputs.shift + feature), scale = hn::LoadU(d, inputs.scale + feature);
  return flush_subnormal(d, hn::Mul(hn::Sub(x, shift), scale));
}

template <typename T>
void gather_row(const InputRows& inputs, const T* from, float* to) {
  const Tag d;
  Index j = 0;
  for (; j + lanes <= inputs.features; j += lanes) {
    hn::StoreU(scaled(d, load_inputs(d, from + j), inputs, j), d, to + j);
  }
  if (const Index left = inputs.features - j; left > 0) {
    store_first(d, left, scaled(d, load_last_inputs(d, left, from + j), inputs, j), to + j);
  }
}

template <typename T>
void gather_rows(const InputRows& inputs, const T* from, const std::int32_t* rows, Index count, float* to,
                 Index to_stride) {
  for (Index i = 0; i < count; ++i) {
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

#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128
void transpose(const float* from, Index rows, Index columns, Index from_stride, float* to, Index to_stride) {
  for (Index i = 0; i < rows; ++i) {
    for (Index j = 0; j < columns; ++j) to[j * to_stride + i] = from[i * from_stride + j];
  }
}
#else
template <StripKind kind, Index Strip>
void transpose_strip(const float* from, Index from_stride, float* to, Index to_stride, Index rows,
                     Index columns) {
  const Tag d;
  Vector column[Strip];
  columns_of_strip<kind>(d, StripRows<Tag>(from, from_stride), rows, columns, column);
  MLP_UNROLL
  for (Index j = 0; j < Strip; ++j) {
    if (!kind.all_columns && j >= columns) break;
    if constexpr (kind.all_rows) {
      hn::StoreU(column[j], d, to + j * to_stride);
    } else {
      store_up_to(d, rows, column[j], to + j * to_stride);
    }
  }
}

// A strip after the other, of up to `lanes` rows.
template <bool all_rows>
void transpose_rows(const float* from, Index rows, Index columns, Index from_stride, float* to,
                    Index to_stride) {
  constexpr StripKind whole{all_rows, true}, last{all_rows, false};
  Index j = 0;
  for (; j + strip <= columns; j += strip)
    transpose_strip<whole, strip>(from + j, from_stride, to + j * to_stride, to_stride, rows, strip);
  if (j + 4 <= columns) {
    transpose_strip<whole, 4>(from + j, from_stride, to + j * to_stride, to_stride, rows, 4);
    j += 4;
  }
  if (j < columns)
    transpose_strip<last, 4>(from + j, from_stride, to + j * to_stride, to_stride, rows, columns - j);
}

void transpose(const float* from, Index rows, Index columns, Index from_stride, float* to, Index to_stride) {
  Index i = 0;
  for (; i + lanes <= rows; i += lanes)
    transpose_rows<true>(from + i * from_stride, lanes, columns, from_stride, to + i, to_stride);
  if (i < rows)
    transpose_rows<false>(from + i * from_stride, rows - i, columns, from_stride, to + i, to_stride);
}
#endif

}  // namespace
}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <hwy/cache_control.h>

namespace mlp::kernels {

MLP_EXPORT(gather);
MLP_EXPORT(transpose);

void gather(const InputRows& inputs, const std::int32_t* rows, Index count, float* to, Index to_stride) {
  MLP_DISPATCH(gather)(inputs, rows, count, to, to_stride);
}

template <typename T>
static void prefetch_rows(const InputRows& inputs, const T* from, const std::int32_t* rows, Index count) {
  constexpr Index line = cache_line_bytes / static_cast<Index>(sizeof(T));
  for (Index i = 0; i < count; ++i) {
    const T* const row = from + (rows ? rows[i] : i) * inputs.stride;
    for (Index j = 0; j < inputs.features; j += line) hwy::Prefetch(row + j);
  }
}

void prefetch(const InputRows& inputs, const std::int32_t* rows, Index count) {
  if (inputs.bytes) {
    prefetch_rows(inputs, inputs.bytes, rows, count);
  } else {
    prefetch_rows(inputs, inputs.values, rows, count);
  }
}

void transpose(const float* from, Index rows, Index columns, Index from_stride, float* to, Index to_stride) {
  if (rows == 1 && to_stride == 1) {
    std::copy_n(from, columns, to);
  } else if (columns == 1 && from_stride == 1) {
    std::copy_n(from, rows, to);
  } else {
    MLP_DISPATCH(transpose)(from, rows, columns, from_stride, to, to_stride);
  }
}

}  // namespace mlp::kernels
#endif
