#include "train/stepper.hpp"

#include <algorithm>
#include <exception>
#include <functional>

#include "kernels/updates.hpp"

namespace mlp {

Stepper::Stepper(const Network& network, const Optimizer& optimizer, const Batch& dataset, Index batch_size,
                 Team& team, const UpdatePlan& plan, const PaceClocks& clocks)
    : EpochStepper(network, dataset, batch_size, team),
      optimizer_(optimizer),
      updater_(network, optimizer, plan),
      pace_(team.size(), clocks) {}

void Stepper::prefetch_share(std::span<const std::int32_t> order, Index first, int thread) const {
  const Index size = std::min(batch_size_, static_cast<Index>(order.size()) - first);
  const Share share = workspace_.first_layer_by_units ? Share{0, size} : share_of(size, thread, team_.size());
  kernels::prefetch(dataset_.inputs, order.data() + first + share.first, share.end - share.first);
}

Stepper::Outcome Stepper::run(std::span<const std::int32_t> order, TrainState& state, const Hooks& hooks) {
  const Index rows = static_cast<Index>(order.size());
  Outcome outcome = Outcome::finished;
  // Written by thread 0 between two barriers, read by all after the next.
  bool stopping = false;  // for good
  bool changing = false;  // until the pace's other number of threads goes on
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

  const std::function<void(int)> take_steps = [&](int thread) {
    Index step = state.step;
    kernels::UpdateClock clock(optimizer_);
    for (Index first = state.first_sample; first < rows; ++step) {
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
        updater_.collect(workspace_, batch.size, thread, team_.size());
        wait(thread);
      }
      updater_.apply(state, workspace_, batch.size, clock.at(hooks.learning_rate(step), step), thread,
                     team_.size(), is_watched);
      first += batch.size;
      if (thread == 0) {
        state.step = step + 1;
        state.first_sample = first;
        changing = pace_.changes_after_step();
      }
      wait(thread);
      if (thread == 0) {
        guarded([&] { stopping = !hooks.after_step() || stopping; });
        stopping = stopping || failure;
        if (stopping) outcome = Outcome::stopped;
      }
      if (changing) return;
    }
  };

  pace_.start();
  while (outcome == Outcome::finished && state.first_sample < rows) {
    changing = false;
    pace_.is_alone() ? team_.run_alone(take_steps) : team_.run(take_steps);
  }
  pace_.pause();
  if (failure) std::rethrow_exception(failure);
  return outcome;
}

}  // namespace mlp
