// Where the time of a training's steps went, layer by layer and phase by phase.
//
//   TrainResult result = train(recipe, rows, {}, {.profile = true});
//   for (const ProfileEntry& entry : result.profile->entries) …
//
// Measured by reading the clock around each phase on every thread; the bits of the training do not
// change.  Without a profile no phase reads the clock.
#pragma once

#include <string_view>
#include <vector>

#include "mlp/base/export.hpp"
#include "mlp/base/memory.hpp"

namespace mlp {

enum class Phase {
  gather,    // the batch's inputs from the data set, preprocessed, in both orders
  forward,   // W·A + b
  activate,  // f(Z), and both orders of the result
  loss,      // the output layer's activation, the losses and ∂loss/∂Z
  backward,  // Wᵀ·dZ
  slope,     // dA ∘ f′(Z)
  update,    // dZ·Aᵀ and the optimizer
  wait,      // for the other threads
};
inline constexpr Index phase_count = 8;

// "gather", "forward", …
MLP_API std::string_view name_of(Phase phase);

struct ProfileEntry {
  Phase phase = Phase::gather;
  Index layer = 0;
  double seconds = 0.0;     // in all steps; the mean of the threads
  double operations = 0.0;  // floating-point operations of the phase's product, by all threads; 0: none
};

struct Profile {
  std::vector<ProfileEntry> entries;  // in a step's order; phases that took no time are left out
  double seconds = 0.0;               // of all steps; what the entries do not account for is everything else
  Index steps = 0;
  int threads = 1;
  double peak_operations_per_second = 0.0;  // of one core doing nothing but fused multiply-adds
};

}  // namespace mlp
