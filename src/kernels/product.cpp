#include "kernels/product.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "kernels/targets.hpp"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/product.cpp"
#include <hwy/foreach_target.h>
// Highway compiles this file once per target; what follows is inside each.
#include "kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {
namespace {

using Tag = hn::ScalableTag<float>;
using Vector = hn::Vec<Tag>;

// Where a tile stands: its first row and column, and the part of the chains it adds.
struct Place {
  Index row;
  Index column;
  Index from;  // p in [from, to)
  Index to;
  Index tail;  // values in the last vector when it is not full, else 0
};

template <int Rows, int Vectors>
HWY_NOINLINE void tile(const Product& product, const Place& place) {
  const Tag d;
  constexpr Index lanes = static_cast<Index>(hn::MaxLanes(Tag()));
  constexpr int last = Vectors - 1;
  float* const c = product.c + place.row * product.c_stride + place.column;

  Vector sum[Rows][Vectors];
  if (place.from > 0) {
    MLP_UNROLL
    for (int i = 0; i < Rows; ++i) {
      MLP_UNROLL
      for (int v = 0; v < Vectors; ++v) {
        const float* at = c + i * product.c_stride + v * lanes;
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
  for (Index p = place.from; p < place.to; ++p) {
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

  const bool finished = place.to == product.depth;
  MLP_UNROLL
  for (int i = 0; i < Rows; ++i) {
    MLP_UNROLL
    for (int v = 0; v < Vectors; ++v) {
      const Vector value = finished ? flush_subnormal(d, sum[i][v]) : sum[i][v];
      float* at = c + i * product.c_stride + v * lanes;
      if (v == last && place.tail > 0) {
        store_first(d, place.tail, value, at);
      } else {
        hn::StoreU(value, d, at);
      }
    }
  }
}

// Tiles fill the register file: with 32 registers 24 sums, with 16 registers 12, and the rest for
// one row of B and a broadcast.
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_NEON
constexpr int sums = 24, most_vectors = 4;
#else
constexpr int sums = 12, most_vectors = 2;
#endif
constexpr int most_rows(int vectors) { return sums / std::max(vectors, 2); }

using Tile = void (*)(const Product&, const Place&);

template <int Vectors, std::size_t... Rows>
constexpr auto tiles_of(std::index_sequence<Rows...>) {
  return std::array<Tile, sizeof...(Rows)>{&tile<static_cast<int>(Rows) + 1, Vectors>...};
}

// The tiles of 1, 2, … rows for a given number of vectors.
template <int Vectors>
constexpr auto tiles =
    tiles_of<Vectors>(std::make_index_sequence<static_cast<std::size_t>(most_rows(Vectors))>());

// All rows of a panel, cut into tiles as equal as can be: 10 rows by at most 6 are 5 + 5.
template <int Vectors>
void panel(const Product& product, Place place) {
  constexpr Index most = most_rows(Vectors);
  const Index count = (product.rows + most - 1) / most;
  for (Index t = 0; t < count; ++t) {
    place.row = product.rows * t / count;
    const Index rows = product.rows * (t + 1) / count - place.row;
    tiles<Vectors>[static_cast<std::size_t>(rows - 1)](product, place);
  }
}

void panel_of(Index vectors, const Product& product, const Place& place) {
  switch (vectors) {
    case 1:
      return panel<1>(product, place);
    case 2:
      return panel<2>(product, place);
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_NEON
    case 3:
      return panel<3>(product, place);
    default:
      return panel<4>(product, place);
#else
    default:
      return panel<2>(product, place);
#endif
  }
}

// B's panel of this many rows stays in the nearest cache while all rows of `a` pass over it.
constexpr Index depth_block = 256;

void product(const Product& product) {
  constexpr Index lanes = static_cast<Index>(hn::MaxLanes(Tag()));
  const Index vectors = (product.columns + lanes - 1) / lanes;
  const Index panels = (vectors + most_vectors - 1) / most_vectors;
  for (Index t = 0; t < panels; ++t) {
    const Index first = vectors * t / panels;
    const Index end = vectors * (t + 1) / panels;
    Place place{.row = 0, .column = first * lanes, .from = 0, .to = 0, .tail = 0};
    if (end == vectors) place.tail = product.columns % lanes;
    do {
      place.to = std::min(product.depth, place.from + depth_block);
      panel_of(end - first, product, place);
      place.from = place.to;
    } while (place.from < product.depth);
  }
}

}  // namespace
}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mlp::kernels {

HWY_EXPORT(product);

void product(const Product& product) { HWY_DYNAMIC_DISPATCH(product)(product); }

}  // namespace mlp::kernels
#endif
