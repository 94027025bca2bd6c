// Where to stop on a line: a step length that lowers a function enough and flattens its slope enough.
//
//   φ(t)   the function at step t along a direction, double;  φ(0) and φ′(0) < 0 are known
//   strong Wolfe conditions   φ(t) ≤ φ(0) + 10⁻⁴·t·φ′(0)   and   |φ′(t)| ≤ 0.9·|φ′(0)|
//
// A loss in float arithmetic is no finer than 2⁻²³ of itself.  Where φ(t) and φ(0) are that close, the first
// condition is φ′(t) ≤ −0.9998·φ′(0) instead, the same for a parabola: near a minimum slopes still tell.
//
// The steps grow until an interval is known to hold such a t; then the interval shrinks around it.  The next
// trial is where the cubic through two points has its minimum.  A point whose value or slope is not finite
// only says that the step was too long.
//
// Nocedal & Wright 2006, algorithms 3.5 and 3.6, (3.59); the guards are minFunc's (Schmidt 2005), which
// PyTorch has too.
#pragma once

#include <functional>

#include "mlp/base/memory.hpp"

namespace mlp {

struct LinePoint {
  double step = 0.0;
  double value = 0.0;
  double slope = 0.0;

  bool is_finite() const;
};

struct LineSearchResult {
  LinePoint point;              // the lowest found; the start where none is lower
  bool is_wolfe = false;        // whether it satisfies both conditions
  double last_evaluated = 0.0;  // the step of the last evaluation
  Index evaluations = 0;
};

// evaluate(t) gives the point at step t.
// REQUIRES: start.step is 0, start.slope < 0, first_step > 0, max_evaluations ≥ 1.
LineSearchResult search_line(const LinePoint& start, double first_step, Index max_evaluations,
                             const std::function<LinePoint(double step)>& evaluate);

}  // namespace mlp
