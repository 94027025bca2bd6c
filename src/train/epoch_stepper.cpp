#include "train/epoch_stepper.hpp"

#include <algorithm>
#include <memory>

namespace mlp {

EpochStepper::EpochStepper(const Network& network, const Batch& dataset, Index batch_size, Team& team)
    : network_(network),
      dataset_(dataset),
      batch_size_(batch_size),
      team_(team),
      workspace_(network, batch_size, team.size(), PassKind::training),
      verdicts_(static_cast<std::size_t>(team.size())) {}

void EpochStepper::measure() {
  for (ThreadMemory& memory : workspace_.threads)
    memory.times = std::make_unique<PhaseTimes>(network_.layer_count());
}

PhaseTimes* EpochStepper::times(int thread) const { return workspace_.thread(thread).times.get(); }

void EpochStepper::wait(int thread) {
  const Stopwatch watch(times(thread), Phase::wait, 0);
  team_.barrier();
}

Batch EpochStepper::batch_of(std::span<const std::int32_t> rows, Index step) const {
  Batch batch = dataset_;
  batch.rows = rows.data();
  batch.size = std::ssize(rows);
  batch.step = static_cast<std::uint32_t>(step);
  return batch;
}

bool EpochStepper::pass(const Batch& batch, const float* parameters, int thread) {
  verdicts_[static_cast<std::size_t>(thread)].finite = forward_backward(
      network_, parameters, batch, share_of(batch.size, thread, team_.size()), workspace_, thread, &team_);
  wait(thread);
  return std::all_of(verdicts_.begin(), verdicts_.end(),
                     [](const Verdict& verdict) { return verdict.finite; });
}

}  // namespace mlp
