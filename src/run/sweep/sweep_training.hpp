// One training of a sweep, on one thread, in memory.
//
// It is that of `mlp train` with the point's config, to the bit, but for health, which nobody looks at: it
// may stop a training.  The seed of the config is counted up by the task's; data.split_seed stays, so that
// the test rows of the winner are rows that no training of the sweep has seen.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include "mlp/train/observer.hpp"
#include "run/sweep/sweep_data.hpp"
#include "run/sweep/sweep_journal.hpp"
#include "run/sweep/sweep_plan.hpp"

namespace mlp {

struct SweepTraining {
  const SweepPlan& plan;
  const SweepRows& rows;
  SweepTask task;
  Index pause_after = 0;             // epochs; 0: as many as the config says
  std::filesystem::path state;       // where a paused training's state is kept; empty: it does not pause
  std::filesystem::path earlier;     // that of the rung before, which may be missing; empty: none
  std::function<bool()> is_to_stop;  // asked after every step, from the thread that trains
};

// What it came to; nothing where it was stopped.  Throws what train() does but Diverged, which is a result.
std::optional<SweepRecord> train_task(const SweepTraining& training);

}  // namespace mlp
