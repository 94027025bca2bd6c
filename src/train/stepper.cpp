#include "train/stepper.hpp"

#include <algorithm>

#include "kernels/updates.hpp"
#include "nn/gradient.hpp"

namespace mlp {

Stepper::Stepper(const Network& network, const Optimizer& optimizer, const Batch& dataset, Index batch_size,
                 Team& team)
    : network_(network),
      optimizer_(optimizer),
      dataset_(dataset),
      batch_size_(batch_size),
      team_(team),
      workspace_(network, batch_size, team.size(), PassKind::training),
      verdicts_(static_cast<std::size_t>(team.size())) {}

bool Stepper::all_finite() const {
  return std::all_of(verdicts_.begin(), verdicts_.end(),
                     [](const Verdict& verdict) { return verdict.finite; });
}

void Stepper::apply_gradient(TrainState& state, Index samples, double learning_rate, int thread) {
  FlatBuffer<float>& gradient = workspace_.threads[static_cast<std::size_t>(thread)].gradient;
  for (Index l = 0; l < network_.layer_count(); ++l) {
    const Layer& layer = network_.layer(l);
    const UnitRange mine = units_of(layer, thread, team_.size());
    const Index block = units_per_gradient_block(layer);
    float* const biases = gradient.data() + padded(block * layer.inputs);
    for (Index first = mine.first; first < mine.end; first += block) {
      const UnitRange units{first, std::min(first + block, mine.end)};
      layer_gradient(network_, workspace_, samples, l, units, gradient.data(), biases);
      const auto update = [&](Index offset, const float* of_these, Index count, bool decays) {
        kernels::update(optimizer_, {.weights = state.parameters.data() + offset,
                                     .gradient = of_these,
                                     .slots = state.slots.data() + offset,
                                     .slot_stride = network_.layout.size,
                                     .count = count,
                                     .decays = decays,
                                     .learning_rate = learning_rate});
      };
      update(network_.layout.weight(l).offset + first * layer.inputs, gradient.data(),
             units.count() * layer.inputs, true);
      update(network_.layout.bias(l).offset + first, biases, units.count(), false);
    }
  }
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
    for (Index first = first_sample; first < rows; ++step) {
      Batch batch = dataset_;
      batch.rows = order.data() + first;
      batch.size = std::min(batch_size_, rows - first);
      verdicts_[static_cast<std::size_t>(thread)].finite =
          forward_backward(network_, state.parameters.data(), batch,
                           share_of(batch.size, thread, team_.size()), workspace_, thread);
      team_.barrier();
      if (stopping) return;
      if (!all_finite()) {
        if (thread == 0) {
          outcome = Outcome::diverged;
          samples_at_fault_ = batch.size;
        }
        return;
      }
      if (thread == 0) guarded([&] { hooks.after_losses(batch.size); });
      apply_gradient(state, batch.size, hooks.learning_rate(step), thread);
      first += batch.size;
      if (thread == 0) {
        state.step = step + 1;
        state.first_sample = first;
      }
      team_.barrier();
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
