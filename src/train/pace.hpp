// Whether the steps of a training are taken by the whole team or by one thread.
//
// Where other programs keep the CPUs busy, the threads of a team wait at every barrier for the one that was
// put aside, and two of them may take several times as long as one.  Process CPU time shows it: an
// undisturbed team uses all its CPUs, because waiting threads spin.  Otherwise team and single thread are
// timed per step; the faster runs on, and the other is retried after a multiple of its last trial's duration.
// As the number of threads cannot change a bit (ARITHMETIC.md), only the speed differs.
#pragma once

#include <functional>

#include "mlp/base/memory.hpp"

namespace mlp {

// Seconds since some moment: of the world, and of this process's threads on CPUs.
struct PaceClocks {
  std::function<double()> wall;
  std::function<double()> cpu;
};

PaceClocks system_clocks();

class Pace {
 public:
  // Begins with the team, which has `threads`.
  Pace(int threads, const PaceClocks& clocks);

  // Whether one thread takes the steps.
  bool is_alone() const { return alone_; }

  // Around steps that follow on each other: what comes between, such as an evaluation, counts for nobody.
  void start();
  void pause();

  // After each step: whether the next one is the turn of the other.  Costs a look at a clock.
  bool changes_after_step();

 private:
  // What a team, or a single thread, was last seen to take.
  struct Try {
    double seconds_per_step = 0.0;  // 0: not seen yet
    double seconds = 0.0;           // of the try
  };

  void begin(double seconds);

  const int threads_;
  const PaceClocks clocks_;
  bool alone_ = false;
  bool leads_ = false;  // whether the present one has been found faster than the other
  Try team_, single_;
  double length_ = 0.0;            // of what is being looked at, at least
  double wall_ = 0.0, cpu_ = 0.0;  // when it began; less the time then, while paused
  Index steps_ = 0;
};

}  // namespace mlp
