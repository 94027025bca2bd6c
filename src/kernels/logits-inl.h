// What the losses of all logits of a sample (LossForm::all_logits) share; samples are the lanes.
// Included once per target, inside foreach_target; everything is in that target's namespace.

#if defined(MLP_KERNELS_LOGITS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef MLP_KERNELS_LOGITS_INL_H_
#undef MLP_KERNELS_LOGITS_INL_H_
#else
#define MLP_KERNELS_LOGITS_INL_H_
#endif

#include <algorithm>

#include "kernels/activations-inl.h"
#include "kernels/double_functions-inl.h"
#include "kernels/functions-inl.h"
#include "kernels/losses.hpp"
#include "kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {

using DoubleLanes = hn::ScalableTag<double>;
constexpr Index double_lanes = static_cast<Index>(hn::MaxLanes(DoubleLanes()));

// losses(s) += log(1 + others(s)), in double.
inline void add_log1p(const float* others, Index count, double* losses) {
  const DoubleLanes d;
  for (Index s = 0; s < count; s += double_lanes) {
    HWY_ALIGN double x[double_lanes] = {};
    const Index end = std::min(double_lanes, count - s);
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

}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
