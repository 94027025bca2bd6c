// The steps of lbfgs (see Lbfgs in mlp/choice/optimizer.hpp): an epoch is one step, on all rows at once.
//
//   direction    from the gradient and the curvature of the last steps        curvature.hpp
//   line search  passes over all rows at one trial after another              line_search.hpp
//   the step     to the point that it chose; where it found none that is lower, the same once more along the
//                gradient itself.  Where that finds none either, training has come to its end: as far as
//                floats go, or to where relu has a kink.
//
// Every thread of the team runs the same search: all numbers that it turns on are the same on each of them,
// and each writes its own units of every vector (own_parameters.hpp).  So the bits do not depend on how many
// there are.
//
// When run() returns, the workspace holds the passes at the new parameters: their losses are the epoch's.
#pragma once

#include <string>
#include <vector>

#include "mlp/choice/optimizer.hpp"
#include "train/epoch_stepper.hpp"
#include "train/line_search.hpp"
#include "train/own_parameters.hpp"

namespace mlp {

class LbfgsStepper final : public EpochStepper {
 public:
  // weight_decays: each layer's.  `dataset` as Stepper's; network and team must outlive this.
  LbfgsStepper(const Network& network, const Lbfgs& lbfgs, const Batch& dataset, Index rows, Team& team,
               const std::vector<double>& weight_decays);

  // One step on the rows of `order`, unless state.first_sample says that it is done.
  // REQUIRES: as many rows as the constructor was told; state.lbfgs; slots as CurvaturePairs says.
  Outcome run(std::span<const std::int32_t> order, TrainState& state, const Hooks& hooks) override;

 private:
  // What one thread needs to take the step with the others.
  struct Step {
    const Batch& batch;
    TrainState& state;
    double learning_rate;
    int thread;
    OwnParameters& own;
    LbfgsState lbfgs;  // its copy: equal on all threads
  };

  // Leaves lbfgs as it will be; false where the loss of the parameters is not finite.
  bool take(Step& step);
  bool begin(Step& step);
  bool search(Step& step);
  void accept(Step& step);
  void follow_statistics(Step& step);
  double evaluate(Step& step, const float* parameters);
  LinePoint evaluate_at(Step& step, double length);
  void move_to(Step& step, double length);

  const Lbfgs lbfgs_;
  const std::vector<double> weight_decays_;
  const bool decays_;
  FlatBuffer<float> direction_, trial_, gradient_;  // like the parameters; the gradient at the trial
  SharedSums sums_;
  std::vector<OwnParameters> own_;  // each thread's
};

// Why a training with lbfgs had nothing left to do, in words; empty where it had.
std::string convergence_text(const Lbfgs& lbfgs, const LbfgsState& state);

}  // namespace mlp
