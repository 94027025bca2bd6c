#include "plots/depth_study.hpp"

#include <algorithm>
#include <cmath>

#include "arguments/activation_choice.hpp"
#include "io/csv_field.hpp"
#include "tables/number_text.hpp"
#include "tables/text_table.hpp"

using mlp::LayerScale;
using mlp::SignalScaleOptions;

double DepthStudy::gradient_ratio() const { return layers.front().delta / layers.back().delta; }

std::string DepthStudy::verdict() const {
  constexpr double much = 1000.0;
  const double ratio = gradient_ratio();
  if (layers.front().delta == 0.0) return "vanishes";
  if (!std::isfinite(ratio)) return "is not finite";
  if (ratio < 1.0 / much) return "vanishes";
  return ratio > much ? "explodes" : "is kept";
}

double DepthStudy::factor_per_layer() const {
  const auto steps = static_cast<double>(std::max<std::size_t>(1, layers.size() - 1));
  return std::pow(gradient_ratio(), 1.0 / steps);
}

// "-" where there is nothing to divide by.
static std::string ratio_text(double ratio) { return std::isfinite(ratio) ? value_text(ratio) : "-"; }

std::string DepthStudy::sentence() const {
  if (verdict() == "is not finite") return "with " + initializer + " weights the gradient is not finite";
  if (std::isnan(gradient_ratio())) return "with " + initializer + " weights every gradient is 0";
  return "with " + initializer + " weights the first layer's gradient is " + value_text(gradient_ratio()) +
         " times the last layer's, a factor of " + value_text(factor_per_layer()) + " a layer: it " +
         verdict();
}

DepthStudy depth_study_of(const mlp::Activation& activation, const SignalScaleOptions& options) {
  return {
      .name = text_of(activation),
      .label = label_of(activation),
      .initializer = text_of(options.initializer ? *options.initializer : default_initializer(activation)),
      .layers = signal_scales(activation, options)};
}

std::string network_text(const SignalScaleOptions& options) {
  return count_text(options.depth, "layer") + " of " + count_text(options.width, "unit") + ", a batch of " +
         count_text(options.samples) + " inputs of N(0, 1), seed " + std::to_string(options.seed);
}

template <typename Value>
static Plot plot_by_layer(const std::vector<DepthStudy>& studies, const std::string& title,
                          const Value& value) {
  Plot plot{.title = title, .x = {}, .y = {}, .curves = {}};
  for (const DepthStudy& study : studies) {
    PlotCurve curve{.name = study.label, .points = {}, .colour = static_cast<int>(plot.curves.size())};
    for (std::size_t l = 0; l < study.layers.size(); ++l)
      curve.points.push_back({static_cast<double>(l + 1), value(study, study.layers[l])});
    plot.curves.push_back(curve);
  }
  const auto depth = static_cast<double>(studies.front().layers.size());
  plot.x = {.low = 1.0, .high = std::max(2.0, depth), .label = "layer"};
  plot.y = log_axis_around(plot.curves);
  return plot;
}

Plot values_by_layer(const std::vector<DepthStudy>& studies) {
  return plot_by_layer(studies, "values, root mean square",
                       [](const DepthStudy&, const LayerScale& layer) { return layer.activation; });
}

Plot gradients_by_layer(const std::vector<DepthStudy>& studies) {
  Plot plot = plot_by_layer(studies, "gradient on its way back, beside the last layer's",
                            [](const DepthStudy& study, const LayerScale& layer) {
                              return layer.delta / study.layers.back().delta;
                            });
  std::swap(plot.x.low, plot.x.high);
  for (PlotCurve& curve : plot.curves) std::reverse(curve.points.begin(), curve.points.end());
  return plot;
}

std::string depth_table(const std::vector<DepthStudy>& studies) {
  TextTable table({{"activation", Align::left},
                   {"initializer", Align::left},
                   {"values", Align::right},
                   {"gradient", Align::right},
                   {"a layer", Align::right},
                   {"", Align::left}});
  for (const DepthStudy& study : studies) {
    table.add({study.name, study.initializer,
               ratio_text(study.layers.back().activation / study.layers.front().activation),
               ratio_text(study.gradient_ratio()), ratio_text(study.factor_per_layer()), study.verdict()});
  }
  return table.text() +
         "\n  values: the last layer's beside the first's; gradient: the first layer's beside the last's\n";
}

std::string depth_csv(const std::vector<DepthStudy>& studies) {
  std::string text = "activation,initializer,layer,value_rms,delta_rms,weight_gradient_rms\n";
  for (const DepthStudy& study : studies) {
    for (std::size_t l = 0; l < study.layers.size(); ++l) {
      const LayerScale& layer = study.layers[l];
      text += mlp::csv_field(study.name) + "," + mlp::csv_field(study.initializer) + "," +
              std::to_string(l + 1) + "," + exact_text(layer.activation) + "," + exact_text(layer.delta) +
              "," + exact_text(layer.weight_gradient) + "\n";
    }
  }
  return text;
}
