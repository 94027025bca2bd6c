#include "kernels/combine.hpp"

#include <algorithm>

#include "kernels/target_choice.hpp"
#include "kernels/targets.hpp"
#ifndef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/combine.cpp"
#endif
#include <hwy/foreach_target.h>
// Highway compiles this file once per target; what follows is inside each.
#include "kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {
namespace {

// to(i, j) = function(a(i, j), b(i, j)).
template <class Function>
HWY_INLINE void combine(const Block& a, const Block& b, const Block& to, const Function& function) {
  const Tag d;
  for (Index i = 0; i < to.rows; ++i) {
    const float* const a_row = a.data + i * a.stride;
    const float* const b_row = b.data + i * b.stride;
    float* const to_row = to.data + i * to.stride;
    for (Index j = 0; j < to.columns; j += lanes) {
      const auto result = function(hn::LoadU(d, a_row + j), hn::LoadU(d, b_row + j));
      store_up_to(d, std::min(lanes, to.columns - j), flush_subnormal(d, result), to_row + j);
    }
  }
}

void add(const Block& block, const Block& other) {
  combine(block, other, block, [](auto a, auto b) HWY_ATTR { return hn::Add(a, b); });
}

void multiply(const Block& block, const Block& other) {
  combine(block, other, block, [](auto a, auto b) HWY_ATTR { return hn::Mul(a, b); });
}

void copy(const Block& from, const Block& to) {
  combine(from, from, to, [](auto a, auto) HWY_ATTR { return a; });
}

void negative_part(const Block& from, const Block& to) {
  combine(from, from, to,
          [](auto a, auto) HWY_ATTR { return hn::IfThenZeroElse(hn::Gt(a, hn::Zero(Tag())), a); });
}

void mix(float share, const Block& block, const Block& other) {
  const Tag d;
  const auto own = hn::Set(d, share), theirs = hn::Set(d, 1.0f - share);
  combine(block, other, block, [&](auto a, auto b) HWY_ATTR { return fused(d, own, a, hn::Mul(theirs, b)); });
}

}  // namespace
}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mlp::kernels {

MLP_EXPORT(add);
MLP_EXPORT(multiply);
MLP_EXPORT(copy);
MLP_EXPORT(negative_part);
MLP_EXPORT(mix);

void add(const Block& block, const Block& other) { MLP_DISPATCH(add)(block, other); }
void multiply(const Block& block, const Block& other) { MLP_DISPATCH(multiply)(block, other); }
void copy(const Block& from, const Block& to) { MLP_DISPATCH(copy)(from, to); }
void negative_part(const Block& from, const Block& to) { MLP_DISPATCH(negative_part)(from, to); }
void mix(float share, const Block& block, const Block& other) { MLP_DISPATCH(mix)(share, block, other); }

}  // namespace mlp::kernels
#endif
