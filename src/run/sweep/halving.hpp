// Successive halving and Hyperband: how many points are trained for how many epochs.
//
// A bracket has rungs.  All its points are trained to the first rung's epochs, the best of them go on to the
// next rung's, and so on.  The config is that of the longest training throughout, schedule included; a rung
// only stops it early, so who goes on does so as if never stopped.
//
//   halving     rung i: ⌊points / ηⁱ⌋ points, at least one, for min_epochs·ηⁱ epochs;
//               the last for max_epochs
//   hyperband   brackets s = s_max, …, 0 with s_max = ⌊log_η R⌋ and n = ⌈(s_max + 1) / (s + 1)·ηˢ⌉;
//               rung i: ⌊n / ηⁱ⌋ points for ⌊R / η^(s − i)⌋ epochs
//               (Li et al. 2018, algorithm 1; R = max_epochs, η = reduction)
//   others      one bracket with one rung, for the epochs of the config
#pragma once

#include <optional>
#include <vector>

#include "mlp/run/sweep_config.hpp"

namespace mlp {

struct Rung {
  Index points = 0;
  Index epochs = 0;  // 0: those of the config
};

struct Bracket {
  Index first_point = 0;
  std::vector<Rung> rungs;
};

// `points`: how many there are, of a search that is no halving.
std::vector<Bracket> brackets_of(const SweepSearch& search, Index points);

// The best `count` of some points by their losses (smaller is better; none: it has failed, and never goes
// on), ties to the earlier one; as positions in `losses`, ascending.
std::vector<std::size_t> best_of(const std::vector<std::optional<double>>& losses, Index count);

}  // namespace mlp
