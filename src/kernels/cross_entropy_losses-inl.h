// The cross entropies of classes, plain and focal.
//
// evaluate(loss, logits) computes losses, deltas where wanted, and the predicted classes of classes: deltas
// in float, divided by the batch, flushed; losses in double.  Weights of rows are no business of theirs (see
// weigh() in losses.hpp).

#if defined(MLP_KERNELS_CROSS_ENTROPY_LOSSES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef MLP_KERNELS_CROSS_ENTROPY_LOSSES_INL_H_
#undef MLP_KERNELS_CROSS_ENTROPY_LOSSES_INL_H_
#else
#define MLP_KERNELS_CROSS_ENTROPY_LOSSES_INL_H_
#endif

#include "kernels/logits-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {

// With m the largest logit, o = Σ e^(zₖ − m) over the others (exactly 1 is left out, so that small
// losses keep their digits) and q the smoothed target:
//   loss = log(1 + o) + Σₖ qₖ·(m − zₖ)          deltaₖ = (softmax(z)ₖ − qₖ) / batch
inline void evaluate(const CrossEntropy& loss, const Logits& logits) {
  const Tag d;
  const hn::RebindToSigned<Tag> integers;
  const auto classes_total = static_cast<double>(logits.units);
  const double spread = loss.label_smoothing / classes_total;  // qₖ of the other classes
  const double peak = 1.0 - loss.label_smoothing;              // what the target has above them
  const Vector target_off = hn::Set(d, static_cast<float>(spread));
  const Vector target_on = hn::Set(d, static_cast<float>(spread + peak));
  const Vector batch = hn::Set(d, static_cast<float>(logits.batch));

  for (Index s = 0; s < logits.samples; s += lanes) {
    const Index count = std::min(lanes, logits.samples - s);
    const Largest largest = largest_logit(logits, s);
    HWY_ALIGN float m[lanes], others[lanes];
    HWY_ALIGN std::int32_t winner[lanes], wanted[lanes] = {};
    std::copy_n(logits.classes + s, count, wanted);
    hn::Store(largest.value, d, m);
    hn::Store(largest.index, integers, winner);
    std::copy_n(winner, count, logits.predicted + s);

    Vector sum = hn::Zero(d), rest = hn::Zero(d);
    for (Index k = 0; k < logits.units; ++k) {
      const Vector e = exp(d, hn::Sub(hn::LoadU(d, logits.z + k * logits.stride + s), largest.value));
      sum = hn::Add(sum, e);
      const auto is_largest = hn::Eq(largest.index, hn::Set(integers, static_cast<std::int32_t>(k)));
      rest = hn::IfThenElse(hn::RebindMask(d, is_largest), rest, hn::Add(rest, e));
      if (logits.delta) store_up_to(d, count, e, logits.delta + k * logits.stride + s);
    }
    hn::Store(rest, d, others);

    for (Index i = 0; i < count; ++i) {
      const float* const z = logits.z + s + i;
      const double top = m[i];
      double linear = peak * (top - static_cast<double>(z[wanted[i] * logits.stride]));
      if (spread > 0.0) {
        double distances = 0.0;
        for (Index k = 0; k < logits.units; ++k) distances += top - static_cast<double>(z[k * logits.stride]);
        linear += spread * distances;
      }
      logits.losses[s + i] = linear;
    }
    add_log1p(others, count, logits.losses + s);

    if (!logits.delta) continue;
    const auto wanted_lanes = hn::Load(integers, wanted);
    for (Index k = 0; k < logits.units; ++k) {
      float* const at = logits.delta + k * logits.stride + s;
      const Vector a = hn::Div(hn::LoadU(d, at), sum);
      const auto is_target = hn::Eq(wanted_lanes, hn::Set(integers, static_cast<std::int32_t>(k)));
      const Vector q = hn::IfThenElse(hn::RebindMask(d, is_target), target_on, target_off);
      const Vector delta = flush_subnormal(d, hn::Div(hn::Sub(a, q), batch));
      store_up_to(d, count, delta, at);
    }
  }
}

