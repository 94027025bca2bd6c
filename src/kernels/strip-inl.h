// The transposition of a strip: up to a vector's lanes of rows, a few values of each.
// Included once per target, inside foreach_target; everything is in that target's namespace.

#if defined(MLP_KERNELS_STRIP_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef MLP_KERNELS_STRIP_INL_H_
#undef MLP_KERNELS_STRIP_INL_H_
#else
#define MLP_KERNELS_STRIP_INL_H_
#endif

#include <algorithm>

#include "kernels/simd-inl.h"

#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128
HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {

// The usual number of columns: half a vector of 16 lanes, for the fewest loads and shuffles.
inline constexpr Index strip = std::min<Index>(8, lanes);

// Whether a strip has as many rows as lanes, and all its columns.
struct StripKind {
  bool all_rows;
  bool all_columns;
};

// Where a strip's rows begin: row 4q + k at from[q] + k·stride.  Four rows share a pointer, as x86 addresses
// the others by multiples of one stride.
template <class D>
struct StripRows {
  static constexpr Index quads = static_cast<Index>(hn::MaxLanes(D())) / 4;

  const float* from[quads];
  Index stride;

  StripRows() = default;
  HWY_INLINE StripRows(const float* first, Index stride_of) : stride(stride_of) {
    MLP_UNROLL
    for (Index q = 0; q < quads; ++q) from[q] = first + 4 * q * stride;
  }
  HWY_INLINE const float* row(Index i) const { return from[i / 4] + (i % 4) * stride; }
  HWY_INLINE void advance(Index columns) {
    MLP_UNROLL
    for (Index q = 0; q < quads; ++q) from[q] += columns;
  }
};

// `columns` ≤ Strip values of each of the rows first, first + Strip, …; of the last row where there are only
// `rows`.
template <Index Strip, StripKind kind, class H, class D>
HWY_INLINE hn::Vec<H> load_rows(H d, const StripRows<D>& from, Index first, Index rows, Index columns) {
  if constexpr (static_cast<Index>(hn::MaxLanes(H())) == Strip) {
    const float* const row = from.row(kind.all_rows ? first : std::min(first, rows - 1));
    if constexpr (kind.all_columns) {
      return hn::LoadU(d, row);
    } else {
      return load_up_to(d, columns, row);
    }
  } else {
    const hn::Half<H> half;
    constexpr Index half_rows = static_cast<Index>(hn::MaxLanes(half));
    const auto lower = load_rows<Strip, kind>(half, from, first, rows, columns);
    const auto upper = load_rows<Strip, kind>(half, from, first + half_rows, rows, columns);
    return hn::Combine(d, upper, lower);
  }
}

// column[j], lane i: value j of row i; of the last row where i ≥ rows, and 0 where j ≥ columns.
template <StripKind kind, Index Strip, class D>
HWY_INLINE void columns_of_strip(D d, const StripRows<D>& from, Index rows, Index columns,
                                 hn::Vec<D> (&column)[Strip]) {
  static_assert(Strip == 4 || Strip == 8);
  const hn::Repartition<double, D> pairs;
  // In blocks of four lanes, whose shuffles are the fast ones: all 4 × 4 transpositions at once.
  MLP_UNROLL
  for (Index k = 0; k < Strip; k += 4) {
    const auto row_0 = load_rows<Strip, kind>(d, from, k, rows, columns);
    const auto row_1 = load_rows<Strip, kind>(d, from, k + 1, rows, columns);
    const auto row_2 = load_rows<Strip, kind>(d, from, k + 2, rows, columns);
    const auto row_3 = load_rows<Strip, kind>(d, from, k + 3, rows, columns);
    const auto low_01 = hn::BitCast(pairs, hn::InterleaveLower(d, row_0, row_1));
    const auto low_23 = hn::BitCast(pairs, hn::InterleaveLower(d, row_2, row_3));
    const auto high_01 = hn::BitCast(pairs, hn::InterleaveUpper(d, row_0, row_1));
    const auto high_23 = hn::BitCast(pairs, hn::InterleaveUpper(d, row_2, row_3));
    column[k] = hn::BitCast(d, hn::InterleaveLower(pairs, low_01, low_23));
    column[k + 1] = hn::BitCast(d, hn::InterleaveUpper(pairs, low_01, low_23));
    column[k + 2] = hn::BitCast(d, hn::InterleaveLower(pairs, high_01, high_23));
    column[k + 3] = hn::BitCast(d, hn::InterleaveUpper(pairs, high_01, high_23));
  }
  // Then the blocks: column[j] holds values j and j + 4 of the first four rows of every eight, column[j + 4]
  // those of the others.
  if constexpr (Strip == 8) {
    MLP_UNROLL
    for (Index j = 0; j < 4; ++j) {
      const auto first = column[j], second = column[j + 4];
      column[j] = hn::OddEvenBlocks(hn::SwapAdjacentBlocks(second), first);
      column[j + 4] = hn::OddEvenBlocks(second, hn::SwapAdjacentBlocks(first));
    }
  }
}

}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif

#endif  // per target
