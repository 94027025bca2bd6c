// Weights times one sample:  z(i) = start(i) + Σ_p W(i, p)·x(p), the chains of product(), bit by bit.
//
// One sample leaves nothing to reuse, so it can run no faster than its weights are read.  They are turned
// once for that into panels, which are read from one end to the other: of 64 units each the starts, then
// their weights of input 0, of input 1, …; units beyond the last are zeros.
#pragma once

#include "mlp/base/memory.hpp"

namespace mlp::kernels {

inline constexpr Index panel_units = 64;

constexpr Index panels_of(Index units) { return (units + panel_units - 1) / panel_units; }

// Floats that the panels of a layer take.
constexpr Index panel_floats(Index units, Index inputs) {
  return panels_of(units) * panel_units * (inputs + 1);
}

// weights  units × inputs;   start  (units);   panels  (panel_floats(units, inputs)), zeroed.
void turn_into_panels(const float* weights, const float* start, Index units, Index inputs, float* panels);

// x  (inputs);   z  (panels_of(units) · panel_units).  Subnormal results become +0 (A1).
// REQUIRES: panels and z are aligned to a cache line.
void vector_product(const float* panels, Index units, Index inputs, const float* x, float* z);

}  // namespace mlp::kernels
