#include "train/line_search.hpp"

#include <algorithm>
#include <cmath>

namespace mlp {
namespace {

constexpr double sufficient_decrease = 1e-4, sufficient_curvature = 0.9;
// The share of a loss that float arithmetic may have made.
constexpr double rounding = 0x1p-23;
// Of an interval whose far end is not finite, what the next trial keeps.
constexpr double retreat = 0.1;

struct Bounds {
  double low, high;
  double clamp(double step) const { return std::min(std::max(step, low), high); }
  double middle() const { return (low + high) / 2.0; }
};

// Where the cubic with these values and slopes has its minimum, within the bounds; their middle where it has
// none.
double cubic_minimum(const LinePoint& one, const LinePoint& other, const Bounds& bounds) {
  const LinePoint &a = one.step <= other.step ? one : other, &b = one.step <= other.step ? other : one;
  const double d1 = a.slope + b.slope - 3.0 * (a.value - b.value) / (a.step - b.step);
  const double square = d1 * d1 - a.slope * b.slope;
  if (!(square >= 0.0)) return bounds.middle();
  const double d2 = std::sqrt(square);
  const double minimum = b.step - (b.step - a.step) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2.0 * d2));
  return std::isfinite(minimum) ? bounds.clamp(minimum) : bounds.middle();
}

class Search {
 public:
  Search(const LinePoint& start, Index max_evaluations, const std::function<LinePoint(double)>& evaluate)
      : start_(start), left_(max_evaluations), evaluate_(evaluate), low_(start), high_(start) {
    result_.point = start;
  }

  LineSearchResult run(double first_step) {
    if (bracket(first_step)) zoom();
    return result_;
  }

 private:
  // Where the values differ by roundings alone, the slopes of a parabola that falls enough must do.
  bool is_low_enough(const LinePoint& point) const {
    if (!point.is_finite()) return false;
    if (std::fabs(point.value - start_.value) <= rounding * std::fabs(start_.value))
      return point.slope <= (2.0 * sufficient_decrease - 1.0) * start_.slope;
    return point.value <= start_.value + sufficient_decrease * point.step * start_.slope;
  }
  bool is_flat_enough(const LinePoint& point) const {
    return std::fabs(point.slope) <= -sufficient_curvature * start_.slope;
  }

  LinePoint at(double step) {
    const LinePoint point = evaluate_(step);
    --left_;
    ++result_.evaluations;
    result_.last_evaluated = step;
    if (point.is_finite() && point.value < result_.point.value) result_.point = point;
    return point;
  }
  void accept(const LinePoint& point) {
    result_.point = point;
    result_.is_wolfe = true;
  }

  // Algorithm 3.5.  Whether [low_, high_] must be zoomed into: it holds a good step.
  bool bracket(double step) {
    LinePoint before = start_;
    for (bool is_first = true; left_ > 0; is_first = false) {
      const LinePoint here = at(step);
      if (!is_low_enough(here) || (!is_first && here.value >= before.value)) return between(before, here);
      if (is_flat_enough(here)) return accept(here), false;
      if (here.slope >= 0.0) return between(here, before);
      step = cubic_minimum(before, here, {step + 0.01 * (step - before.step), 10.0 * step});
      before = here;
    }
    return false;
  }
  bool between(const LinePoint& low, const LinePoint& high) {
    low_ = low;
    high_ = high;
    return true;
  }

  // The next trial of zoom(): the cubic's, but not twice in a row close to an end of the interval.
  double next_trial() {
    if (!high_.is_finite()) return low_.step + retreat * (high_.step - low_.step);
    const Bounds ends{std::min(low_.step, high_.step), std::max(low_.step, high_.step)};
    const double margin = 0.1 * (ends.high - ends.low);
    double step = cubic_minimum(low_, high_, ends);
    const bool is_close = std::min(ends.high - step, step - ends.low) < margin;
    if (is_close && (was_close_ || step >= ends.high || step <= ends.low)) {
      step = ends.high - step < step - ends.low ? ends.high - margin : ends.low + margin;
      was_close_ = false;
    } else {
      was_close_ = is_close;
    }
    return step;
  }

  // Algorithm 3.6.  low_ is the lower end, and the slope there points to high_.
  void zoom() {
    while (left_ > 0 && low_.step != high_.step) {
      const double step = next_trial();
      if (step == low_.step || step == high_.step) return;
      const LinePoint here = at(step);
      if (!is_low_enough(here) || here.value >= low_.value) {
        high_ = here;
        continue;
      }
      if (is_flat_enough(here)) return accept(here);
      if (here.slope * (high_.step - low_.step) >= 0.0) high_ = low_;
      low_ = here;
    }
  }

  const LinePoint start_;
  Index left_;
  const std::function<LinePoint(double)>& evaluate_;
  LinePoint low_, high_;
  bool was_close_ = false;
  LineSearchResult result_;
};

}  // namespace

bool LinePoint::is_finite() const { return std::isfinite(value) && std::isfinite(slope); }

LineSearchResult search_line(const LinePoint& start, double first_step, Index max_evaluations,
                             const std::function<LinePoint(double step)>& evaluate) {
  return Search(start, max_evaluations, evaluate).run(first_step);
}

}  // namespace mlp
