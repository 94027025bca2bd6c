// The kernels beside the product: what a step does to each value once, not once per unit.
//
//   functions     exact::exp, …                        items: values
//   activate      f(z) and, where kept, its slope      items: values of a block of 96 units × 64 samples
//   slope         delta ∘ f′(z)                        items: values of 64 samples × 256 units
//   update        each optimizer's rule                items: parameters, near (in the cache) or far
//   transpose     from one order to the other          bytes: read and written
//   gather        shuffled rows to a batch             bytes: of the rows read
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "bench/main.hpp"
#include "kernels/elementwise.hpp"
#include "kernels/functions.hpp"
#include "kernels/gather.hpp"
#include "kernels/updates.hpp"
#include "mlp/base/random.hpp"
#include "tests/alternatives.hpp"

namespace {

using mlp::FlatBuffer;
using mlp::Index;
using mlp::kernels::Block;

float noise(Index at) {
  const mlp::DrawSite site{.purpose = mlp::Purpose::noise, .sample = static_cast<std::uint32_t>(at >> 16)};
  return mlp::uniform(mlp::draw_word(1, site, static_cast<std::uint32_t>(at & 0xffff)));
}

// Values in [from, to).
template <typename T>
FlatBuffer<T> noise_between(Index count, T from, T to) {
  FlatBuffer<T> values(count);
  for (Index i = 0; i < count; ++i) values[i] = from + (to - from) * static_cast<T>(noise(i));
  return values;
}

void report_items(benchmark::State& state, Index each) {
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * each);
}
void report_bytes(benchmark::State& state, Index each) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * each);
}

template <typename T>
void function(benchmark::State& state, void (*f)(std::span<const T>, std::span<T>), T from, T to) {
  constexpr Index count = 4096;
  const FlatBuffer<T> x = noise_between(count, from, to);
  FlatBuffer<T> y(count);
  for (auto _ : state) {
    f(x, y);
    benchmark::ClobberMemory();
  }
  report_items(state, count);
}

template <typename T>
void add_functions(const std::string& type) {
  using Function = void (*)(std::span<const T>, std::span<T>);
  const auto add = [&](const std::string& name, Function f, T from, T to) {
    benchmark::RegisterBenchmark(("functions/" + name + "/" + type).c_str(), function<T>, f, from, to);
  };
  add("exp", mlp::exact::exp, -20, 20);
  add("log", mlp::exact::log, 0, 100);
  add("log1p", mlp::exact::log1p, 0, 100);
  if constexpr (std::is_same_v<T, float>) {
    add("expm1", mlp::exact::expm1, -20, 20);
    add("tanh", mlp::exact::tanh, -10, 10);
    add("erf", mlp::exact::erf, -3, 3);
    add("sin", mlp::exact::sin, -100, 100);
    add("cos", mlp::exact::cos, -100, 100);
  } else {
    add("cos", mlp::exact::cos, -100, 100);
  }
}

// In place, as the forward pass does it: after the first round it reads its own results, which takes
// the same instructions.
void activate(benchmark::State& state, const mlp::Activation& activation) {
  constexpr Index units = 96, samples = 64, stride = 80;
  FlatBuffer<float> z = noise_between(units * stride, -3.0f, 3.0f), slopes(units * stride);
  const Block slope =
      mlp::kernels::keeps_slope(activation) ? Block{slopes.data(), units, samples, stride} : Block{};
  for (auto _ : state) {
    mlp::kernels::activate(activation, {z.data(), units, samples, stride}, slope);
    benchmark::ClobberMemory();
  }
  report_items(state, units * samples);
}

void multiply_by_slope(benchmark::State& state, const mlp::Activation& activation) {
  constexpr Index samples = 64, units = 256, stride = 272;
  FlatBuffer<float> from = noise_between(samples * stride, 0.0f, 1.0f);
  FlatBuffer<float> delta = noise_between(samples * stride, -1.0f, 1.0f);
  for (auto _ : state) {
    mlp::kernels::multiply_by_slope(activation, {from.data(), samples, units, stride},
                                    {delta.data(), samples, units, stride});
    benchmark::ClobberMemory();
  }
  report_items(state, samples * units);
}

void update(benchmark::State& state, const mlp::Optimizer& optimizer, Index count) {
  FlatBuffer<float> weights = noise_between(count, -1.0f, 1.0f);
  const FlatBuffer<float> gradient = noise_between(count, -1e-3f, 1e-3f);
  FlatBuffer<float> slots(count * mlp::slot_count(optimizer));
  const mlp::kernels::UpdateBlock block{.rows = 1,
                                        .columns = count,
                                        .stride = count,
                                        .weights = weights.data(),
                                        .slots = slots.data(),
                                        .slot_stride = count,
                                        .gradient = gradient.data(),
                                        .gradient_stride = count,
                                        .decays = true,
                                        .step = mlp::kernels::update_step(optimizer, 1e-5, 1000)};
  for (auto _ : state) {
    mlp::kernels::update(optimizer, block);
    benchmark::ClobberMemory();
  }
  report_items(state, count);
}

