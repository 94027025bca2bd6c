#include "plots/activation_study.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "arguments/activation_choice.hpp"
#include "io/field_traits.hpp"

using mlp::ActivationFacts;
using mlp::Interval;

static std::string printed(const char* format, double value) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}

// "0.25", "-0.1700", "∞".
static std::string short_text(double value) {
  if (std::isinf(value)) return value < 0.0 ? "-∞" : "∞";
  return printed("%.4g", value == 0.0 ? 0.0 : value);
}

static std::string range_text(const ActivationFacts& facts) {
  return short_text(facts.least) + " … " + short_text(facts.greatest);
}

static std::string interval_text(const Interval& part) {
  if (std::isinf(part.low) && std::isinf(part.high)) return "everywhere";
  if (std::isinf(part.low)) return "for z < " + short_text(part.high);
  if (std::isinf(part.high)) return "for z > " + short_text(part.low);
  return "for z from " + short_text(part.low) + " to " + short_text(part.high);
}

static std::string monotonicity_text(const ActivationFacts& facts) {
  if (facts.falling.empty()) return "never falls";
  if (facts.oscillates()) return "rises and falls again and again";
  std::string text = "falls ";
  for (std::size_t i = 0; i < facts.falling.size(); ++i)
    text += (i == 0 ? "" : ", ") + interval_text(facts.falling[i]);
  return text;
}

static std::string slope_text(const ActivationFacts& facts) {
  if (!facts.has_corner_at_0()) return short_text(facts.slope_at_0);
  return short_text(facts.slope_at_0) + ", a corner from " + short_text(facts.slope_below_0) + " to " +
         short_text(facts.slope_above_0);
}

static std::string saturation_text(const ActivationFacts& facts) {
  const bool below = facts.saturated_below > -INFINITY, above = facts.saturated_above < INFINITY;
  if (facts.saturated_below == INFINITY) return "everywhere";
  if (!below && !above) return "nowhere";
  if (below && above && short_text(-facts.saturated_below) == short_text(facts.saturated_above))
    return "for |z| > " + short_text(facts.saturated_above);
  std::string text = below ? "for z < " + short_text(facts.saturated_below) : "";
  if (above) text += (below ? " and z > " : "for z > ") + short_text(facts.saturated_above);
  return text;
}

static std::string zeros_text(const ActivationFacts& facts) {
  return facts.zero_share == 0.0 ? "none" : printed("%.1f %%", 100.0 * facts.zero_share);
}

template <typename Of>
static std::string word_of(const mlp::Activation& activation, const Of& of) {
  return std::string(
      std::visit([&]<typename A>(const A&) { return of.template operator()<A>(); }, activation));
}

std::string ActivationStudy::formula() const {
  return word_of(activation, []<typename A>() { return mlp::help_of<A>(); });
}

std::vector<std::pair<std::string, std::string>> ActivationStudy::facts_in_words() const {
  const std::string source = word_of(activation, []<typename A>() { return mlp::source_of<A>(); });
  return {
      {"range", range_text(facts)},
      {"monotonicity", monotonicity_text(facts)},
      {"slope at 0", slope_text(facts)},
      {"saturates", saturation_text(facts)},
      {"exact zeros", zeros_text(facts)},
      {"outputs", "mean " + printed("%.3f", facts.mean) + ", deviation " + printed("%.3f", facts.deviation)},
      {"good for", word_of(activation, []<typename A>() { return mlp::use_of<A>(); })},
      {"source", source.empty() ? "-" : source}};
}

std::string ActivationStudy::summary() const {
  const std::string flat = saturation_text(facts);
  return range_text(facts) + (flat == "nowhere" ? "" : ", saturates " + flat);
}

static PlotCurve curve_of(const std::vector<float>& z, const std::vector<float>& y, const std::string& label,
                          int colour) {
  PlotCurve curve{.name = label, .points = {}, .colour = colour};
  for (std::size_t i = 0; i < z.size(); ++i) curve.points.push_back({z[i], y[i]});
  return curve;
}

PlotCurve ActivationStudy::value_curve(const std::string& as, int colour) const {
  return curve_of(curve.z, curve.value, as, colour);
}

PlotCurve ActivationStudy::slope_curve(const std::string& as, int colour) const {
  return curve_of(curve.z, curve.slope, as, colour);
}

ActivationStudy study_of(const mlp::Activation& activation, const StudyRange& range) {
  constexpr mlp::Index points = 2001;
  return {.activation = activation,
          .name = text_of(activation),
          .label = label_of(activation),
          .facts = facts_about(activation),
          .curve = activation_curve(activation, mlp::even_points(range.from, range.to, points))};
}

static Plot plot_of(std::vector<PlotCurve> curves, const StudyRange& range) {
  Plot plot{.title = {},
            .x = {.low = range.from, .high = range.to, .label = "z"},
            .y = axis_around(curves, std::max(std::fabs(range.from), std::fabs(range.to))),
            .curves = {}};
  plot.curves = std::move(curves);
  return plot;
}

Plot plot_of(const ActivationStudy& study, const StudyRange& range) {
  PlotCurve slope = study.slope_curve("slope", 1);
  slope.is_dashed = true;
  return plot_of({study.value_curve("value", 0), slope}, range);
}

Plot plot_of(const std::vector<ActivationStudy>& studies, CurveKind kind, const StudyRange& range) {
  std::vector<PlotCurve> curves;
  for (const ActivationStudy& study : studies) {
    const int colour = static_cast<int>(curves.size());
    curves.push_back(kind == CurveKind::value ? study.value_curve(study.label, colour)
                                              : study.slope_curve(study.label, colour));
  }
  Plot plot = plot_of(std::move(curves), range);
  plot.title = kind == CurveKind::value ? "value f(z)" : "slope f'(z)";
  return plot;
}
