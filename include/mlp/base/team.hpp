// A team of threads, started once, that runs the same function side by side.
//
//   Team team(4);
//   team.run([&](int thread) { …; team.barrier(); …; });
//
// The caller is thread 0.  Waiting spins for some microseconds, then sleeps, so a busy machine
// does not fall off a cliff.  Threads run in the default floating-point environment whatever the
// caller's is (ARITHMETIC.md, A1); the caller's is restored when run() returns.
#pragma once

#include <functional>
#include <memory>

#include "mlp/base/export.hpp"

namespace mlp {

class MLP_API Team {
 public:
  // Throws ConfigError where the system cannot start so many.  REQUIRES: threads ≥ 1.
  explicit Team(int threads);
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  // How many there are; 1 inside run_alone().
  int size() const;

  // Calls work(0) … work(size − 1) at once and returns when all have returned.  The first
  // exception is thrown again here; the others leave their work at the next barrier.
  void run(const std::function<void(int thread)>& work);

  // Calls work(0) as a team of one would: nobody else takes part, and barriers are open.  The others sleep.
  void run_alone(const std::function<void(int thread)>& work);

  // Waits until every thread of the team is here.  Where one has left its work by an exception, this throws
  // one that only run() should catch.
  // REQUIRES: called inside run() by all.
  void barrier();

 private:
  struct Shared;
  std::unique_ptr<Shared> shared_;
};

}  // namespace mlp
