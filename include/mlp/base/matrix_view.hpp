// Matrices that cross the library's boundary: a pointer, two sizes and a stride, never an owner.
//
// Matrices are features × samples: each column is a sample, contiguous in memory.  These are the
// bytes of a NumPy array of shape [samples, features].  A view is made without a copy from an
// Eigen matrix or map of float (column-major, inner stride 1) or from a pointer and sizes.
//
// Eigen is only recognised here by its members; a caller built with other flags (another SIMD
// width, -ffast-math) may have another Eigen allocator, so no owning object crosses.
#pragma once

#include <concepts>

#include "mlp/base/memory.hpp"

namespace mlp {

// A column-major dense Eigen object of float, or anything that looks like one.
template <typename M>
concept FloatMatrix = requires(M& m) {
  { m.data() } -> std::convertible_to<const float*>;
  { m.rows() } -> std::convertible_to<Index>;
  { m.cols() } -> std::convertible_to<Index>;
  { m.outerStride() } -> std::convertible_to<Index>;
  requires !M::IsRowMajor || M::IsVectorAtCompileTime;
};

struct ConstMatrixView {
  const float* data = nullptr;
  Index rows = 0;     // features
  Index columns = 0;  // samples
  Index stride = 0;   // floats from one column to the next, ≥ rows

  ConstMatrixView() = default;
  // REQUIRES: `column_count` columns of `row_count` floats each, one after the other.
  ConstMatrixView(const float* first, Index row_count, Index column_count)
      : ConstMatrixView(first, row_count, column_count, row_count) {}
  ConstMatrixView(const float* first, Index row_count, Index column_count, Index column_stride)
      : data(first), rows(row_count), columns(column_count), stride(column_stride) {}
  template <FloatMatrix M>
  ConstMatrixView(const M& m) : ConstMatrixView(m.data(), m.rows(), m.cols(), m.outerStride()) {}
};

struct MatrixView {
  float* data = nullptr;
  Index rows = 0;
  Index columns = 0;
  Index stride = 0;

  MatrixView() = default;
  MatrixView(float* first, Index row_count, Index column_count)
      : MatrixView(first, row_count, column_count, row_count) {}
  MatrixView(float* first, Index row_count, Index column_count, Index column_stride)
      : data(first), rows(row_count), columns(column_count), stride(column_stride) {}
  template <FloatMatrix M>
  MatrixView(M& m) : MatrixView(m.data(), m.rows(), m.cols(), m.outerStride()) {}

  operator ConstMatrixView() const { return {data, rows, columns, stride}; }
};

}  // namespace mlp
