// The rules (see update_rules-inl.h) that are neither SGD's nor adam's kin: each weight's step follows from
// the recent size or the sign of its own gradient.
// Included once per target, inside foreach_target; everything is in that target's namespace.

#if defined(MLP_KERNELS_ADAPTIVE_RULES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef MLP_KERNELS_ADAPTIVE_RULES_INL_H_
#undef MLP_KERNELS_ADAPTIVE_RULES_INL_H_
#else
#define MLP_KERNELS_ADAPTIVE_RULES_INL_H_
#endif

#include "kernels/rule_parts-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {

template <bool moving, bool centered>
class RmsPropRule {
 public:
  static constexpr int most_slots = 1 + (moving ? 1 : 0) + (centered ? 1 : 0);
  static constexpr int slots = most_slots;

  RmsPropRule(const RmsProp& rmsprop, const UpdateBlock& block)
      : mean_(rmsprop.alpha),
        momentum_(narrowed(rmsprop.momentum)),
        epsilon_(narrowed(rmsprop.epsilon)),
        minus_rate_(narrowed(-block.step.learning_rate)),
        decay_(rmsprop.weight_decay, false, block) {}

  HWY_INLINE void step(Vector gradient, Vector& weights, Vector* slot) const {
    const Tag d;
    decay_.apply(gradient, weights);
    slot[0] = flush_subnormal(d, mean_.with_square(slot[0], gradient));
    Vector variance = slot[0];
    if constexpr (centered) {
      Vector& mean = slot[moving ? 2 : 1];
      mean = flush_subnormal(d, mean_.with(mean, gradient));
      // Roundings may leave a gradient that hardly changes a variance below 0.
      variance = larger(d, hn::Zero(d), fused_negated(d, mean, mean, variance));
    }
    Vector direction = hn::Div(gradient, hn::Add(hn::Sqrt(variance), epsilon_));
    if constexpr (moving) {
      slot[1] = flush_subnormal(d, fused(d, momentum_, slot[1], direction));
      direction = slot[1];
    }
    weights = flush_subnormal(d, fused(d, minus_rate_, direction, weights));
  }

 private:
  const Mean mean_;
  const Vector momentum_, epsilon_, minus_rate_;
  const Decay decay_;
};

template <class Body>
HWY_INLINE void with_rule(const RmsProp& rmsprop, const UpdateBlock& block, const Body& body) {
  const bool moving = rmsprop.momentum > 0.0;
  if (moving && rmsprop.centered) return body(RmsPropRule<true, true>(rmsprop, block));
  if (moving) return body(RmsPropRule<true, false>(rmsprop, block));
  if (rmsprop.centered) return body(RmsPropRule<false, true>(rmsprop, block));
  body(RmsPropRule<false, false>(rmsprop, block));
}

class AdaGradRule {
 public:
  static constexpr int most_slots = 1;
  static constexpr int slots = 1;

  AdaGradRule(const AdaGrad& adagrad, const UpdateBlock& block)
      : initial_(narrowed(adagrad.initial_accumulator)),
        epsilon_(narrowed(adagrad.epsilon)),
        minus_rate_(narrowed(-block.step.learning_rate / (1.0 + static_cast<double>(block.step.number - 1) *
                                                                    adagrad.learning_rate_decay))),
        decay_(adagrad.weight_decay, false, block) {}

  HWY_INLINE void step(Vector gradient, Vector& weights, Vector* slot) const {
    const Tag d;
    decay_.apply(gradient, weights);
    slot[0] = flush_subnormal(d, fused(d, gradient, gradient, slot[0]));
    const Vector root = hn::Add(hn::Sqrt(hn::Add(slot[0], initial_)), epsilon_);
    weights = flush_subnormal(d, fused(d, minus_rate_, hn::Div(gradient, root), weights));
  }

 private:
  const Vector initial_, epsilon_, minus_rate_;
  const Decay decay_;
};

template <class Body>
HWY_INLINE void with_rule(const AdaGrad& adagrad, const UpdateBlock& block, const Body& body) {
  body(AdaGradRule(adagrad, block));
}

class AdaDeltaRule {
 public:
  static constexpr int most_slots = 2;
  static constexpr int slots = 2;

  AdaDeltaRule(const AdaDelta& adadelta, const UpdateBlock& block)
      : mean_(adadelta.rho),
        epsilon_(narrowed(adadelta.epsilon)),
        minus_rate_(narrowed(-block.step.learning_rate)),
        decay_(adadelta.weight_decay, false, block) {}

  HWY_INLINE void step(Vector gradient, Vector& weights, Vector* slot) const {
    const Tag d;
    decay_.apply(gradient, weights);
    slot[0] = flush_subnormal(d, mean_.with_square(slot[0], gradient));
    const Vector above = hn::Sqrt(hn::Add(slot[1], epsilon_)), below = hn::Sqrt(hn::Add(slot[0], epsilon_));
    const Vector direction = hn::Mul(hn::Div(above, below), gradient);
    slot[1] = flush_subnormal(d, mean_.with_square(slot[1], direction));
    weights = flush_subnormal(d, fused(d, minus_rate_, direction, weights));
  }

 private:
  const Mean mean_;
  const Vector epsilon_, minus_rate_;
  const Decay decay_;
};

template <class Body>
HWY_INLINE void with_rule(const AdaDelta& adadelta, const UpdateBlock& block, const Body& body) {
  body(AdaDeltaRule(adadelta, block));
}

class LionRule {
 public:
  static constexpr int most_slots = 1;
  static constexpr int slots = 1;

  LionRule(const Lion& lion, const UpdateBlock& block)
      : looked_at_(lion.betas[0]),
        mean_(lion.betas[1]),
        minus_rate_(narrowed(-block.step.learning_rate)),
        decay_(lion.weight_decay, true, block) {}

  HWY_INLINE void step(Vector gradient, Vector& weights, Vector* slot) const {
    const Tag d;
    decay_.apply(gradient, weights);
    const Vector direction = looked_at_.with(slot[0], gradient);
    slot[0] = flush_subnormal(d, mean_.with(slot[0], gradient));
    weights = flush_subnormal(d, fused(d, minus_rate_, sign(d, direction), weights));
  }

 private:
  const Mean looked_at_, mean_;
  const Vector minus_rate_;
  const Decay decay_;
};

template <class Body>
HWY_INLINE void with_rule(const Lion& lion, const UpdateBlock& block, const Body& body) {
  body(LionRule(lion, block));
}

}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
