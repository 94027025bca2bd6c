// Training steps of five networks, from 4-16-3 to 784-1024-1024-10, of six from 10³ to 10⁸ parameters, and of
// mnist's with each activation and each dropout (mnist_tanh, mnist_dropout, …): the shuffled batch is gathered,
// goes forward and back, and the weights are updated; data in memory.
//
//   step/NETWORK/OPTIMIZER/THREADS
//     label           WIDTHS BATCH ROWS: the network, the samples of a step, the rows of the data set
//     flops           floating-point operations per second of the products alone,
//                     6·Σ in·out − 2·in₀·out₀ a sample
//     peak            the same of bare fused multiply-adds on one core, measured around the steps
//     peak_share      flops / (peak · threads)
//     threads_chosen  what training would take here by itself
//
// bench/table.py makes a table of them.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bench/main.hpp"
#include "kernels/peak.hpp"
#include "mlp/base/available_threads.hpp"
#include "mlp/base/fields.hpp"
#include "mlp/base/random.hpp"
#include "mlp/base/team.hpp"
#include "tests/alternatives.hpp"
#include "train/stepper.hpp"
#include "train/threads.hpp"

namespace {

using mlp::FlatBuffer;
using mlp::Index;

struct Workload {
  std::string name;
  std::vector<Index> widths;
  Index batch;
  Index rows;
  bool bytes;  // as images are kept
  mlp::Activation hidden = mlp::Relu{};
  std::optional<mlp::Dropout> dropout = {};

