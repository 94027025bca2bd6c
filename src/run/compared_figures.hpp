// From the trainings of some sides to what can be said about them.
#pragma once

#include "mlp/run/comparison.hpp"

namespace mlp {

// The default metric, or the one wished for.  Throws ConfigError, with the nearest, where a side has no such
// figure by its config.
std::string metric_to_compare(const std::vector<ComparedSide>& sides, const std::string& wish);

// Means, differences, tests.  REQUIRES: a side or more; metric_to_compare() passed.
Comparison comparison_of(std::vector<ComparedSide> sides, const std::string& metric);

}  // namespace mlp
