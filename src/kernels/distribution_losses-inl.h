// The losses whose logits say a distribution of numbers: kl_divergence and gaussian_nll.
//
// evaluate(loss, logits) computes losses, deltas where wanted, and the predicted classes of classes: deltas
// in float, divided by the batch, flushed; losses in double.  Weights of rows are no business of theirs (see
// weigh() in losses.hpp).

#if defined(MLP_KERNELS_DISTRIBUTION_LOSSES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef MLP_KERNELS_DISTRIBUTION_LOSSES_INL_H_
#undef MLP_KERNELS_DISTRIBUTION_LOSSES_INL_H_
#else
#define MLP_KERNELS_DISTRIBUTION_LOSSES_INL_H_
#endif

#include "kernels/logits-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {

// log x of one number.
inline double log_of(double x) {
  const DoubleLanes d;
  return hn::GetLane(log(d, hn::Set(d, x)));
}

// Target k of `count` samples from s on; the other lanes are 0.
HWY_INLINE Vector targets_at(const Logits& logits, Index s, Index k, Index count) {
  HWY_ALIGN float y[lanes] = {};
  for (Index i = 0; i < count; ++i) y[i] = logits.numbers[(s + i) * logits.number_stride + k];
  return hn::Load(Tag(), y);
}

// sums(i) += y(i)·log y(i), which is 0 for y = 0.
inline void add_y_log_y(const float* y, double* sums) {
  const DoubleLanes d;
  const hn::Rebind<float, DoubleLanes> narrow;
  for (Index i = 0; i < lanes; i += double_lanes) {
    const auto x = hn::PromoteTo(d, hn::Load(narrow, y + i));
    const auto term = hn::IfThenZeroElse(hn::Eq(x, hn::Zero(d)), hn::Mul(x, log(d, x)));
    hn::Store(hn::Add(hn::Load(d, sums + i), term), d, sums + i);
  }
}

// With m, o as for cross_entropy and Y = Σ yₖ, which is 1 but for rounding:
//   loss = Σ yₖ·(log yₖ + (m − zₖ) + log(1 + o))       deltaₖ = (Y·softmax(z)ₖ − yₖ) / batch
inline void evaluate(const KlDivergence&, const Logits& logits) {
  const Tag d;
  const hn::RebindToSigned<Tag> integers;
  const Vector batch = hn::Set(d, static_cast<float>(logits.batch));
  for (Index s = 0; s < logits.samples; s += lanes) {
    const Index count = std::min(lanes, logits.samples - s);
    const Largest largest = largest_logit(logits, s);
    HWY_ALIGN float m[lanes], others[lanes], y[lanes];
    HWY_ALIGN double linear[lanes] = {}, total[lanes] = {}, y_log_y[lanes] = {}, log_sum[lanes] = {};
    hn::Store(largest.value, d, m);
    Vector sum = hn::Zero(d), rest = hn::Zero(d), all = hn::Zero(d);
    for (Index k = 0; k < logits.units; ++k) {
      const float* const z = logits.z + k * logits.stride + s;
      const Vector e = exp(d, hn::Sub(hn::LoadU(d, z), largest.value));
      sum = hn::Add(sum, e);
      const auto is_largest = hn::Eq(largest.index, hn::Set(integers, static_cast<std::int32_t>(k)));
      rest = hn::IfThenElse(hn::RebindMask(d, is_largest), rest, hn::Add(rest, e));
      const Vector target = targets_at(logits, s, k, count);
      all = hn::Add(all, target);
      hn::Store(target, d, y);
      add_y_log_y(y, y_log_y);
      for (Index i = 0; i < count; ++i) {
        const auto share = static_cast<double>(y[i]);
        total[i] += share;
        linear[i] += share * (static_cast<double>(m[i]) - static_cast<double>(z[i]));
      }
      if (logits.delta) store_up_to(d, count, e, logits.delta + k * logits.stride + s);
    }
    hn::Store(rest, d, others);
    add_log1p(others, count, log_sum);
    for (Index i = 0; i < count; ++i) logits.losses[s + i] = y_log_y[i] + (linear[i] + total[i] * log_sum[i]);

    if (!logits.delta) continue;
    for (Index k = 0; k < logits.units; ++k) {
      float* const at = logits.delta + k * logits.stride + s;
      const Vector a = hn::Mul(all, hn::Div(hn::LoadU(d, at), sum));
      const Vector delta = hn::Div(hn::Sub(a, targets_at(logits, s, k, count)), batch);
      store_up_to(d, count, flush_subnormal(d, delta), at);
    }
  }
}

