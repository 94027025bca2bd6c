// The values of one parameter of a sweep, each as the JSON text that is set in the config.
//
// Numbers that are drawn have six digits, which is finer than any training can tell and short enough to read:
// 0.00316228.  The ends of an interval are exact.
#pragma once

#include <string>
#include <vector>

#include "mlp/run/sweep_config.hpp"

namespace mlp {

// The value at the share `position` of the way through the parameter's range; equal shares of [0, 1) are
// equally large parts of it.  REQUIRES: 0 ≤ position < 1.
std::string value_at(const SweepParameter& parameter, double position);

// Those of a grid, ascending or in the order of the choice.  REQUIRES: `points` where the range is no choice
// and no integer.
std::vector<std::string> grid_values(const SweepParameter& parameter);

// How many those are, at most.
Index grid_size(const SweepParameter& parameter);

}  // namespace mlp
