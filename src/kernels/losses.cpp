#include "kernels/losses.hpp"

#include <algorithm>
#include <span>
#include <vector>

#include "kernels/target_choice.hpp"
#include "kernels/targets.hpp"
#ifndef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/losses.cpp"
#endif
#include <hwy/foreach_target.h>
// Highway compiles this file once per target; what follows is inside each.
#include "kernels/cross_entropy_losses-inl.h"
#include "kernels/distribution_losses-inl.h"
#include "kernels/margin_losses-inl.h"
#include "kernels/pair_losses-inl.h"
#include "kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {
namespace {

// An output of a sample.
struct OutputPlace {
  Index sample = 0;
  Index unit = 0;
};

// Visits `count` outputs from `place` on, sample by sample, in runs that lie side by side, and moves
// `place` past them: run(place, length, outputs before it).
template <class Run>
HWY_INLINE void in_runs(OutputPlace& place, Index units, Index count, const Run& run) {
  for (Index done = 0; done < count;) {
    const Index length = std::min(units - place.unit, count - done);
    run(place, length, done);
    done += length;
    place.unit += length;
    if (place.unit == units) place = {.sample = place.sample + 1, .unit = 0};
  }
}

// Values and slopes of up to `room` pairs, which lie side by side whatever the number of units is.
constexpr Index room = 64;
struct Pairs {
  HWY_ALIGN float a[room] = {};
  HWY_ALIGN float y[room] = {};
  HWY_ALIGN float slopes[room];
  HWY_ALIGN double values[room];
};

template <class L>
void find_values(const L& loss, Index count, Pairs& pairs) {
  const DoubleLanes d;
  const hn::Rebind<float, DoubleLanes> narrow;
  for (Index i = 0; i < count; i += double_lanes) {
    const auto a = hn::PromoteTo(d, hn::Load(narrow, pairs.a + i));
    const auto y = hn::PromoteTo(d, hn::Load(narrow, pairs.y + i));
    hn::Store(value(loss, d, a, y), d, pairs.values + i);
  }
}

template <class L>
void find_slopes(const L& loss, float share, Index count, Pairs& pairs) {
  const Tag d;
  for (Index i = 0; i < count; i += lanes) {
    const Vector s = slope(loss, d, hn::Load(d, pairs.a + i), hn::Load(d, pairs.y + i));
    hn::Store(flush_subnormal(d, hn::Div(s, hn::Set(d, share))), d, pairs.slopes + i);
  }
}

void find_values(const CustomLoss& loss, Index count, Pairs& pairs) {
  const auto size = static_cast<std::size_t>(count);
  static_cast<const PairLoss&>(*loss.implementation)
      .value(loss.numbers, {pairs.a, size}, {pairs.y, size}, {pairs.values, size});
}

void find_slopes(const CustomLoss& loss, float share, Index count, Pairs& pairs) {
  const Tag d;
  const auto size = static_cast<std::size_t>(count);
  static_cast<const PairLoss&>(*loss.implementation)
      .slope(loss.numbers, {pairs.a, size}, {pairs.y, size}, {pairs.slopes, size});
  for (Index i = 0; i < count; i += lanes) {
    const Vector mean = hn::Div(hn::Load(d, pairs.slopes + i), hn::Set(d, share));
    hn::Store(flush_subnormal(d, mean), d, pairs.slopes + i);
  }
}

// Sample by sample, whose logits are gathered first.
HWY_NOINLINE void evaluate_custom(const CustomLoss& loss, const Logits& logits) {
  const hn::CappedTag<float, 1> one;
  const auto units = static_cast<std::size_t>(logits.units);
  constexpr std::size_t most_near = 256;
  float near[2 * most_near];
  std::vector<float> far(units > most_near ? 2 * units : 0);
  const std::span<float> z(units > most_near ? far.data() : near, units);
  const std::span<float> gradient(z.data() + units, logits.delta ? units : 0);
  for (Index s = 0; s < logits.samples; ++s) {
    for (std::size_t k = 0; k < units; ++k) z[k] = logits.z[static_cast<Index>(k) * logits.stride + s];
    RowTarget target;
    if (logits.classes) {
      target.class_index = logits.classes[s];
    } else {
      const Index targets = target_count(loss, logits.units);
      target.numbers = {logits.numbers + s * logits.number_stride, static_cast<std::size_t>(targets)};
    }
    logits.losses[s] =
        static_cast<const RowLoss&>(*loss.implementation).evaluate(loss.numbers, z, target, gradient);
    for (std::size_t k = 0; k < gradient.size(); ++k) {
      const auto mean = hn::Div(hn::Set(one, gradient[k]), hn::Set(one, static_cast<float>(logits.batch)));
      logits.delta[static_cast<Index>(k) * logits.stride + s] = hn::GetLane(flush_subnormal(one, mean));
    }
  }
}

template <class L>
void mean_over_outputs(const L& loss, const Outputs& outputs) {
  const Index units = outputs.units, all = outputs.samples * units;
  const auto divisor = static_cast<double>(units);
  const auto share = static_cast<float>(outputs.batch * units);
  Pairs pairs;
  OutputPlace reading, writing;
  double sum = 0.0;
  for (Index first = 0; first < all; first += room) {
    const Index count = std::min(room, all - first);
    in_runs(reading, units, count, [&](const OutputPlace& at, Index length, Index i) HWY_ATTR {
      std::copy_n(outputs.a + at.sample * outputs.a_stride + at.unit, length, pairs.a + i);
      std::copy_n(outputs.y + at.sample * outputs.y_stride + at.unit, length, pairs.y + i);
    });
    find_values(loss, count, pairs);
    if (outputs.delta) find_slopes(loss, share, count, pairs);
    in_runs(writing, units, count, [&](const OutputPlace& at, Index length, Index i) HWY_ATTR {
      for (Index k = 0; k < length; ++k) sum += pairs.values[i + k];
      if (at.unit + length == units) {
        outputs.losses[at.sample] = sum / divisor;
        sum = 0.0;
      }
      if (outputs.delta)
        std::copy_n(pairs.slopes + i, length, outputs.delta + at.sample * outputs.delta_stride + at.unit);
    });
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

void loss_of_outputs(const Loss& loss, const Outputs& outputs) {
  std::visit(
      [&]<typename L>(const L& held) {
        if constexpr (IsCustom<L>) {
          mean_over_outputs(held, outputs);
        } else if constexpr (L::traits.form != LossForm::all_logits) {
          mean_over_outputs(held, outputs);
        }
      },
      loss);
}

void loss_of_logits(const Loss& loss, const Logits& logits) {
  std::visit(
      [&]<typename L>(const L& held) {
        if constexpr (IsCustom<L>) {
          evaluate_custom(held, logits);
          if (logits.classes) HWY_NAMESPACE::predict_class(logits);
        } else if constexpr (L::traits.form == LossForm::all_logits) {
          evaluate(held, logits);
        }
      },
      loss);
}

void weigh(const float* weights, const Block& delta, double* losses) {
  const Tag d;
  for (Index s = 0; s < delta.rows; ++s) {
    losses[s] *= static_cast<double>(weights[s]);
    if (!delta.data) continue;
    float* const row = delta.data + s * delta.stride;
    for (Index k = 0; k < delta.columns; k += lanes) {
      const Vector weighed = hn::Mul(hn::LoadU(d, row + k), hn::Set(d, weights[s]));
      store_up_to(d, std::min(lanes, delta.columns - k), flush_subnormal(d, weighed), row + k);
    }
  }
}

}  // namespace
}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mlp::kernels {

MLP_EXPORT(loss_of_logits);
MLP_EXPORT(loss_of_outputs);
MLP_EXPORT(weigh);
MLP_EXPORT(predict_class);

void loss_of_logits(const Loss& loss, const Logits& logits) { MLP_DISPATCH(loss_of_logits)(loss, logits); }

void loss_of_outputs(const Loss& loss, const Outputs& outputs) {
  MLP_DISPATCH(loss_of_outputs)(loss, outputs);
}

void weigh(const float* weights, const Block& delta, double* losses) {
  MLP_DISPATCH(weigh)(weights, delta, losses);
}

void predict_class(const Logits& logits) { MLP_DISPATCH(predict_class)(logits); }

}  // namespace mlp::kernels
#endif
