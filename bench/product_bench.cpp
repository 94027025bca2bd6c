// The product kernel in its three uses, in floating-point operations per second.
//
// rows × columns × depth are those of the networks 784-256-128-10 at batch 64 and 784-1024-1024-10 at
// batch 128.  A core's peak is its clock × 64 (AVX-512) or × 32 (AVX2) where it has two FMA pipes.
#include <benchmark/benchmark.h>

#include "kernels/peak.hpp"
#include "kernels/product.hpp"
#include "mlp/base/memory.hpp"

namespace {

using mlp::FlatBuffer;
using mlp::Index;

// `a_is_transposed`: a(i, p) and a(i + 1, p) are neighbours, as in the weight gradient.
void product(benchmark::State& state, bool a_is_transposed) {
  const Index rows = state.range(0), columns = state.range(1), depth = state.range(2);
  const Index stride = mlp::padded(columns);
  FlatBuffer<float> a(rows * depth), b(depth * stride), c(rows * stride);
  for (float& x : a) x = 0.5f;
  for (float& x : b) x = 0.25f;
  for (auto _ : state) {
    mlp::kernels::product({.rows = rows,
                           .columns = columns,
                           .depth = depth,
                           .a = a.data(),
                           .a_row = a_is_transposed ? 1 : depth,
                           .a_depth = a_is_transposed ? rows : 1,
                           .b = b.data(),
                           .b_stride = stride,
                           .c = c.data(),
                           .c_stride = stride});
    benchmark::ClobberMemory();
  }
  const auto operations = 2.0 * static_cast<double>(rows * columns * depth);
  state.counters["peak"] = mlp::kernels::peak_operations_per_second(0.002);
  state.counters["flops"] = benchmark::Counter(operations, benchmark::Counter::kIsIterationInvariantRate);
}

// The weight gradient and its update by SGD with momentum in one.
void product_into_update(benchmark::State& state) {
  const Index rows = state.range(0), columns = state.range(1), depth = state.range(2);
  const Index stride = mlp::padded(columns);
  FlatBuffer<float> a(rows * depth), b(depth * stride), weights(rows * columns), velocity(rows * columns);
  for (float& x : a) x = 0.5f;
  for (float& x : b) x = 0.25f;
  const mlp::Optimizer sgd = mlp::Sgd{.learning_rate = 0.01, .momentum = 0.9};
  for (auto _ : state) {
    mlp::kernels::product_into_update({.rows = rows,
                                       .columns = columns,
                                       .depth = depth,
                                       .a = a.data(),
                                       .a_row = 1,
                                       .a_depth = rows,
                                       .b = b.data(),
                                       .b_stride = stride},
                                      sgd,
                                      {.rows = rows,
                                       .columns = columns,
                                       .stride = columns,
                                       .weights = weights.data(),
                                       .slots = velocity.data(),
                                       .slot_stride = velocity.size(),
                                       .decays = true,
                                       .learning_rate = 1e-5});
    benchmark::ClobberMemory();
  }
  const auto operations = 2.0 * static_cast<double>(rows * columns * depth);
  state.counters["peak"] = mlp::kernels::peak_operations_per_second(0.002);
  state.counters["flops"] = benchmark::Counter(operations, benchmark::Counter::kIsIterationInvariantRate);
}

}  // namespace

BENCHMARK(product_into_update)
    ->Args({24, 64, 64})
    ->Args({24, 64, 128})
    ->Args({48, 64, 64})
    ->Args({64, 64, 32})
    ->Args({128, 256, 64})
    ->Args({256, 784, 64})
    ->Args({1024, 1024, 128});
BENCHMARK_CAPTURE(product, forward, false)
    ->Args({256, 64, 784})
    ->Args({128, 64, 256})
    ->Args({1024, 128, 784})
    ->Args({1024, 128, 1024});
BENCHMARK_CAPTURE(product, input_gradient, false)->Args({64, 256, 128})->Args({128, 1024, 1024});
BENCHMARK_CAPTURE(product, weight_gradient, true)
    ->Args({24, 64, 64})
    ->Args({24, 64, 128})
    ->Args({48, 64, 64})
    ->Args({64, 64, 32})
    ->Args({256, 784, 64})
    ->Args({128, 256, 64})
    ->Args({1024, 1024, 128});

BENCHMARK_MAIN();
