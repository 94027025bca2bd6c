// What becomes of the values that a recipe watches, at the end of each epoch: the best weights so far, the end
// of patience, the plateau of the learning rate.  All that it remembers is in the TrainState.
#pragma once

#include <string>
#include <vector>

#include "train/monitor.hpp"
#include "train/state.hpp"
#include "train/training_length.hpp"

namespace mlp {

class Monitoring {
 public:
  // The recipe must outlive this.
  Monitoring(const Recipe& recipe, const TrainingLength& length) : recipe_(recipe), length_(length) {}

  // Notes the epoch that `report` tells of, with the weights that are validated; whether it is the best so far.
  bool note(const EpochReport& report, const FlatBuffer<float>& validated, TrainState& state) const;

  bool patience_is_over(const TrainState& state) const;

  // What is watched and has not been a number in any epoch; `report` tells of the last one.
  std::vector<Watched> never_measured(const EpochReport& report, const TrainState& state) const;

 private:
  double value_of(const std::string& monitor, const EpochReport& report) const;
  bool note_best(const EpochReport& report, const FlatBuffer<float>& validated, TrainState& state) const;
  void note_plateau(const EpochReport& report, TrainState& state) const;

  const Recipe& recipe_;
  const TrainingLength length_;
};

}  // namespace mlp
