// The line that is redrawn while an epoch runs.
//
//   3/10  ━━━━━━━━━━━────────  57 %   loss 0.0712   validation accuracy 0.9781   212,000 samples/s   7 s left
#pragma once

#include <string>
#include <vector>

#include "mlp/base/memory.hpp"
#include "terminal/terminal.hpp"

struct ProgressState {
  std::string epoch;                 // "3/10"
  double share = 0.0;                // of this epoch
  std::vector<std::string> remarks;  // the most wanted first; those that do not fit are left out
};

// The bar as text of at most `width` columns, colour aside.
std::string progress_bar(const ProgressState& state, const Terminal& terminal, int width);
