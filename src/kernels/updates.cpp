#include "kernels/updates.hpp"

#include <variant>

#include "kernels/functions.hpp"

#include "kernels/target_choice.hpp"
#include "kernels/targets.hpp"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/updates.cpp"
#include <hwy/foreach_target.h>
// Highway compiles this file once per target; what follows is inside each.
#include "kernels/adam_rules-inl.h"
#include "kernels/adaptive_rules-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {
namespace {

constexpr Index lanes = static_cast<Index>(hn::MaxLanes(hn::ScalableTag<float>()));

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
    for (; j + lanes <= block.columns; j += lanes)
      update_vector(rule, lanes, gradient + j, weights + j, slots + j, block.slot_stride);
    if (j < block.columns)
      update_vector(rule, block.columns - j, gradient + j, weights + j, slots + j, block.slot_stride);
  }
}

void update(const Optimizer& optimizer, const UpdateBlock& block) {
  const auto applied = [&](const auto& rule) {
    if (block.shaping.is_needed()) {
      apply(ShapedRule(rule, block), block);
    } else {
      apply(rule, block);
    }
  };
  std::visit(
      [&]<typename O>(const O& held) {
        if constexpr (HasUpdateRule<O>) with_rule(held, block, applied);
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
