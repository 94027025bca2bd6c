// The product for columns too few to fill a vector: the lanes are rows of C instead.
//
// a(i, p) lies along its row, so strips of `a` are transposed in registers on their way; for few columns
// that costs less than the empty lanes would.  The chains are those of the tile, bit by bit.
// Included once per target, inside foreach_target; everything is in that target's namespace.

#if defined(MLP_KERNELS_PRODUCT_NARROW_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef MLP_KERNELS_PRODUCT_NARROW_INL_H_
#undef MLP_KERNELS_PRODUCT_NARROW_INL_H_
#else
#define MLP_KERNELS_PRODUCT_NARROW_INL_H_
#endif

#include <algorithm>
#include <array>
#include <utility>

#include "kernels/product.hpp"
#include "kernels/product_tile-inl.h"
#include "kernels/strip-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128
inline bool is_narrow(const Product&, Index) { return false; }
inline void narrow_product(const Product&, Index) {}
#else
// As many columns as a transposition pays for, measured.
inline constexpr int most_narrow = static_cast<int>(lanes) / 2;

// Whether the last `columns` columns of C are better off here.
inline bool is_narrow(const Product& product, Index columns) {
  return columns > 0 && columns <= most_narrow && product.a_depth == 1 && product.rows >= lanes;
}

// Values of B at a time, side by side: they stay in the nearest cache while all rows of `a` pass over them.
inline constexpr Index narrow_depth = 512;

struct NarrowPlace {
  Index column;
  Index from;  // p in [from, to)
  Index to;
  const float* b;  // B(from, column), the narrow columns side by side
};

// RowVectors · lanes rows of C from `row` on.  The first `done` belong to the tile before: they are computed
// again, and not stored.
template <int Columns, int RowVectors>
HWY_NOINLINE void narrow_tile(const Product& product, const NarrowPlace& place, Index row, Index done) {
  const Tag d;
  float* const c = product.c + row * product.c_stride + place.column;
  HWY_ALIGN float lane[lanes] = {};

  Vector sum[RowVectors][Columns];
  MLP_UNROLL
  for (int v = 0; v < RowVectors; ++v) {
    const Index first = v * lanes;
    if (place.from == 0) {
      const Vector start = product.start ? hn::LoadU(d, product.start + row + first) : hn::Zero(d);
      MLP_UNROLL
      for (int j = 0; j < Columns; ++j) sum[v][j] = start;
    } else {
      MLP_UNROLL
      for (int j = 0; j < Columns; ++j) {
        for (Index i = 0; i < lanes; ++i) lane[i] = c[(first + i) * product.c_stride + j];
        sum[v][j] = hn::Load(d, lane);
      }
    }
  }

  const float* const a = product.a + row * product.a_row;
  const float* b = place.b;
  Index p = place.from;
  StripRows<Tag> rows_at[RowVectors];
  MLP_UNROLL
  for (int v = 0; v < RowVectors; ++v)
    rows_at[v] = StripRows<Tag>(a + v * lanes * product.a_row + p, product.a_row);
  for (; p + strip <= place.to; p += strip) {
    MLP_UNROLL
    for (int v = 0; v < RowVectors; ++v) {
      Vector left[strip];
      columns_of_strip<StripKind{true, true}>(d, rows_at[v], lanes, strip, left);
      rows_at[v].advance(strip);
      MLP_UNROLL
      for (int k = 0; k < strip; ++k) {
        MLP_UNROLL
        for (int j = 0; j < Columns; ++j)
          sum[v][j] = fused(d, left[k], hn::Set(d, b[k * Columns + j]), sum[v][j]);
      }
    }
    b += strip * Columns;
  }
  if (const Index left_over = place.to - p; left_over > 0) {
    MLP_UNROLL
    for (int v = 0; v < RowVectors; ++v) {
      Vector left[strip];
      columns_of_strip<StripKind{true, false}>(d, rows_at[v], lanes, left_over, left);
      for (Index k = 0; k < left_over; ++k) {
        MLP_UNROLL
        for (int j = 0; j < Columns; ++j)
          sum[v][j] = fused(d, left[k], hn::Set(d, b[k * Columns + j]), sum[v][j]);
      }
    }
  }

  const bool finished = place.to == product.depth;
  MLP_UNROLL
  for (int v = 0; v < RowVectors; ++v) {
    MLP_UNROLL
    for (int j = 0; j < Columns; ++j) {
      hn::Store(finished ? flush_subnormal(d, sum[v][j]) : sum[v][j], d, lane);
      for (Index i = v == 0 ? done : 0; i < lanes; ++i) c[(v * lanes + i) * product.c_stride + j] = lane[i];
    }
  }
}

template <int Columns>
void narrow_columns(const Product& product, Index column) {
  // Two vectors of rows, where the registers hold them, hide each other's chains.
  constexpr int row_vectors = 2 * Columns <= sums - 2 * static_cast<int>(strip) || Columns == 1 ? 2 : 1;
  HWY_ALIGN float b[narrow_depth * Columns];
  NarrowPlace place{.column = column, .from = 0, .to = 0, .b = b};
  do {
    place.to = std::min(product.depth, place.from + narrow_depth);
    for (Index p = place.from; p < place.to; ++p)
      std::copy_n(product.b + p * product.b_stride + column, Columns, b + (p - place.from) * Columns);
    Index row = 0;
    if constexpr (row_vectors > 1) {
      for (; row + row_vectors * lanes <= product.rows; row += row_vectors * lanes)
        narrow_tile<Columns, row_vectors>(product, place, row, 0);
    }
    for (; row < product.rows; row += lanes) {
      const Index first = std::min(row, product.rows - lanes);
      narrow_tile<Columns, 1>(product, place, first, row - first);
    }
    place.from = place.to;
  } while (place.from < product.depth);
}

// The last `columns` columns of C.  REQUIRES: is_narrow(product, columns).
inline void narrow_product(const Product& product, Index columns) {
  constexpr auto narrow = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array{&narrow_columns<static_cast<int>(I) + 1>...};
  }
  (std::make_index_sequence<static_cast<std::size_t>(most_narrow)>());
  narrow[static_cast<std::size_t>(columns - 1)](product, product.columns - columns);
}
#endif

}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
