// Losses of a batch's samples and their gradients with respect to the output layer.
//
// The mean over the batch divides each delta before any chain begins (ARITHMETIC.md, A6); each row's loss
// is a double, undivided, for the striped sums of A3.
#pragma once

#include <cstdint>

#include "kernels/elementwise.hpp"
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
  const std::int32_t* classes = nullptr;  // (samples); or
  const float* numbers = nullptr;         // samples × targets
  Index number_stride = 0;
  Index batch = 0;                    // samples the mean is over
  double* losses = nullptr;           // (samples)
  std::int32_t* predicted = nullptr;  // (samples) class, by the largest logit; where there are classes
};

// Output activation and loss in one, finite for any finite logits (a square of one may exceed a
// double's range no more than a float's deltas do).
// REQUIRES: a loss of the form all_logits; targets of its kind; as many units as it has for them.
void loss_of_logits(const Loss& loss, const Logits& logits);

// Class by the largest logit, the lowest index on ties; for one unit, 1 where it is above 0.
void predict_class(const Logits& logits);

// Outputs of some samples against numbers.  Samples are rows, units columns.
struct Outputs {
  const float* a = nullptr;  // samples × units; for a loss of the form each_logit, the logits
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

// REQUIRES: a loss of the form each_output or each_logit.
void loss_of_outputs(const Loss& loss, const Outputs& outputs);

// losses(s) and row s of `delta`, which may have no data, are multiplied by weights(s).
//   weights, losses  (delta.rows)     delta  samples × units, 60 readable bytes after its last element
void weigh(const float* weights, const Block& delta, double* losses);

}  // namespace mlp::kernels
