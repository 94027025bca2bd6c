#include "run/report/surface_data.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "io/base64.hpp"
#include "run/report/spread.hpp"

namespace mlp {
namespace {

using nlohmann::ordered_json;
using Point = std::array<float, 2>;

constexpr Index grid_side = 96;

struct Box {
  Point low{std::numeric_limits<float>::max(), std::numeric_limits<float>::max()};
  Point high{std::numeric_limits<float>::lowest(), std::numeric_limits<float>::lowest()};
};

Point inputs_of(const JudgedRows& judged, Index row) {
  const float* const values = judged.rows.dataset->values.data() + 2 * judged.place(row);
  return {values[0], values[1]};
}

// Around the rows, with a margin.
Box box_around(const JudgedRows& judged) {
  constexpr float margin = 0.12f;
  Box box;
  for (Index row = 0; row < judged.size(); ++row) {
    const Point point = inputs_of(judged, row);
    for (std::size_t k = 0; k < 2; ++k) {
      box.low[k] = std::min(box.low[k], point[k]);
      box.high[k] = std::max(box.high[k], point[k]);
    }
  }
  for (std::size_t k = 0; k < 2; ++k) {
    const float width = box.high[k] - box.low[k];
    const float more = width > 0.0f ? margin * width : 1.0f;
    box.low[k] -= more;
    box.high[k] += more;
  }
  return box;
}

// Rows without targets, one for each point of the grid.
Dataset grid(const Box& box) {
  Dataset dataset;
  dataset.rows = grid_side * grid_side;
  dataset.features = 2;
  dataset.values = FlatBuffer<float>(2 * dataset.rows);
  for (Index at = 0; at < dataset.rows; ++at) {
    const std::array<Index, 2> position{at % grid_side, at / grid_side};
    for (std::size_t k = 0; k < 2; ++k) {
      const float share = (static_cast<float>(position[k]) + 0.5f) / static_cast<float>(grid_side);
      dataset.values[2 * at + static_cast<Index>(k)] = box.low[k] + share * (box.high[k] - box.low[k]);
    }
  }
  return dataset;
}

std::uint8_t byte_of(double share) {
  return static_cast<std::uint8_t>(std::lround(255.0 * std::clamp(share, 0.0, 1.0)));
}

void add_classes(const JudgedRows& points, ordered_json& json) {
  std::vector<std::uint8_t> classes, shares;
  for (Index at = 0; at < points.size(); ++at) {
    classes.push_back(static_cast<std::uint8_t>(points.predicted(at)));
    shares.push_back(byte_of(points.share(at, points.predicted(at))));
  }
  json["classes"] = base64(classes);
  json["shares"] = points.gives_probabilities() ? ordered_json(base64(shares)) : ordered_json(nullptr);
}

void add_values(const JudgedRows& points, ordered_json& json) {
  double least = std::numeric_limits<double>::infinity(), most = -least;
  for (Index at = 0; at < points.size(); ++at) {
    least = std::min(least, static_cast<double>(*points.outputs(at)));
    most = std::max(most, static_cast<double>(*points.outputs(at)));
  }
  std::vector<std::uint8_t> values;
  for (Index at = 0; at < points.size(); ++at) {
    const double above = static_cast<double>(*points.outputs(at)) - least;
    values.push_back(byte_of(most > least ? above / (most - least) : 0.5));
  }
  json["values"] = base64(values);
  json["least"] = least;
  json["most"] = most;
}

ordered_json points_of(const JudgedRows& judged) {
  constexpr std::size_t most_points = 600;
  auto points = ordered_json::array();
  for (const std::size_t i : spread(static_cast<std::size_t>(judged.size()), most_points)) {
    const auto row = static_cast<Index>(i);
    const Point point = inputs_of(judged, row);
    const Dataset& dataset = *judged.rows.dataset;
    ordered_json target = judged.classes() > 0
                              ? ordered_json(judged.wanted(row))
                              : ordered_json(dataset.numbers[judged.place(row) * dataset.outputs]);
    points.push_back({point[0], point[1], std::move(target)});
  }
  return points;
}

}  // namespace

ordered_json surface_data(const JudgedRows& judged, int threads) {
  constexpr Index most_classes = 16;
  const Model& model = judged.model;
  if (model.architecture.inputs() != 2 || model.image_bytes || !model.encoding.is_identity() ||
      judged.classes() > most_classes)
    return nullptr;
  const Box box = box_around(judged);
  const Dataset dataset = grid(box);
  const RowView rows = all_rows(dataset);
  const Predictions predictions = model.predict(rows, threads);
  const JudgedRows points{.model = model, .rows = rows, .predictions = predictions};
  ordered_json json = {
      {"side", grid_side}, {"names", model.input_names}, {"low", box.low}, {"high", box.high}};
  judged.classes() > 0 ? add_classes(points, json) : add_values(points, json);
  json["points"] = points_of(judged);
  return json;
}

}  // namespace mlp
