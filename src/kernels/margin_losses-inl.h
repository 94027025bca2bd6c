// The losses of classes that ask for a margin between logits: hinge and its square.
//
// evaluate(loss, logits) computes losses, deltas where wanted, and the predicted classes of classes: deltas
// in float, divided by the batch, flushed; losses in double.  Weights of rows are no business of theirs (see
// weigh() in losses.hpp).

#if defined(MLP_KERNELS_MARGIN_LOSSES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef MLP_KERNELS_MARGIN_LOSSES_INL_H_
#undef MLP_KERNELS_MARGIN_LOSSES_INL_H_
#else
#define MLP_KERNELS_MARGIN_LOSSES_INL_H_
#endif

#include "kernels/logits-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {

// What a margin m that should not be positive costs.  NaN stays one.
template <bool squared>
double margin_cost(double m) {
  const double positive = m < 0.0 ? 0.0 : m;
  return squared ? positive * positive : positive;
}
template <bool squared>
HWY_INLINE Vector margin_slope(Vector m) {
  const Tag d;
  const Vector slope = squared ? hn::Add(m, m) : hn::Set(d, 1.0f);
  return hn::IfThenElseZero(hn::Gt(m, hn::Zero(d)), slope);
}

// m = 1 − t·z, t = −1 or 1.
template <bool squared>
void two_class_margins(const Logits& logits) {
  const Tag d;
  const Vector batch = hn::Set(d, static_cast<float>(logits.batch));
  for (Index s = 0; s < logits.samples; s += lanes) {
    const Index count = std::min(lanes, logits.samples - s);
    HWY_ALIGN float side[lanes] = {};
    for (Index i = 0; i < count; ++i) {
      const float z = logits.z[s + i];
      side[i] = logits.classes[s + i] == 1 ? 1.0f : -1.0f;
      // An infinite z must show, whichever class it speaks for.
      const auto wide = static_cast<double>(z);
      logits.losses[s + i] = margin_cost<squared>(1.0 - static_cast<double>(side[i]) * wide) + (wide - wide);
      logits.predicted[s + i] = z > 0.0f ? 1 : 0;
    }
    if (!logits.delta) continue;
    const Vector t = hn::Load(d, side), z = hn::LoadU(d, logits.z + s);
    const Vector slope = margin_slope<squared>(hn::Sub(hn::Set(d, 1.0f), hn::Mul(t, z)));
    const Vector delta = hn::Div(hn::Mul(hn::Neg(t), slope), batch);
    store_up_to(d, count, flush_subnormal(d, delta), logits.delta + s);
  }
}

// mₖ = 1 − (z_y − zₖ) for k ≠ y.
template <bool squared>
void several_class_margins(const Logits& logits) {
  const Tag d;
  const hn::RebindToSigned<Tag> integers;
  const auto classes = static_cast<double>(logits.units);
  const Vector share = hn::Set(d, static_cast<float>(logits.batch * logits.units));
  for (Index s = 0; s < logits.samples; s += lanes) {
    const Index count = std::min(lanes, logits.samples - s);
    HWY_ALIGN std::int32_t winner[lanes], wanted[lanes] = {};
    HWY_ALIGN float right[lanes] = {};
    hn::Store(largest_logit(logits, s).index, integers, winner);
    std::copy_n(winner, count, logits.predicted + s);
    std::copy_n(logits.classes + s, count, wanted);
    for (Index i = 0; i < count; ++i) right[i] = logits.z[wanted[i] * logits.stride + s + i];

    HWY_ALIGN double costs[lanes] = {};
    for (Index k = 0; k < logits.units; ++k) {
      for (Index i = 0; i < count; ++i) {
        const auto z = static_cast<double>(logits.z[k * logits.stride + s + i]);
        const double cost = margin_cost<squared>(1.0 - (static_cast<double>(right[i]) - z));
        costs[i] += (wanted[i] == k ? 0.0 : cost) + (z - z);
      }
    }
    for (Index i = 0; i < count; ++i) logits.losses[s + i] = costs[i] / classes;

    if (!logits.delta) continue;
    const auto wanted_lanes = hn::Load(integers, wanted);
    const Vector z_right = hn::Load(d, right);
    Vector sum = hn::Zero(d);
    for (Index k = 0; k < logits.units; ++k) {
      const Vector z = hn::LoadU(d, logits.z + k * logits.stride + s);
      const Vector slope = margin_slope<squared>(hn::Sub(hn::Set(d, 1.0f), hn::Sub(z_right, z)));
      const auto is_wanted = hn::Eq(wanted_lanes, hn::Set(integers, static_cast<std::int32_t>(k)));
      const Vector own = hn::IfThenZeroElse(hn::RebindMask(d, is_wanted), slope);
      sum = hn::Add(sum, own);
      store_up_to(d, count, own, logits.delta + k * logits.stride + s);
    }
    for (Index k = 0; k < logits.units; ++k) {
      float* const at = logits.delta + k * logits.stride + s;
      const auto is_wanted = hn::Eq(wanted_lanes, hn::Set(integers, static_cast<std::int32_t>(k)));
      const Vector slope = hn::IfThenElse(hn::RebindMask(d, is_wanted), hn::Neg(sum), hn::LoadU(d, at));
      store_up_to(d, count, flush_subnormal(d, hn::Div(slope, share)), at);
    }
  }
}

inline void evaluate(const Hinge&, const Logits& logits) {
  logits.units == 1 ? two_class_margins<false>(logits) : several_class_margins<false>(logits);
}
inline void evaluate(const SquaredHinge&, const Logits& logits) {
  logits.units == 1 ? two_class_margins<true>(logits) : several_class_margins<true>(logits);
}

}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
