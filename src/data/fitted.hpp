// Rows that a program's own source gave, checked and made to fit those of the training.
#pragma once

#include <string>

#include "mlp/data/dataset.hpp"
#include "mlp/data/load.hpp"

namespace mlp {

// The same rows with classes numbered as the plan's labels are.  `name` stands for the source in messages.
// Throws DataError where sizes do not fit each other or the plan, a value is not finite, or a class is
// unknown.
Dataset fitted(Dataset dataset, const ColumnPlan& plan, const std::string& name);

}  // namespace mlp
