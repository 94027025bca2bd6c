// The rules (see update_rules-inl.h) of adam and those that vary it.
// Included once per target, inside foreach_target; everything is in that target's namespace.

#if defined(MLP_KERNELS_ADAM_RULES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef MLP_KERNELS_ADAM_RULES_INL_H_
#undef MLP_KERNELS_ADAM_RULES_INL_H_
#else
#define MLP_KERNELS_ADAM_RULES_INL_H_
#endif

#include <cmath>

#include "kernels/rule_parts-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {

template <bool amsgrad>
class AdamRule {
 public:
  static constexpr int most_slots = amsgrad ? 3 : 2;
  static constexpr int slots = most_slots;

  AdamRule(const auto& adam, bool decoupled, const UpdateBlock& block)
      : mean_(adam.betas[0]),
        square_(adam.betas[1]),
        root_scale_(narrowed(1.0 / std::sqrt(block.step.corrections[1]))),
        epsilon_(narrowed(adam.epsilon)),
        minus_rate_(narrowed(-block.step.learning_rate / block.step.corrections[0])),
        decay_(adam.weight_decay, decoupled, block) {}

  HWY_INLINE void step(Vector gradient, Vector& weights, Vector* slot) const {
    const Tag d;
    decay_.apply(gradient, weights);
    slot[0] = flush_subnormal(d, mean_.with(slot[0], gradient));
    slot[1] = flush_subnormal(d, square_.with_square(slot[1], gradient));
    if constexpr (amsgrad) slot[2] = larger(d, slot[1], slot[2]);
    const Vector root = fused(d, hn::Sqrt(slot[amsgrad ? 2 : 1]), root_scale_, epsilon_);
    weights = flush_subnormal(d, fused(d, minus_rate_, hn::Div(slot[0], root), weights));
  }

 private:
  const Mean mean_, square_;
  const Vector root_scale_, epsilon_, minus_rate_;
  const Decay decay_;
};

template <class Body>
HWY_INLINE void with_adam_rule(const auto& adam, bool decoupled, const UpdateBlock& block, const Body& body) {
  if (adam.amsgrad) return body(AdamRule<true>(adam, decoupled, block));
  body(AdamRule<false>(adam, decoupled, block));
}
template <class Body>
HWY_INLINE void with_rule(const Adam& adam, const UpdateBlock& block, const Body& body) {
  with_adam_rule(adam, false, block, body);
}
template <class Body>
HWY_INLINE void with_rule(const AdamW& adam, const UpdateBlock& block, const Body& body) {
  with_adam_rule(adam, true, block, body);
}

class NAdamRule {
 public:
  static constexpr int most_slots = 2;
  static constexpr int slots = 2;

  NAdamRule(const NAdam& nadam, const UpdateBlock& block)
      : mean_(nadam.betas[0]),
        square_(nadam.betas[1]),
        gradient_share_(narrowed(block.step.gradient_share)),
        mean_share_(narrowed(block.step.mean_share)),
        root_scale_(narrowed(1.0 / std::sqrt(block.step.corrections[1]))),
        epsilon_(narrowed(nadam.epsilon)),
        minus_rate_(narrowed(-block.step.learning_rate)),
        decay_(nadam.weight_decay, nadam.decoupled_weight_decay, block) {}

  HWY_INLINE void step(Vector gradient, Vector& weights, Vector* slot) const {
    const Tag d;
    decay_.apply(gradient, weights);
    slot[0] = flush_subnormal(d, mean_.with(slot[0], gradient));
    slot[1] = flush_subnormal(d, square_.with_square(slot[1], gradient));
    const Vector direction = fused(d, gradient_share_, gradient, hn::Mul(mean_share_, slot[0]));
    const Vector root = fused(d, hn::Sqrt(slot[1]), root_scale_, epsilon_);
    weights = flush_subnormal(d, fused(d, minus_rate_, hn::Div(direction, root), weights));
  }

 private:
  const Mean mean_, square_;
  const Vector gradient_share_, mean_share_, root_scale_, epsilon_, minus_rate_;
  const Decay decay_;
};

template <class Body>
HWY_INLINE void with_rule(const NAdam& nadam, const UpdateBlock& block, const Body& body) {
  body(NAdamRule(nadam, block));
}

class RAdamRule {
  // r·√(1 − β₂ᵗ), or 0 where v is not known well enough.
  static double rectification(const RAdam& radam, const UpdateStep& step) {
    const double longest = 2.0 / (1.0 - radam.betas[1]) - 1.0, correction = step.corrections[1];
    const double length = longest - 2.0 * static_cast<double>(step.number) * (1.0 - correction) / correction;
    if (!(length > 5.0)) return 0.0;
    return std::sqrt((length - 4.0) * (length - 2.0) * longest /
                     ((longest - 4.0) * (longest - 2.0) * length) * correction);
  }

 public:
  static constexpr int most_slots = 2;
  static constexpr int slots = 2;

  RAdamRule(const RAdam& radam, const UpdateBlock& block)
      : mean_(radam.betas[0]),
        square_(radam.betas[1]),
        epsilon_(narrowed(radam.epsilon)),
        decay_(radam.weight_decay, radam.decoupled_weight_decay, block),
        rectified_(rectification(radam, block.step) > 0.0),
        minus_rate_(narrowed(-block.step.learning_rate / block.step.corrections[0] *
                             (rectified_ ? rectification(radam, block.step) : 1.0))) {}

  HWY_INLINE void step(Vector gradient, Vector& weights, Vector* slot) const {
    const Tag d;
    decay_.apply(gradient, weights);
    slot[0] = flush_subnormal(d, mean_.with(slot[0], gradient));
    slot[1] = flush_subnormal(d, square_.with_square(slot[1], gradient));
    const Vector direction = rectified_ ? hn::Div(slot[0], hn::Add(hn::Sqrt(slot[1]), epsilon_)) : slot[0];
    weights = flush_subnormal(d, fused(d, minus_rate_, direction, weights));
  }

 private:
  const Mean mean_, square_;
  const Vector epsilon_;
  const Decay decay_;
  const bool rectified_;
  const Vector minus_rate_;
};

template <class Body>
HWY_INLINE void with_rule(const RAdam& radam, const UpdateBlock& block, const Body& body) {
  body(RAdamRule(radam, block));
}

class AdaMaxRule {
 public:
  static constexpr int most_slots = 2;
  static constexpr int slots = 2;

  AdaMaxRule(const AdaMax& adamax, const UpdateBlock& block)
      : mean_(adamax.betas[0]),
        keep_largest_(narrowed(adamax.betas[1])),
        epsilon_(narrowed(adamax.epsilon)),
        minus_rate_(narrowed(-block.step.learning_rate / block.step.corrections[0])),
        decay_(adamax.weight_decay, false, block) {}

  HWY_INLINE void step(Vector gradient, Vector& weights, Vector* slot) const {
    const Tag d;
    decay_.apply(gradient, weights);
    slot[0] = flush_subnormal(d, mean_.with(slot[0], gradient));
    const Vector size = hn::Add(hn::Abs(gradient), epsilon_);
    slot[1] = flush_subnormal(d, larger(d, hn::Mul(keep_largest_, slot[1]), size));
    weights = flush_subnormal(d, fused(d, minus_rate_, hn::Div(slot[0], slot[1]), weights));
  }

 private:
  const Mean mean_;
  const Vector keep_largest_, epsilon_, minus_rate_;
  const Decay decay_;
};

template <class Body>
HWY_INLINE void with_rule(const AdaMax& adamax, const UpdateBlock& block, const Body& body) {
  body(AdaMaxRule(adamax, block));
}

}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
