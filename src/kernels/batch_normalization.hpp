// Batch normalization: every unit by its mean and variance over the samples of a batch.  Each sum is one
// chain per unit, samples ascending (A3), and units are side by side in a vector.
//
//   x̂ = (z − mean)·scale,   n = gain·x̂ + shift,   scale = 1/√(variance + epsilon)
//
// Blocks are samples × units, those of the last function units × samples.
// REQUIRES: 60 readable bytes after the last element of each block and array.
#pragma once

#include "kernels/elementwise.hpp"
#include "kernels/normalization.hpp"

namespace mlp::kernels {

// What a batch says of each of its units, (units) each.
struct BatchStatistics {
  float* means = nullptr;
  float* variances = nullptr;  // divided by samples − 1: what running statistics take
  float* scales = nullptr;     // of the variance divided by samples
};

// REQUIRES: `z` holds all samples of the batch.
void batch_statistics(const Block& z, double epsilon, const BatchStatistics& statistics);

// z becomes x̂; n goes to `n`.
void batch_normalize(const BatchStatistics& statistics, const UnitScaling& scaling, const Block& z,
                     const Block& n);

// Of ∂loss/∂n over all samples of the batch: its sums, the gradient of the shift, and those of ∂loss/∂n·x̂,
// the gradient of the gain.
void batch_delta_sums(const Block& delta, const Block& normalized, float* shift_sums, float* gain_sums);

// delta, ∂loss/∂n, becomes ∂loss/∂z = gain·scale·(∂n − mean ∂n − x̂·mean(∂n·x̂)), the means over `samples`.
struct BatchBackward {
  const float* gain = nullptr;
  const float* scales = nullptr;
  const float* shift_sums = nullptr;
  const float* gain_sums = nullptr;
  Index samples = 0;
};
void batch_normalize_backward(const BatchBackward& backward, const Block& delta, const Block& normalized);

// Running statistics of some units, (units) each.
struct RunningStatistics {
  const float* means = nullptr;
  const float* variances = nullptr;
};

// z becomes n by running statistics; ∂n/∂z, equal for all samples of a unit, goes to `slopes` unless
// slopes.data is null.  Blocks are units × samples.
void normalize_by(const RunningStatistics& running, double epsilon, const UnitScaling& scaling,
                  const Block& z, const Block& slopes);

}  // namespace mlp::kernels