  double operations_per_sample() const {
    double sum = 0.0;
    for (std::size_t l = 1; l < widths.size(); ++l)
      sum += 6.0 * static_cast<double>(widths[l - 1] * widths[l]);
    return sum - 2.0 * static_cast<double>(widths[0] * widths[1]);
  }
  std::string label() const {
    std::string text = std::to_string(widths[0]);
    for (std::size_t l = 1; l < widths.size(); ++l) text += "-" + std::to_string(widths[l]);
    return text + " " + std::to_string(batch) + " " + std::to_string(rows);
  }
};

const std::vector<Workload> plain_workloads{
    {"mnist", {784, 256, 128, 10}, 64, 60000, true},
    {"wide", {784, 1024, 1024, 10}, 128, 60000, true},
    {"digits", {64, 64, 10}, 32, 1797, false},
    {"iris", {4, 16, 3}, 16, 150, false},
    {"higgs", {28, 300, 300, 300, 300, 300, 2}, 100, 100000, false},
    // mnist by batches that fill no vector, and by those that do next.
    {"mnist_b1", {784, 256, 128, 10}, 1, 60000, true},
    {"mnist_b7", {784, 256, 128, 10}, 7, 60000, true},
    {"mnist_b16", {784, 256, 128, 10}, 16, 60000, true},
    {"mnist_b33", {784, 256, 128, 10}, 33, 60000, true},
    {"mnist_b48", {784, 256, 128, 10}, 48, 60000, true},
    {"mnist_b100", {784, 256, 128, 10}, 100, 60000, true},
    {"mnist_b112", {784, 256, 128, 10}, 112, 60000, true},
    {"mnist_b129", {784, 256, 128, 10}, 129, 60000, true},
    {"mnist_b144", {784, 256, 128, 10}, 144, 60000, true},
    // wide by batches that many cores can share.
    {"wide_b1024", {784, 1024, 1024, 10}, 1024, 60000, true},
    {"wide_b8192", {784, 1024, 1024, 10}, 8192, 60000, true},
    // 10³ to 10⁸ parameters.
    {"1e3", {22, 22, 22}, 128, 4096, false},
    {"1e4", {70, 70, 70}, 128, 4096, false},
    {"1e5", {223, 223, 223}, 128, 4096, false},
    {"1e6", {707, 707, 707}, 128, 4096, false},
    {"1e7", {2236, 2236, 2236}, 128, 4096, false},
    {"1e8", {7071, 7071, 7071}, 128, 4096, false}};

// Those, and mnist with each other activation and with each dropout.
std::vector<Workload> all_workloads() {
  std::vector<Workload> all = plain_workloads;
  const Workload& mnist = plain_workloads.front();
  const auto add = [&](std::string_view name) -> Workload& {
    all.push_back(mnist);
    all.back().name += "_" + std::string(name);
    return all.back();
  };
  for (const mlp::Activation& activation : mlp::all_alternatives<mlp::Activation>()) {
    const bool is_hidden = !mlp::mixes_units(activation) && !std::holds_alternative<mlp::Relu>(activation);
    if (is_hidden) add(mlp::name_of(activation)).hidden = activation;
  }
  for (const mlp::Dropout& dropout : mlp::all_alternatives<mlp::Dropout>())
    add(mlp::name_of(dropout)).dropout = dropout;
  return all;
}

float noise(Index at) {
  const mlp::DrawSite site{.purpose = mlp::Purpose::noise, .sample = static_cast<std::uint32_t>(at >> 16)};
  return mlp::uniform(mlp::draw_word(1, site, static_cast<std::uint32_t>(at & 0xffff)));
}

mlp::Network network_of(const Workload& workload) {
  mlp::Architecture architecture;
  for (std::size_t l = 1; l < workload.widths.size(); ++l) {
    const bool last = l + 1 == workload.widths.size();
    mlp::Layer layer;
    layer.inputs = workload.widths[l - 1];
    layer.units = workload.widths[l];
    if (last) {
      layer.activation = mlp::Softmax{};
    } else {
      layer.activation = workload.hidden;
      layer.dropout = workload.dropout;
    }
    architecture.layers.push_back(layer);
  }
  return {architecture, mlp::CrossEntropy{}};
}

// Between two looks at the clock: some milliseconds of training, less for small networks, one step of huge
// ones.
constexpr Index samples_per_window = 4000;
constexpr double operations_per_window = 2e10;

Index steps_per_window(const Workload& workload) {
  const double operations = workload.operations_per_sample() * static_cast<double>(workload.batch);
  const auto most = static_cast<Index>(operations_per_window / operations);
  return std::max<Index>(1, std::min(samples_per_window / workload.batch, most));
}

// A data set of noise, its network and an order of all its rows, many times where they are few.
struct Setting {
  Workload workload;
  mlp::Network network;
  std::vector<std::uint8_t> bytes;
  FlatBuffer<float> values;
  std::vector<std::int32_t> classes;
  std::vector<std::int32_t> order;
  mlp::TrainState state;

  Setting(const Workload& workload_given, const mlp::Optimizer& optimizer)
      : workload(workload_given),
        network(network_of(workload)),
        classes(static_cast<std::size_t>(workload.rows)) {
    const Index count = workload.rows * workload.widths[0];
    if (workload.bytes) {
      bytes.resize(static_cast<std::size_t>(count + 64));
      for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::uint8_t>(i * 2654435761u >> 13);
    } else {
      values = FlatBuffer<float>(count);
      for (Index i = 0; i < count; ++i) values[i] = noise(i);
    }
    for (std::size_t i = 0; i < classes.size(); ++i)
      classes[i] = static_cast<std::int32_t>(i * 7 % static_cast<std::size_t>(workload.widths.back()));
    const Index steps_per_epoch = workload.rows / workload.batch;
    std::vector<std::int32_t> epoch(static_cast<std::size_t>(workload.rows));
    std::iota(epoch.begin(), epoch.end(), 0);
    for (std::uint32_t e = 0; static_cast<Index>(order.size()) < samples_per_window; ++e) {
      for (std::size_t i = epoch.size(); i > 1; --i) {
        const mlp::DrawSite site{.purpose = mlp::Purpose::shuffle, .epoch = e};
        std::swap(epoch[i - 1], epoch[mlp::draw_word(1, site, static_cast<std::uint32_t>(i)) % i]);
      }
      order.insert(order.end(), epoch.begin(), epoch.begin() + steps_per_epoch * workload.batch);
    }
    state.parameters = FlatBuffer<float>(network.layout.size);
    state.slots = FlatBuffer<float>(network.layout.size * mlp::slot_count(optimizer));
    for (Index l = 0; l < network.layer_count(); ++l) {
      const auto& tensor = network.layout.weight(l);
      const float scale = 2.0f / static_cast<float>(std::max<Index>(1, network.layer(l).inputs));
      for (Index i = 0; i < tensor.rows * tensor.columns; ++i)
        state.parameters[tensor.offset + i] = (noise(i + l) - 0.5f) * 2 * scale;
    }
  }

