// Activations over blocks of a matrix, and the bias gradient's sums.
//
// A block is rows × columns with `stride` floats a row.  The choice is visited once a block; the
// loop over its elements is vector code.  REQUIRES: 60 readable bytes after a block's last element
// (their values do not matter); nothing beside its elements is written.
#pragma once

#include "mlp/base/memory.hpp"
#include "mlp/choice/activation.hpp"

namespace mlp::kernels {

struct Block {
  float* data = nullptr;
  Index rows = 0;
  Index columns = 0;
  Index stride = 0;
};

// Whether the backward pass needs f'(z) kept: false where a = f(z) tells it.
// Softmax and log_softmax keep nothing: their Jacobians follow from a.
bool keeps_slope(const Activation& activation);

// z becomes a = f(z) in place; f'(z) goes to `slope` (same shape) where slope.data is not null (of softmax
// and log_softmax nothing does).  REQUIRES: for these two, units are rows and samples are columns.
void activate(const Activation& activation, const Block& z, const Block& slope);

// delta becomes delta ∘ f'(z).  `from` holds the slopes where they are kept, else the values a.
// REQUIRES: for softmax and log_softmax, samples are rows and units are columns.
void multiply_by_slope(const Activation& activation, const Block& from, const Block& delta);

// sums(j) = Σ_i block(i, j), rows ascending: one chain per column (A3), subnormal results +0.
void sum_rows(const Block& block, float* sums);

// Whether every value is finite.
bool is_finite(const Block& block);

}  // namespace mlp::kernels
