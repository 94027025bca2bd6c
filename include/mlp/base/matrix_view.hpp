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

// A dense Eigen object of float whose columns are contiguous, or anything that looks like one.  A row
// vector is one feature of several samples.
template <typename M>
concept FloatMatrix = requires(M& m) {
  { m.data() } -> std::convertible_to<const float*>;
  { m.rows() } -> std::convertible_to<Index>;
  { m.cols() } -> std::convertible_to<Index>;
  { m.innerStride() } -> std::convertible_to<Index>;
  { m.outerStride() } -> std::convertible_to<Index>;
  requires(M::IsRowMajor ? int{M::RowsAtCompileTime} == 1 : int{M::InnerStrideAtCompileTime} == 1);
};

template <typename M>
concept WritableFloatMatrix = FloatMatrix<M> && requires(M& m) {
  { m.data() } -> std::convertible_to<float*>;
};

// Floats from one column to the next: within a row vector that is Eigen's inner stride.
template <FloatMatrix M>
Index column_stride(const M& m) {
  return M::IsRowMajor ? m.innerStride() : m.outerStride();
}

struct ConstMatrixView {
  const float* data = nullptr;
  Index rows = 0;     // features
  Index columns = 0;  // samples
  Index stride = 0;   // floats from one column to the next, ≥ rows

  ConstMatrixView() = default;
  // REQUIRES: `column_count` columns of `row_count` floats each, one after the other.
  ConstMatrixView(const float* first, Index row_count, Index column_count)
      : ConstMatrixView(first, row_count, column_count, row_count) {}
  ConstMatrixView(const float* first, Index row_count, Index column_count, Index column_step)
      : data(first), rows(row_count), columns(column_count), stride(column_step) {}
  template <FloatMatrix M>
  ConstMatrixView(const M& m) : ConstMatrixView(m.data(), m.rows(), m.cols(), column_stride(m)) {}
};

struct MatrixView {
  float* data = nullptr;
  Index rows = 0;
  Index columns = 0;
  Index stride = 0;

  MatrixView() = default;
  MatrixView(float* first, Index row_count, Index column_count)
      : MatrixView(first, row_count, column_count, row_count) {}
  MatrixView(float* first, Index row_count, Index column_count, Index column_step)
      : data(first), rows(row_count), columns(column_count), stride(column_step) {}
  template <WritableFloatMatrix M>
  MatrixView(M& m) : MatrixView(m.data(), m.rows(), m.cols(), column_stride(m)) {}

  operator ConstMatrixView() const { return {data, rows, columns, stride}; }
};

}  // namespace mlp
