#include "kernels/product.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>
#include <variant>

#include "kernels/target_choice.hpp"
#include "kernels/targets.hpp"
#ifndef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/product.cpp"
#endif
#include <hwy/foreach_target.h>
// Highway compiles this file once per target; what follows is inside each.

#include "kernels/product_narrow-inl.h"
#include "kernels/product_tile-inl.h"
#include "kernels/update_rules-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {
namespace {

// Calls visit(first, count) for `total` things in parts of at most `most`, as equal as can be: 10 by
// at most 6 are 5 + 5.
template <class Visit>
void for_each_part(Index total, Index most, const Visit& visit) {
  Index parts = (total + most - 1) / most;
  for (Index first = 0; first < total; --parts) {
    const Index count = parts == 1 ? total - first : (total - first) / parts;
    visit(first, count);
    first += count;
  }
}

template <int Vectors, class Visit>
void for_each_tile(Index rows, const Visit& visit) {
  for_each_part(rows, most_rows(Vectors), visit);
}

// Calls visit.template operator()<Vectors>(place) for each panel of columns.
template <class Visit>
void for_each_panel(Index columns, const Visit& visit) {
  const Index vectors = (columns + lanes - 1) / lanes;
  for_each_part(vectors, most_vectors, [&](Index first, Index count) {
    const Index tail = first + count == vectors ? columns % lanes : 0;
    const Place place{
        .row = 0, .column = first * lanes, .from = 0, .to = 0, .tail = tail, .c = nullptr, .c_stride = 0};
    switch (count) {
      case 1:
        visit.template operator()<1>(place);
        break;
      case 2:
        visit.template operator()<2>(place);
        break;
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_NEON
      case 3:
        visit.template operator()<3>(place);
        break;
      default:
        visit.template operator()<4>(place);
#endif
    }
  });
}

// How much of the chains a tile adds at a time, in equal parts: B's panel of so many rows stays in the second
// cache while all rows of `a` pass over it.  Rows whole pages apart share a few of its sets; and where the
// chains run down the columns of `a`, each step reads a line of the cache from it too.
Index depth_at_once(const Product& product) {
  constexpr Index page = 1024;
  const Index most = product.a_depth != 1 ? 256 : product.b_stride % page == 0 ? 384 : 1024;
  if (product.depth <= most) return product.depth;
  const Index parts = (product.depth + most - 1) / most;
  return (product.depth + parts - 1) / parts;
}

// Parts of the chains outermost: while one is added, its part of `a` stays in the second cache, however many
// panels pass.
void product(const Product& product) {
  NoErrand none;
  const Index depth = depth_at_once(product);
  const Index left_over = product.columns % lanes;
  const Index narrow = is_narrow(product, left_over) ? left_over : 0;
  Index from = 0;
  do {
    const Index to = std::min(product.depth, from + depth);
    for_each_panel(product.columns - narrow, [&]<int Vectors>(Place place) {
      place.c_stride = product.c_stride;
      place.from = from;
      place.to = to;
      for_each_tile<Vectors>(product.rows, [&](Index first, Index rows) {
        place.row = first;
        place.c = product.c + first * product.c_stride + place.column;
        tiles<Vectors, NoErrand>[static_cast<std::size_t>(rows - 1)](product, place, none);
      });
    });
    from = to;
  } while (from < product.depth);
  if (narrow > 0) narrow_product(product, narrow);
}

// Applies the gradient of the tile before, a row at a time, and fetches the weights of the present one.
template <int Vectors, class Rule>
struct UpdateErrand {
  static constexpr bool empty = false;

  // Rows of a tile that are still to do.
  struct Rows {
    Index left = 0;
    const float* gradient = nullptr;  // Vectors · lanes a row
    float* weights = nullptr;
    float* slots = nullptr;
  };

  const Rule& rule;
  const Index stride;
  const Index slot_stride;
  const Index tail;
  Rows before = {};
  Rows present = {};

  HWY_INLINE void run() {
    if (before.left > 0) {
      --before.left;
      constexpr int last = Vectors - 1;
      MLP_UNROLL
      for (int v = 0; v < Vectors; ++v) {
        update_vector(rule, v == last && tail > 0 ? tail : lanes, before.gradient + v * lanes,
                      before.weights + v * lanes, before.slots + v * lanes, slot_stride);
      }
      before.gradient += Vectors * lanes;
      before.weights += stride;
      before.slots += stride;
    }
    MLP_UNROLL
    for (int v = 0; v < Vectors; ++v) {
      prefetch_to_write(present.weights + v * lanes);
      MLP_UNROLL
      for (int k = 0; k < Rule::most_slots; ++k)
        prefetch_to_write(present.slots + v * lanes + k * slot_stride);
    }
    present.weights += stride;
    present.slots += stride;
  }
};

template <class Rule>
void apply_product(const Product& product, const Rule& rule, const UpdateBlock& update) {
  HWY_ALIGN float scratch[2][sums * lanes];
  // Without slots the weights stand in: a pointer that is moved must point somewhere.
  float* const slots = update.slots ? update.slots : update.weights;
  for_each_panel(product.columns, [&]<int Vectors>(Place place) {
    using Errand = UpdateErrand<Vectors, Rule>;
    Errand errand{
        .rule = rule, .stride = update.stride, .slot_stride = update.slot_stride, .tail = place.tail};
    place.to = product.depth;
    place.c_stride = Vectors * lanes;
    int present = 0;
    for_each_tile<Vectors>(product.rows, [&](Index first, Index rows) {
      place.row = first;
      place.c = scratch[present];
      const Index at = first * update.stride + place.column;
      const typename Errand::Rows here{rows, place.c, update.weights + at, slots + at};
      errand.present = here;
      tiles<Vectors, Errand>[static_cast<std::size_t>(rows - 1)](product, place, errand);
      while (errand.before.left > 0) errand.run();
      errand.before = here;
      present = 1 - present;
    });
    while (errand.before.left > 0) errand.run();
  });
}

bool update_can_ride(const Optimizer& optimizer) {
  const Sgd* const sgd = std::get_if<Sgd>(&optimizer);
  return sums >= 24 && sgd && sgd->dampening == 0.0;
}

void product_into_update(const Product& product, const Optimizer& optimizer, const UpdateBlock& update) {
  assert(update_can_ride(optimizer) && !update.shaping.is_needed() && product.depth > 0);
  if constexpr (sums >= 24) apply_product(product, SgdRule<false>(std::get<Sgd>(optimizer), update), update);
}

}  // namespace
}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mlp::kernels {

MLP_EXPORT(product);
MLP_EXPORT(product_into_update);
MLP_EXPORT(update_can_ride);

void product(const Product& product) { MLP_DISPATCH(product)(product); }

void product_into_update(const Product& product, const Optimizer& optimizer, const UpdateBlock& update) {
  MLP_DISPATCH(product_into_update)(product, optimizer, update);
}

bool update_can_ride(const Optimizer& optimizer) { return MLP_DISPATCH(update_can_ride)(optimizer); }

bool update_should_ride(const Optimizer& optimizer, const Product& product) {
  return product.rows * product.columns >= 8192 && product.depth >= 48 && product.depth <= 512 &&
         update_can_ride(optimizer);
}

}  // namespace mlp::kernels
#endif
