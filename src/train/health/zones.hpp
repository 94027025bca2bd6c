// Where along its argument an activation has a slope worth the name.
#pragma once

#include <limits>

#include "mlp/choice/activation.hpp"

namespace mlp {

// Intervals of pre-activations; infinite ends where there is none.
struct Zones {
  static constexpr float none = std::numeric_limits<float>::infinity();
  // Strictly inside the slope is not 0: a unit whose pre-activations are never here passes no gradient.
  float open_low = -none;
  float open_high = none;
  // Outside the slope is below 1 % of its maximum: the value is saturated.
  float steep_low = -none;
  float steep_high = none;

  // Whether there are pre-activations through which no gradient passes.
  bool can_die() const { return open_low > -none || open_high < none; }
  bool saturates() const { return steep_low > -none || steep_high < none; }
};

// Of an activation of single numbers; of softmax and its kin, neither.
Zones zones_of(const Activation& activation);

}  // namespace mlp
