// What each optimizer does to a vector of weights.
// Included once per target, inside foreach_target; everything is in that target's namespace.
//
// A rule is made from its optimizer once a block and holds what its elements share:
//
//   most_slots                     how many slots it may keep, and how many it does
//   slots
//   step(gradient, weights, slot)  the new weights and slots, subnormals flushed (A1)

#if defined(MLP_KERNELS_UPDATE_RULES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef MLP_KERNELS_UPDATE_RULES_INL_H_
#undef MLP_KERNELS_UPDATE_RULES_INL_H_
#else
#define MLP_KERNELS_UPDATE_RULES_INL_H_
#endif

#include <cmath>

#include "kernels/simd-inl.h"
#include "kernels/updates.hpp"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {

class SgdRule {
  using Tag = hn::ScalableTag<float>;
  using Vector = hn::Vec<Tag>;

 public:
  static constexpr int most_slots = 1;

  SgdRule(const Sgd& sgd, const UpdateBlock& block)
      : slots(sgd.slots()),
        minus_rate_(hn::Set(Tag(), -static_cast<float>(block.step.learning_rate))),
        momentum_(hn::Set(Tag(), static_cast<float>(sgd.momentum))),
        decay_(hn::Set(Tag(), static_cast<float>(sgd.weight_decay))),
        nesterov_(sgd.nesterov),
        decays_(block.decays && sgd.weight_decay > 0.0) {}

  HWY_INLINE void step(Vector gradient, Vector& weights, Vector* slot) const {
    const Tag d;
    if (decays_) gradient = fused(d, decay_, weights, gradient);
    if (slots > 0) {
      Vector& velocity = slot[0];
      velocity = flush_subnormal(d, fused(d, momentum_, velocity, gradient));
      gradient = nesterov_ ? fused(d, momentum_, velocity, gradient) : velocity;
    }
    weights = flush_subnormal(d, fused(d, minus_rate_, gradient, weights));
  }

  const int slots;

 private:
  const Vector minus_rate_, momentum_, decay_;
  const bool nesterov_, decays_;
};

class AdamRule {
  using Tag = hn::ScalableTag<float>;
  using Vector = hn::Vec<Tag>;
  static Vector set(double x) { return hn::Set(Tag(), static_cast<float>(x)); }

 public:
  static constexpr int most_slots = 2;
  static constexpr int slots = 2;

  // `coupled` decay enters the gradient, `decoupled` decay the weights.
  AdamRule(const auto& adam, double coupled, double decoupled, const UpdateBlock& block)
      : keep_mean_(set(adam.betas[0])),
        add_mean_(set(1.0 - adam.betas[0])),
        keep_square_(set(adam.betas[1])),
        add_square_(set(1.0 - adam.betas[1])),
        root_scale_(set(1.0 / std::sqrt(block.step.corrections[1]))),
        epsilon_(set(adam.epsilon)),
        minus_rate_(set(-block.step.learning_rate / block.step.corrections[0])),
        coupled_(set(block.decays ? coupled : 0.0)),
        minus_decoupled_(set(block.decays ? -block.step.learning_rate * decoupled : 0.0)),
        is_coupled_(block.decays && coupled > 0.0),
        is_decoupled_(block.decays && decoupled > 0.0) {}

  HWY_INLINE void step(Vector gradient, Vector& weights, Vector* slot) const {
    const Tag d;
    if (is_coupled_) gradient = fused(d, coupled_, weights, gradient);
    if (is_decoupled_) weights = fused(d, minus_decoupled_, weights, weights);
    Vector& mean = slot[0];
    Vector& square = slot[1];
    mean = flush_subnormal(d, fused(d, keep_mean_, mean, hn::Mul(add_mean_, gradient)));
    const Vector of_gradient = hn::Mul(hn::Mul(add_square_, gradient), gradient);
    square = flush_subnormal(d, fused(d, keep_square_, square, of_gradient));
    const Vector root = fused(d, hn::Sqrt(square), root_scale_, epsilon_);
    weights = flush_subnormal(d, fused(d, minus_rate_, hn::Div(mean, root), weights));
  }

 private:
  const Vector keep_mean_, add_mean_, keep_square_, add_square_, root_scale_, epsilon_, minus_rate_;
  const Vector coupled_, minus_decoupled_;
  const bool is_coupled_, is_decoupled_;
};

inline AdamRule rule_of(const Adam& adam, const UpdateBlock& block) {
  return {adam, adam.weight_decay, 0.0, block};
}
inline AdamRule rule_of(const AdamW& adam, const UpdateBlock& block) {
  return {adam, 0.0, adam.weight_decay, block};
}
inline SgdRule rule_of(const Sgd& sgd, const UpdateBlock& block) { return {sgd, block}; }

// `count` ≤ lanes neighbours: their slot k at slots + k·slot_stride.
template <class Rule>
HWY_INLINE void update_vector(const Rule& rule, Index count, const float* gradient, float* weights,
                              float* slots, Index slot_stride) {
  const hn::ScalableTag<float> d;
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
