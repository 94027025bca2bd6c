// Whether rows have the targets and weights that a loss can be taken of.
#pragma once

#include "mlp/choice/loss.hpp"
#include "mlp/data/dataset.hpp"

namespace mlp {

// Throws DataError that names the row (from 1, of the data set) where a number cannot be the loss's target
// (TargetValues) or a weight is negative or not finite; and where no row has a weight above 0.
// Targets of another kind are not looked at.
void check_targets(const Loss& loss, const RowView& rows);

}  // namespace mlp
