#include "kernels/elementwise.hpp"

#include <algorithm>
#include <cstdint>
#include <variant>

#include "kernels/target_choice.hpp"
#include "kernels/targets.hpp"
#ifndef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/elementwise.cpp"
#endif
#include <hwy/foreach_target.h>
// Highway compiles this file once per target; what follows is inside each.
#include "kernels/activations-inl.h"
#include "kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {
namespace {

// Calls body(offset, count) for every whole vector of a row, and for the rest of it with its count.
// Reading past a row's end is allowed (a workspace row is padded or followed by the next); writing is not.
template <typename Body>
HWY_INLINE void for_each_vector(const Block& block, const Body& body) {
  for (Index i = 0; i < block.rows; ++i) {
    const Index row = i * block.stride;
    Index j = 0;
    for (; j + lanes <= block.columns; j += lanes) body(row + j, lanes);
    if (j < block.columns) body(row + j, block.columns - j);
  }
}

template <typename A>
void apply(const A& activation, const Block& z, const Block& slope) {
  const Tag d;
  if (slope.data == nullptr) {
    for_each_vector(z, [&](Index at, Index count) HWY_ATTR {
      store_up_to(d, count, value(activation, d, hn::LoadU(d, z.data + at)), z.data + at);
    });
    return;
  }
  for (Index i = 0; i < z.rows; ++i) {
    float* const z_row = z.data + i * z.stride;
    float* const slope_row = slope.data + i * slope.stride;
    for (Index j = 0; j < z.columns; j += lanes) {
      const Index count = std::min(lanes, z.columns - j);
      Vector a, s;
      value_and_slope(activation, d, hn::LoadU(d, z_row + j), a, s);
      store_up_to(d, count, a, z_row + j);
      store_up_to(d, count, s, slope_row + j);
    }
  }
}

void apply(const Identity&, const Block&, const Block& slope) {
  for (Index i = 0; slope.data != nullptr && i < slope.rows; ++i)
    std::fill_n(slope.data + i * slope.stride, slope.columns, 1.0f);
}

// Over the units of each sample: the largest is subtracted first, the sum is one chain.
void apply(const Softmax&, const Block& z, const Block&) {
  const Tag d;
  for (Index s = 0; s < z.columns; s += lanes) {
    const Index count = std::min(lanes, z.columns - s);
    float* const column = z.data + s;
    Vector largest = hn::LoadU(d, column);
    for (Index k = 1; k < z.rows; ++k) {
      const Vector candidate = hn::LoadU(d, column + k * z.stride);
      largest = hn::IfThenElse(hn::Gt(candidate, largest), candidate, largest);
    }
    Vector sum = hn::Zero(d);
    for (Index k = 0; k < z.rows; ++k) {
      const Vector e = exp(d, hn::Sub(hn::LoadU(d, column + k * z.stride), largest));
      sum = hn::Add(sum, e);
      store_up_to(d, count, e, column + k * z.stride);
    }
    for (Index k = 0; k < z.rows; ++k) {
      const Vector a = hn::Div(hn::LoadU(d, column + k * z.stride), sum);
      store_up_to(d, count, flush_subnormal(d, a), column + k * z.stride);
    }
  }
}

// (zᵢ − m) − log(1 + o) with m the largest of a sample's units and o = Σ e^(zₖ − m) over the others, one
// chain: exactly 1 is left out, so that values near 0 keep their digits.
void apply(const LogSoftmax&, const Block& z, const Block&) {
  const Tag d;
  const hn::RebindToSigned<Tag> integers;
  for (Index s = 0; s < z.columns; s += lanes) {
    const Index count = std::min(lanes, z.columns - s);
    float* const column = z.data + s;
    Vector largest = hn::LoadU(d, column);
    auto place = hn::Zero(integers);
    for (Index k = 1; k < z.rows; ++k) {
      const Vector candidate = hn::LoadU(d, column + k * z.stride);
      const auto larger = hn::Gt(candidate, largest);
      largest = hn::IfThenElse(larger, candidate, largest);
      place = hn::IfThenElse(hn::RebindMask(integers, larger),
                             hn::Set(integers, static_cast<std::int32_t>(k)), place);
    }
    Vector others = hn::Zero(d);
    for (Index k = 0; k < z.rows; ++k) {
      const Vector e = exp(d, hn::Sub(hn::LoadU(d, column + k * z.stride), largest));
      const auto is_largest = hn::Eq(place, hn::Set(integers, static_cast<std::int32_t>(k)));
      others = hn::IfThenElse(hn::RebindMask(d, is_largest), others, hn::Add(others, e));
    }
    const Vector log_sum = log1p(d, others);
    for (Index k = 0; k < z.rows; ++k) {
      const Vector a = hn::Sub(hn::Sub(hn::LoadU(d, column + k * z.stride), largest), log_sum);
      store_up_to(d, count, flush_subnormal(d, a), column + k * z.stride);
    }
  }
}

// In pieces that stay in the near cache; what comes back is flushed as A1 asks.
HWY_NOINLINE void apply(const CustomActivation& activation, const Block& z, const Block& slope) {
  const Tag d;
  constexpr Index room = 1024;
  HWY_ALIGN float values[room];
  HWY_ALIGN float slopes[room];
  const auto flushed = [&](const float* from, Index count, float* to) HWY_ATTR {
    for (Index k = 0; k < count; k += lanes)
      store_up_to(d, std::min(lanes, count - k), flush_subnormal(d, hn::Load(d, from + k)), to + k);
  };
  for (Index i = 0; i < z.rows; ++i) {
    for (Index j = 0; j < z.columns; j += room) {
      const auto count = std::min(room, z.columns - j);
      const auto size = static_cast<std::size_t>(count);
      float* const here = z.data + i * z.stride + j;
      if (slope.data == nullptr) {
        activation.implementation->value(activation.numbers, {here, size}, {values, size});
      } else {
        activation.implementation->value_and_slope(activation.numbers, {here, size}, {values, size},
                                                   {slopes, size});
        flushed(slopes, count, slope.data + i * slope.stride + j);
      }
      flushed(values, count, here);
    }
  }
}

template <typename A>
void multiply(const A& activation, const Block& from, const Block& delta) {
  const Tag d;
  for (Index i = 0; i < delta.rows; ++i) {
    const float* const from_row = from.data + i * from.stride;
    float* const delta_row = delta.data + i * delta.stride;
    for (Index j = 0; j < delta.columns; j += lanes) {
      Vector slope = hn::LoadU(d, from_row + j);
      if constexpr (slope_from_value<A>) slope = slope_of_value(activation, d, slope);
      const Vector product = hn::Mul(hn::LoadU(d, delta_row + j), slope);
      store_up_to(d, std::min(lanes, delta.columns - j), flush_subnormal(d, product), delta_row + j);
    }
  }
}

void multiply(const Identity&, const Block&, const Block&) {}

// dzᵢ = aᵢ·(daᵢ − Σⱼ daⱼ·aⱼ), the sum one chain per sample.
void multiply(const Softmax&, const Block& from, const Block& delta) {
  const hn::CappedTag<float, 1> one;
  for (Index i = 0; i < delta.rows; ++i) {
    const float* const a = from.data + i * from.stride;
    float* const row = delta.data + i * delta.stride;
    auto sum = hn::Zero(one);
    for (Index j = 0; j < delta.columns; ++j) sum = fused(one, hn::Set(one, row[j]), hn::Set(one, a[j]), sum);
    for (Index j = 0; j < delta.columns; ++j) {
      const auto dz = hn::Mul(hn::Set(one, a[j]), hn::Sub(hn::Set(one, row[j]), sum));
      row[j] = hn::GetLane(flush_subnormal(one, dz));
    }
  }
}

// dzᵢ = daᵢ − e^(aᵢ)·Σⱼ daⱼ, the sum one chain per sample.
void multiply(const LogSoftmax&, const Block& from, const Block& delta) {
  const Tag d;
  const hn::CappedTag<float, 1> one;
  for (Index i = 0; i < delta.rows; ++i) {
    const float* const a = from.data + i * from.stride;
    float* const row = delta.data + i * delta.stride;
    auto sum = hn::Zero(one);
    for (Index j = 0; j < delta.columns; ++j) sum = hn::Add(sum, hn::Set(one, row[j]));
    const Vector total = hn::Set(d, hn::GetLane(sum));
    for (Index j = 0; j < delta.columns; j += lanes) {
      const Vector dz = fused_negated(d, exp(d, hn::LoadU(d, a + j)), total, hn::LoadU(d, row + j));
      store_up_to(d, std::min(lanes, delta.columns - j), flush_subnormal(d, dz), row + j);
    }
  }
}

bool keeps_slope(const Activation& activation) {
  return std::visit([]<typename A>(const A&) { return !mixes_units_v<A> && !slope_from_value<A>; },
                    activation);
}

void activate(const Activation& activation, const Block& z, const Block& slope) {
  const bool is_one_row = z.stride == z.columns && (slope.data == nullptr || slope.stride == z.stride);
  if (is_one_row && !mixes_units(activation)) {
    const Index size = z.rows * z.columns;
    const Block z_row{z.data, 1, size, size}, slope_row{slope.data, 1, size, size};
    std::visit([&](const auto& held) { apply(held, z_row, slope_row); }, activation);
  } else {
    std::visit([&](const auto& held) { apply(held, z, slope); }, activation);
  }
}

void multiply_by_slope(const Activation& activation, const Block& from, const Block& delta) {
  std::visit([&](const auto& held) { multiply(held, from, delta); }, activation);
}

void sum_rows(const Block& block, float* sums) {
  const Tag d;
  for (Index j = 0; j < block.columns; j += lanes) {
    Vector sum = hn::Zero(d);
    for (Index i = 0; i < block.rows; ++i)
      sum = hn::Add(sum, hn::LoadU(d, block.data + i * block.stride + j));
    store_up_to(d, std::min(lanes, block.columns - j), flush_subnormal(d, sum), sums + j);
  }
}

bool is_finite(const Block& block) {
  const Tag d;
  const Vector zero = hn::Zero(d);
  // 0 times a finite value is 0, and NaN for all others.
  Vector sum = zero;
  for (Index i = 0; i < block.rows; ++i) {
    const float* const row = block.data + i * block.stride;
    Index j = 0;
    for (; j + lanes <= block.columns; j += lanes) sum = hn::Add(sum, hn::Mul(hn::LoadU(d, row + j), zero));
    if (j < block.columns) sum = hn::Add(sum, hn::Mul(load_first(d, block.columns - j, row + j), zero));
  }
  return hn::AllTrue(d, hn::Eq(sum, zero));
}

}  // namespace
}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mlp::kernels {

MLP_EXPORT(keeps_slope);
MLP_EXPORT(activate);
MLP_EXPORT(multiply_by_slope);
MLP_EXPORT(sum_rows);
MLP_EXPORT(is_finite);

bool keeps_slope(const Activation& activation) { return MLP_DISPATCH(keeps_slope)(activation); }

void activate(const Activation& activation, const Block& z, const Block& slope) {
  MLP_DISPATCH(activate)(activation, z, slope);
}

void multiply_by_slope(const Activation& activation, const Block& from, const Block& delta) {
  MLP_DISPATCH(multiply_by_slope)(activation, from, delta);
}

void sum_rows(const Block& block, float* sums) { MLP_DISPATCH(sum_rows)(block, sums); }

bool is_finite(const Block& block) { return MLP_DISPATCH(is_finite)(block); }

}  // namespace mlp::kernels
#endif
