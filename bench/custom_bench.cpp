// What a program's own activation costs beside the same one of the library: training on images drawn by
// chance, 784-256-128-10 in batches of 64, on one thread.
#include <benchmark/benchmark.h>

#include <memory>
#include <vector>

#include "bench/main.hpp"
#include "mlp/base/random.hpp"
#include "mlp/train/trainer.hpp"

namespace {

struct OwnRelu final : mlp::ActivationFunction {
  std::string_view name() const override { return "own_relu"; }
  mlp::InitialWeights initial_weights() const override { return mlp::InitialWeights::he_normal; }
  void value(mlp::Numbers, std::span<const float> z, std::span<float> a) const override {
    for (std::size_t i = 0; i < z.size(); ++i) a[i] = z[i] > 0.0f ? z[i] : 0.0f;
  }
  void slope(mlp::Numbers, std::span<const float> z, std::span<float> slope) const override {
    for (std::size_t i = 0; i < z.size(); ++i) slope[i] = z[i] > 0.0f ? 1.0f : 0.0f;
  }
};

mlp::Dataset images() {
  constexpr mlp::Index rows = 6400, features = 784;
  std::vector<float> values(static_cast<std::size_t>(rows * features));
  std::uint32_t unit = 0;
  for (float& x : values) x = mlp::uniform(mlp::draw_word(1, {.purpose = mlp::Purpose::noise}, unit++));
  std::vector<int> labels;
  for (mlp::Index row = 0; row < rows; ++row) labels.push_back(static_cast<int>(row % 10));
  return mlp::make_dataset({values.data(), features, rows}, labels);
}

void epoch(benchmark::State& state, const mlp::Activation& activation) {
  static const mlp::Dataset data = images();
  mlp::Recipe recipe;
  recipe.model.hidden = {{.units = 256, .activation = activation}, {.units = 128, .activation = activation}};
  recipe.loss = mlp::CrossEntropy{};
  recipe.training.epochs = 1;
  recipe.training.batch_size = 64;
  for (auto _ : state) {
    const mlp::TrainResult result = mlp::train(recipe, mlp::all_rows(data), {}, {.threads = 1});
    state.SetIterationTime(result.training_seconds);
  }
}
BENCHMARK_CAPTURE(epoch, relu, mlp::Relu{})->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(epoch, own_relu, mlp::CustomActivation{std::make_shared<OwnRelu>()})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace

int main(int count, char** arguments) { return run_benchmarks(count, arguments); }
