// Rows drawn from one of the shapes (mlp/data/synthetic_source.hpp).
#pragma once

#include "mlp/data/dataset.hpp"
#include "mlp/data/synthetic_source.hpp"

namespace mlp {

// Inputs x_1, x_2, …; class labels 0, 1, … in a target `class`, or a number `y`.  Row r is of class
// r mod classes, but where the point itself says which (xor).
Dataset draw_synthetic(const SyntheticSource& source);

}  // namespace mlp
