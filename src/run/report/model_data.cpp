#include "run/report/model_data.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

#include "run/report/histogram.hpp"
#include "run/report/input_pictures.hpp"

namespace mlp {

using nlohmann::ordered_json;

static std::span<const float> values_of(const Model& model, const ParameterTensor& tensor) {
  return {model.parameters.data() + tensor.offset, static_cast<std::size_t>(tensor.size())};
}

static double norm_of(std::span<const float> values) {
  double squares = 0.0;
  for (const float value : values) squares += static_cast<double>(value) * static_cast<double>(value);
  return std::sqrt(squares);
}

static Index parameters_of(const ParameterLayout& layout, Index layer) {
  Index sum = 0;
  for (const ParameterTensor& tensor : layout.of_layer(layer)) sum += tensor.learns() ? tensor.size() : 0;
  return sum;
}

// The first layer's units as what they look for in a picture, those with the largest weights.
static ordered_json first_layer(const Model& model, const ParameterLayout& layout) {
  constexpr std::size_t most_units = 64;
  const Index side = picture_side(model);
  if (side == 0) return nullptr;
  const ParameterTensor& weight = layout.weight(0);
  const std::span<const float> values = values_of(model, weight);
  const auto columns = static_cast<std::size_t>(weight.columns);
  std::vector<std::pair<double, std::size_t>> units;  // −norm, unit
  for (std::size_t unit = 0; unit < static_cast<std::size_t>(weight.rows); ++unit)
    units.emplace_back(-norm_of(values.subspan(unit * columns, columns)), unit);
  std::sort(units.begin(), units.end());
  units.resize(std::min(units.size(), most_units));
  auto list = ordered_json::array();
  for (const auto& [minus_norm, unit] : units) {
    list.push_back({{"unit", unit},
                    {"norm", -minus_norm},
                    {"picture", signed_picture(values.subspan(unit * columns, columns))}});
  }
  return {{"side", side}, {"units", list}};
}

ordered_json model_data(const Model& model) {
  const ParameterLayout layout(model.architecture);
  auto layers = ordered_json::array();
  for (std::size_t i = 0; i < model.architecture.layers.size(); ++i) {
    const Layer& layer = model.architecture.layers[i];
    const auto at = static_cast<Index>(i);
    layers.push_back({{"inputs", layer.inputs},
                      {"units", layer.units},
                      {"activation", name_of(layer.activation)},
                      {"parameters", parameters_of(layout, at)},
                      {"weights", histogram_of(values_of(model, layout.weight(at)))},
                      {"biases", histogram_of(values_of(model, layout.bias(at)))}});
  }
  return {{"parameters", layout.count}, {"layers", layers}, {"first_layer", first_layer(model, layout)}};
}

}  // namespace mlp