// With e = exp(−|z|):   loss = log(1 + e) + (y ? max(−z, 0) : max(z, 0)),  delta = (σ(z) − y) / batch
inline void evaluate(const BinaryCrossEntropy&, const Logits& logits) {
  const Tag d;
  const Vector batch = hn::Set(d, static_cast<float>(logits.batch));
  for (Index s = 0; s < logits.samples; s += lanes) {
    const Index count = std::min(lanes, logits.samples - s);
    const Vector z = hn::LoadU(d, logits.z + s);
    HWY_ALIGN float z_lane[lanes], others[lanes], y[lanes] = {};
    hn::Store(z, d, z_lane);
    hn::Store(exp(d, hn::Neg(hn::Abs(z))), d, others);
    for (Index i = 0; i < count; ++i) {
      y[i] = static_cast<float>(logits.classes[s + i]);
      const double towards_wrong = logits.classes[s + i] == 1 ? -z_lane[i] : z_lane[i];
      // z − z is NaN where z is infinite, whichever class it speaks for: that must show.
      logits.losses[s + i] = (towards_wrong < 0.0 ? 0.0 : towards_wrong) + (z_lane[i] - z_lane[i]);
      logits.predicted[s + i] = z_lane[i] > 0.0f ? 1 : 0;
    }
    add_log1p(others, count, logits.losses + s);
    if (!logits.delta) continue;
    const Vector delta = flush_subnormal(d, hn::Div(hn::Sub(value(Sigmoid{}, d, z), hn::Load(d, y)), batch));
    store_up_to(d, count, delta, logits.delta + s);
  }
}

// What focusing makes of a cross entropy L whose target has all but `rest` of the probability:
//   L  ← restᵞ·L        gain  restᵞ·(1 + γ·(1 − rest)·L / rest), by which it multiplies the delta
// L / rest tends to 1 as both tend to 0.   L, rest, gain  (lanes)
inline void focus(double gamma, const double* rest, double* L, double* gain) {
  const DoubleLanes d;
  const auto one = hn::Set(d, 1.0), exponent = hn::Set(d, gamma);
  for (Index i = 0; i < lanes; i += double_lanes) {
    const auto r = hn::Load(d, rest + i), l = hn::Load(d, L + i);
    const auto power = pow(d, r, exponent);
    const auto ratio = hn::IfThenElse(hn::Eq(r, hn::Zero(d)), one, hn::Div(l, r));
    const auto slope = fused(d, hn::Mul(exponent, hn::Sub(one, r)), ratio, one);
    hn::Store(hn::Mul(power, l), d, L + i);
    hn::Store(hn::Mul(power, slope), d, gain + i);
  }
}

