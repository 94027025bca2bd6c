// What a number of layers makes of the gradient, activation by activation: nn/signal_scale.hpp in words
// and plots.
#pragma once

#include <string>
#include <vector>

#include "nn/signal_scale.hpp"
#include "plots/plot.hpp"

struct DepthStudy {
  std::string name;         // of the activation
  std::string label;        // the same, shorter
  std::string initializer;  // as far as it was known
  std::vector<mlp::LayerScale> layers;

  // The first layer's ∂loss/∂z beside the last one's; NaN where something is not finite.
  double gradient_ratio() const;
  // Its geometric mean from layer to layer.
  double factor_per_layer() const;
  // "vanishes", "explodes", "is kept", "is not finite".
  std::string verdict() const;
  // All of it in a sentence.
  std::string sentence() const;
};

DepthStudy depth_study_of(const mlp::Activation& activation, const mlp::SignalScaleOptions& options);

// "20 layers of 256 units, a batch of 256 inputs of N(0, 1), seed 1".
std::string network_text(const mlp::SignalScaleOptions& options);

// By layer, on log axes: the values' root mean square from the first layer; the gradient's beside the last
// layer's, from there back.
Plot values_by_layer(const std::vector<DepthStudy>& studies);
Plot gradients_by_layer(const std::vector<DepthStudy>& studies);

// A line for each activation.
std::string depth_table(const std::vector<DepthStudy>& studies);
// activation,initializer,layer,value_rms,delta_rms,weight_gradient_rms
std::string depth_csv(const std::vector<DepthStudy>& studies);
