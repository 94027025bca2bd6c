#include "train/stepper.hpp"

#include <algorithm>

#include "kernels/updates.hpp"

namespace mlp {

Stepper::Stepper(const Network& network, const Optimizer& optimizer, const Batch& dataset, Index batch_size,
                 Team& team, const UpdatePlan& plan)
    : network_(network),
      optimizer_(optimizer),
      dataset_(dataset),
      batch_size_(batch_size),
      team_(team),
      workspace_(network, batch_size, team.size(), PassKind::training),
      updater_(network, optimizer, plan),
      verdicts_(static_cast<std::size_t>(team.size())) {}

void Stepper::measure() {
  for (ThreadMemory& memory : workspace_.threads)
    memory.times = std::make_unique<PhaseTimes>(network_.layer_count());
}

PhaseTimes* Stepper::times(int thread) const {
  return workspace_.threads[static_cast<std::size_t>(thread)].times.get();
}

void Stepper::wait(int thread) {
  const Stopwatch watch(times(thread), Phase::wait, 0);
  team_.barrier();
}

bool Stepper::all_finite() const {
  return std::all_of(verdicts_.begin(), verdicts_.end(),
                     [](const Verdict& verdict) { return verdict.finite; });
}

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
      Batch batch = dataset_;
      batch.rows = order.data() + first;
      batch.size = std::min(batch_size_, rows - first);
      batch.step = static_cast<std::uint32_t>(step);
      verdicts_[static_cast<std::size_t>(thread)].finite =
          forward_backward(network_, state.parameters.data(), batch,
                           share_of(batch.size, thread, team_.size()), workspace_, thread, &team_);
      wait(thread);
      if (stopping) return;
      if (!all_finite()) {
        if (thread == 0) {
          outcome = Outcome::diverged;
          samples_at_fault_ = batch.size;
        }
        return;
      }
      if (thread == 0) guarded([&] { hooks.after_losses(batch.size); });
      prefetch_share(order, first + batch.size, thread);
      if (updater_.needs_whole_gradient()) {
        updater_.collect(workspace_, batch.size, thread);
        wait(thread);
      }
      updater_.apply(state, workspace_, batch.size, clock.at(hooks.learning_rate(step), step), thread);
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
