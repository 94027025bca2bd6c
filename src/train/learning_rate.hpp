// The learning rate of a step: a pure function of the schedule, the base rate and the step.
#pragma once

#include "mlp/base/memory.hpp"
#include "mlp/choice/schedule.hpp"

namespace mlp {

struct TrainingLength {
  Index steps_per_epoch = 1;
  Index epochs = 1;
  Index steps() const { return steps_per_epoch * epochs; }
};

// REQUIRES: 0 ≤ step < length.steps().
double learning_rate(const Schedule& schedule, double base, Index step, const TrainingLength& length);

}  // namespace mlp
