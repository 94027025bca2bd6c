#include "data/number_transform.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <variant>

#include "kernels/functions.hpp"

namespace mlp {
namespace {

using Knot = std::array<double, 2>;

// log1p and expm1 where they are meant to be used, and defined everywhere: odd functions.
float symmetric_log1p(float x) {
  float size = std::fabs(x);
  exact::log1p(std::span<const float>(&size, 1), std::span<float>(&size, 1));
  return std::signbit(x) ? -size : size;
}

float symmetric_expm1(float z) {
  float size = std::fabs(z);
  exact::expm1(std::span<const float>(&size, 1), std::span<float>(&size, 1));
  return std::signbit(z) ? -size : size;
}

// From the knot's element `from` to the other one.
LineSegment segment_between(const Knot& knot, const Knot& next, std::size_t from) {
  constexpr double steepest = std::numeric_limits<float>::max();
  const std::size_t to = 1 - from;
  const double slope = (next[to] - knot[to]) / (next[from] - knot[from]);  // both ascend
  return {.x = static_cast<float>(knot[from]),
          .z = static_cast<float>(knot[to]),
          .slope = static_cast<float>(std::min(slope, steepest))};
}

std::vector<LineSegment> line(const std::vector<Knot>& knots, std::size_t from) {
  std::vector<LineSegment> segments;
  for (std::size_t k = 0; k + 1 < knots.size(); ++k)
    segments.push_back(segment_between(knots[k], knots[k + 1], from));
  if (!knots.empty())
    segments.push_back({.x = static_cast<float>(knots.back()[from]),
                        .z = static_cast<float>(knots.back()[1 - from]),
                        .slope = 0.0f});
  return segments;
}

float on(const LineSegment& segment, float v) { return std::fma(v - segment.x, segment.slope, segment.z); }

}  // namespace

std::vector<LineSegment> line_through(const std::vector<Knot>& knots) { return line(knots, 0); }

std::vector<LineSegment> line_back_through(const std::vector<Knot>& knots) { return line(knots, 1); }

NumberTransform::NumberTransform(const FittedColumn& column)
    : has_clip_(column.config.clip.has_value()),
      is_log_(std::holds_alternative<LogTransform>(column.config.transform)),
      line_(line_through(column.knots)) {
  if (!has_clip_) return;
  lowest_ = static_cast<float>((*column.config.clip)[0]);
  highest_ = static_cast<float>((*column.config.clip)[1]);
}

float NumberTransform::of(float x) const {
  if (has_clip_) {
    x = x < lowest_ ? lowest_ : x;
    x = x > highest_ ? highest_ : x;
  }
  if (is_log_) return symmetric_log1p(x);
  if (line_.empty()) return x;
  if (x <= line_.front().x) return line_.front().z;
  if (x >= line_.back().x) return line_.back().z;
  const auto after =
      std::upper_bound(line_.begin(), line_.end(), x,
                       [](float value, const LineSegment& segment) { return value < segment.x; });
  return on(after[-1], x);
}

float before_transform(const FittedColumn& column, float z) {
  if (std::holds_alternative<LogTransform>(column.config.transform)) return symmetric_expm1(z);
  const std::vector<Knot>& knots = column.knots;
  if (knots.empty() || z != z) return z;
  if (z <= static_cast<float>(knots.front()[1])) return static_cast<float>(knots.front()[0]);
  if (z >= static_cast<float>(knots.back()[1])) return static_cast<float>(knots.back()[0]);
  const auto after = std::upper_bound(knots.begin(), knots.end(), z, [](float value, const Knot& knot) {
    return value < static_cast<float>(knot[1]);
  });
  return on(segment_between(after[-1], after[0], 1), z);
}

}  // namespace mlp
