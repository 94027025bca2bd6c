// Losses of a batch's samples and their gradients with respect to the output layer.
//
// The mean over the batch divides each delta before any chain begins (ARITHMETIC.md, A6); each row's loss
// is a double, undivided, for the striped sums of A3.
#pragma once

#include <cstdint>

#include "mlp/base/memory.hpp"
#include "mlp/choice/loss.hpp"

namespace mlp::kernels {

// Logits of some samples, and what becomes of them.  Units are rows, samples columns.
// REQUIRES: z and delta do not overlap; 60 readable bytes after the last element of either.
struct Logits {
  const float* z = nullptr;  // units × samples
  float* delta = nullptr;    // units × samples, ∂(mean loss)/∂z; null: not wanted
  Index units = 0;
  Index samples = 0;
  Index stride = 0;                       // of z and of delta
  const std::int32_t* classes = nullptr;  // (samples)
  Index batch = 0;                        // samples the mean is over
  double* losses = nullptr;               // (samples)
  std::int32_t* predicted = nullptr;      // (samples) class, by the largest logit
};

// Softmax and cross entropy in one, finite for any finite logits.
void cross_entropy(const CrossEntropy& loss, const Logits& logits);

// Sigmoid and cross entropy in one.  REQUIRES: units == 1; classes are 0 or 1.
void binary_cross_entropy(const Logits& logits);

// Class by the largest logit, the lowest index on ties; for one unit, 1 where it is above 0.
void predict_class(const Logits& logits);

// Outputs of some samples against numbers.  Samples are rows, units columns.
struct Outputs {
  const float* a = nullptr;  // samples × units
  Index a_stride = 0;
  const float* y = nullptr;  // samples × units, in the network's scale
  Index y_stride = 0;
  float* delta = nullptr;  // samples × units, ∂(mean loss)/∂a; null: not wanted
  Index delta_stride = 0;
  Index samples = 0;
  Index units = 0;
  Index batch = 0;
  double* losses = nullptr;  // (samples)
};

void mean_squared_error(const Outputs& outputs);

}  // namespace mlp::kernels
