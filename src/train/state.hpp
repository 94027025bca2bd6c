// The only state of a training run: a checkpoint is exactly this, plus the config.
#pragma once

#include <limits>
#include <optional>

#include "mlp/base/memory.hpp"
#include "train/curvature.hpp"
#include "train/health/health_state.hpp"
#include "train/plateau.hpp"
#include "train/scores.hpp"

namespace mlp {

struct TrainState {
  Index epoch = 0;               // finished, with their evaluation
  Index step = 0;                // finished, over all epochs
  Index first_sample = 0;        // of the next batch, in the present epoch's order
  FlatBuffer<float> parameters;  // by the network's layout
  FlatBuffer<float> slots;       // optimizer slots, one after the other, each like parameters
  FlatBuffer<float> averages;    // moving averages of the parameters, where the recipe has them
  ScoreSums running;             // this epoch's

  // Early stopping: the best monitored value so far (smaller is better) and its weights.
  FlatBuffer<float> best_parameters;
  double best_value = std::numeric_limits<double>::infinity();
  Index best_epoch = 0;  // 0: none yet

  Plateau plateau;  // of reduce_on_plateau

  std::optional<LbfgsState> lbfgs;  // of lbfgs alone

  HealthState health;  // where the network is examined

  // Whether no further epoch would change anything; an epoch that has begun is to be ended.
  bool has_converged() const { return lbfgs && lbfgs->converged && first_sample == 0; }
};

}  // namespace mlp
