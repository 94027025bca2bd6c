#include "train/stepper.hpp"

#include <algorithm>

#include "kernels/updates.hpp"

namespace mlp {

Stepper::Stepper(const Network& network, const Optimizer& optimizer, const Batch& dataset, Index batch_size,
                 Team& team, const UpdatePlan& plan)
    : EpochStepper(network, dataset, batch_size, team),
      optimizer_(optimizer),
      updater_(network, optimizer, plan) {}

void Stepper::prefetch_share(std::span<const std::int32_t> order, Index first, int thread) const {
  const Index size = std::min(batch_size_, static_cast<Index>(order.size()) - first);
  const Share share = share_of(size, thread, team_.size());
  kernels::prefetch(dataset_.inputs, order.data() + first + share.first, share.end - share.first);
}

Stepper::Outcome Stepper::run(std::span<const std::int32_t> order, TrainState& state, const Hooks& hooks) {
  const Index rows = static_cast<Index>(order.size());
  const Index first_step = state.step, first_sample = state.first_sample;
  Outcome outcome = Outcome::finished;
  bool stopping = false;  // written by thread 0 between two barriers, read by all after the next
  std::exception_ptr failure;
  // A hook's exception waits until all threads have left the loop: none may wait for one that is gone.
  const auto guarded = [&](const auto& hook) {
    if (failure) return;
    try {
      hook();
    } catch (...) {
      failure = std::current_exception();
    }
  };

  team_.run([&](int thread) {
    Index step = first_step;
    kernels::UpdateClock clock(optimizer_);
    for (Index first = first_sample; first < rows; ++step) {
      const auto size = static_cast<std::size_t>(std::min(batch_size_, rows - first));
      const Batch batch = batch_of(order.subspan(static_cast<std::size_t>(first), size), step);
      const bool finite = pass(batch, state.parameters.data(), thread);
      if (stopping) return;
      if (!finite) {
        if (thread == 0) {
          outcome = Outcome::diverged;
          samples_at_fault_ = batch.size;
        }
        return;
      }
      if (thread == 0) guarded([&] { hooks.after_losses(batch.size); });
      prefetch_share(order, first + batch.size, thread);
      const bool is_watched = updater_.watch() && hooks.is_watched(step);
      if (updater_.needs_whole_gradient(is_watched)) {
        updater_.collect(workspace_, batch.size, thread);
        wait(thread);
      }
      updater_.apply(state, workspace_, batch.size, clock.at(hooks.learning_rate(step), step), thread,
                     is_watched);
      first += batch.size;
      if (thread == 0) {
        state.step = step + 1;
        state.first_sample = first;
      }
      wait(thread);
      if (thread == 0) {
        guarded([&] { stopping = !hooks.after_step() || stopping; });
        stopping = stopping || failure;
        if (stopping) outcome = Outcome::stopped;
      }
    }
  });
  if (failure) std::rethrow_exception(failure);
  return outcome;
}

}  // namespace mlp
