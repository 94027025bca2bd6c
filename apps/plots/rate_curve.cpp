#include "plots/rate_curve.hpp"

#include <algorithm>
#include <limits>

#include "plots/svg_plot.hpp"

// As far up as says something: what comes before the loss breaks out is small beside it.
static Axis loss_axis_of(const mlp::RateRange& range) {
  double low = std::numeric_limits<double>::infinity();
  for (const mlp::RatePoint& point : range.points) low = std::min(low, point.smoothed);
  const double first = range.points.front().smoothed;
  const double room = 0.1 * std::max(first - low, 0.01 * std::max(1e-6, std::abs(first)));
  return {.low = low - room, .high = first + 5.0 * room, .label = "loss"};
}

Plot rate_plot(const mlp::RateRange& range) {
  Plot plot{.title = {},
            .x = {.low = range.points.front().learning_rate,
                  .high = range.points.back().learning_rate,
                  .is_log = true,
                  .label = "learning rate"},
            .y = loss_axis_of(range),
            .curves = {{.name = "loss", .points = {}, .colour = 0}}};
  for (const mlp::RatePoint& point : range.points)
    plot.curves.front().points.push_back({.x = point.learning_rate, .y = point.smoothed});
  if (range.suggestion && *range.suggestion > plot.x.low) {
    plot.curves.push_back({.name = "suggested",
                           .points = {{*range.suggestion, plot.y.low}, {*range.suggestion, plot.y.high}},
                           .colour = 1,
                           .is_dashed = true});
  }
  return plot;
}

std::string rate_svg(const mlp::RateRange& range, const std::string& title) {
  constexpr double width = 640.0, height = 400.0, top = 48.0;
  Plot plot = rate_plot(range);
  PlotCurve batches{.name = "of a batch", .points = {}, .colour = 2};
  for (const mlp::RatePoint& point : range.points)
    batches.points.push_back({.x = point.learning_rate, .y = point.loss});
  plot.curves.push_back(std::move(batches));
  return svg_document(width, height, title, title,
                      svg_text(24.0, 34.0, "title", title) +
                          svg_plot(plot, {24.0, top, width - 48.0, height - top - 16.0}, SvgDetail::full));
}
