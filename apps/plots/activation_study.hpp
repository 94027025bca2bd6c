// An activation with all that `mlp activations` tells about it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "mlp/base/memory.hpp"
#include "mlp/choice/activation.hpp"
#include "nn/activation_curve.hpp"
#include "nn/activation_facts.hpp"
#include "plots/plot.hpp"

struct StudyRange {
  double from = -10.0;
  double to = 10.0;
};

struct ActivationStudy {
  mlp::Activation activation;
  std::string name;   // "leaky_relu:negative_slope=0.2"
  std::string label;  // "leaky_relu 0.2", for pictures
  mlp::ActivationFacts facts;
  mlp::ActivationCurve curve;  // of many points, for pictures

  // "f(z) = max(0, z)".
  std::string formula() const;
  // What and value, in the order in which they are told: range, monotonicity, slope at 0, …
  std::vector<std::pair<std::string, std::string>> facts_in_words() const;
  // One line of the most important: "0 … ∞, flat for z < 0".
  std::string summary() const;

  PlotCurve value_curve(const std::string& as, int colour) const;
  PlotCurve slope_curve(const std::string& as, int colour) const;
};

ActivationStudy study_of(const mlp::Activation& activation, const StudyRange& range);

// Value and slope of one.
Plot plot_of(const ActivationStudy& study, const StudyRange& range);
// The values, or the slopes, of several.
enum class CurveKind { value, slope };
Plot plot_of(const std::vector<ActivationStudy>& studies, CurveKind kind, const StudyRange& range);