// Defaults, and the momentum that everybody uses.
mlp::Optimizer as_used(mlp::Optimizer optimizer) {
  if (auto* const sgd = std::get_if<mlp::Sgd>(&optimizer)) sgd->momentum = 0.9;
  return optimizer;
}

void transpose(benchmark::State& state) {
  const Index rows = state.range(0), columns = state.range(1);
  const Index from_stride = mlp::padded(columns) + mlp::padded(1),
              to_stride = mlp::padded(rows) + mlp::padded(1);
  const FlatBuffer<float> from = noise_between(rows * from_stride, -1.0f, 1.0f);
  FlatBuffer<float> to(columns * to_stride);
  for (auto _ : state) {
    mlp::kernels::transpose(from.data(), rows, columns, from_stride, to.data(), to_stride);
    benchmark::ClobberMemory();
  }
  report_bytes(state, 2 * rows * columns * static_cast<Index>(sizeof(float)));
}
BENCHMARK(transpose)
    ->ArgNames({"rows", "columns"})
    ->Args({64, 784})
    ->Args({128, 1024})
    ->Args({96, 64})
    ->Args({100, 300})
    ->Args({16, 4})
    ->Args({33, 129});

enum class Kind { bytes, values, scaled_values };

// Batches of 64 rows, one after another through a shuffled data set; each asks for the next before it
// is gathered.
void gather(benchmark::State& state, Kind kind) {
  const Index features = state.range(0), rows = state.range(1);
  constexpr Index batch = 64;
  const Index count = features * rows;
  std::vector<std::uint8_t> bytes;
  FlatBuffer<float> values;
  const FlatBuffer<float> shift = noise_between(features, -1.0f, 1.0f),
                          scale = noise_between(features, 0.5f, 1.0f);
  mlp::kernels::InputRows inputs{.features = features, .stride = features};
  if (kind == Kind::bytes) {
    bytes.resize(static_cast<std::size_t>(count + mlp::cache_line_bytes), std::uint8_t{7});
    inputs.bytes = bytes.data();
  } else {
    values = noise_between(count, -1.0f, 1.0f);
    inputs.values = values.data();
  }
  if (kind == Kind::scaled_values) {
    inputs.shift = shift.data();
    inputs.scale = scale.data();
  }
  std::vector<std::int32_t> order(static_cast<std::size_t>(rows));
  std::iota(order.begin(), order.end(), 0);
  for (std::size_t i = order.size(); i > 1; --i)
    std::swap(order[i - 1], order[mlp::draw_word(1, {}, static_cast<std::uint32_t>(i)) % i]);

  FlatBuffer<float> to(batch * mlp::padded(features));
  Index first = 0;
  for (auto _ : state) {
    const Index next = first + 2 * batch <= rows ? first + batch : 0;
    mlp::kernels::prefetch(inputs, order.data() + next, batch);
    mlp::kernels::gather(inputs, order.data() + first, batch, to.data(), mlp::padded(features));
    benchmark::ClobberMemory();
    first = next;
  }
  report_bytes(state, batch * features * (kind == Kind::bytes ? 1 : static_cast<Index>(sizeof(float))));
}

void near_and_far(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"features", "rows"});
  for (const int features : {28, 64, 784}) {
    for (const int rows : {256, 30000}) benchmark->Args({features, rows});
  }
}
BENCHMARK_CAPTURE(gather, bytes, Kind::bytes)->Apply(near_and_far);
BENCHMARK_CAPTURE(gather, values, Kind::values)->Apply(near_and_far);
BENCHMARK_CAPTURE(gather, scaled_values, Kind::scaled_values)->Apply(near_and_far);

void add_alternatives() {
  const auto add = [](const std::string& name, auto* run, const auto&... arguments) {
    benchmark::RegisterBenchmark(name.c_str(), run, arguments...);
  };
  for (const mlp::Activation& activation : mlp::all_alternatives<mlp::Activation>()) {
    add("activate/" + std::string(mlp::name_of(activation)), activate, activation);
    add("slope/" + std::string(mlp::name_of(activation)), multiply_by_slope, activation);
  }
  for (const mlp::Optimizer& optimizer : mlp::all_alternatives<mlp::Optimizer>()) {
    const std::string name = "update/" + std::string(mlp::name_of(optimizer));
    add(name + "/near", update, as_used(optimizer), Index{1} << 14);
    add(name + "/far", update, as_used(optimizer), Index{1} << 24);
  }
}

}  // namespace

int main(int count, char** arguments) {
  add_functions<float>("float");
  add_functions<double>("double");
  add_alternatives();
  return run_benchmarks(count, arguments);
}
