#include "train/health/gradient_flow.hpp"

#include <algorithm>
#include <cmath>

namespace mlp {

bool is_watched_step(Index step, Index steps) {
  const Index number = step + 1;
  if (number == steps) return true;
  Index power = 1;
  while (power < number) power *= 4;
  return power == number;
}

void add_watched_step(const Network& network, const StepWatch& watch, HealthState& state) {
  std::size_t at = 0;  // among the units of all layers
  for (Index l = 0; l < network.layer_count(); ++l) {
    const Index count = network.layer(l).units;
    if (!network.layer_learns(l)) {
      at += static_cast<std::size_t>(count);
      continue;
    }
    const StepWatch::Unit* const units = watch.units(l);
    LayerFlow& flow = state.flow[static_cast<std::size_t>(l)];
    StepWatch::Unit sum;
    for (Index u = 0; u < count; ++u, ++at) {
      flow.nonfinite += !std::isfinite(units[u].gradient);
      sum.gradient += units[u].gradient;
      sum.parameters += units[u].parameters;
      sum.update += units[u].update;
      const auto ratio = static_cast<float>(std::sqrt(units[u].update / units[u].parameters));
      if (std::isfinite(ratio)) state.largest_updates[at] = std::max(state.largest_updates[at], ratio);
    }
    const double ratio = std::sqrt(sum.update / sum.parameters);
    if (!std::isfinite(sum.gradient) || !std::isfinite(ratio)) continue;
    flow.gradients += std::sqrt(sum.gradient);
    flow.updates += ratio;
    ++flow.steps;
  }
}

void clear_flow(const Network& network, HealthState& state) {
  Index units = 0;
  for (const Layer& layer : network.architecture.layers) units += layer.units;
  state.flow.assign(static_cast<std::size_t>(network.layer_count()), {});
  state.largest_updates.assign(static_cast<std::size_t>(units), 0.0f);
}

}  // namespace mlp
