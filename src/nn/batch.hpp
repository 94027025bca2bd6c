// Some rows of a data set on their way to the network, and how threads share them.
#pragma once

#include <cstdint>

#include "kernels/gather.hpp"
#include "mlp/base/memory.hpp"

namespace mlp {

// Where the samples of a batch come from.
struct Batch {
  kernels::InputRows inputs;              // of the whole data set
  const std::int32_t* classes = nullptr;  // of the whole data set; or
  kernels::InputRows numbers;             // targets, scaled like inputs; or neither
  const float* weights = nullptr;         // of the whole data set's rows; null: all 1
  const std::int32_t* rows = nullptr;     // (size) the batch's rows in the data set; null: 0, 1, …
  Index size = 0;
  // What a training step draws from, where its network draws anything (A5).
  std::uint64_t seed = 0;
  std::uint32_t step = 0;

  // Of the data set.
  std::int32_t row_of(Index sample) const { return rows ? rows[sample] : static_cast<std::int32_t>(sample); }
  bool has_targets() const { return classes != nullptr || numbers.values != nullptr; }
};

// Samples [first, first + size) of a batch, as a batch of their own.
Batch part_of(const Batch& batch, Index first, Index size);

// Features [first, first + count) of the same rows.
kernels::InputRows features_of(const kernels::InputRows& inputs, Index first, Index count);

// Threads share a batch in steps of a cache line of samples, so that no line has two writers.
inline constexpr Index samples_per_share = 16;

// Samples [first, end) of a batch.
struct Share {
  Index first = 0;
  Index end = 0;
};

// The samples of a batch of `size` that thread `thread` of `threads` takes.
Share share_of(Index size, int thread, int threads);

}  // namespace mlp
