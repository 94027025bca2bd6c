// What an optimizer that looks at the whole loss, lbfgs, cannot be combined with.
#pragma once

#include "mlp/train/recipe.hpp"

namespace mlp {

// Throws ConfigError naming the JSON pointer of what is another function at every look (dropout, noise), or
// changes gradients or steps so that they no longer belong to the loss that the line search sees.
// REQUIRES: is_full_batch(recipe.optimizer).
void check_full_batch(const Recipe& recipe);

}  // namespace mlp
