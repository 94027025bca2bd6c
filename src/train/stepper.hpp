// The steps of an epoch: the engine's inner loop, run by a team with two barriers a step.
//
//   phase 1   each thread takes some samples forward and backward through the whole network; with two
//             barriers more a layer and direction where the batch is normalized, and one more where the
//             first layer is divided by units (see passes.hpp)
//   barrier
//   phase 2   each thread computes and applies the gradient of its own units, over all samples; with a
//             barrier between the two where the norm of the whole gradient is wanted
//   barrier
//
// Where other programs keep the CPUs busy, one thread takes the steps for a while (see pace.hpp).
#pragma once

#include <cstdint>
#include <span>

#include "mlp/choice/optimizer.hpp"
#include "train/epoch_stepper.hpp"
#include "train/pace.hpp"
#include "train/updater.hpp"

namespace mlp {

class Stepper final : public EpochStepper {
 public:
  // `dataset` is the whole data set (see Batch); network, optimizer and team must outlive this.
  // REQUIRES: has_update_rule(optimizer).
  Stepper(const Network& network, const Optimizer& optimizer, const Batch& dataset, Index batch_size,
          Team& team, const UpdatePlan& plan = {}, const PaceClocks& clocks = system_clocks());

  // Steps through order[state.first_sample …], batch by batch.
  Outcome run(std::span<const std::int32_t> order, TrainState& state, const Hooks& hooks) override;

  void allow_watching() override { updater_.allow_watching(); }
  const StepWatch* watch() const override { return updater_.watch(); }

 private:
  // Asks for the inputs that this thread will take of the batch that begins at order[first].
  void prefetch_share(std::span<const std::int32_t> order, Index first, int thread) const;

  const Optimizer& optimizer_;
  Updater updater_;
  Pace pace_;
};

}  // namespace mlp
