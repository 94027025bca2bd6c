#include <Eigen/Core>
#include <iostream>
#include "mlp/train/trainer.hpp"

struct Watch : mlp::Observer {
  double loss = 1.0;  // of the epoch so far
  void on_step(const mlp::StepReport& step) override { loss = step.mean_loss; }
  mlp::Wish wish() override { return loss < 0.2 ? mlp::Wish::stop : mlp::Wish::go_on; }
};

int main() {
  const Eigen::MatrixXf inputs = Eigen::MatrixXf::Random(2, 500);  // features × samples
  std::vector<int> labels;
  for (const auto& x : inputs.colwise()) labels.push_back(x(0) * x(1) > 0);
  mlp::Recipe recipe;
  recipe.model.hidden = {{.units = 16}, {.units = 16, .activation = mlp::Tanh{}}};
  recipe.loss = mlp::CrossEntropy{};
  recipe.optimizer = mlp::Adam{.learning_rate = 0.03};
  Watch watch;
  const mlp::Dataset data = mlp::make_dataset(inputs, labels);
  mlp::train(recipe, mlp::all_rows(data), {}, {.observer = &watch}).model.save("model.safetensors");
  const mlp::Model model = mlp::Model::load("model.safetensors");
  Eigen::MatrixXf probabilities(2, 500);
  model.predict(inputs, probabilities);
  std::cout << "loss " << watch.loss << ", first row " << probabilities.col(0).transpose() << "\n";
}
