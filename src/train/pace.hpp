// Whether the steps of a training are taken by the whole team or by one thread.
//
// Where other programs keep the CPUs busy, the threads of a team wait at every barrier for the one that was
// put aside, and two of them may take several times as long as one.  The CPU time of the process tells: a
// team that has its CPUs uses all of them, waiting included, as waiting spins.  While it does, it is left
// alone.  Where it does not, team and single thread are compared by what they take for a step; the faster
// one leads, and the other is tried again after many times what its last try took.  As the number of
// threads cannot change a bit (ARITHMETIC.md), nobody sees more of this than the speed.
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
