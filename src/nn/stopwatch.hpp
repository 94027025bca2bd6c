// How one thread measures its phases, where somebody wants to know (see mlp/nn/profile.hpp).
#pragma once

#include <array>
#include <chrono>
#include <vector>

#include "mlp/nn/profile.hpp"

namespace mlp {

// One thread's time in each phase of each layer.
class PhaseTimes {
 public:
  using Duration = std::chrono::steady_clock::duration;

  explicit PhaseTimes(Index layers) : of_layers_(static_cast<std::size_t>(layers)) {}

  Duration& at(Phase phase, Index layer) {
    return of_layers_[static_cast<std::size_t>(layer)][static_cast<std::size_t>(phase)];
  }

 private:
  std::vector<std::array<Duration, phase_count>> of_layers_;
};

// Adds the time from here to the end of its scope; does nothing where `times` is null.
class Stopwatch {
 public:
  Stopwatch(PhaseTimes* times, Phase phase, Index layer) : times_(times), phase_(phase), layer_(layer) {
    if (times_) start_ = std::chrono::steady_clock::now();
  }
  ~Stopwatch() {
    if (times_) times_->at(phase_, layer_) += std::chrono::steady_clock::now() - start_;
  }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  PhaseTimes* const times_;
  const Phase phase_;
  const Index layer_;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace mlp
