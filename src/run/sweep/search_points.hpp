// The points that a sweep tries: a pure function of its file.
#pragma once

#include <string>
#include <vector>

#include "mlp/run/sweep_config.hpp"

namespace mlp {

// The value of each parameter as JSON text, in the order of their pointers.
using SweepPoint = std::vector<std::string>;

// In the order in which they are tried; no two are equal, but with halving and hyperband, whose brackets draw
// theirs one after the other.
std::vector<SweepPoint> search_points(const SweepConfig& sweep);

}  // namespace mlp
