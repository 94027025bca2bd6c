// The micro-kernel of the product: a tile of rows × vectors of C held in registers while its chains run.
// Included once per target, inside foreach_target; everything is in that target's namespace.

#if defined(MLP_KERNELS_PRODUCT_TILE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef MLP_KERNELS_PRODUCT_TILE_INL_H_
#undef MLP_KERNELS_PRODUCT_TILE_INL_H_
#else
#define MLP_KERNELS_PRODUCT_TILE_INL_H_
#endif

#include <algorithm>
#include <array>
#include <utility>

#include "kernels/product.hpp"
#include "kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {

// Tiles fill the register file: with 32 registers 24 sums, with 16 registers 12, and the rest for
// one row of B and a broadcast.
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_NEON
inline constexpr int sums = 24, most_vectors = 4;
#else
inline constexpr int sums = 12, most_vectors = 2;
#endif

// Where a tile stands: its first row and column, and the part of the chains it adds.
struct Place {
  Index row;
  Index column;
  Index from;  // p in [from, to)
  Index to;
  Index tail;  // values in the last vector when it is not full, else 0
  float* c;    // C(row, column)
  Index c_stride;
};

// What a tile does beside its multiplications, in equal parts along its chains, which it then takes whole:
// the core has room for it between two multiplications, but only what stands near in the program gets there.
struct NoErrand {
  static constexpr bool empty = true;
  HWY_INLINE void run() const {}
};

template <int Rows, int Vectors, class Errand>
HWY_NOINLINE void tile(const Product& product, const Place& place, Errand& errand) {
  const Tag d;
  constexpr int last = Vectors - 1;
  float* const c = place.c;

  Vector sum[Rows][Vectors];
  if (Errand::empty && place.from > 0) {
    MLP_UNROLL
    for (int i = 0; i < Rows; ++i) {
      MLP_UNROLL
      for (int v = 0; v < Vectors; ++v) {
        const float* at = c + i * place.c_stride + v * lanes;
        sum[i][v] = v == last && place.tail > 0 ? load_first(d, place.tail, at) : hn::LoadU(d, at);
      }
    }
  } else {
    MLP_UNROLL
    for (int i = 0; i < Rows; ++i) {
      const Vector start = product.start ? hn::Set(d, product.start[place.row + i]) : hn::Zero(d);
      MLP_UNROLL
      for (int v = 0; v < Vectors; ++v) sum[i][v] = start;
    }
  }

  // Four rows share a pointer: x86 addresses the others by multiples of one stride.
  constexpr int quads = (Rows + 3) / 4;
  const float* a[quads];
  MLP_UNROLL
  for (int q = 0; q < quads; ++q) {
    a[q] = product.a + (place.row + 4 * q) * product.a_row + place.from * product.a_depth;
  }
  const float* b = product.b + place.from * product.b_stride + place.column;
  Index p = place.from;
  const Index part = Errand::empty ? place.to - place.from : (place.to - place.from + Rows - 1) / Rows;
  const bool ends = !Errand::empty || place.to == product.depth;
  // The last step of the chains by rows, see below; 16 registers have no room for the constants that takes.
  const bool ends_by_rows = sums >= 24 && (!Errand::empty || (ends && place.from < place.to));
  const Index together_to = ends_by_rows ? place.to - 1 : place.to;
  while (p < together_to) {
    const Index stop = std::min(p + part, together_to);
    for (; p < stop; ++p) {
      Vector right[Vectors];
      MLP_UNROLL
      for (int v = 0; v < Vectors; ++v) right[v] = hn::LoadU(d, b + v * lanes);
      MLP_UNROLL
      for (int i = 0; i < Rows; ++i) {
        const Vector left = hn::Set(d, a[i / 4][(i % 4) * product.a_row]);
        MLP_UNROLL
        for (int v = 0; v < Vectors; ++v) sum[i][v] = fused(d, left, right[v], sum[i][v]);
      }
      MLP_UNROLL
      for (int q = 0; q < quads; ++q) a[q] += product.a_depth;
      b += product.b_stride;
    }
    errand.run();
  }

  const Index tail = place.tail, c_stride = place.c_stride;
  const auto store = [&](int i, int v, Vector value) HWY_ATTR {
    float* const to = c + i * c_stride + v * lanes;
    if (v == last && tail > 0) {
      store_first(d, tail, value, to);
    } else {
      hn::StoreU(value, d, to);
    }
  };
  if (ends_by_rows) {
    // The end of the chains a row at a time: while the first rows are flushed and stored, the others are
    // still multiplied, and then the next tile.
    Vector right[Vectors];
    MLP_UNROLL
    for (int v = 0; v < Vectors; ++v) right[v] = hn::LoadU(d, b + v * lanes);
    MLP_UNROLL
    for (int i = 0; i < Rows; ++i) {
      const Vector left = hn::Set(d, a[i / 4][(i % 4) * product.a_row]);
      MLP_UNROLL
      for (int v = 0; v < Vectors; ++v) store(i, v, flush_subnormal(d, fused(d, left, right[v], sum[i][v])));
    }
  } else {
    MLP_UNROLL
    for (int i = 0; i < Rows; ++i) {
      MLP_UNROLL
      for (int v = 0; v < Vectors; ++v) store(i, v, ends ? flush_subnormal(d, sum[i][v]) : sum[i][v]);
    }
  }
}

constexpr int most_rows(int vectors) { return sums / std::max(vectors, 2); }

template <class Errand>
using Tile = void (*)(const Product&, const Place&, Errand&);

template <int Vectors, class Errand, std::size_t... Rows>
constexpr auto tiles_of(std::index_sequence<Rows...>) {
  return std::array<Tile<Errand>, sizeof...(Rows)>{&tile<static_cast<int>(Rows) + 1, Vectors, Errand>...};
}

// The tiles of 1, 2, … rows for a given number of vectors.
template <int Vectors, class Errand>
constexpr auto tiles =
    tiles_of<Vectors, Errand>(std::make_index_sequence<static_cast<std::size_t>(most_rows(Vectors))>());

}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
