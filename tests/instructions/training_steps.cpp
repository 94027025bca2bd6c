// Training steps to count instructions of: one thread, the AVX2 kernels, data of noise in memory.
//
//   training_steps                what compiled this, then the settings that can be run, a line each
//   training_steps NAME STEPS     takes so many steps of that setting
//
// The steps to count are one call of counted_steps(); a step before it pays what only a first one costs.
// Kernels hardly follow values and never the size of a cache, so noise does as well as images.
#include <algorithm>
#include <cstdint>
#include <iostream>
#include <span>
#include <string>
#include <vector>

#include "kernels/target_choice.hpp"
#include "mlp/base/error.hpp"
#include "mlp/base/team.hpp"
#include "nn/initialisation.hpp"
#include "train/stepper.hpp"

// By a name that callgrind can be given.
extern "C" [[gnu::noinline]] void counted_steps(mlp::Stepper& stepper, std::span<const std::int32_t> order,
                                                mlp::TrainState& state, const mlp::Stepper::Hooks& hooks) {
  if (stepper.run(order, state, hooks) != mlp::Stepper::Outcome::finished)
    throw mlp::Error(mlp::ErrorCode::diverged, "diverged");
}

namespace {

using mlp::Index;

#if defined(__clang__)
const std::string compiler = "Clang " + std::to_string(__clang_major__);
#else
const std::string compiler = "GCC " + std::to_string(__GNUC__);
#endif

struct Setting {
  std::string name;  // NETWORK/BATCH, and the optimizer where it is not SGD with momentum
  std::vector<Index> widths;
  Index batch;
  bool bytes;  // as images are kept
  mlp::Optimizer optimizer = mlp::Sgd{.momentum = 0.9};
};

// Large and small, a batch that fills no tile, layers shorter than a vector, more layers than two.
const std::vector<Setting> settings{{"mnist/64", {784, 256, 128, 10}, 64, true},
                                    {"mnist/64/adam", {784, 256, 128, 10}, 64, true, mlp::Adam{}},
                                    {"mnist/33", {784, 256, 128, 10}, 33, true},
                                    {"digits/32", {64, 64, 10}, 32, false},
                                    {"iris/16", {4, 16, 3}, 16, false},
                                    {"higgs/100", {28, 150, 150, 150, 2}, 100, false}};

constexpr Index rows = 200;

mlp::Network network_of(const std::vector<Index>& widths) {
  mlp::Architecture architecture;
  for (std::size_t l = 1; l < widths.size(); ++l) {
    mlp::Layer layer{.inputs = widths[l - 1], .units = widths[l], .initializer = mlp::HeUniform{}};
    if (l + 1 == widths.size()) layer.activation = mlp::Softmax{};
    architecture.layers.push_back(layer);
  }
  return {architecture, mlp::CrossEntropy{}};
}

void take_steps(const Setting& setting, Index steps) {
  const Index features = setting.widths.front();
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(rows * features + mlp::cache_line_bytes));
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * 2654435761u >> 13);
  mlp::FlatBuffer<float> values(rows * features);
  std::transform(bytes.begin(), bytes.begin() + values.size(), values.begin(),
                 [](std::uint8_t byte) { return static_cast<float>(byte) / 256; });
  std::vector<std::int32_t> classes(rows);
  for (std::size_t i = 0; i < classes.size(); ++i)
    classes[i] = static_cast<std::int32_t>(i % static_cast<std::size_t>(setting.widths.back()));
  std::vector<std::int32_t> order(static_cast<std::size_t>((steps + 1) * setting.batch));
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::int32_t>(i * 7919 % rows);

  mlp::Batch dataset;
  if (setting.bytes) {
    dataset.inputs.bytes = bytes.data();
  } else {
    dataset.inputs.values = values.data();
  }
  dataset.inputs.features = dataset.inputs.stride = features;
  dataset.classes = classes.data();
  dataset.size = rows;

  mlp::Team team(1);
  const mlp::Network network = network_of(setting.widths);
  mlp::TrainState state;
  state.parameters = mlp::initial_parameters(network, 1, team);
  state.slots = mlp::FlatBuffer<float>(network.layout.size * mlp::slot_count(setting.optimizer));
  mlp::Stepper stepper(network, setting.optimizer, dataset, setting.batch, team);
  const mlp::Stepper::Hooks hooks{.learning_rate = [](Index) { return 1e-4; },
                                  .after_losses = [](Index) {},
                                  .after_step = [] { return true; }};
  stepper.run(std::span(order).first(static_cast<std::size_t>(setting.batch)), state, hooks);
  counted_steps(stepper, order, state, hooks);
}

int run(const std::vector<std::string>& arguments) {
  if (arguments.empty()) {
    std::cout << compiler << '\n';
    for (const Setting& setting : settings) std::cout << setting.name << '\n';
    return 0;
  }
  const auto named = std::find_if(settings.begin(), settings.end(),
                                  [&](const Setting& setting) { return setting.name == arguments[0]; });
  const Index steps = arguments.size() == 2 ? std::stol(arguments[1]) : 0;
  if (named == settings.end() || steps < 1) {
    std::cerr << "usage: training_steps [NAME STEPS]\n";
    return 2;
  }
  mlp::limit_simd_target("avx2");
  take_steps(*named, steps);
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  try {
    return run({arguments + 1, arguments + count});
  } catch (const std::exception& problem) {
    std::cerr << problem.what() << '\n';
    return 2;
  }
}
