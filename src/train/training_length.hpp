// How many steps a training has.
#pragma once

#include "mlp/base/memory.hpp"
#include "mlp/train/recipe.hpp"

namespace mlp {

struct TrainingLength {
  Index steps_per_epoch = 1;
  Index epochs = 1;
  Index steps() const { return steps_per_epoch * epochs; }
};

// The batch size that is used with `rows` training rows: more than there are, or none, means all.
// REQUIRES: `training` of a resolved recipe.
Index batch_size_for(const TrainingConfig& training, Index rows);

// The rows that each epoch uses: all of them, or all whole batches.
Index rows_per_epoch(const TrainingConfig& training, Index rows);

// REQUIRES: rows ≥ 1; a batch that is no larger where training.drop_last is set.
TrainingLength training_length(const TrainingConfig& training, Index rows);

// Throws ConfigError where `rows` training rows cannot be batched as a resolved recipe says.
void check_batch_size(const Recipe& recipe, Index rows);

}  // namespace mlp
