// What becomes of a column's numbers before they are scaled (mlp/choice/column.hpp), and the way back.
#pragma once

#include <array>
#include <vector>

#include "mlp/data/encoding.hpp"

namespace mlp {

// z + (v − x)·slope, from v = x on to the next segment's.
struct LineSegment {
  float x, z, slope;
};

// A segment for each knot; the last one's slope is 0.  Beyond its ends the line is level.
std::vector<LineSegment> line_through(const std::vector<std::array<double, 2>>& knots);
// The same from z to x.
std::vector<LineSegment> line_back_through(const std::vector<std::array<double, 2>>& knots);

// Clip and transform of a column, made ready to be run on many numbers.
class NumberTransform {
 public:
  NumberTransform() = default;  // numbers as they are
  explicit NumberTransform(const FittedColumn& column);

  // Allocates nothing.
  float of(float x) const;

 private:
  bool has_clip_ = false;
  float lowest_ = 0.0f, highest_ = 0.0f;
  bool is_log_ = false;
  std::vector<LineSegment> line_ = {};
};

// The number that the column's transform takes to z; of those beyond the quantiles, the last quantile.
// What was clipped is gone.  Allocates nothing.
float before_transform(const FittedColumn& column, float z);

}  // namespace mlp
