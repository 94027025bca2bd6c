#include "train/health/health_report.hpp"

#include <cmath>
#include <numeric>
#include <string>

#include "kernels/norms.hpp"
#include "train/health/dead_units.hpp"
#include "train/health/histogram.hpp"

namespace mlp {
namespace {

// Of rows × columns parameters.
double squares_of(const float* values, Index rows, Index columns) {
  FlatBuffer<double> squares(rows);
  kernels::row_squares({rows, columns, values}, squares.data());
  return std::accumulate(squares.begin(), squares.end(), 0.0);
}

double share_of_all(const std::vector<Index>& counts, Index rows) {
  const auto sum = static_cast<double>(std::accumulate(counts.begin(), counts.end(), Index{0}));
  return sum / (static_cast<double>(counts.size()) * static_cast<double>(rows));
}

// Of the first layer that has one to the last.
std::optional<double> ratio_of_gradients(const std::vector<LayerHealth>& layers) {
  std::vector<double> norms;
  for (const LayerHealth& layer : layers)
    if (layer.gradient_norm) norms.push_back(*layer.gradient_norm);
  if (norms.empty() || !(norms.back() > 0.0)) return std::nullopt;
  return norms.front() / norms.back();
}

LayerHealth health_of(const Network& network, Index l, const Observation& seen, const float* parameters,
                      const HealthState& state) {
  const Layer& layer = network.layer(l);
  const LayerObservation& here = seen.layers[static_cast<std::size_t>(l)];
  const ParameterTensor& weight = network.layout.weight(l);
  const float* const weights = parameters + weight.offset;
  const float* const biases = parameters + network.layout.bias(l).offset;
  LayerHealth health{.layer = l,
                     .activation = std::string(name_of(layer.activation)),
                     .units = layer.units,
                     .zeros = share_of_all(here.zeros, seen.sample),
                     .saturated = share_of_all(here.saturated, seen.sample),
                     .histogram = here.histogram,
                     .weight_histogram = histogram_of(weights, weight.size())};
  for (const Death& death : state.dead) {
    if (death.layer != l) continue;
    health.dead.push_back(
        {.unit = death.unit,
         .since_epoch = death.since_epoch,
         .is_provable = death.is_provable,
         .bias = biases[death.unit],
         .weight_norm = std::sqrt(squares_of(weights + death.unit * weight.columns, 1, weight.columns)),
         .cause = death.cause});
  }
  health.weight_norm =
      std::sqrt(squares_of(weights, weight.rows, weight.columns) + squares_of(biases, layer.units, 1));
  const LayerFlow& flow = state.flow[static_cast<std::size_t>(l)];
  health.nonfinite = flow.nonfinite;
  if (flow.steps > 0) {
    health.gradient_norm = flow.gradients / static_cast<double>(flow.steps);
    health.update_ratio = flow.updates / static_cast<double>(flow.steps);
  }
  return health;
}

}  // namespace

HealthReport report_of(const Network& network, const Observation& seen, const float* parameters,
                       std::optional<Index> epoch, HealthState& state) {
  HealthReport report{.epoch = epoch.value_or(0)};
  report.revived = follow_deaths(network, parameters, seen, epoch, state);
  for (Index l = 0; l < network.layer_count(); ++l)
    report.layers.push_back(health_of(network, l, seen, parameters, state));
  report.gradient_ratio = ratio_of_gradients(report.layers);
  return report;
}

}  // namespace mlp
