#include "nn/orthogonal.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace mlp {
namespace {

// Rows whose chains run side by side: one alone would wait for each of its sums.
constexpr Index rows_together = 8;

// Takes the direction `unit` out of `Rows` rows.
template <Index Rows>
void remove_direction(const double* unit, double* rows, Index length) {
  std::array<double, Rows> inner{};
  for (Index i = 0; i < length; ++i) {
    for (Index r = 0; r < Rows; ++r) inner[static_cast<std::size_t>(r)] += unit[i] * rows[r * length + i];
  }
  for (Index r = 0; r < Rows; ++r) {
    double* const row = rows + r * length;
    const double share = inner[static_cast<std::size_t>(r)];
    for (Index i = 0; i < length; ++i) row[i] -= share * unit[i];
  }
}

void normalize(double* row, Index length) {
  double square = 0.0;
  for (Index i = 0; i < length; ++i) square += row[i] * row[i];
  const double norm = std::sqrt(square);
  if (norm == 0.0) return;  // a draw of exactly 0 in a 1 × 1 matrix
  for (Index i = 0; i < length; ++i) row[i] /= norm;
}

}  // namespace

void orthonormalize(double* vectors, Index count, Index length) {
  for (Index j = 0; j < count; ++j) {
    double* const unit = vectors + j * length;
    normalize(unit, length);
    Index k = j + 1;
    for (; k + rows_together <= count; k += rows_together)
      remove_direction<rows_together>(unit, vectors + k * length, length);
    for (; k < count; ++k) remove_direction<1>(unit, vectors + k * length, length);
  }
}

}  // namespace mlp
