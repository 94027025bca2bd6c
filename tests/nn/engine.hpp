// The engine run by hand on one batch, beside the same batch for the reference.
//
//   inputs    features × samples        outputs   outputs × samples
//   gradient  laid out by ParameterLayout, 0 in the padding
#pragma once

#include <cstdint>
#include <vector>

#include <Eigen/Core>

#include "fitting_targets.hpp"
#include "mlp/base/random.hpp"
#include "mlp/base/team.hpp"
#include "nn/gradient.hpp"
#include "nn/network.hpp"
#include "nn/passes.hpp"
#include "nn/workspace.hpp"
#include "reference/network.hpp"

namespace mlp {

// A network with parameters and samples.  Of the targets, the loss's kind is filled.
struct EngineInput {
  Network network;
  FlatBuffer<float> parameters;
  Eigen::MatrixXf inputs;
  std::vector<std::int32_t> classes;
  Eigen::MatrixXf numbers;
  std::vector<float> weights = {};                      // (samples), or empty
  ReferenceDraws draws_from = {.seed = 11, .step = 5};  // where the network draws in training

  // The whole problem as one batch; a view of it.
  Batch batch() const {
    Batch batch;
    batch.inputs = {.values = inputs.data(), .features = inputs.rows(), .stride = inputs.rows()};
    if (!classes.empty()) batch.classes = classes.data();
    if (!weights.empty()) batch.weights = weights.data();
    if (numbers.size() > 0)
      batch.numbers = {.values = numbers.data(), .features = numbers.rows(), .stride = numbers.rows()};
    batch.size = inputs.cols();
    batch.seed = draws_from.seed;
    batch.step = draws_from.step;
    return batch;
  }

  ReferenceBatch reference_batch() const {
    ReferenceBatch batch{.inputs = inputs.cast<double>(),
                         .classes = classes,
                         .numbers = numbers.cast<double>(),
                         .weights = {},
                         .draws = draws_from};
    if (!weights.empty())
      batch.weights = Eigen::Map<const Eigen::VectorXf>(weights.data(), std::ssize(weights)).cast<double>();
    return batch;
  }

