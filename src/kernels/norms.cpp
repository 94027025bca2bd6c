#include "kernels/norms.hpp"

#include <cmath>
#include <cstddef>

#include "kernels/striped_sum.hpp"

#include "kernels/target_choice.hpp"
#include "kernels/targets.hpp"
#ifndef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/norms.cpp"
#endif
#include <hwy/foreach_target.h>
// Highway compiles this file once per target; what follows is inside each.
#include "kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {
namespace {

// Of a row's terms: add(j, sums) is a vector of sums with the terms from j on added, term(j) a single one.
template <class Add, class Term>
HWY_INLINE double striped(Index columns, const Add& add, const Term& term) {
  const hn::ScalableTag<double> d;
  constexpr auto double_lanes = static_cast<Index>(hn::MaxLanes(decltype(d)()));
  constexpr Index stripes = StripedSum::stripe_count;
  alignas(64) StripedSum::Stripes sums{};
  Index first = 0;
  for (; first + stripes <= columns; first += stripes) {
    for (Index i = 0; i < stripes; i += double_lanes) {
      double* const sum = sums.data() + i;
      hn::Store(add(first + i, hn::Load(d, sum)), d, sum);
    }
  }
  for (Index i = 0; first + i < columns; ++i) sums[static_cast<std::size_t>(i)] += term(first + i);
  return StripedSum(sums).total();
}

// The product of two floats is exact in double: adding it rounds once, fused or not.
double dot_of(const float* a, const float* b, Index columns) {
  const hn::ScalableTag<double> d;
  const hn::Rebind<float, decltype(d)> narrow;
  return striped(
      columns,
      [&](Index j, auto sum) HWY_ATTR {
        return fused(d, hn::PromoteTo(d, hn::LoadU(narrow, a + j)),
                     hn::PromoteTo(d, hn::LoadU(narrow, b + j)), sum);
      },
      [&](Index j) { return static_cast<double>(a[j]) * static_cast<double>(b[j]); });
}

double squares_of(const float* row, Index columns) { return dot_of(row, row, columns); }

double magnitude_of(const float* row, Index columns) {
  const hn::ScalableTag<double> d;
  const hn::Rebind<float, decltype(d)> narrow;
  return striped(
      columns,
      [&](Index j, auto sum)
          HWY_ATTR { return hn::Add(hn::Abs(hn::PromoteTo(d, hn::LoadU(narrow, row + j))), sum); },
      [&](Index j) { return std::fabs(static_cast<double>(row[j])); });
}

void row_squares(const RowBlock& block, double* squares) {
  for (Index i = 0; i < block.rows; ++i)
    squares[i] = squares_of(block.values + i * block.columns, block.columns);
}

void row_dots(const RowBlock& block, const float* others, double* dots) {
  for (Index i = 0; i < block.rows; ++i)
    dots[i] = dot_of(block.values + i * block.columns, others + i * block.columns, block.columns);
}

void row_magnitudes(const RowBlock& block, double* magnitudes) {
  for (Index i = 0; i < block.rows; ++i)
    magnitudes[i] = magnitude_of(block.values + i * block.columns, block.columns);
}

// Calls step(count, offset) for each vector of `count` floats, the last one perhaps shorter.
template <class Step>
HWY_INLINE void for_each_vector(Index count, const Step& step) {
  Index at = 0;
  for (; at + lanes <= count; at += lanes) step(lanes, at);
  if (at < count) step(count - at, at);
}

void limit_row_norms(Index rows, Index columns, float* values, double max_norm) {
  const Tag d;
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

void scale(Index count, float factor, const float* values, float* to) {
  const Tag d;
  const auto factors = hn::Set(d, factor);
  for_each_vector(count, [&](Index size, Index at) HWY_ATTR {
    const auto scaled = hn::Mul(factors, load_up_to(d, size, values + at));
    store_up_to(d, size, flush_subnormal(d, scaled), to + at);
  });
}

void add_scaled(Index count, float factor, const float* values, const float* addend, float* to) {
  const Tag d;
  const auto factors = hn::Set(d, factor);
  for_each_vector(count, [&](Index size, Index at) HWY_ATTR {
    const auto sum = fused(d, factors, load_up_to(d, size, values + at), load_up_to(d, size, addend + at));
    store_up_to(d, size, flush_subnormal(d, sum), to + at);
  });
}

void move_average(Index count, const float* values, double share, float* average) {
  const Tag d;
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
MLP_EXPORT(row_dots);
MLP_EXPORT(row_magnitudes);
MLP_EXPORT(scale);
MLP_EXPORT(add_scaled);
MLP_EXPORT(limit_row_norms);
MLP_EXPORT(move_average);

void row_squares(const RowBlock& block, double* squares) { MLP_DISPATCH(row_squares)(block, squares); }

void row_dots(const RowBlock& block, const float* others, double* dots) {
  MLP_DISPATCH(row_dots)(block, others, dots);
}

void row_magnitudes(const RowBlock& block, double* magnitudes) {
  MLP_DISPATCH(row_magnitudes)(block, magnitudes);
}

void scale(Index count, float factor, const float* values, float* to) {
  MLP_DISPATCH(scale)(count, factor, values, to);
}

void add_scaled(Index count, float factor, const float* values, const float* addend, float* to) {
  MLP_DISPATCH(add_scaled)(count, factor, values, addend, to);
}

void limit_row_norms(Index rows, Index columns, float* values, double max_norm) {
  MLP_DISPATCH(limit_row_norms)(rows, columns, values, max_norm);
}

void move_average(Index count, const float* values, double share, float* average) {
  MLP_DISPATCH(move_average)(count, values, share, average);
}

}  // namespace mlp::kernels
#endif
