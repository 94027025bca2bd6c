// What reduce_on_plateau remembers from epoch to epoch: part of a training's state, so that a resumed
// one goes on with it.  The rate follows from `reductions` alone.
#pragma once

#include <limits>

#include "mlp/base/memory.hpp"
#include "mlp/choice/schedule.hpp"

namespace mlp {

struct Plateau {
  double best_value = std::numeric_limits<double>::infinity();  // smaller is better; infinite: none yet
  Index bad_epochs = 0;                                         // in a row
  Index cooldown_left = 0;
  Index reductions = 0;
};

// The plateau after one more epoch, at whose end the monitored value was `value` (smaller is better).
// A value that is not a number is no improvement.
Plateau after_epoch(const ReduceOnPlateau& schedule, Plateau plateau, double value);

}  // namespace mlp
