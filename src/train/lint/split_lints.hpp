// What is suspicious about the rows of the splits, and about their targets.
#pragma once

#include <vector>

#include "mlp/train/lint.hpp"

namespace mlp {

// repeated_rows.
void lint_rows(const Splits& splits, Index most, std::vector<Finding>& findings);

// missing_class, class_imbalance, unscaled_target.
void lint_targets(const Model& model, const Splits& splits, const Sampling& sampling, Index most,
                  std::vector<Finding>& findings);

}  // namespace mlp
