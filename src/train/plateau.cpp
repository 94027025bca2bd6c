#include "train/plateau.hpp"

#include <cmath>

namespace mlp {

static bool is_better(double value, double best, double threshold) {
  if (!std::isfinite(best)) return value < best;
  return value < best - threshold * std::fabs(best);
}

Plateau after_epoch(const ReduceOnPlateau& schedule, Plateau plateau, double value) {
  if (is_better(value, plateau.best_value, schedule.threshold)) {
    plateau.best_value = value;
    plateau.bad_epochs = 0;
  } else {
    ++plateau.bad_epochs;
  }
  if (plateau.cooldown_left > 0) {
    --plateau.cooldown_left;
    plateau.bad_epochs = 0;
  }
  if (plateau.bad_epochs > schedule.patience) {
    ++plateau.reductions;
    plateau.cooldown_left = schedule.cooldown;
    plateau.bad_epochs = 0;
  }
  return plateau;
}

}  // namespace mlp
