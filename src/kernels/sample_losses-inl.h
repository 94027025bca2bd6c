// The losses that read all logits of a sample (LossForm::all_logits), samples in the lanes:
//
//   evaluate(loss, logits)    losses, deltas where wanted, and the predicted classes of classes
//
// Deltas in float, divided by the batch, flushed; losses in double.  Weights of rows are no business
// of theirs (see weigh() in losses.hpp).  To add one: its evaluate() here.

#if defined(MLP_KERNELS_SAMPLE_LOSSES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef MLP_KERNELS_SAMPLE_LOSSES_INL_H_
#undef MLP_KERNELS_SAMPLE_LOSSES_INL_H_
#else
#define MLP_KERNELS_SAMPLE_LOSSES_INL_H_
#endif

#include <algorithm>
#include <cmath>

#include "kernels/activations-inl.h"
#include "kernels/double_functions-inl.h"
#include "kernels/functions-inl.h"
#include "kernels/losses.hpp"
#include "kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {

using Tag = hn::ScalableTag<float>;
using DoubleLanes = hn::ScalableTag<double>;
using Vector = hn::Vec<Tag>;
constexpr Index lanes = static_cast<Index>(hn::MaxLanes(Tag()));
constexpr Index double_lanes = static_cast<Index>(hn::MaxLanes(DoubleLanes()));

// losses(s) += log(1 + others(s)), in double.
inline void add_log1p(const float* others, Index count, double* losses) {
  const hn::ScalableTag<double> d;
  constexpr Index wide = static_cast<Index>(hn::MaxLanes(hn::ScalableTag<double>()));
  for (Index s = 0; s < count; s += wide) {
    HWY_ALIGN double x[wide] = {};
    const Index end = std::min(wide, count - s);
    for (Index i = 0; i < end; ++i) x[i] = others[s + i];
    hn::Store(log1p(d, hn::Load(d, x)), d, x);
    for (Index i = 0; i < end; ++i) losses[s + i] += x[i];
  }
}

// log x of one number.
inline double log_of(double x) {
  const DoubleLanes d;
  return hn::GetLane(log(d, hn::Set(d, x)));
}

// The largest logit of each sample and where it stands.
struct Largest {
  Vector value;
  hn::Vec<hn::RebindToSigned<Tag>> index;
};

inline Largest largest_logit(const Logits& logits, Index s) {
  const Tag d;
  const hn::RebindToSigned<Tag> integers;
  Largest largest{hn::LoadU(d, logits.z + s), hn::Zero(integers)};
  for (Index k = 1; k < logits.units; ++k) {
    const Vector candidate = hn::LoadU(d, logits.z + k * logits.stride + s);
    const auto larger = hn::Gt(candidate, largest.value);
    largest.value = hn::IfThenElse(larger, candidate, largest.value);
    largest.index = hn::IfThenElse(hn::RebindMask(integers, larger),
                                   hn::Set(integers, static_cast<std::int32_t>(k)), largest.index);
  }
  return largest;
}

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