  Eigen::VectorXd reference_parameters() const {
    return Eigen::Map<const Eigen::VectorXf>(parameters.data(), parameters.size()).cast<double>();
  }
};

// Draws in [−1, 1), multiples of 2⁻²³.
inline Eigen::MatrixXf draws(std::uint64_t seed, std::uint32_t site, Index rows, Index columns) {
  std::uint32_t unit = 0;
  return Eigen::MatrixXf::NullaryExpr(rows, columns, [&] {
    return 2.0f * uniform(draw_word(seed, {.purpose = Purpose::noise, .layer = site}, unit++)) - 1.0f;
  });
}

// Weights of the size that keeps activations of order 1 through any number of layers.
inline FlatBuffer<float> drawn_parameters(const Network& network, std::uint64_t seed) {
  FlatBuffer<float> parameters(network.layout.size);
  for (std::size_t t = 0; t < network.layout.tensors.size(); ++t) {
    const ParameterTensor& tensor = network.layout.tensors[t];
    const Eigen::MatrixXf drawn = draws(seed, static_cast<std::uint32_t>(10 + t), tensor.size(), 1);
    const float size = tensor.is_weight ? 2.0f / std::sqrt(static_cast<float>(tensor.columns)) : 0.25f;
    const float middle = tensor.role == TensorRole::running_variance ? 1.0f : 0.0f;
    for (Index i = 0; i < tensor.size(); ++i) parameters[tensor.offset + i] = middle + size * drawn(i);
  }
  return parameters;
}

inline EngineInput drawn_problem(const Architecture& architecture, const Loss& loss, Index samples,
                                 std::uint64_t seed, const std::vector<Index>& frozen = {}) {
  EngineInput problem{.network = Network(architecture, loss, frozen),
                      .parameters = {},
                      .inputs = draws(seed, 0, architecture.inputs(), samples),
                      .classes = {},
                      .numbers = {}};
  problem.parameters = drawn_parameters(problem.network, seed);
  problem.draws_from.learns = problem.network.learns;
  const Index targets = target_count(loss, architecture.outputs());
  if (target_kind(loss) == TargetKind::numbers) {
    problem.numbers = draws(seed, 1, targets, samples);
    for (Index n = 0; n < samples; ++n) make_fitting(loss, problem.numbers.col(n).data(), targets);
    return problem;
  }
  const auto classes = static_cast<std::uint32_t>(targets);
  for (std::uint32_t n = 0; n < static_cast<std::uint32_t>(samples); ++n) {
    const std::uint32_t word = draw_word(seed, {.purpose = Purpose::noise, .layer = 2}, n);
    problem.classes.push_back(static_cast<std::int32_t>(word % classes));
  }
  return problem;
}

struct EngineResult {
  bool finite = true;
  std::vector<float> outputs;           // (samples × outputs)
  std::vector<std::int32_t> predicted;  // (samples)
  std::vector<double> losses;           // (samples)
  FlatBuffer<float> gradient;           // (layout.size)
};

// Outputs come from an inference pass, losses and gradient from a training step without its update.
inline EngineResult run_engine(const EngineInput& problem, int threads) {
  const Network& network = problem.network;
  const Batch batch = problem.batch();
  Team team(threads);
  EngineResult result;

  Workspace inference(network, batch.size, threads, PassKind::inference);
  team.run([&](int thread) {
    forward(network, problem.parameters.data(), batch, share_of(batch.size, thread, threads), inference,
            thread);
  });
  const LayerMemory& last = inference.outputs();
  for (Index i = 0; i < batch.size; ++i) {
    const float* const row = last.values.data() + i * last.stride;
    result.outputs.insert(result.outputs.end(), row, row + network.architecture.outputs());
  }
  result.predicted.assign(inference.predicted.begin(), inference.predicted.begin() + batch.size);

  Workspace training(network, batch.size, threads, PassKind::training);
  result.gradient = FlatBuffer<float>(network.layout.size);
  std::vector<char> finite(static_cast<std::size_t>(threads), 1);
  team.run([&](int thread) {
    finite[static_cast<std::size_t>(thread)] =
        forward_backward(network, problem.parameters.data(), batch, share_of(batch.size, thread, threads),
                         training, thread, &team);
    team.barrier();
    for (Index l = 0; l < network.layer_count(); ++l) {
      if (!network.layer_learns(l)) continue;
      const Layer& layer = network.layer(l);
      const UnitRange mine = units_of(layer, thread, threads);
      for (const ParameterTensor& tensor : network.layout.further(l)) {
        unit_gradient({network, training, batch.size, l, mine, thread}, tensor.role,
                      result.gradient.data() + tensor.offset + mine.first);
      }
      const Index block = units_per_gradient_block(layer, batch.size);
      for (Index first = mine.first; first < mine.end; first += block) {
        const UnitRange units{first, std::min(first + block, mine.end)};
        layer_gradient({network, training, batch.size, l, units, thread},
                       result.gradient.data() + network.layout.weight(l).offset + first * layer.inputs,
                       result.gradient.data() + network.layout.bias(l).offset + first);
      }
    }
  });
  for (const char one : finite) result.finite = result.finite && one;
  result.losses.assign(training.losses.begin(), training.losses.begin() + batch.size);
  return result;
}

inline double mean(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

// Layers of these sizes, all hidden ones with the same activation.
inline Architecture architecture_of(const std::vector<Index>& sizes, const Activation& hidden,
                                    const Activation& output) {
  Architecture architecture;
  for (std::size_t l = 1; l < sizes.size(); ++l) {
    const bool is_output = l + 1 == sizes.size();
    architecture.layers.push_back({.inputs = sizes[l - 1],
                                   .units = sizes[l],
                                   .activation = is_output ? output : hidden,
                                   .initializer = HeNormal{}});
  }
  return architecture;
}

}  // namespace mlp
