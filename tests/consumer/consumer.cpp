// A user's program: Eigen matrices in, a network described in code, a model out.  Prints what must
// not depend on how this file is compiled: the hash of the trained parameters and of predictions.
#include <bit>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <vector>

#include <Eigen/Core>

#include "mlp/data/dataset.hpp"
#include "mlp/model/model.hpp"
#include "mlp/train/trainer.hpp"

namespace {

constexpr int features = 6;
constexpr int samples = 200;
constexpr int classes = 3;

// Multiples of 1/64 from integers alone: -ffast-math may not change the inputs, or nothing would be shown.
Eigen::MatrixXf make_inputs(std::vector<int>& labels) {
  Eigen::MatrixXf inputs(features, samples);
  std::uint32_t state = 1;
  for (int sample = 0; sample < samples; ++sample) {
    int sum = 0;
    for (int feature = 0; feature < features; ++feature) {
      state = state * 1664525u + 1013904223u;
      const int value = static_cast<int>(state >> 24) - 128;
      inputs(feature, sample) = static_cast<float>(value) / 64.0f;
      sum += value;
    }
    labels.push_back(sum < -100 ? 0 : sum < 100 ? 1 : 2);
  }
  return inputs;
}

mlp::Recipe make_recipe() {
  mlp::Recipe recipe;
  recipe.seed = 7;
  recipe.model.hidden = {{.units = 24, .activation = mlp::Tanh{}, .initializer = {}},
                         {.units = 16, .activation = mlp::LeakyRelu{}, .initializer = {}}};
  recipe.loss = mlp::CrossEntropy{};
  recipe.optimizer = mlp::Sgd{.learning_rate = 0.05, .momentum = 0.9};
  recipe.schedule = mlp::CosineDecay{.warmup_epochs = 0.5};
  recipe.training = {.epochs = 5, .batch_size = 16, .early_stopping = {}};
  return recipe;
}

// FNV-1a over the bits of `values`.
std::uint64_t hash_of(const Eigen::MatrixXf& values) {
  std::uint64_t hash = 14695981039346656037u;
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    hash = (hash ^ std::bit_cast<std::uint32_t>(values.data()[i])) * 1099511628211u;
  }
  return hash;
}

}  // namespace

int main() try {
  std::vector<int> labels;
  const Eigen::MatrixXf inputs = make_inputs(labels);
  const mlp::Dataset dataset = mlp::make_dataset(inputs, labels);
  const mlp::TrainResult result = mlp::train(make_recipe(), mlp::all_rows(dataset));

  Eigen::MatrixXf probabilities(classes, samples);
  result.model.predict(inputs, probabilities);
  // A block of a larger matrix is a view with a stride of its own.
  Eigen::MatrixXf some(classes, 10);
  result.model.predict(inputs.middleCols(50, 10), some);

  std::printf("parameters_sha256 %s\n", result.model.parameters_sha256().c_str());
  std::printf("predictions %016llx\n", static_cast<unsigned long long>(hash_of(probabilities)));
  std::printf("some predictions %016llx\n", static_cast<unsigned long long>(hash_of(some)));
  return some == probabilities.middleCols(50, 10) ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