// With L the cross entropy and r = 1 − softmax(z)_y, summed over the others so that nothing cancels:
//   deltaₖ = gain·(softmax(z)ₖ or, for the target, −r) / batch
inline void evaluate(const Focal& loss, const Logits& logits) {
  const Tag d;
  const hn::RebindToSigned<Tag> integers;
  const Vector batch = hn::Set(d, static_cast<float>(logits.batch));
  for (Index s = 0; s < logits.samples; s += lanes) {
    const Index count = std::min(lanes, logits.samples - s);
    const Largest largest = largest_logit(logits, s);
    HWY_ALIGN float m[lanes], others[lanes], wrong[lanes], total[lanes];
    HWY_ALIGN std::int32_t winner[lanes], wanted[lanes] = {};
    std::copy_n(logits.classes + s, count, wanted);
    hn::Store(largest.value, d, m);
    hn::Store(largest.index, integers, winner);
    std::copy_n(winner, count, logits.predicted + s);
    const auto wanted_lanes = hn::Load(integers, wanted);

    Vector sum = hn::Zero(d), not_largest = hn::Zero(d), not_wanted = hn::Zero(d);
    for (Index k = 0; k < logits.units; ++k) {
      const auto index = hn::Set(integers, static_cast<std::int32_t>(k));
      const Vector e = exp(d, hn::Sub(hn::LoadU(d, logits.z + k * logits.stride + s), largest.value));
      sum = hn::Add(sum, e);
      const auto is_largest = hn::RebindMask(d, hn::Eq(largest.index, index));
      const auto is_wanted = hn::RebindMask(d, hn::Eq(wanted_lanes, index));
      not_largest = hn::IfThenElse(is_largest, not_largest, hn::Add(not_largest, e));
      not_wanted = hn::IfThenElse(is_wanted, not_wanted, hn::Add(not_wanted, e));
      if (logits.delta) store_up_to(d, count, e, logits.delta + k * logits.stride + s);
    }
    hn::Store(not_largest, d, others);
    hn::Store(not_wanted, d, wrong);
    hn::Store(sum, d, total);

    HWY_ALIGN double L[lanes] = {}, rest[lanes] = {}, gain[lanes];
    for (Index i = 0; i < count; ++i) {
      L[i] = static_cast<double>(m[i]) - static_cast<double>(logits.z[wanted[i] * logits.stride + s + i]);
      rest[i] = static_cast<double>(wrong[i]) / static_cast<double>(total[i]);
    }
    add_log1p(others, count, L);
    focus(loss.gamma, rest, L, gain);
    std::copy_n(L, count, logits.losses + s);

    if (!logits.delta) continue;
    HWY_ALIGN float gains[lanes] = {};
    for (Index i = 0; i < count; ++i) gains[i] = static_cast<float>(gain[i]);
    const Vector factor = hn::Load(d, gains);
    for (Index k = 0; k < logits.units; ++k) {
      float* const at = logits.delta + k * logits.stride + s;
      const auto is_wanted = hn::Eq(wanted_lanes, hn::Set(integers, static_cast<std::int32_t>(k)));
      const Vector part = hn::IfThenElse(hn::RebindMask(d, is_wanted), hn::Neg(not_wanted), hn::LoadU(d, at));
      const Vector delta = hn::Div(hn::Mul(factor, hn::Div(part, sum)), batch);
      store_up_to(d, count, flush_subnormal(d, delta), at);
    }
  }
}

// With w = −z for the second class and z for the first, L = log(1 + eʷ) and r = σ(w):
//   delta = ±gain·r / batch, positive for the first class
inline void evaluate(const BinaryFocal& loss, const Logits& logits) {
  const Tag d;
  const Vector batch = hn::Set(d, static_cast<float>(logits.batch));
  for (Index s = 0; s < logits.samples; s += lanes) {
    const Index count = std::min(lanes, logits.samples - s);
    HWY_ALIGN float w[lanes] = {}, others[lanes], share[lanes];
    for (Index i = 0; i < count; ++i) {
      const float z = logits.z[s + i];
      w[i] = logits.classes[s + i] == 1 ? -z : z;
      logits.predicted[s + i] = z > 0.0f ? 1 : 0;
    }
    const Vector wrong = hn::Load(d, w);
    const Vector r = value(Sigmoid{}, d, wrong);
    hn::Store(exp(d, hn::Neg(hn::Abs(wrong))), d, others);
    hn::Store(r, d, share);
    HWY_ALIGN double L[lanes] = {}, rest[lanes] = {}, gain[lanes];
    for (Index i = 0; i < count; ++i) {
      const auto wide = static_cast<double>(w[i]);
      L[i] = (wide < 0.0 ? 0.0 : wide) + (wide - wide);  // NaN where z is infinite
      rest[i] = share[i];
    }
    add_log1p(others, count, L);
    focus(loss.gamma, rest, L, gain);
    std::copy_n(L, count, logits.losses + s);

    if (!logits.delta) continue;
    HWY_ALIGN float gains[lanes] = {};
    for (Index i = 0; i < count; ++i) {
      const auto narrow = static_cast<float>(gain[i]);
      gains[i] = logits.classes[s + i] == 1 ? -narrow : narrow;
    }
    const Vector delta = hn::Div(hn::Mul(hn::Load(d, gains), r), batch);
    store_up_to(d, count, flush_subnormal(d, delta), logits.delta + s);
  }
}

}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
