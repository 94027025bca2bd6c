#include "train/training_length.hpp"

#include <algorithm>

namespace mlp {

Index batch_size_for(const TrainingConfig& training, Index rows) {
  return std::min(training.batch_size, rows);
}

Index rows_per_epoch(const TrainingConfig& training, Index rows) {
  const Index batch = batch_size_for(training, rows);
  return training.drop_last ? rows / batch * batch : rows;
}

TrainingLength training_length(const TrainingConfig& training, Index rows) {
  const Index batch = batch_size_for(training, rows);
  return {.steps_per_epoch = (rows_per_epoch(training, rows) + batch - 1) / batch, .epochs = training.epochs};
}

}  // namespace mlp
