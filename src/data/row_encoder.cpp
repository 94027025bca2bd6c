#include "data/row_encoder.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <variant>

#include "data/column_config.hpp"
#include "kernels/functions.hpp"

namespace mlp {
namespace {

constexpr Index no_feature = -1, unseen = -2;

// sign(x)·log(1 + |x|): log1p where that is meant to be used, and defined everywhere.
float symmetric_log1p(float x) {
  float size = std::fabs(x);
  exact::log1p(std::span<const float>(&size, 1), std::span<float>(&size, 1));
  return std::signbit(x) ? -size : size;
}

}  // namespace

std::vector<LineSegment> line_through(const std::vector<std::array<double, 2>>& knots) {
  constexpr double steepest = std::numeric_limits<float>::max();
  std::vector<LineSegment> segments;
  for (std::size_t k = 0; k < knots.size(); ++k) {
    const auto [x, z] = knots[k];
    const bool is_last = k + 1 == knots.size();
    const double slope = is_last ? 0.0 : (knots[k + 1][1] - z) / (knots[k + 1][0] - x);
    segments.push_back({.x = static_cast<float>(x),
                        .z = static_cast<float>(z),
                        .slope = static_cast<float>(std::min(slope, steepest))});
  }
  return segments;
}

RowEncoder::RowEncoder(const InputEncoding& encoding) {
  columns_.reserve(encoding.columns.size());
  for (const FittedColumn& fitted : encoding.columns) {
    columns_.push_back(prepared(fitted));
    features_ += fitted.features();
  }
}

RowEncoder::Column RowEncoder::prepared(const FittedColumn& fitted) {
  const ColumnConfig& config = fitted.config;
  Column column;
  if (is_categorical(config)) column.form = fitted.is_one_hot() ? Form::one_hot : Form::ordinal;
  column.is_log = std::holds_alternative<LogTransform>(config.transform);
  column.has_indicator = config.indicator;
  column.has_substitute = fitted.substitute.has_value();
  column.substitute = static_cast<float>(fitted.substitute.value_or(0.0));
  column.has_clip = config.clip.has_value();
  if (config.clip) {
    column.lowest = static_cast<float>((*config.clip)[0]);
    column.highest = static_cast<float>((*config.clip)[1]);
  }
  column.segments = line_through(fitted.knots);
  column.categories = std::ssize(fitted.categories);
  column.known = fitted.known_categories();
  column.has_other = fitted.has_other;
  column.others_are_known = std::holds_alternative<OtherUnseen>(config.unseen);
  column.ignores_unseen = std::holds_alternative<IgnoreUnseen>(config.unseen);
  return column;
}

float RowEncoder::transformed(const Column& column, float x) {
  if (column.has_clip) {
    x = x < column.lowest ? column.lowest : x;
    x = x > column.highest ? column.highest : x;
  }
  if (column.is_log) return symmetric_log1p(x);
  if (column.segments.empty()) return x;
  const std::vector<LineSegment>& segments = column.segments;
  if (x <= segments.front().x) return segments.front().z;
  if (x >= segments.back().x) return segments.back().z;
  const auto after =
      std::upper_bound(segments.begin(), segments.end(), x,
                       [](float value, const LineSegment& segment) { return value < segment.x; });
  const LineSegment& segment = after[-1];
  return std::fma(x - segment.x, segment.slope, segment.z);
}

Index RowEncoder::place_of(const Column& column, float code) {
  const bool is_known = code >= 0.0f && code < static_cast<float>(column.known);
  const Index place = is_known ? static_cast<Index>(code) : column.known;
  if (place < column.categories) return place;
  if (place < column.known || column.others_are_known) return column.categories;
  return column.ignores_unseen ? no_feature : unseen;
}

RowEncoder::Problem RowEncoder::encode(const float* row, float* features) const {
  for (Index c = 0; c < columns(); ++c) {
    const Column& column = columns_[static_cast<std::size_t>(c)];
    float value = row[c];
    const bool is_missing = value != value;
    if (is_missing) {
      if (!column.has_substitute) return {.kind = Problem::Kind::missing, .column = c};
      value = column.substitute;
    }
    if (column.form == Form::number) {
      *features++ = transformed(column, value);
    } else {
      const Index place = place_of(column, value);
      if (place == unseen) return {.kind = Problem::Kind::unseen, .column = c};
      if (column.form == Form::ordinal) {
        *features++ = static_cast<float>(place);
      } else {
        const Index count = column.categories + (column.has_other ? 1 : 0);
        for (Index k = 0; k < count; ++k) *features++ = k == place ? 1.0f : 0.0f;
      }
    }
    if (column.has_indicator) *features++ = is_missing ? 1.0f : 0.0f;
  }
  return {};
}

}  // namespace mlp
