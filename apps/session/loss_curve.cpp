#include "session/loss_curve.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

void LossCurve::add(std::vector<PlotPoint>& points, double epoch, double loss) {
  if (!std::isfinite(loss)) return;
  points.push_back({epoch, loss});
  // More than any terminal shows: every second one is left, and the last.
  constexpr std::size_t most = 2000;
  if (points.size() < most) return;
  std::vector<PlotPoint> kept;
  for (std::size_t i = 0; i < points.size(); ++i)
    if (i % 2 == 0 || i + 1 == points.size()) kept.push_back(points[i]);
  points = std::move(kept);
}

// A log axis where the losses span more than a decade.
static Axis loss_axis(const std::vector<PlotCurve>& curves) {
  double low = std::numeric_limits<double>::infinity(), high = 0.0;
  for (const PlotCurve& curve : curves) {
    for (const PlotPoint& point : curve.points) {
      low = std::min(low, point.y);
      high = std::max(high, point.y);
    }
  }
  const bool spans_much = low > 0.0 && high > 10.0 * low;
  return spans_much ? log_axis_around(curves) : axis_around(curves, std::numeric_limits<double>::infinity());
}

std::vector<std::string> LossCurve::lines(const PlotSize& size, const Terminal& terminal) const {
  if (training_.size() < 2) return {};
  Plot plot{.title = {},
            .x = {.low = first_epoch_, .high = last_epoch_, .label = "epoch"},
            .y = {},
            .curves = {{.name = "training", .points = training_, .colour = 0}}};
  if (!validation_.empty()) plot.curves.push_back({.name = "validation", .points = validation_, .colour = 1});
  plot.y = loss_axis(plot.curves);
  return terminal_plot(plot, size, terminal);
}
