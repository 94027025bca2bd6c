// What an optimizer does to a vector of weights: SGD here, the others in adam_rules-inl.h and
// adaptive_rules-inl.h.
// Included once per target, inside foreach_target; everything is in that target's namespace.
//
// A rule is made from its optimizer once a block and holds what its elements share:
//
//   most_slots                     how many slots it may keep, and how many it does
//   slots
//   step(gradient, weights, slot)  the new weights and slots, subnormals flushed (A1)
//
// with_rule(optimizer, block, body) calls body with the optimizer's rule; an option that keeps slots or
// takes operations of its own is a template parameter, so that others do not pay for it.

#if defined(MLP_KERNELS_UPDATE_RULES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef MLP_KERNELS_UPDATE_RULES_INL_H_
#undef MLP_KERNELS_UPDATE_RULES_INL_H_
#else
#define MLP_KERNELS_UPDATE_RULES_INL_H_
#endif

#include <cmath>
#include <limits>

#include "kernels/simd-inl.h"
#include "kernels/updates.hpp"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {

inline Vector narrowed(double x) { return hn::Set(Tag(), static_cast<float>(x)); }

// −1, 0 or 1; NaN kept.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V sign(D d, V x) {
  const V one = hn::Set(d, 1.0f);
  const V below = hn::IfThenElse(hn::Lt(x, hn::Zero(d)), hn::Neg(one), x);
  return hn::IfThenElse(hn::Gt(x, hn::Zero(d)), one, below);
}

template <bool damped>
class SgdRule {
 public:
  static constexpr int most_slots = 1;

  SgdRule(const Sgd& sgd, const UpdateBlock& block)
      : slots(sgd.slots()),
        minus_rate_(narrowed(-block.step.learning_rate)),
        momentum_(narrowed(sgd.momentum)),
        decay_(narrowed(sgd.weight_decay)),
        taken_(narrowed(damped && block.step.number > 1 ? 1.0 - sgd.dampening : 1.0)),
        nesterov_(sgd.nesterov),
        decays_(block.decays && sgd.weight_decay > 0.0) {}

  HWY_INLINE void step(Vector gradient, Vector& weights, Vector* slot) const {
    const Tag d;
    if (decays_) gradient = fused(d, decay_, weights, gradient);
    if (slots > 0) {
      Vector& velocity = slot[0];
      const Vector taken = damped ? hn::Mul(taken_, gradient) : gradient;
      velocity = flush_subnormal(d, fused(d, momentum_, velocity, taken));
      gradient = nesterov_ ? fused(d, momentum_, velocity, gradient) : velocity;
    }
    weights = flush_subnormal(d, fused(d, minus_rate_, gradient, weights));
  }

  const int slots;

 private:
  const Vector minus_rate_, momentum_, decay_, taken_;
  const bool nesterov_, decays_;
};

template <class Body>
HWY_INLINE void with_rule(const Sgd& sgd, const UpdateBlock& block, const Body& body) {
  if (sgd.dampening > 0.0) return body(SgdRule<true>(sgd, block));
  body(SgdRule<false>(sgd, block));
}

// A rule whose gradient is scaled, limited and given its L1 penalty before.
template <class Rule>
class ShapedRule {
 public:
  static constexpr int most_slots = Rule::most_slots;

  ShapedRule(const Rule& rule, const UpdateBlock& block)
      : slots(rule.slots),
        rule_(rule),
        scale_(hn::Set(Tag(), block.shaping.scale)),
        limit_(hn::Set(Tag(), block.shaping.limit > 0.0f ? block.shaping.limit
                                                         : std::numeric_limits<float>::infinity())),
        l1_(hn::Set(Tag(), block.shaping.l1)),
        has_l1_(block.decays && block.shaping.l1 > 0.0f) {}

  HWY_INLINE void step(Vector gradient, Vector& weights, Vector* slot) const {
    const Tag d;
    gradient = hn::Mul(gradient, scale_);
    gradient = hn::IfThenElse(hn::Gt(hn::Abs(gradient), limit_), hn::CopySign(limit_, gradient), gradient);
    if (has_l1_) gradient = fused(d, l1_, sign(d, weights), gradient);
    rule_.step(gradient, weights, slot);
  }

  const int slots;

 private:
  const Rule rule_;
  const Vector scale_, limit_, l1_;
  const bool has_l1_;
};

// `count` ≤ lanes neighbours: their slot k at slots + k·slot_stride.
template <class Rule>
HWY_INLINE void update_vector(const Rule& rule, Index count, const float* gradient, float* weights,
                              float* slots, Index slot_stride) {
  const Tag d;
  auto w = load_up_to(d, count, weights);
  decltype(w) slot[Rule::most_slots];
  MLP_UNROLL
  for (int k = 0; k < Rule::most_slots; ++k)
    slot[k] = k < rule.slots ? load_up_to(d, count, slots + k * slot_stride) : hn::Zero(d);
  rule.step(load_up_to(d, count, gradient), w, slot);
  store_up_to(d, count, w, weights);
  MLP_UNROLL
  for (int k = 0; k < Rule::most_slots; ++k)
    if (k < rule.slots) store_up_to(d, count, slot[k], slots + k * slot_stride);
}

}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
