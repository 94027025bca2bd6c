#include "model/exports/dot_export.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>
#include <vector>

#include "model/prediction_table.hpp"

namespace mlp {
namespace {

constexpr Index most_circles = 20;

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c == '\n' ? std::string("\\n") : std::string(1, c);
  }
  return result + "\"";
}

// The first few, a line each.
std::string lines_of(const std::vector<std::string>& names) {
  constexpr std::size_t most = 6;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), most); ++i) text += "\n" + names[i];
  return names.size() > most ? text + "\n…" : text;
}

std::string inputs_text(const Model& model) {
  std::string text =
      std::to_string(model.architecture.inputs()) + " inputs" + lines_of(model.feature_names());
  if (model.image_bytes) text += "\nx / 255";
  return model.input_scaling.is_identity() ? text : text + "\n(x - shift) · scale";
}

std::string outputs_text(const Model& model) {
  const std::vector<std::string> columns = prediction_columns(model, model.architecture.outputs());
  std::string text = std::to_string(columns.size()) + " outputs" + lines_of(columns);
  if (!model.target_scaling.is_identity()) text += "\ny / scale + shift";
  return model.target_columns.empty() ? text : text + "\ntransforms undone";
}

std::string layer_text(const Layer& layer) {
  std::string text = std::to_string(layer.inputs) + " → " + std::to_string(layer.units);
  if (layer.normalization) text += "\n" + std::string(name_of(*layer.normalization));
  text += "\n" + std::string(name_of(layer.activation));
  if (layer.residual) text += "\n+ input";
  return layer.dropout ? text + "\n" + std::string(name_of(*layer.dropout)) : text;
}

std::string boxes(const Model& model) {
  std::string text = "  node [shape=box, style=\"rounded,filled\", fillcolor=\"#eef3fa\"];\n";
  const auto box = [&](const std::string& name, const std::string& label) {
    text += "  " + name + " [label=" + quoted(label) + "];\n";
  };
  box("inputs", inputs_text(model));
  std::string below = "inputs";
  for (std::size_t l = 0; l < model.architecture.layers.size(); ++l) {
    const Layer& layer = model.architecture.layers[l];
    const std::string name = "layer_" + std::to_string(l);
    box(name, layer_text(layer));
    text += "  " + below + " -> " + name + ";\n";
    below = name;
  }
  box("outputs", outputs_text(model));
  return text + "  " + below + " -> outputs;\n";
}

std::string unit_name(Index layer, Index unit) {
  return (layer < 0 ? "x" : "a" + std::to_string(layer) + "_") + std::to_string(unit);
}

// "0.10": with a point whatever the locale.
std::string hundredths(float value) {
  char text[16];
  const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, 2);
  return {text, end.ptr};
}

// A column of units, from top to bottom: those with a name as boxes, others as circles.
void add_units(std::string& text, const std::string& cluster, const std::string& title, Index layer,
               const std::vector<std::string>& labels) {
  text += "  subgraph cluster_" + cluster + " {\n    label=" + quoted(title) + ";\n    color=none;\n";
  std::string order;
  for (Index u = 0; u < std::ssize(labels); ++u) {
    const std::string& label = labels[static_cast<std::size_t>(u)];
    text += "    " + unit_name(layer, u);
    text += label.empty() ? ";\n" : " [shape=box, style=rounded, label=" + quoted(label) + "];\n";
    order += (u > 0 ? " -> " : "") + unit_name(layer, u);
  }
  text += "    {rank=same; edge [style=invis]; " + order + ";}\n  }\n";
}

void add_weights(std::string& text, const Layer& layer, Index l, const float* weights) {
  const Index count = layer.units * layer.inputs;
  float largest = 0.0f;
  for (Index i = 0; i < count; ++i) largest = std::max(largest, std::fabs(weights[i]));
  for (Index u = 0; u < layer.units; ++u) {
    for (Index p = 0; p < layer.inputs; ++p) {
      const float weight = weights[u * layer.inputs + p];
      const std::string width = hundredths(largest > 0.0f ? 0.1f + 2.4f * std::fabs(weight) / largest : 0.1f);
      text += "  " + unit_name(l - 1, p) + " -> " + unit_name(l, u) +
              " [color=" + (weight < 0.0f ? "\"#c0392b\"" : "\"#2c6fbb\"") + ", penwidth=" + width + "];\n";
    }
  }
}

std::string circles(const Model& model) {
  const std::vector<Layer>& layers = model.architecture.layers;
  const auto blank = [](Index count) { return std::vector<std::string>(static_cast<std::size_t>(count)); };
  std::string text = "  node [shape=circle, label=\"\", width=0.3];\n  edge [arrowhead=none];\n";
  const std::vector<std::string> names = model.feature_names();
  const bool has_names = !names.empty();
  add_units(text, "inputs", std::to_string(model.architecture.inputs()) + " inputs", -1,
            has_names ? names : blank(model.architecture.inputs()));
  const ParameterLayout layout(model.architecture);
  for (Index l = 0; l < std::ssize(layers); ++l) {
    const Layer& layer = layers[static_cast<std::size_t>(l)];
    const bool is_last = l + 1 == std::ssize(layers);
    const std::vector<std::string> columns = prediction_columns(model, layer.units);
    const bool fits = is_last && std::ssize(columns) == layer.units;
    add_units(text, "layer_" + std::to_string(l), layer_text(layer), l, fits ? columns : blank(layer.units));
    add_weights(text, layer, l, model.parameters.data() + layout.weight(l).offset);
  }
  return text;
}

}  // namespace

std::string dot_export(const Model& model) {
  const bool is_small = model.architecture.widest() <= most_circles;
  return "digraph mlp {\n  rankdir=LR;\n  fontname=\"sans-serif\";\n  node [fontname=\"sans-serif\"];\n" +
         std::string(is_small ? "  ranksep=1.5;\n  splines=line;\n" : "") +
         (is_small ? circles(model) : boxes(model)) + "}\n";
}

}  // namespace mlp
