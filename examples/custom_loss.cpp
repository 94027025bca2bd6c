// A program's own loss: Charbonnier's, √(e² + ε²) − ε of e = a − y, which outliers bend less than mse.
//
//   custom_loss DATA_FOLDER
#include <cmath>
#include <iostream>

#include "mlp/run/config.hpp"
#include "mlp/train/trainer.hpp"

class Charbonnier final : public mlp::PairLoss {
 public:
  std::string_view name() const override { return "charbonnier"; }
  std::vector<mlp::Hyperparameter> hyperparameters() const override {
    return {{"epsilon", 1e-3, mlp::above(0.0), "the error below which the loss is a parabola"}};
  }
  void value(mlp::Numbers numbers, std::span<const float> a, std::span<const float> y,
             std::span<double> losses) const override {
    const double epsilon = numbers[0];
    for (std::size_t i = 0; i < a.size(); ++i) {
      const double error = static_cast<double>(a[i]) - static_cast<double>(y[i]);
      losses[i] = std::sqrt(error * error + epsilon * epsilon) - epsilon;
    }
  }
  void slope(mlp::Numbers numbers, std::span<const float> a, std::span<const float> y,
             std::span<float> slopes) const override {
    const auto epsilon = static_cast<float>(numbers[0]);
    for (std::size_t i = 0; i < a.size(); ++i) {
      const float error = a[i] - y[i];
      slopes[i] = error / std::sqrt(error * error + epsilon * epsilon);
    }
  }
};

constexpr char text[] = R"({
  "data": {"train": {"type": "csv", "path": "diabetes.csv", "target": "progression"},
           "test": {"fraction": 0.2}, "preprocess": {"targets": "standardize"}},
  "model": {"hidden": [{"units": 8}]},
  "loss": {"type": "charbonnier", "epsilon": 0.1},
  "training": {"epochs": 40},
  "metrics": ["mae"]
})";

int main(int, char** arguments) {
  const mlp::Extensions extensions = {std::make_shared<Charbonnier>()};
  const mlp::Config config = mlp::parse_config(text, "diabetes.json", {}, extensions);
  const mlp::Splits splits =
      mlp::load_splits(config.data, mlp::TargetKind::numbers, arguments[1], config.recipe.seed);
  const mlp::TrainOptions options{.preprocess = config.data.preprocess};
  mlp::train(config.recipe, splits.train, {}, options).model.save("charbonnier.safetensors");

  const mlp::Model model = mlp::Model::load("charbonnier.safetensors", extensions);
  const mlp::Evaluation test = mlp::evaluate(model, config.recipe.metrics, splits.test);
  std::cout << mlp::name_of(model.loss) << ": test mae " << test.scores.metrics[0].second << "\n";
}
