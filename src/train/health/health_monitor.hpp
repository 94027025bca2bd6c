// The examinations of a training: what the trainer calls.
#pragma once

#include <vector>

#include "data/encoded_rows.hpp"
#include "mlp/base/team.hpp"
#include "mlp/data/dataset.hpp"
#include "mlp/model/model.hpp"
#include "mlp/train/observer.hpp"
#include "mlp/train/recipe.hpp"
#include "nn/network.hpp"
#include "train/health/data_facts.hpp"
#include "train/health/examiner.hpp"
#include "train/health/health_state.hpp"
#include "train/health/step_watch.hpp"
#include "train/monitor.hpp"
#include "train/training_length.hpp"

namespace mlp {

class HealthMonitor {
 public:
  // `rows` are the training rows, `batch` the same.  All but the model must outlive this.
  HealthMonitor(const Recipe& recipe, const Model& model, const Network& network, const EncodedRows& rows,
                const Batch& batch, Team& team, const TrainingLength& length);

  // Before the first step: what is dead from the start.
  void begin(const float* parameters, HealthState& state);

  // Whether the step (from 0, over all epochs) is to be watched: a pure function.
  bool watches(Index step) const;
  void add_step(const StepWatch& watch, HealthState& state) const;

  // To be told of every epoch, before it is examined or not.
  void remember(const EpochReport& epoch, HealthState& state) const;
  // Whether `epoch` (from 1), after which training ends or not, is examined.
  bool examines(Index epoch, bool is_last) const;
  // The network at the end of the epoch.  `never_measured` is what is watched and was not a number so far.
  HealthReport examine(const EpochReport& epoch, const float* parameters, bool is_last,
                       const std::vector<Watched>& never_measured, HealthState& state);

 private:
  const Recipe& recipe_;
  const Network& network_;
  const TrainingLength length_;
  const DataFacts data_;
  Examiner examiner_;
};

}  // namespace mlp
