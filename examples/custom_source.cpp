// A program's own source of rows: points of a square, labelled by whether they lie in the disc inside it.
//
//   custom_source
#include <iostream>
#include <random>

#include <Eigen/Core>

#include "mlp/run/config.hpp"
#include "mlp/train/trainer.hpp"

class Disc final : public mlp::DataSource {
 public:
  std::string_view name() const override { return "disc"; }
  std::vector<mlp::Hyperparameter> hyperparameters() const override {
    return {{"points", 1000, mlp::at_least(2), "how many"}, {"seed", 1, mlp::at_least(0), "of the draw"}};
  }
  mlp::Dataset read(mlp::Numbers numbers, const std::filesystem::path&) const override {
    std::mt19937 draw(
        static_cast<unsigned>(numbers[1]));  // the same numbers everywhere; distributions are not
    Eigen::MatrixXf points(2, static_cast<Eigen::Index>(numbers[0]));
    for (float& x : points.reshaped()) x = static_cast<float>(draw() >> 8) * 0x1p-23f - 1.0f;
    std::vector<std::string> labels;
    for (const auto& x : points.colwise()) labels.push_back(x.squaredNorm() < 0.64f ? "inside" : "outside");
    return mlp::make_dataset(points, labels);
  }
};

constexpr char text[] = R"({
  "data": {"train": {"type": "disc", "points": 2000}, "test": {"type": "disc", "points": 500, "seed": 2}},
  "model": {"hidden": [{"units": 16}, {"units": 16}]},
  "loss": "cross_entropy",
  "optimizer": {"type": "adam", "learning_rate": 0.01},
  "training": {"epochs": 20}
})";

int main() {
  const mlp::Config config = mlp::parse_config(text, "disc.json", {}, {std::make_shared<Disc>()});
  const mlp::Splits splits = mlp::load_splits(config.data, mlp::TargetKind::classes, ".", config.recipe.seed);
  const mlp::Model model = mlp::train(config.recipe, splits.train).model;
  const mlp::Evaluation test = mlp::evaluate(model, config.recipe.metrics, splits.test);
  std::cout << splits.test.size() << " rows of disc: accuracy " << test.scores.metrics[0].second << "\n";
}