// losses(i) += (t + e²·e^−t) / 2 with e = mean − y and t = log max(e^s, ε).
inline void add_gaussian(const float* mean, const float* y, const float* log_variance, double least,
                         double* losses) {
  const DoubleLanes d;
  const hn::Rebind<float, DoubleLanes> narrow;
  const auto lowest = hn::Set(d, least);
  for (Index i = 0; i < lanes; i += double_lanes) {
    const auto error =
        hn::Sub(hn::PromoteTo(d, hn::Load(narrow, mean + i)), hn::PromoteTo(d, hn::Load(narrow, y + i)));
    const auto s = hn::PromoteTo(d, hn::Load(narrow, log_variance + i));
    const auto t = hn::IfThenElse(hn::Lt(s, lowest), lowest, s);
    const auto term = fused(d, hn::Mul(error, error), exp(d, hn::Neg(t)), t);
    // An infinite s must show.
    const auto visible = hn::Add(hn::Mul(hn::Set(d, 0.5), term), hn::Sub(s, s));
    hn::Store(hn::Add(hn::Load(d, losses + i), visible), d, losses + i);
  }
}

// With v = max(e^s, ε):   d/dm = (m − y)/v      d/ds = ½·(1 − (m − y)²/v)·(e^s / v)
// The last factor is 1 above ε; below, the gradient is not 0 but PyTorch's, which finds back.
inline void evaluate(const GaussianNll& loss, const Logits& logits) {
  const Tag d;
  const Index targets = logits.units / 2;
  const double least = log_of(loss.epsilon);
  const Vector lowest = hn::Set(d, static_cast<float>(least));
  const Vector share = hn::Set(d, static_cast<float>(logits.batch * targets));
  const Vector half = hn::Set(d, 0.5f), one = hn::Set(d, 1.0f);
  for (Index block = 0; block < logits.samples; block += lanes) {
    const Index count = std::min(lanes, logits.samples - block);
    HWY_ALIGN double losses[lanes] = {};
    for (Index k = 0; k < targets; ++k) {
      const Index mean_at = k * logits.stride + block, variance_at = (targets + k) * logits.stride + block;
      const Vector mean = hn::LoadU(d, logits.z + mean_at), s = hn::LoadU(d, logits.z + variance_at);
      const Vector target = targets_at(logits, block, k, count);
      HWY_ALIGN float mean_lanes[lanes], y[lanes], log_variances[lanes];
      hn::Store(mean, d, mean_lanes);
      hn::Store(s, d, log_variances);
      hn::Store(target, d, y);
      add_gaussian(mean_lanes, y, log_variances, least, losses);
      if (!logits.delta) continue;
      const auto is_low = hn::Lt(s, lowest);
      const Vector precision = exp(d, hn::Neg(hn::IfThenElse(is_low, lowest, s)));
      const Vector error = hn::Sub(mean, target);
      const Vector scaled = hn::Mul(error, precision);
      const Vector slope = hn::Mul(half, hn::Sub(one, hn::Mul(error, scaled)));
      const Vector clamped = hn::IfThenElse(is_low, exp(d, hn::Sub(s, lowest)), one);
      store_up_to(d, count, flush_subnormal(d, hn::Div(scaled, share)), logits.delta + mean_at);
      store_up_to(d, count, flush_subnormal(d, hn::Div(hn::Mul(slope, clamped), share)),
                  logits.delta + variance_at);
    }
    for (Index i = 0; i < count; ++i) logits.losses[block + i] = losses[i] / static_cast<double>(targets);
  }
}

}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
