// A program's own optimizer: signum, steps by the sign of a mean of gradients.  Bernstein et al. 2018.
//
//   v = momentum·v + (1 − momentum)·g;  w −= learning_rate·sign(v)
//
//   custom_optimizer DATA_FOLDER
#include <iostream>

#include "mlp/run/config.hpp"
#include "mlp/train/trainer.hpp"

class Signum final : public mlp::OptimizerRule {
 public:
  std::string_view name() const override { return "signum"; }
  std::vector<mlp::Hyperparameter> hyperparameters() const override {
    return {{"momentum", 0.9, mlp::at_least(0.0).below(1.0), "share of the mean that a step keeps"}};
  }
  int slots(mlp::Numbers) const override { return 1; }  // v
  void update(mlp::Numbers numbers, const mlp::OptimizerStep& step, std::span<const float> gradient,
              std::span<float> weights, std::span<const std::span<float>> slots) const override {
    const auto keep = static_cast<float>(numbers[0]), rate = static_cast<float>(step.learning_rate);
    const std::span<float> v = slots[0];
    for (std::size_t i = 0; i < weights.size(); ++i) {
      v[i] = keep * v[i] + (1.0f - keep) * gradient[i];
      weights[i] -= v[i] > 0.0f ? rate : v[i] < 0.0f ? -rate : 0.0f;
    }
  }
};

constexpr char text[] = R"({
  "data": {"train": {"type": "csv", "path": "wine.csv", "target": "cultivar"}, "test": {"fraction": 0.2}},
  "model": {"hidden": [{"units": 16}]},
  "loss": "cross_entropy",
  "optimizer": {"type": "signum", "learning_rate": 0.002, "momentum": 0.8, "weight_decay": 1e-4},
  "training": {"epochs": 30}
})";

int main(int, char** arguments) {
  const mlp::Config config = mlp::parse_config(text, "wine.json", {}, {std::make_shared<Signum>()});
  const mlp::Splits splits =
      mlp::load_splits(config.data, mlp::TargetKind::classes, arguments[1], config.recipe.seed);
  // Nothing of the optimizer is in the model: anyone can load it.
  mlp::train(config.recipe, splits.train).model.save("signum.safetensors");
  const mlp::Evaluation test =
      mlp::evaluate(mlp::Model::load("signum.safetensors"), config.recipe.metrics, splits.test);
  std::cout << mlp::name_of(config.recipe.optimizer) << ": test accuracy " << test.scores.metrics[0].second
            << "\n";
}
