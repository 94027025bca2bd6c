#include "train/health/dead_units.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "train/health/wording.hpp"

namespace mlp {
namespace {

// Calls body(layer, unit) for every unit that could be dead by what was seen.
template <typename Body>
void for_each_silent_unit(const Network& network, const Observation& seen, const Body& body) {
  for (Index l = 0; l < network.layer_count(); ++l) {
    if (!zones_of(network.layer(l).activation).can_die()) continue;
    const std::vector<unsigned char>& opened = seen.layers[static_cast<std::size_t>(l)].opened;
    for (Index unit = 0; unit < std::ssize(opened); ++unit)
      if (!opened[static_cast<std::size_t>(unit)]) body(l, unit);
  }
}

bool is_known(const std::vector<Death>& known, Index layer, Index unit) {
  return std::any_of(known.begin(), known.end(),
                     [&](const Death& death) { return death.layer == layer && death.unit == unit; });
}

// What a layer reads.
const Ranges& inputs_of(const Observation& seen, Index l) {
  return l == 0 ? seen.inputs : seen.layers[static_cast<std::size_t>(l - 1)].values;
}

class Coroner {
 public:
  Coroner(const Network& network, const float* parameters, const Observation& seen, const HealthState& state)
      : network_(network), parameters_(parameters), seen_(seen), state_(state) {}

  bool is_provable(Index l, Index unit) const {
    if (network_.layer(l).normalization) return false;
    return is_shut_over_box(weights(l, unit), bias(l, unit), inputs_of(seen_, l),
                            zones_of(network_.layer(l).activation));
  }

  std::string cause(Index l, Index unit, std::optional<Index> epoch) const {
    const auto at = static_cast<std::size_t>(unit);
    const double update = epoch > Index{0} ? largest_update(l, unit) : 0.0;
    if (update > 1.0) {
      return "the learning rate: an update in epoch " + std::to_string(*epoch) + " was " + figure(update) +
             " times as long as its weights";
    }
    const Zones zones = zones_of(network_.layer(l).activation);
    const Ranges& z = seen_.layers[static_cast<std::size_t>(l)].pre_activations;
    const bool is_normalized = network_.layer(l).normalization.has_value();
    const double without_bias = static_cast<double>(z.high[at]) - bias(l, unit);
    if (!is_normalized && z.high[at] <= zones.open_low && without_bias > zones.open_low) {
      return "negative bias: at " + figure(bias(l, unit)) + " it outweighs the weighted inputs, at most " +
             figure(without_bias);
    }
    if (!epoch) return "its weights and inputs make it fire for no row";
    if (*epoch == 0) return "the initialisation: its weights make it fire for no row";
    return "its weights or its inputs moved away from every row";
  }

 private:
  const float* weights(Index l, Index unit) const {
    return parameters_ + network_.layout.weight(l).offset + unit * network_.layer(l).inputs;
  }
  float bias(Index l, Index unit) const { return parameters_[network_.layout.bias(l).offset + unit]; }
  double largest_update(Index l, Index unit) const {
    Index at = unit;
    for (Index below = 0; below < l; ++below) at += network_.layer(below).units;
    return state_.largest_updates[static_cast<std::size_t>(at)];
  }

  const Network& network_;
  const float* const parameters_;
  const Observation& seen_;
  const HealthState& state_;
};

}  // namespace

bool has_suspects(const Network& network, const Observation& seen, const std::vector<Death>& known) {
  bool found = false;
  for_each_silent_unit(network, seen, [&](Index l, Index unit) { found |= !is_known(known, l, unit); });
  return found;
}

bool has_silent_units(const Network& network, const Observation& seen) {
  return has_suspects(network, seen, {});
}

std::vector<RevivedUnit> follow_deaths(const Network& network, const float* parameters,
                                       const Observation& seen, std::optional<Index> epoch,
                                       HealthState& state) {
  std::vector<RevivedUnit> revived;
  std::vector<Death> dead;
  for (const Death& death : state.dead) {
    const bool fires =
        seen.layers[static_cast<std::size_t>(death.layer)].opened[static_cast<std::size_t>(death.unit)] != 0;
    if (fires) {
      revived.push_back({.layer = death.layer, .unit = death.unit});
    } else {
      dead.push_back(death);
    }
  }
  const Coroner coroner(network, parameters, seen, state);
  for_each_silent_unit(network, seen, [&](Index l, Index unit) {
    if (is_known(dead, l, unit)) return;
    dead.push_back(
        {.layer = l, .unit = unit, .since_epoch = epoch.value_or(0), .cause = coroner.cause(l, unit, epoch)});
  });
  if (seen.of_all_rows)
    for (Death& death : dead) death.is_provable = coroner.is_provable(death.layer, death.unit);
  std::sort(dead.begin(), dead.end(), [](const Death& a, const Death& b) {
    return std::tie(a.layer, a.unit) < std::tie(b.layer, b.unit);
  });
  state.dead = std::move(dead);
  return revived;
}

bool is_shut_over_box(const float* weights, float bias, const Ranges& box, const Zones& zones) {
  double low = bias, high = bias, magnitude = std::fabs(static_cast<double>(bias));
  const std::size_t inputs = box.low.size();
  for (std::size_t i = 0; i < inputs; ++i) {
    const double a = static_cast<double>(weights[i]) * static_cast<double>(box.low[i]);
    const double b = static_cast<double>(weights[i]) * static_cast<double>(box.high[i]);
    low += std::min(a, b);
    high += std::max(a, b);
    magnitude += std::max(std::fabs(a), std::fabs(b));
  }
  // What the rounding of a float chain, and of these sums, may add: γₙ of Higham 2002, §3.1, doubled.
  const double rounding =
      2.0 * static_cast<double>(inputs + 2) * std::numeric_limits<float>::epsilon() * magnitude;
  return high + rounding <= zones.open_low || low - rounding >= zones.open_high;
}

}  // namespace mlp
