#include "kernels/updates.hpp"

#include <variant>

#include "kernels/functions.hpp"

#include "kernels/target_choice.hpp"
#include "kernels/targets.hpp"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/updates.cpp"
#include <hwy/foreach_target.h>
// Highway compiles this file once per target; what follows is inside each.
#include "kernels/update_rules-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {
namespace {

constexpr Index lanes = static_cast<Index>(hn::MaxLanes(hn::ScalableTag<float>()));

void update(const Optimizer& optimizer, const UpdateBlock& block) {
  std::visit(
      [&](const auto& held) {
        const auto rule = rule_of(held, block);
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
      },
      optimizer);
}

}  // namespace
}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mlp::kernels {

MLP_EXPORT(update);

UpdateStep update_step(const Optimizer& optimizer, double learning_rate, Index step) {
  UpdateStep result{.learning_rate = learning_rate};
  std::visit(
      [&](const auto& held) {
        if constexpr (requires { held.betas; }) {
          const auto number = static_cast<double>(step + 1);
          for (std::size_t i = 0; i < held.betas.size(); ++i)
            result.corrections[i] = 1.0 - exact::pow(held.betas[i], number);
        }
      },
      optimizer);
  return result;
}

void update(const Optimizer& optimizer, const UpdateBlock& block) { MLP_DISPATCH(update)(optimizer, block); }

}  // namespace mlp::kernels
#endif
