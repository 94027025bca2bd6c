// A program's own schedule: the base rate until a share of all steps is done, then straight down to 0.
//
//   custom_schedule DATA_FOLDER
#include <iostream>

#include "mlp/run/config.hpp"
#include "mlp/train/trainer.hpp"

class HoldThenFall final : public mlp::ScheduleFunction {
 public:
  std::string_view name() const override { return "hold_then_fall"; }
  std::vector<mlp::Hyperparameter> hyperparameters() const override {
    return {{"hold", 0.8, mlp::at_least(0.0).below(1.0), "share of the steps at the base rate"}};
  }
  double factor(mlp::Numbers numbers, const mlp::ScheduleStep& step) const override {
    const double share = static_cast<double>(step.step) / static_cast<double>(step.steps);
    return share < numbers[0] ? 1.0 : (1.0 - share) / (1.0 - numbers[0]);
  }
};

struct Rates : mlp::Observer {
  void on_epoch(const mlp::EpochReport& report) override { std::cout << " " << report.learning_rate; }
};

constexpr char text[] = R"({
  "data": {"train": {"type": "csv", "path": "iris.csv", "target": "species"}},
  "model": {"hidden": [{"units": 8}]},
  "loss": "cross_entropy",
  "optimizer": {"type": "sgd", "learning_rate": 0.1},
  "schedule": {"type": "hold_then_fall", "hold": 0.5},
  "training": {"epochs": 4, "batch_size": 15}
})";

int main(int, char** arguments) {
  const mlp::Config config = mlp::parse_config(text, "iris.json", {}, {std::make_shared<HoldThenFall>()});
  const mlp::Splits splits =
      mlp::load_splits(config.data, mlp::TargetKind::classes, arguments[1], config.recipe.seed);
  Rates rates;
  std::cout << mlp::name_of(config.recipe.schedule) << ": rates at the ends of epochs";
  mlp::train(config.recipe, splits.train, {}, {.observer = &rates});
  std::cout << "\n";
}
