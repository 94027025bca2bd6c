// Prediction with 784-256-128-10: one row at a time, and many.
//
//   one_row        a Predictor asked for one row
//   read_weights   as many bytes as its weights are, read once from the cache that holds them: the least that
//                  one row can take
//   rows           many rows by one thread, flops and peak as in step_bench
#include <benchmark/benchmark.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <vector>

#include "bench/main.hpp"
#include "kernels/peak.hpp"
#include "mlp/base/random.hpp"
#include "mlp/base/team.hpp"
#include "mlp/model/predictor.hpp"
#include "nn/initialisation.hpp"

namespace {

using mlp::FlatBuffer;
using mlp::Index;

mlp::Model model() {
  mlp::Model made;
  made.architecture.layers = {{.inputs = 784, .units = 256},
                              {.inputs = 256, .units = 128},
                              {.inputs = 128, .units = 10, .activation = mlp::Softmax{}}};
  made.loss = mlp::CrossEntropy{};
  mlp::Team team(1);
  made.parameters = mlp::initial_parameters({made.architecture, made.loss}, 1, team);
  return made;
}

FlatBuffer<float> noise(Index count) {
  FlatBuffer<float> values(count);
  for (Index i = 0; i < count; ++i)
    values[i] =
        mlp::uniform(mlp::draw_word(1, {.purpose = mlp::Purpose::noise}, static_cast<std::uint32_t>(i)));
  return values;
}

void one_row(benchmark::State& state) {
  const mlp::Model asked = model();
  mlp::Predictor predictor(asked);
  const FlatBuffer<float> x = noise(784);
  FlatBuffer<float> y(10);
  for (auto _ : state) {
    predictor.predict({x.data(), 784, 1}, {y.data(), 10, 1});
    benchmark::ClobberMemory();
  }
}
BENCHMARK(one_row);

// In the widest vectors that the CPU has.
#if defined(__x86_64__) && !defined(__clang__)
[[gnu::target_clones("avx512f", "avx2", "default"), gnu::optimize("O3")]]
#endif
std::uint64_t
combined(const std::vector<std::uint64_t>& words) {
  std::array<std::uint64_t, 64> all{};
  for (std::size_t i = 0; i + all.size() <= words.size(); i += all.size()) {
    for (std::size_t k = 0; k < all.size(); ++k) all[k] |= words[i + k];
  }
  std::uint64_t one = 0;
  for (const std::uint64_t word : all) one |= word;
  return one;
}

void read_weights(benchmark::State& state) {
  const mlp::Model asked = model();
  std::vector<std::uint64_t> weights(static_cast<std::size_t>(asked.parameters.size()) / 2);
  std::memcpy(weights.data(), asked.parameters.data(), weights.size() * sizeof weights[0]);
  for (auto _ : state) benchmark::DoNotOptimize(combined(weights));
}
BENCHMARK(read_weights);

void rows(benchmark::State& state) {
  const mlp::Model asked = model();
  const Index count = 4096;
  mlp::Predictor predictor(asked, count);
  const FlatBuffer<float> x = noise(784 * count);
  FlatBuffer<float> y(10 * count);
  for (auto _ : state) {
    predictor.predict({x.data(), 784, count}, {y.data(), 10, count});
    benchmark::ClobberMemory();
  }
  const double operations = 2.0 * static_cast<double>((784 * 256 + 256 * 128 + 128 * 10) * count);
  const double peak = mlp::kernels::peak_operations_per_second(0.003);
  state.counters["flops"] = benchmark::Counter(operations, benchmark::Counter::kIsIterationInvariantRate);
  state.counters["peak_share"] =
      benchmark::Counter(operations / peak, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(rows)->Unit(benchmark::kMicrosecond);

}  // namespace

int main(int count, char** arguments) { return run_benchmarks(count, arguments); }
