// The steps of an epoch: the engine's inner loop, run by a team with two barriers a step.
//
//   phase 1   each thread takes some samples forward and backward through the whole network
//   barrier
//   phase 2   each thread computes and applies the gradient of its own units, over all samples; with a
//             barrier between the two where the norm of the whole gradient is wanted
//   barrier
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "kernels/updates.hpp"
#include "mlp/base/team.hpp"
#include "mlp/choice/optimizer.hpp"
#include "nn/passes.hpp"
#include "nn/workspace.hpp"
#include "train/state.hpp"
#include "train/updater.hpp"

namespace mlp {

class Stepper {
 public:
  struct Hooks {
    // The rate of step `step` (from 0).  Called on every thread.
    std::function<double(Index step)> learning_rate;
    // On thread 0 after the step's losses are known, before they are overwritten: `samples` of
    // them stand in workspace().
    std::function<void(Index samples)> after_losses;
    // On thread 0 after the step; false stops.  May throw; the exception leaves run().
    std::function<bool()> after_step;
  };

  // `dataset` is the whole data set (see Batch); network and team must outlive this.
  Stepper(const Network& network, const Optimizer& optimizer, const Batch& dataset, Index batch_size,
          Team& team, const UpdatePlan& plan = {});

  enum class Outcome {
    finished,  // the order is done
    stopped,   // by after_step; perhaps after the last step
    diverged,  // a loss is not finite: that step's update did not happen, workspace() holds its values
  };

  // Steps through order[state.first_sample …], batch by batch.
  Outcome run(std::span<const std::int32_t> order, TrainState& state, const Hooks& hooks);

  // From here on every thread measures its phases: workspace().threads[…].times.
  void measure();

  Workspace& workspace() { return workspace_; }
  Index samples_at_fault() const { return samples_at_fault_; }

 private:
  // What one thread tells the others, on a cache line of its own.
  struct alignas(64) Verdict {
    bool finite = true;
  };

  // Asks for the inputs that this thread will take of the batch that begins at order[first].
  void prefetch_share(std::span<const std::int32_t> order, Index first, int thread) const;
  bool all_finite() const;
  PhaseTimes* times(int thread) const;  // null where nobody wants to know
  void wait(int thread);                // for the others

  const Network& network_;
  const Optimizer& optimizer_;
  const Batch dataset_;
  const Index batch_size_;
  Team& team_;
  Workspace workspace_;
  Updater updater_;
  std::vector<Verdict> verdicts_;
  Index samples_at_fault_ = 0;
};

}  // namespace mlp
