// What is suspicious about single columns, and pairs of them.
#pragma once

#include <vector>

#include "mlp/train/lint.hpp"

namespace mlp {

// constant_column, duplicate_column, target_in_column, unscaled_column, outlier, unique_categories.
void lint_columns(const Model& model, const RowView& training, Index most, std::vector<Finding>& findings);

}  // namespace mlp
