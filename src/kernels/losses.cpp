#include "kernels/losses.hpp"

#include <algorithm>

#include "kernels/target_choice.hpp"
#include "kernels/targets.hpp"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/losses.cpp"
#include <hwy/foreach_target.h>
// Highway compiles this file once per target; what follows is inside each.
#include "kernels/activations-inl.h"
#include "kernels/functions-inl.h"
#include "kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {
namespace {

using Tag = hn::ScalableTag<float>;
using Vector = hn::Vec<Tag>;
constexpr Index lanes = static_cast<Index>(hn::MaxLanes(Tag()));

// losses(s) += log(1 + others(s)), in double.
void add_log1p(const float* others, Index count, double* losses) {
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

// The largest logit of each sample and where it stands.
struct Largest {
  Vector value;
  hn::Vec<hn::RebindToSigned<Tag>> index;
};

Largest largest_logit(const Logits& logits, Index s) {
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
void cross_entropy(const CrossEntropy& loss, const Logits& logits) {
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
void binary_cross_entropy(const Logits& logits) {
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

void predict_class(const Logits& logits) {
  const hn::RebindToSigned<Tag> integers;
  for (Index s = 0; s < logits.samples; s += lanes) {
    const Index count = std::min(lanes, logits.samples - s);
    HWY_ALIGN std::int32_t winner[lanes];
    if (logits.units == 1) {
      for (Index i = 0; i < count; ++i) winner[i] = logits.z[s + i] > 0.0f ? 1 : 0;
    } else {
      hn::Store(largest_logit(logits, s).index, integers, winner);
    }
    std::copy_n(winner, count, logits.predicted + s);
  }
}

}  // namespace
}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mlp::kernels {

MLP_EXPORT(cross_entropy);
MLP_EXPORT(binary_cross_entropy);
MLP_EXPORT(predict_class);

void cross_entropy(const CrossEntropy& loss, const Logits& logits) {
  MLP_DISPATCH(cross_entropy)(loss, logits);
}

void binary_cross_entropy(const Logits& logits) { MLP_DISPATCH(binary_cross_entropy)(logits); }

void predict_class(const Logits& logits) { MLP_DISPATCH(predict_class)(logits); }

void mean_squared_error(const Outputs& outputs) {
  const double units = static_cast<double>(outputs.units);
  const auto share = static_cast<float>(outputs.batch * outputs.units);
  for (Index s = 0; s < outputs.samples; ++s) {
    const float* const a = outputs.a + s * outputs.a_stride;
    const float* const y = outputs.y + s * outputs.y_stride;
    double sum = 0.0;
    for (Index k = 0; k < outputs.units; ++k) {
      const double error = static_cast<double>(a[k]) - static_cast<double>(y[k]);
      sum += error * error;
    }
    outputs.losses[s] = sum / units;
    if (!outputs.delta) continue;
    float* const delta = outputs.delta + s * outputs.delta_stride;
    for (Index k = 0; k < outputs.units; ++k) {
      const float error = a[k] - y[k];
      const float value = (error + error) / share;
      delta[k] = value < 0x1p-126f && value > -0x1p-126f ? 0.0f : value;
    }
  }
}

}  // namespace mlp::kernels
#endif
