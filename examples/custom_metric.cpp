// A program's own metric: the share of predictions within a tolerance of the truth; early stopping watches
// it.
//
//   custom_metric DATA_FOLDER
#include <cmath>
#include <iostream>

#include "mlp/run/config.hpp"
#include "mlp/train/trainer.hpp"

class Within final : public mlp::MetricFunction {
 public:
  std::string_view name() const override { return "within"; }
  std::vector<mlp::Hyperparameter> hyperparameters() const override {
    return {{"tolerance", 1.0, mlp::above(0.0), "the largest error that is good enough, in original units"}};
  }
  mlp::TargetKind targets() const override { return mlp::TargetKind::numbers; }
  bool larger_is_better() const override { return true; }
  double value(mlp::Numbers numbers, const mlp::MetricRows& rows) const override {
    std::size_t good = 0;
    for (std::size_t i = 0; i < rows.values.size(); ++i)
      if (std::fabs(rows.values[i] - rows.targets[i]) <= numbers[0]) ++good;
    return static_cast<double>(good) / static_cast<double>(rows.values.size());
  }
};

constexpr char text[] = R"({
  "data": {"train": {"type": "csv", "path": "diabetes.csv", "target": "progression"},
           "validation": {"fraction": 0.2}, "preprocess": {"targets": "standardize"}},
  "model": {"hidden": [{"units": 8}]},
  "loss": "mse",
  "training": {"epochs": 60, "early_stopping": {"monitor": "validation.within_50", "patience": 10}},
  "metrics": ["rmse", {"type": "within", "tolerance": 50}]
})";

int main(int, char** arguments) {
  const mlp::Config config = mlp::parse_config(text, "diabetes.json", {}, {std::make_shared<Within>()});
  const mlp::Splits splits =
      mlp::load_splits(config.data, mlp::TargetKind::numbers, arguments[1], config.recipe.seed);
  const mlp::TrainResult result =
      mlp::train(config.recipe, splits.train, splits.validation, {.preprocess = config.data.preprocess});
  const mlp::Scores scores = mlp::evaluate(result.model, config.recipe.metrics, splits.validation).scores;
  for (const auto& [name, value] : scores.metrics) std::cout << name << " " << value << "\n";
}
