// Norms over the rows of a matrix, and what is made of them (ARITHMETIC.md, A3): in double, striped per
// row, so that neither the vector width nor who takes a row can change a bit.
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

// Scales each row whose norm, the root of its row_squares, is above max_norm to max_norm: by the quotient in
// double, narrowed once.  Subnormal results become +0 (A1).  Srebro & Shraibman 2005.
void limit_row_norms(Index rows, Index columns, float* values, double max_norm);

// average += share·(values − average), one rounding of the difference and one of the rest; subnormals become
// +0 (A1).
void move_average(Index count, const float* values, double share, float* average);

}  // namespace mlp::kernels
