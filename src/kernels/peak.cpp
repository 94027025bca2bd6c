#include "kernels/peak.hpp"

#include <algorithm>
#include <chrono>

#include "kernels/target_choice.hpp"
#include "kernels/targets.hpp"
#ifndef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/peak.cpp"
#endif
#include <hwy/foreach_target.h>
// Highway compiles this file once per target; what follows is inside each.
#include "kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {
namespace {

// At least latency × pipes: 8 on x86, where 16 registers must suffice; 16 on wide ARM cores.
constexpr int chains = HWY_TARGET == HWY_NEON ? 16 : 12;

// Runs `rounds` of one fused multiply-add per chain; returns their number of operations.
double run_chains(const float* start, long rounds) {
  const Tag d;
  const Vector a = hn::Set(d, start[chains]), b = hn::Set(d, start[chains + 1]);
  Vector x[chains];
  MLP_UNROLL
  for (int k = 0; k < chains; ++k) x[k] = hn::Set(d, start[k]);
  for (long i = 0; i < rounds; ++i) {
    MLP_UNROLL
    for (int k = 0; k < chains; ++k) x[k] = fused(d, x[k], a, b);
  }
  Vector sum = hn::Zero(d);
  MLP_UNROLL
  for (int k = 0; k < chains; ++k) sum = hn::Add(sum, x[k]);
  volatile float seen = hn::GetLane(sum);
  (void)seen;
  return 2.0 * chains * static_cast<double>(lanes) * static_cast<double>(rounds);
}

}  // namespace
}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mlp::kernels {

MLP_EXPORT(run_chains);

double peak_operations_per_second(double seconds) {
  using Clock = std::chrono::steady_clock;
  const auto elapsed = [](Clock::time_point since) {
    return std::chrono::duration<double>(Clock::now() - since).count();
  };
  // Different numbers, or the compiler would see that the chains are one.
  float start[64];
  for (int i = 0; i < 64; ++i) start[i] = 0.5f + 0.001f * static_cast<float>(i);
  double best = 0.0;
  const Clock::time_point begin = Clock::now();
  do {
    const Clock::time_point window = Clock::now();
    const double operations = MLP_DISPATCH(run_chains)(start, 20'000);
    best = std::max(best, operations / elapsed(window));
  } while (elapsed(begin) < seconds);
  return best;
}

}  // namespace mlp::kernels
#endif
