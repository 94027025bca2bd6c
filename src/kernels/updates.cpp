#include "kernels/updates.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <variant>

#include "kernels/functions.hpp"

#include "kernels/target_choice.hpp"
#include "kernels/targets.hpp"
#ifndef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/updates.cpp"
#endif
#include <hwy/foreach_target.h>
// Highway compiles this file once per target; what follows is inside each.
#include "kernels/adam_rules-inl.h"
#include "kernels/adaptive_rules-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {
namespace {

// How far before an update its weights are asked for: all cores have read them since the last one.
constexpr Index floats_ahead = 256;

// The rule is a copy of its own: no store can change it, so it stays in registers.
template <class Rule>
void apply(const Rule rule, const UpdateBlock& block) {
  // Without slots the weights stand in: a pointer that is moved must point somewhere.
  float* const all_slots = block.slots ? block.slots : block.weights;
  for (Index i = 0; i < block.rows; ++i) {
    const float* const gradient = block.gradient + i * block.gradient_stride;
    float* const weights = block.weights + i * block.stride;
    float* const slots = all_slots + i * block.stride;
    Index j = 0;
    for (; j + lanes <= block.columns; j += lanes) {
      prefetch_to_write(weights + j + floats_ahead);
      update_vector(rule, lanes, gradient + j, weights + j, slots + j, block.slot_stride);
    }
    if (j < block.columns)
      update_vector(rule, block.columns - j, gradient + j, weights + j, slots + j, block.slot_stride);
  }
}

// A program's own rule, in pieces that stay in the near cache.
class CustomUpdate {
  static constexpr Index room = 1024;

 public:
  CustomUpdate(const CustomOptimizer& optimizer, const UpdateBlock& block)
      : optimizer_(optimizer),
        block_(block),
        slot_count_(static_cast<std::size_t>(optimizer.slots())),
        decay_(block.decays ? static_cast<float>(optimizer.weight_decay) : 0.0f),
        l1_(block.decays ? block.shaping.l1 : 0.0f),
        limit_(block.shaping.limit > 0.0f ? block.shaping.limit : std::numeric_limits<float>::infinity()) {}

  void apply() {
    for (Index i = 0; i < block_.rows; ++i)
      for (Index j = 0; j < block_.columns; j += room) apply(i, j, std::min(room, block_.columns - j));
  }

 private:
  void apply(Index i, Index j, Index count) {
    const auto size = static_cast<std::size_t>(count);
    const Index at = i * block_.stride + j;
    float* const weights = block_.weights + at;
    shape(block_.gradient + i * block_.gradient_stride + j, weights, count);
    for (std::size_t k = 0; k < slot_count_; ++k)
      slots_[k] = {block_.slots + static_cast<Index>(k) * block_.slot_stride + at, size};
    optimizer_.implementation->update(optimizer_.numbers,
                                      {.learning_rate = block_.step.learning_rate,
                                       .number = block_.step.number,
                                       .is_weight = block_.decays},
                                      {gradient_, size}, {weights, size},
                                      std::span(slots_.data(), slot_count_));
    flush(weights, count);
    for (std::size_t k = 0; k < slot_count_; ++k) flush(slots_[k].data(), count);
  }

  // As ShapedRule, then the weight decay.
  void shape(const float* gradient, const float* weights, Index count) {
    const Tag d;
    for (Index k = 0; k < count; k += lanes) {
      const Index n = std::min(lanes, count - k);
      const auto w = load_up_to(d, n, weights + k);
      auto g = hn::Mul(load_up_to(d, n, gradient + k), hn::Set(d, block_.shaping.scale));
      const auto limit = hn::Set(d, limit_);
      g = hn::IfThenElse(hn::Gt(hn::Abs(g), limit), hn::CopySign(limit, g), g);
      if (l1_ > 0.0f) g = fused(d, hn::Set(d, l1_), sign(d, w), g);
      if (decay_ > 0.0f) g = fused(d, hn::Set(d, decay_), w, g);
      hn::Store(flush_subnormal(d, g), d, gradient_ + k);
    }
  }

  static void flush(float* values, Index count) {
    const Tag d;
    for (Index k = 0; k < count; k += lanes) {
      const Index n = std::min(lanes, count - k);
      store_up_to(d, n, flush_subnormal(d, load_up_to(d, n, values + k)), values + k);
    }
  }

  const CustomOptimizer& optimizer_;
  const UpdateBlock& block_;
  const std::size_t slot_count_;
  std::array<std::span<float>, CustomOptimizer::most_slots> slots_;
  const float decay_, l1_, limit_;
  HWY_ALIGN float gradient_[room];
};

// Its buffer is on no other update's stack.
HWY_NOINLINE void custom_update(const CustomOptimizer& optimizer, const UpdateBlock& block) {
  CustomUpdate(optimizer, block).apply();
}

void update(const Optimizer& optimizer, const UpdateBlock& block) {
  if (const auto* const custom = std::get_if<CustomOptimizer>(&optimizer))
    return custom_update(*custom, block);
  const auto applied = [&](const auto& rule) {
    if (block.shaping.is_needed()) {
      apply(ShapedRule(rule, block), block);
    } else {
      apply(rule, block);
    }
  };
  std::visit(
      [&]<typename O>(const O& held) {
        if constexpr (HasUpdateRule<O> && !IsCustom<O>) with_rule(held, block, applied);
      },
      optimizer);
}

}  // namespace
}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mlp::kernels {

MLP_EXPORT(update);

// µ of step `number`, from 1.
static double momentum_of(const NAdam& nadam, Index number) {
  return nadam.betas[0] * (1.0 - 0.5 * exact::pow(0.96, static_cast<double>(number) * nadam.momentum_decay));
}

UpdateStep UpdateClock::at(double learning_rate, Index step) {
  UpdateStep result{.learning_rate = learning_rate, .number = step + 1};
  std::visit(
      [&](const auto& held) {
        if constexpr (requires { held.betas; }) {
          const auto number = static_cast<double>(result.number);
          for (std::size_t i = 0; i < held.betas.size(); ++i)
            result.corrections[i] = 1.0 - exact::pow(held.betas[i], number);
        }
      },
      optimizer_);
  if (const auto* const nadam = std::get_if<NAdam>(&optimizer_)) {
    if (multiplied_ > result.number) {
      multiplied_ = 0;
      product_ = 1.0;
    }
    // A product this small is nothing beside 1, and so are all that follow.
    constexpr double nothing = 0x1p-60;
    for (; multiplied_ < result.number && product_ > nothing; ++multiplied_)
      product_ *= momentum_of(*nadam, multiplied_ + 1);
    const double next = momentum_of(*nadam, result.number + 1);
    result.gradient_share = (1.0 - momentum_of(*nadam, result.number)) / (1.0 - product_);
    result.mean_share = next / (1.0 - product_ * next);
  }
  return result;
}

void update(const Optimizer& optimizer, const UpdateBlock& block) { MLP_DISPATCH(update)(optimizer, block); }

}  // namespace mlp::kernels
#endif