  mlp::Batch dataset() const {
    mlp::Batch all;
    if (workload.bytes) {
      all.inputs.bytes = bytes.data();
    } else {
      all.inputs.values = values.data();
    }
    all.inputs.features = all.inputs.stride = workload.widths[0];
    all.classes = classes.data();
    all.size = workload.rows;
    return all;
  }
};

void step(benchmark::State& state, const Workload& workload, const mlp::Optimizer& optimizer, int threads) {
  Setting setting(workload, optimizer);
  mlp::Team team(threads);
  mlp::Stepper stepper(setting.network, optimizer, setting.dataset(), workload.batch, team);
  const mlp::Stepper::Hooks hooks{.learning_rate = [](Index) { return 1e-4; },
                                  .after_losses = [](Index) {},
                                  .after_step = [] { return true; }};
  // Window after window through the whole order, so that the rows come from all over the data set.
  const Index steps = steps_per_window(workload);
  std::span<const std::int32_t> left;
  const auto window = [&] {
    const auto samples = static_cast<std::size_t>(steps * workload.batch);
    if (left.size() < samples) left = setting.order;
    setting.state.first_sample = 0;
    if (stepper.run(left.first(samples), setting.state, hooks) != mlp::Stepper::Outcome::finished)
      state.SkipWithError("diverged");
    left = left.subspan(samples);
  };
  window();
  double peak = mlp::kernels::peak_operations_per_second(0.003);
  while (state.KeepRunningBatch(steps)) window();
  peak = std::max(peak, mlp::kernels::peak_operations_per_second(0.003));
  const double operations = workload.operations_per_sample() * static_cast<double>(workload.batch);
  state.counters["flops"] = benchmark::Counter(operations, benchmark::Counter::kIsIterationInvariantRate);
  state.counters["peak"] = peak;
  state.counters["threads_chosen"] = mlp::training_threads(setting.network, workload.batch);
  state.SetLabel(workload.label());
  state.counters["peak_share"] =
      benchmark::Counter(operations / (peak * threads), benchmark::Counter::kIsIterationInvariantRate);
}

}  // namespace

// 1, 2, 4, … as far as there are CPUs, and all of them; 2 anyway.
static std::vector<int> thread_counts() {
  const int most = std::max(2, mlp::available_threads());
  std::vector<int> counts;
  for (int threads = 1; threads < most; threads *= 2) counts.push_back(threads);
  counts.push_back(most);
  return counts;
}

int main(int count, char** arguments) {
  for (const Workload& workload : all_workloads()) {
    for (const int threads : thread_counts()) {
      const auto add = [&](const mlp::Optimizer& optimizer, const std::string& name) {
        const std::string title = "step/" + workload.name + "/" + name + "/" + std::to_string(threads);
        benchmark::RegisterBenchmark(title.c_str(), step, workload, optimizer, threads)
            ->UseRealTime()
            ->Unit(benchmark::kMicrosecond);
      };
      add(mlp::Sgd{.learning_rate = 0.01, .momentum = 0.9}, "sgd");
      if (workload.name == "mnist" || workload.name == "higgs") {
        add(mlp::Adam{}, "adam");
        add(mlp::AdamW{}, "adamw");
      }
    }
  }
  return run_benchmarks(count, arguments);
}
