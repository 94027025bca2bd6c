#include <iostream>
#include "mlp/run/config.hpp"
#include "mlp/train/trainer.hpp"

int main(int, char** arguments) {
  const std::filesystem::path file = arguments[1];  // breast_cancer.json
  const mlp::Config config = mlp::load_config(file);
  const mlp::Splits rows =
      mlp::load_splits(config.data, mlp::TargetKind::classes, file.parent_path(), config.recipe.seed);
  const mlp::TrainResult result = mlp::train(config.recipe, rows.train, rows.validation);
  result.model.save("breast_cancer.safetensors");
  const mlp::Evaluation test = mlp::evaluate(result.model, config.recipe.metrics, rows.test);
  std::cout << "test loss " << test.scores.loss << "\n";
}
