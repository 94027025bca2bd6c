#include "kernels/updates.hpp"

#include <variant>

#include "kernels/targets.hpp"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/updates.cpp"
#include <hwy/foreach_target.h>
// Highway compiles this file once per target; what follows is inside each.
#include "kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {
namespace {

using Tag = hn::ScalableTag<float>;
using Vector = hn::Vec<Tag>;
constexpr Index lanes = static_cast<Index>(hn::MaxLanes(Tag()));

// One step of every weight in [at, at + lanes): the new weights, and the velocity where there is one.
struct SgdRule {
  Vector rate, momentum, decay;
  bool has_momentum, nesterov, decays;

  SgdRule(const Sgd& sgd, const UpdateRange& range)
      : rate(hn::Set(Tag(), static_cast<float>(range.learning_rate))),
        momentum(hn::Set(Tag(), static_cast<float>(sgd.momentum))),
        decay(hn::Set(Tag(), static_cast<float>(sgd.weight_decay))),
        has_momentum(sgd.momentum > 0.0),
        nesterov(sgd.nesterov),
        decays(range.decays && sgd.weight_decay > 0.0) {}

  HWY_INLINE void step(Vector gradient, Vector& weights, Vector& velocity) const {
    const Tag d;
    if (decays) gradient = fused(d, decay, weights, gradient);
    if (has_momentum) {
      velocity = flush_subnormal(d, fused(d, momentum, velocity, gradient));
      gradient = nesterov ? fused(d, momentum, velocity, gradient) : velocity;
    }
    weights = flush_subnormal(d, fused_negated(d, rate, gradient, weights));
  }
};

void apply(const Sgd& sgd, const UpdateRange& range) {
  const Tag d;
  const SgdRule rule(sgd, range);
  Index i = 0;
  for (; i + lanes <= range.count; i += lanes) {
    Vector weights = hn::LoadU(d, range.weights + i);
    Vector velocity = rule.has_momentum ? hn::LoadU(d, range.slots + i) : hn::Zero(d);
    rule.step(hn::LoadU(d, range.gradient + i), weights, velocity);
    hn::StoreU(weights, d, range.weights + i);
    if (rule.has_momentum) hn::StoreU(velocity, d, range.slots + i);
  }
  if (const Index left = range.count - i; left > 0) {
    Vector weights = load_first(d, left, range.weights + i);
    Vector velocity = rule.has_momentum ? load_first(d, left, range.slots + i) : hn::Zero(d);
    rule.step(load_first(d, left, range.gradient + i), weights, velocity);
    store_first(d, left, weights, range.weights + i);
    if (rule.has_momentum) store_first(d, left, velocity, range.slots + i);
  }
}

void update(const Optimizer& optimizer, const UpdateRange& range) {
  std::visit([&](const auto& held) { apply(held, range); }, optimizer);
}

}  // namespace
}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mlp::kernels {

HWY_EXPORT(update);

void update(const Optimizer& optimizer, const UpdateRange& range) {
  HWY_DYNAMIC_DISPATCH(update)(optimizer, range);
}

}  // namespace mlp::kernels
#endif
