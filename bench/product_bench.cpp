// The product kernel in its uses, over layers and batches, in floating-point operations per second.
//
//   product/forward               W·X + b      units × batch, chains over inputs
//   product/input_gradient        (Wᵀ·dZ)ᵀ     batch × inputs, chains over units
//   product/weight_gradient       dZ·Xᵀ        units × inputs, chains over the batch
//   weight_gradient_update/sgd    the same, each tile applied to the weights by SGD with momentum
//
//   USE/units:U/inputs:I/batch:B
//     flops       2·U·I·B a product
//     peak        of bare fused multiply-adds on this core, measured after the products
//     peak_share  flops / peak
//
// Batches of 1, 7, 33, 100 and 129 fill neither a vector nor a tile.
#include <benchmark/benchmark.h>

#include "bench/main.hpp"
#include "kernels/peak.hpp"
#include "kernels/product.hpp"
#include "mlp/base/memory.hpp"

namespace {

using mlp::FlatBuffer;
using mlp::Index;

// Whole cache lines, and no power of two apart: as the trainer lays out its activations.
Index row_stride(Index count) {
  constexpr Index line = mlp::padded(1);
  const Index stride = mlp::padded(count);
  return stride % (8 * line) == 0 ? stride + line : stride;
}

FlatBuffer<float> filled(Index size, float value) {
  FlatBuffer<float> buffer(size);
  for (float& x : buffer) x = value;
  return buffer;
}

// A layer with what stands before and behind it.  Units and inputs are contiguous in a sample's row, as
// the backward pass reads them; samples are contiguous in `columns`, as the forward pass does.
struct Layer {
  Index units, inputs, batch;
  Index deltas_stride = row_stride(units), values_stride = row_stride(inputs),
        columns_stride = row_stride(batch);
  FlatBuffer<float> weights = filled(units * inputs, 0.5f);
  FlatBuffer<float> biases = filled(units, 0.125f);
  FlatBuffer<float> deltas = filled(batch * deltas_stride, 0.25f);
  FlatBuffer<float> values = filled(batch * values_stride, 0.25f);
  FlatBuffer<float> columns = filled(inputs * columns_stride, 0.25f);
  FlatBuffer<float> output_columns = filled(units * columns_stride, 0.0f);
  FlatBuffer<float> input_deltas = filled(batch * values_stride, 0.0f);
  FlatBuffer<float> gradient = filled(units * inputs, 0.0f);

  explicit Layer(const benchmark::State& state)
      : units(state.range(0)), inputs(state.range(1)), batch(state.range(2)) {}

  mlp::kernels::Product forward() {
    return {.rows = units,
            .columns = batch,
            .depth = inputs,
            .a = weights.data(),
            .a_row = inputs,
            .a_depth = 1,
            .b = columns.data(),
            .b_stride = columns_stride,
            .c = output_columns.data(),
            .c_stride = columns_stride,
            .start = biases.data()};
  }
  mlp::kernels::Product input_gradient() {
    return {.rows = batch,
            .columns = inputs,
            .depth = units,
            .a = deltas.data(),
            .a_row = deltas_stride,
            .a_depth = 1,
            .b = weights.data(),
            .b_stride = inputs,
            .c = input_deltas.data(),
            .c_stride = values_stride};
  }
  mlp::kernels::Product weight_gradient() {
    return {.rows = units,
            .columns = inputs,
            .depth = batch,
            .a = deltas.data(),
            .a_row = 1,
            .a_depth = deltas_stride,
            .b = values.data(),
            .b_stride = values_stride,
            .c = gradient.data(),
            .c_stride = inputs};
  }
};

// Counters of a benchmark that has run.
void report(benchmark::State& state, const Layer& layer) {
  const auto operations = 2.0 * static_cast<double>(layer.units * layer.inputs * layer.batch);
  const double peak = mlp::kernels::peak_operations_per_second(0.002);
  state.counters["flops"] = benchmark::Counter(operations, benchmark::Counter::kIsIterationInvariantRate);
  state.counters["peak"] = peak;
  state.counters["peak_share"] =
      benchmark::Counter(operations / peak, benchmark::Counter::kIsIterationInvariantRate);
}

void product(benchmark::State& state, mlp::kernels::Product (Layer::*use)()) {
  Layer layer(state);
  const mlp::kernels::Product product = (layer.*use)();
  for (auto _ : state) {
    mlp::kernels::product(product);
    benchmark::ClobberMemory();
  }
  report(state, layer);
}

void weight_gradient_update(benchmark::State& state, const mlp::Optimizer& optimizer) {
  if (!mlp::kernels::update_can_ride(optimizer)) return state.SkipWithError("rides on no product here");
  Layer layer(state);
  const Index count = layer.units * layer.inputs;
  FlatBuffer<float> slots(count * mlp::slot_count(optimizer));
  const mlp::kernels::UpdateBlock update{.rows = layer.units,
                                         .columns = layer.inputs,
                                         .stride = layer.inputs,
                                         .weights = layer.weights.data(),
                                         .slots = slots.data(),
                                         .slot_stride = count,
                                         .decays = true,
                                         .step = mlp::kernels::update_step(optimizer, 1e-5, 1000)};
  for (auto _ : state) {
    mlp::kernels::product_into_update(layer.weight_gradient(), optimizer, update);
    benchmark::ClobberMemory();
  }
  report(state, layer);
}

void layers_and_batches(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"units", "inputs", "batch"});
  for (const auto& [units, inputs] : {std::pair{64, 64}, {256, 784}, {300, 300}, {1024, 1024}}) {
    for (const int batch : {1, 7, 16, 33, 64, 100, 128, 129}) benchmark->Args({units, inputs, batch});
  }
}

BENCHMARK_CAPTURE(product, forward, &Layer::forward)->Apply(layers_and_batches);
BENCHMARK_CAPTURE(product, input_gradient, &Layer::input_gradient)->Apply(layers_and_batches);
BENCHMARK_CAPTURE(product, weight_gradient, &Layer::weight_gradient)->Apply(layers_and_batches);
BENCHMARK_CAPTURE(weight_gradient_update, sgd, mlp::Sgd{.learning_rate = 0.01, .momentum = 0.9})
    ->Apply(layers_and_batches);

}  // namespace

int main(int count, char** arguments) { return run_benchmarks(count, arguments); }
