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

// Whether the first `steps` steps have the same rates in trainings of both lengths, as far as no plateau
// reduces them.  REQUIRES: steps ≤ steps() of both.
bool has_same_rates(const Schedule& schedule, Index steps, const TrainingLength& one,
                    const TrainingLength& other);

}  // namespace mlp
