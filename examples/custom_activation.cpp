// A program's own activation, named in a config: squareplus, f(z) = (z + √(z² + b)) / 2.  Barron 2021.
//
//   custom_activation DATA_FOLDER
#include <cmath>
#include <iostream>

#include "mlp/run/config.hpp"
#include "mlp/train/trainer.hpp"

class Squareplus final : public mlp::ActivationFunction {
 public:
  std::string_view name() const override { return "squareplus"; }
  std::vector<mlp::Hyperparameter> hyperparameters() const override {
    return {{"b", 4.0, mlp::at_least(0.0), "how wide the bend is; 0 gives relu"}};
  }
  void value(mlp::Numbers numbers, std::span<const float> z, std::span<float> a) const override {
    const auto b = static_cast<float>(numbers[0]);
    for (std::size_t i = 0; i < z.size(); ++i) a[i] = 0.5f * (z[i] + std::sqrt(z[i] * z[i] + b));
  }
  void slope(mlp::Numbers numbers, std::span<const float> z, std::span<float> slope) const override {
    const auto b = static_cast<float>(numbers[0]);
    for (std::size_t i = 0; i < z.size(); ++i) slope[i] = 0.5f * (1.0f + z[i] / std::sqrt(z[i] * z[i] + b));
  }
};

constexpr char text[] = R"({
  "data": {"train": {"type": "csv", "path": "iris.csv", "target": "species"}, "test": {"fraction": 0.2}},
  "model": {"hidden": [{"units": 16, "activation": {"type": "squareplus", "b": 2}}]},
  "loss": "cross_entropy",
  "optimizer": {"type": "sgd", "learning_rate": 0.05, "momentum": 0.9},
  "training": {"epochs": 60}
})";

int main(int, char** arguments) {
  const mlp::Extensions extensions = {std::make_shared<Squareplus>()};
  const mlp::Config config = mlp::parse_config(text, "iris.json", {}, extensions);
  const mlp::Splits splits =
      mlp::load_splits(config.data, mlp::TargetKind::classes, arguments[1], config.recipe.seed);
  mlp::train(config.recipe, splits.train).model.save("squareplus.safetensors");

  // A model knows its pieces by name; whoever loads it passes them.
  const mlp::Model model = mlp::Model::load("squareplus.safetensors", extensions);
  const mlp::Evaluation test = mlp::evaluate(model, config.recipe.metrics, splits.test);
  std::cout << mlp::name_of(model.architecture.layers[0].activation) << ": test accuracy "
            << test.scores.metrics[0].second << "\n";
}
