#include "kernels/vector_product.hpp"

#include "kernels/target_choice.hpp"
#include "kernels/targets.hpp"
#ifndef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector_product.cpp"
#endif
#include <hwy/foreach_target.h>
// Highway compiles this file once per target; what follows is inside each.
#include "kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mlp::kernels::HWY_NAMESPACE {
namespace {

void vector_product(const float* panels, Index units, Index inputs, const float* x, float* z) {
  const Tag d;
  constexpr int vectors = static_cast<int>(panel_units / lanes);

  for (Index panel = 0; panel < panels_of(units); ++panel) {
    Vector sum[vectors];
    MLP_UNROLL
    for (int v = 0; v < vectors; ++v) sum[v] = hn::Load(d, panels + v * lanes);
    panels += panel_units;
    for (Index p = 0; p < inputs; ++p) {
      const Vector right = hn::Set(d, x[p]);
      MLP_UNROLL
      for (int v = 0; v < vectors; ++v) sum[v] = fused(d, hn::Load(d, panels + v * lanes), right, sum[v]);
      panels += panel_units;
    }
    MLP_UNROLL
    for (int v = 0; v < vectors; ++v) hn::Store(flush_subnormal(d, sum[v]), d, z + v * lanes);
    z += panel_units;
  }
}

}  // namespace
}  // namespace mlp::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mlp::kernels {

MLP_EXPORT(vector_product);

void turn_into_panels(const float* weights, const float* start, Index units, Index inputs, float* panels) {
  for (Index i = 0; i < units; ++i) {
    float* to = panels + i / panel_units * panel_units * (inputs + 1) + i % panel_units;
    *to = start[i];
    for (Index p = 0; p < inputs; ++p) to[(p + 1) * panel_units] = weights[i * inputs + p];
  }
}

void vector_product(const float* panels, Index units, Index inputs, const float* x, float* z) {
  MLP_DISPATCH(vector_product)(panels, units, inputs, x, z);
}

}  // namespace mlp::kernels
#endif
