// The one product kernel:  C(i, j) = start(i) + Σ_p a(i, p)·B(p, j),
// each element one chain of fused multiply-adds, p ascending (A2).
//
//   a   rows × depth, read one value at a time through two strides: W, dZ or dZᵀ
//   B   depth × columns, columns contiguous: X, W or X
//   C   rows × columns, columns contiguous
//
//   product             a         B                            C                  chain over
//   forward  W·X + b    W         X, samples contiguous        units × samples    inputs
//   dX = (Wᵀ·dZ)ᵀ       dZ        W rows, inputs contiguous    samples × inputs   outputs
//   dW = dZ·Xᵀ          dZᵀ       X, features contiguous       units × inputs     samples
//
// Neither the tiling nor the vector width nor who computes an element can change a bit.
#pragma once

#include "kernels/updates.hpp"
#include "mlp/base/memory.hpp"

namespace mlp::kernels {

struct Product {
  Index rows = 0;
  Index columns = 0;
  Index depth = 0;
  const float* a = nullptr;
  Index a_row = 0;    // floats from a(i, p) to a(i + 1, p)
  Index a_depth = 0;  // floats from a(i, p) to a(i, p + 1)
  const float* b = nullptr;
  Index b_stride = 0;  // floats from B(p, j) to B(p + 1, j)
  float* c = nullptr;
  Index c_stride = 0;
  const float* start = nullptr;  // (rows) what each row's chains start from; null: 0
};

// REQUIRES: C overlaps neither a nor B; 60 readable bytes after B's last element (their values
// do not matter).  Subnormal results become +0 (A1).
void product(const Product& product);

// The same for a weight gradient that nobody needs but the update: each of its tiles is applied to
// the weights, `update`, while the next one is multiplied, and C is never stored.  product.c and
// update.gradient are not used.
// REQUIRES: update_can_ride(optimizer); update.shaping is not needed; depth > 0.
void product_into_update(const Product& product, const Optimizer& optimizer, const UpdateBlock& update);

// Whether a product has registers left for the update beside it: not with 16 registers, and only for plain
// SGD: rules that keep more slots, divide or take roots make the compiler clear room in the inner loop.
bool update_can_ride(const Optimizer& optimizer);

// Whether fusing the update is faster, as measured.  It is not for few weights, for short chains, or for
// chains so long that a separate update costs almost nothing.
bool update_should_ride(const Optimizer& optimizer, const Product& product);

}  // namespace mlp::kernels
