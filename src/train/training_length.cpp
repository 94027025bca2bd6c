#include "train/training_length.hpp"

#include <algorithm>
#include <string>

#include "mlp/base/error.hpp"

namespace mlp {

Index batch_size_for(const TrainingConfig& training, Index rows) {
  return std::min(training.batch_size.value_or(rows), rows);
}

Index rows_per_epoch(const TrainingConfig& training, Index rows) {
  const Index batch = batch_size_for(training, rows);
  return training.drop_last ? rows / batch * batch : rows;
}

TrainingLength training_length(const TrainingConfig& training, Index rows) {
  const Index batch = batch_size_for(training, rows);
  return {.steps_per_epoch = (rows_per_epoch(training, rows) + batch - 1) / batch, .epochs = training.epochs};
}

static bool has_batch_norm(const ModelConfig& model) {
  return std::any_of(model.hidden.begin(), model.hidden.end(), [](const HiddenLayerConfig& layer) {
    return layer.normalization && std::holds_alternative<BatchNorm>(*layer.normalization);
  });
}

void check_batch_size(const Recipe& recipe, Index rows) {
  if (!recipe.training.batch_size) return;
  const Index wanted = *recipe.training.batch_size;
  if (recipe.training.drop_last && wanted > rows) {
    throw ConfigError("/training/drop_last: expected a batch of at most the " + std::to_string(rows) +
                          " training rows, got a batch_size of " + std::to_string(wanted),
                      "with drop_last no batch would be left; make the batches smaller");
  }
  if (is_full_batch(recipe.optimizer) && wanted < rows) {
    throw ConfigError("/training/batch_size: expected all " + std::to_string(rows) + " training rows with " +
                          std::string(name_of(recipe.optimizer)) + ", got " + std::to_string(wanted),
                      "leave batch_size out; each step takes all rows");
  }
  if (has_batch_norm(recipe.model) && rows_per_epoch(recipe.training, rows) % wanted == 1) {
    throw ConfigError(
        "/training/batch_size: expected batches of 2 rows or more with batch_norm, got a last " +
            std::string("one of 1: ") + std::to_string(rows) + " training rows in batches of " +
            std::to_string(wanted),
        "another batch_size, or \"drop_last\": true, leaves no row alone");
  }
}

}  // namespace mlp
