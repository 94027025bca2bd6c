// The rules (see update_rules-inl.h) of the optimizers that make each weight's step from the recent size or
// sign of its own gradient: all but SGD.
// Included once per target, inside foreach_target; everything is in that target's namespace.

#if defined(MLP_KERNELS_ADAPTIVE_RULES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef MLP_KERNELS_ADAPTIVE_RULES_INL_H_
#undef MLP_KERNELS_ADAPTIVE_RULES_INL_H_
#else
#define MLP_KERNELS_ADAPTIVE_RULES_INL_H_
#endif

#include <cmath>

#include "kernels/update_rules-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {

// The larger one, b where either is NaN.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V larger(D, V a, V b) {
  return hn::IfThenElse(hn::Gt(a, b), a, b);
}

// Coupled decay enters the gradient, decoupled decay the weights.
class Decay {
  using Tag = hn::ScalableTag<float>;
  using Vector = hn::Vec<Tag>;

 public:
  Decay(double weight_decay, bool decoupled, const UpdateBlock& block)
      : coupled_(narrowed(weight_decay)),
        minus_decoupled_(narrowed(-block.step.learning_rate * weight_decay)),
        is_coupled_(block.decays && !decoupled && weight_decay > 0.0),
        is_decoupled_(block.decays && decoupled && weight_decay > 0.0) {}

  HWY_INLINE void apply(Vector& gradient, Vector& weights) const {
    const Tag d;
    if (is_coupled_) gradient = fused(d, coupled_, weights, gradient);
    if (is_decoupled_) weights = fused(d, minus_decoupled_, weights, weights);
  }

 private:
  const Vector coupled_, minus_decoupled_;
  const bool is_coupled_, is_decoupled_;
};

// A decaying mean: keep·m + (1 − keep)·x.
class Mean {
  using Tag = hn::ScalableTag<float>;
  using Vector = hn::Vec<Tag>;

 public:
  explicit Mean(double keep) : keep_(narrowed(keep)), add_(narrowed(1.0 - keep)) {}

  HWY_INLINE Vector with(Vector mean, Vector x) const {
    const Tag d;
    return fused(d, keep_, mean, hn::Mul(add_, x));
  }
  HWY_INLINE Vector with_square(Vector mean, Vector x) const {
    const Tag d;
    return fused(d, keep_, mean, hn::Mul(hn::Mul(add_, x), x));
  }

 private:
  const Vector keep_, add_;
};

template <bool amsgrad>
class AdamRule {
  using Tag = hn::ScalableTag<float>;
  using Vector = hn::Vec<Tag>;

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
  using Tag = hn::ScalableTag<float>;
  using Vector = hn::Vec<Tag>;

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

class RAdamRule {
  using Tag = hn::ScalableTag<float>;
  using Vector = hn::Vec<Tag>;

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

template <bool moving, bool centered>
class RmsPropRule {
  using Tag = hn::ScalableTag<float>;
  using Vector = hn::Vec<Tag>;

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

class AdaGradRule {
  using Tag = hn::ScalableTag<float>;
  using Vector = hn::Vec<Tag>;

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

class AdaDeltaRule {
  using Tag = hn::ScalableTag<float>;
  using Vector = hn::Vec<Tag>;

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

class AdaMaxRule {
  using Tag = hn::ScalableTag<float>;
  using Vector = hn::Vec<Tag>;

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

class LionRule {
  using Tag = hn::ScalableTag<float>;
  using Vector = hn::Vec<Tag>;

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
HWY_INLINE void with_rule(const NAdam& nadam, const UpdateBlock& block, const Body& body) {
  body(NAdamRule(nadam, block));
}
template <class Body>
HWY_INLINE void with_rule(const RAdam& radam, const UpdateBlock& block, const Body& body) {
  body(RAdamRule(radam, block));
}
template <class Body>
HWY_INLINE void with_rule(const RmsProp& rmsprop, const UpdateBlock& block, const Body& body) {
  const bool moving = rmsprop.momentum > 0.0;
  if (moving && rmsprop.centered) return body(RmsPropRule<true, true>(rmsprop, block));
  if (moving) return body(RmsPropRule<true, false>(rmsprop, block));
  if (rmsprop.centered) return body(RmsPropRule<false, true>(rmsprop, block));
  body(RmsPropRule<false, false>(rmsprop, block));
}
template <class Body>
HWY_INLINE void with_rule(const AdaGrad& adagrad, const UpdateBlock& block, const Body& body) {
  body(AdaGradRule(adagrad, block));
}
template <class Body>
HWY_INLINE void with_rule(const AdaDelta& adadelta, const UpdateBlock& block, const Body& body) {
  body(AdaDeltaRule(adadelta, block));
}
template <class Body>
HWY_INLINE void with_rule(const AdaMax& adamax, const UpdateBlock& block, const Body& body) {
  body(AdaMaxRule(adamax, block));
}
template <class Body>
HWY_INLINE void with_rule(const Lion& lion, const UpdateBlock& block, const Body& body) {
  body(LionRule(lion, block));
}

}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
