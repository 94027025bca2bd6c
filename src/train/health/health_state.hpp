// What the examinations of a training keep from one to the next, and of the epoch so far: a part of
// TrainState, so that a resumed run tells the same as one that never stopped.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "mlp/base/memory.hpp"

namespace mlp {

// Sums over this epoch's watched steps, of one layer.
struct LayerFlow {
  double gradients = 0.0;  // of norms
  double updates = 0.0;    // of lengths in lengths of what is updated
  Index steps = 0;         // whose norms are finite
  Index nonfinite = 0;     // units with a gradient that is not finite
};

// A unit found dead, since when and why.
struct Death {
  Index layer = 0;
  Index unit = 0;
  Index since_epoch = 0;
  bool is_provable = false;
  std::string cause;
};

// A rule that has spoken, so that it does not say the same every epoch.
struct Raised {
  std::string rule;
  Index layer = -1;  // −1: none
  Index units = 0;   // that it named
};

// What the rules about the course of the losses remember.
struct LossCourse {
  static constexpr double none = std::numeric_limits<double>::infinity();
  double first = none;  // of the training losses
  double lowest = none;
  double previous = none;
  Index rises = 0;  // epochs in a row in which it rose
  double lowest_validation = none;
  Index lowest_validation_epoch = 0;
  double training_then = none;
};

struct HealthState {
  std::vector<LayerFlow> flow;         // (layers)
  std::vector<float> largest_updates;  // (units of all layers) in lengths of the unit's weights, this epoch
  std::vector<Death> dead;             // by layer and unit
  std::vector<Raised> raised;
  LossCourse losses;
};

}  // namespace mlp
