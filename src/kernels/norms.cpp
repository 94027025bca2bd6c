#include "kernels/norms.hpp"

#include <cmath>
#include <cstddef>

#include "kernels/striped_sum.hpp"

#include "kernels/target_choice.hpp"
#include "kernels/targets.hpp"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/norms.cpp"
#include <hwy/foreach_target.h>
// Highway compiles this file once per target; what follows is inside each.
#include "kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {
namespace {

double squares_of(const float* row, Index columns) {
  const hn::ScalableTag<double> d;
  const hn::Rebind<float, decltype(d)> narrow;
  constexpr auto lanes = static_cast<Index>(hn::MaxLanes(decltype(d)()));
  constexpr Index stripes = StripedSum::stripe_count;
  alignas(64) StripedSum::Stripes sums{};
  Index first = 0;
  for (; first + stripes <= columns; first += stripes) {
    for (Index i = 0; i < stripes; i += lanes) {
      const auto x = hn::PromoteTo(d, hn::LoadU(narrow, row + first + i));
      double* const sum = sums.data() + i;
      hn::Store(fused(d, x, x, hn::Load(d, sum)), d, sum);
    }
  }
  // The square of a float is exact in double: adding it rounds once too.
  for (Index i = 0; first + i < columns; ++i) {
    const auto x = static_cast<double>(row[first + i]);
    sums[static_cast<std::size_t>(i)] += x * x;
  }
  return StripedSum(sums).total();
}

void row_squares(const RowBlock& block, double* squares) {
  for (Index i = 0; i < block.rows; ++i)
    squares[i] = squares_of(block.values + i * block.columns, block.columns);
}

// Calls step(count, offset) for each vector of `count` floats, the last one perhaps shorter.
template <class Step>
HWY_INLINE void for_each_vector(Index count, const Step& step) {
  constexpr auto lanes = static_cast<Index>(hn::MaxLanes(hn::ScalableTag<float>()));
  Index at = 0;
  for (; at + lanes <= count; at += lanes) step(lanes, at);
  if (at < count) step(count - at, at);
}

void limit_row_norms(Index rows, Index columns, float* values, double max_norm) {
  const hn::ScalableTag<float> d;
  for (Index i = 0; i < rows; ++i) {
    float* const row = values + i * columns;
    const double norm = std::sqrt(squares_of(row, columns));
    if (!(norm > max_norm)) continue;
    const auto scale = hn::Set(d, static_cast<float>(max_norm / norm));
    for_each_vector(columns, [&](Index count, Index at) HWY_ATTR {
      const auto x = hn::Mul(load_up_to(d, count, row + at), scale);
      store_up_to(d, count, flush_subnormal(d, x), row + at);
    });
  }
}

void move_average(Index count, const float* values, double share, float* average) {
  const hn::ScalableTag<float> d;
  const auto share_of_new = hn::Set(d, static_cast<float>(share));
  for_each_vector(count, [&](Index size, Index at) HWY_ATTR {
    const auto old = load_up_to(d, size, average + at);
    const auto rise = hn::Sub(load_up_to(d, size, values + at), old);
    store_up_to(d, size, flush_subnormal(d, fused(d, share_of_new, rise, old)), average + at);
  });
}

}  // namespace
}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mlp::kernels {

MLP_EXPORT(row_squares);
MLP_EXPORT(limit_row_norms);
MLP_EXPORT(move_average);

void row_squares(const RowBlock& block, double* squares) { MLP_DISPATCH(row_squares)(block, squares); }

void limit_row_norms(Index rows, Index columns, float* values, double max_norm) {
  MLP_DISPATCH(limit_row_norms)(rows, columns, values, max_norm);
}

void move_average(Index count, const float* values, double share, float* average) {
  MLP_DISPATCH(move_average)(count, values, share, average);
}

}  // namespace mlp::kernels
#endif
