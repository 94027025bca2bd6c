// Norms and dot products over the rows of a matrix, and what is made of them (ARITHMETIC.md, A3): in
// double, striped per row, so that neither the vector width nor who takes a row can change a bit.
#pragma once

#include "mlp/base/memory.hpp"

namespace mlp::kernels {

// Rows of `columns` floats, contiguous.
struct RowBlock {
  Index rows = 0;
  Index columns = 0;
  const float* values = nullptr;
};

// squares[i] = Σ_j x(i, j)²: element j goes to stripe j mod 64, ascending; the stripes fold by halves.
void row_squares(const RowBlock& block, double* squares);

// dots[i] = Σ_j x(i, j)·y(i, j) in the same way.   others  y, laid out like the block.
void row_dots(const RowBlock& block, const float* others, double* dots);

// magnitudes[i] = Σ_j |x(i, j)| in the same way.
void row_magnitudes(const RowBlock& block, double* magnitudes);

// to = factor·values;  to = factor·values + addend, rounded once.  Subnormals become +0 (A1).  `to` may be
// values or addend.
void scale(Index count, float factor, const float* values, float* to);
void add_scaled(Index count, float factor, const float* values, const float* addend, float* to);

// Scales each row whose norm, the root of its row_squares, is above max_norm to max_norm: by the quotient in
// double, narrowed once.  Subnormal results become +0 (A1).  Srebro & Shraibman 2005.
void limit_row_norms(Index rows, Index columns, float* values, double max_norm);

// average += share·(values − average), one rounding of the difference and one of the rest; subnormals become
// +0 (A1).
void move_average(Index count, const float* values, double share, float* average);

}  // namespace mlp::kernels
