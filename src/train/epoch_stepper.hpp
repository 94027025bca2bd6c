// Whoever takes the steps of an epoch, as the trainer sees it: Stepper, batch by batch, or LbfgsStepper, all
// rows at once.  Here is what both have: the workspace and the team, and phase 1 of a step,
//
//   each thread takes some samples forward and backward through the whole network
//   barrier
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "mlp/base/team.hpp"
#include "nn/passes.hpp"
#include "nn/workspace.hpp"
#include "train/health/step_watch.hpp"
#include "train/state.hpp"

namespace mlp {

class EpochStepper {
 public:
  struct Hooks {
    // The rate of step `step` (from 0).  Called on every thread.
    std::function<double(Index step)> learning_rate;
    // On thread 0 after the step's losses are known, before they are overwritten: `samples` of
    // them stand in workspace().
    std::function<void(Index samples)> after_losses;
    // On thread 0 after the step; false stops.  May throw; the exception leaves run().
    std::function<bool()> after_step;
    // Whether step `step` is watched, where watching is allowed.  Called on every thread.
    std::function<bool(Index step)> is_watched = {};
  };

  enum class Outcome {
    finished,  // the order is done
    stopped,   // by after_step; perhaps after the last step
    diverged,  // a loss or a delta is not finite: that step's update did not happen, workspace() holds its
               // values
  };

  virtual ~EpochStepper() = default;
  EpochStepper(const EpochStepper&) = delete;
  EpochStepper& operator=(const EpochStepper&) = delete;

  // Steps through order[state.first_sample …].
  virtual Outcome run(std::span<const std::int32_t> order, TrainState& state, const Hooks& hooks) = 0;

  // From here on steps may be watched; lbfgs's, which look at many points, are not.
  virtual void allow_watching() {}
  // What the last watched step did; null where none may be watched.
  virtual const StepWatch* watch() const { return nullptr; }

  // From here on every thread measures its phases: workspace().threads[…].times.
  void measure();

  Workspace& workspace() { return workspace_; }
  Index samples_at_fault() const { return samples_at_fault_; }

 protected:
  // `dataset` is the whole data set (see Batch); network and team must outlive this.
  EpochStepper(const Network& network, const Batch& dataset, Index batch_size, Team& team);

  // Some rows of the data set.
  Batch batch_of(std::span<const std::int32_t> rows, Index step) const;

  // The thread's part of the passes over the batch.  When all have returned, whether all losses and deltas
  // are finite.
  bool pass(const Batch& batch, const float* parameters, int thread);

  PhaseTimes* times(int thread) const;  // null where nobody wants to know
  void wait(int thread);                // for the others

  const Network& network_;
  const Batch dataset_;
  const Index batch_size_;
  Team& team_;
  Workspace workspace_;
  Index samples_at_fault_ = 0;

 private:
  // What one thread tells the others, on a cache line of its own.
  struct alignas(64) Verdict {
    bool finite = true;
  };

  std::vector<Verdict> verdicts_;
};

}  // namespace mlp
