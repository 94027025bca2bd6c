#include "nn/batch.hpp"

#include <algorithm>

namespace mlp {

Batch part_of(const Batch& batch, Index first, Index size) {
  Batch part = batch;
  part.size = size;
  if (part.rows) {
    part.rows += first;
    return part;
  }
  if (part.inputs.bytes) part.inputs.bytes += first * part.inputs.stride;
  if (part.inputs.values) part.inputs.values += first * part.inputs.stride;
  if (part.classes) part.classes += first;
  if (part.weights) part.weights += first;
  if (part.numbers.values) part.numbers.values += first * part.numbers.stride;
  return part;
}

kernels::InputRows features_of(const kernels::InputRows& inputs, Index first, Index count) {
  kernels::InputRows some = inputs;
  some.features = count;
  if (some.bytes) some.bytes += first;
  if (some.values) some.values += first;
  if (some.shift) some.shift += first;
  if (some.scale) some.scale += first;
  return some;
}

Share share_of(Index size, int thread, int threads) {
  const Index steps = (size + samples_per_share - 1) / samples_per_share;
  const Index first = steps * thread / threads * samples_per_share;
  const Index end = steps * (thread + 1) / threads * samples_per_share;
  return {std::min(first, size), std::min(end, size)};
}

}  // namespace mlp
