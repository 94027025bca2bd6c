// From the trainings of some sides to what can be said about them.
#pragma once

#include "mlp/run/comparison.hpp"

namespace mlp {

// All that a config's training measures: "train.loss", "train.accuracy", …
std::vector<std::string> figures_of(const Config& config);

// Whether more of that figure is better: by its metric; less of every loss is.
bool larger_is_better_of(const Config& config, const std::string& figure);

// The default metric, or the one wished for.  Throws ConfigError, with the nearest, where a side has no such
// figure by its config.
std::string metric_to_compare(const std::vector<ComparedSide>& sides, const std::string& wish);

// Means, differences, tests.  REQUIRES: a side or more; metric_to_compare() passed.
Comparison comparison_of(std::vector<ComparedSide> sides, const std::string& metric);

}  // namespace mlp
