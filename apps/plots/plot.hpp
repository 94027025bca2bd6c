// Curves over two axes, as terminal_plot.hpp and svg_plot.hpp draw them.
#pragma once

#include <string>
#include <vector>

struct Axis {
  double low = 0.0;  // of an axis without log, may be above `high`: then it runs backwards
  double high = 1.0;
  bool is_log = false;
  std::string label = {};

  // 0 at the low end, 1 at the high end, beyond them outside; NaN for what a log axis cannot show.
  double place_of(double value) const;
};

// Round numbers on the axis in the order of places, about `wanted` of them; two at least, but on a log axis.
std::vector<double> ticks_of(const Axis& axis, int wanted);
// "0.5", "-10", "1e-12".
std::string tick_text(double value);

struct PlotPoint {
  double x = 0.0;
  double y = 0.0;  // NaN: a gap
};

struct PlotCurve {
  std::string name;
  std::vector<PlotPoint> points;  // along the axis x
  int colour = 0;                 // a place in the palette, which repeats
  bool is_dashed = false;
};

struct Plot {
  std::string title;
  Axis x;
  Axis y;
  std::vector<PlotCurve> curves;
};

// From the least to the greatest y of the curves, with room for both; but no further than ±`limit`, where
// more than half of the points are within it.  Of a log axis whole decades, and no limit.
Axis axis_around(const std::vector<PlotCurve>& curves, double limit);
Axis log_axis_around(const std::vector<PlotCurve>& curves);
