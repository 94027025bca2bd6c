// What several rules (see update_rules-inl.h) are made of: decay, means, the larger of two.
// Included once per target, inside foreach_target; everything is in that target's namespace.

#if defined(MLP_KERNELS_RULE_PARTS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef MLP_KERNELS_RULE_PARTS_INL_H_
#undef MLP_KERNELS_RULE_PARTS_INL_H_
#else
#define MLP_KERNELS_RULE_PARTS_INL_H_
#endif

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

}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
