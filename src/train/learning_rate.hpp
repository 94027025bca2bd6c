// The learning rate of a step: a pure function of the schedule, the base rate and the step, and for
// reduce_on_plateau of how often it was reduced.
#pragma once

#include "mlp/base/memory.hpp"
#include "mlp/choice/schedule.hpp"
#include "train/plateau.hpp"
#include "train/training_length.hpp"

namespace mlp {

// How many steps the schedule's warm-up takes, at most all of them.
Index warmup_steps(const Schedule& schedule, const TrainingLength& length);

// `plateau` is the state at the beginning of the step's epoch.  REQUIRES: 0 ≤ step < length.steps().
double learning_rate(const Schedule& schedule, double base, Index step, const TrainingLength& length,
                     const Plateau& plateau = {});

}  // namespace mlp
