#include "train/pace.hpp"

#include <chrono>
#include <ctime>

namespace mlp {

// Many turns of the scheduler, so that what is seen means something.
static constexpr double try_seconds = 0.05;
// A try costs a twentieth of the time at most.
static constexpr double tries_apart = 20.0;
// An undisturbed team uses the CPU of its first thread and most of those of the others, which wait for the
// slowest share of the work, and sleep where that takes long.
static double undisturbed_cpus(int threads) { return 1.0 + 0.6 * (threads - 1); }

PaceClocks system_clocks() {
  return {
      .wall =
          [] {
            return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
          },
      .cpu = [] { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }};
}

Pace::Pace(int threads, const PaceClocks& clocks)
    : threads_(threads), clocks_(clocks), length_(try_seconds) {}

void Pace::begin(double seconds) {
  length_ = seconds;
  steps_ = 0;
  wall_ = clocks_.wall();
  cpu_ = clocks_.cpu();
}

void Pace::start() {
  if (threads_ == 1) return;
  wall_ += clocks_.wall();
  cpu_ += clocks_.cpu();
}

void Pace::pause() {
  if (threads_ == 1) return;
  wall_ -= clocks_.wall();
  cpu_ -= clocks_.cpu();
}

bool Pace::changes_after_step() {
  if (threads_ == 1) return false;
  ++steps_;
  const double seconds = clocks_.wall() - wall_;
  if (seconds < length_) return false;

  // By pointers: under UndefinedBehaviorSanitizer GCC 12 compares with a copy where ?: chooses an object.
  Try* const present = alone_ ? &single_ : &team_;
  const Try* const other = alone_ ? &team_ : &single_;
  *present = {seconds / static_cast<double>(steps_), seconds};
  if (!alone_ && clocks_.cpu() - cpu_ >= undisturbed_cpus(threads_) * seconds) {
    single_ = {};
    leads_ = false;
    begin(try_seconds);
    return false;
  }

  const bool other_is_faster = other->seconds_per_step < present->seconds_per_step;
  const bool is_compared = !leads_ && other->seconds_per_step > 0.0;
  const bool changes = leads_ || other_is_faster;
  const double loser_took = other_is_faster ? present->seconds : other->seconds;
  leads_ = is_compared;
  if (changes) alone_ = !alone_;
  begin(is_compared ? tries_apart * loser_took : try_seconds);
  return changes;
}

}  // namespace mlp
