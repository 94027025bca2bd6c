// From rows of a data set to a batch, and from one order of a matrix to the other.
#pragma once

#include <cstdint>

#include "mlp/base/memory.hpp"

namespace mlp::kernels {

// A data set's inputs, row-major.  Exactly one of bytes and values is given.
struct InputRows {
  const std::uint8_t* bytes = nullptr;  // rows × features, entering as x / 255
  const float* values = nullptr;        // rows × features
  Index features = 0;
  Index stride = 0;              // elements from one row to the next
  const float* shift = nullptr;  // (features) x ↦ (x − shift)·scale, where given
  const float* scale = nullptr;  // (features); 60 readable bytes follow each
};

// Writes the rows named by `rows` (count numbers; null: 0, 1, 2, …) one under the other to `to`,
// preprocessed.  to  count × features, `to_stride` floats a row.
void gather(const InputRows& inputs, const std::int32_t* rows, Index count, float* to, Index to_stride);

// Asks for those rows ahead of their gather(): shuffled rows lie anywhere in memory.
void prefetch(const InputRows& inputs, const std::int32_t* rows, Index count);

// to(j, i) = from(i, j).   from  rows × columns;   to  columns × rows.
void transpose(const float* from, Index rows, Index columns, Index from_stride, float* to, Index to_stride);

}  // namespace mlp::kernels
