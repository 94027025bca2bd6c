#include "nn/initialisation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "kernels/functions.hpp"
#include "mlp/base/random.hpp"
#include "nn/orthogonal.hpp"

namespace mlp {
namespace {

// The draws of one row of a weight matrix: unit o's weights, input by input.
struct WeightRowDraws {
  std::uint64_t seed;
  DrawSite site;
  double fan_in;
  double fan_out;
  const Activation& activation;

  // A later `round` holds words that no other draw of the row uses.
  std::uint32_t word(Index i, std::uint32_t round = 0) const {
    DrawSite at = site;
    at.epoch = round;
    return draw_word(seed, at, static_cast<std::uint32_t>(i));
  }
  // N(0, 1).
  double normal(Index i, std::uint32_t round = 0) const {
    return exact::normal(word(2 * i, round), word(2 * i + 1, round));
  }
};

// As weights are stored: rounded, and never subnormal.
float stored(double weight) {
  const auto rounded = static_cast<float>(weight);
  return std::fabs(rounded) < std::numeric_limits<float>::min() ? 0.0f : rounded;
}

// use(i, draw) for the draws of N(0, 1) of a row's inputs in turn: round 0 of normal(), but many at once.
template <typename Use>
void each_normal(const WeightRowDraws& draws, Index inputs, const Use& use) {
  constexpr Index at_once = 128;
  std::array<std::uint32_t, 2 * at_once> words;
  std::array<double, at_once> normals;
  for (Index first = 0; first < inputs; first += at_once) {
    const auto count = static_cast<std::size_t>(std::min(at_once, inputs - first));
    const std::span<std::uint32_t> some_words(words.data(), 2 * count);
    draw_words(draws.seed, draws.site, static_cast<std::uint32_t>(2 * first), some_words);
    exact::normal(some_words, {normals.data(), count});
    for (std::size_t n = 0; n < count; ++n) use(first + static_cast<Index>(n), normals[n]);
  }
}

constexpr Gain no_gain = NumberGain{};

void draw_normal(const WeightRowDraws& draws, double variance, const Gain& gain, float* row, Index inputs) {
  const double deviation = gain_of(gain, draws.activation) * std::sqrt(variance);
  each_normal(draws, inputs, [&](Index i, double draw) { row[i] = static_cast<float>(deviation * draw); });
}

void draw_uniform(const WeightRowDraws& draws, double variance, const Gain& gain, float* row, Index inputs) {
  const double bound = gain_of(gain, draws.activation) * std::sqrt(3.0 * variance);
  for (Index i = 0; i < inputs; ++i) {
    row[i] = static_cast<float>(bound * (2.0 * static_cast<double>(uniform(draws.word(i))) - 1.0));
  }
}

void fill(const HeNormal&, const WeightRowDraws& draws, float* row, Index inputs) {
  draw_normal(draws, 2.0 / draws.fan_in, no_gain, row, inputs);
}
void fill(const HeUniform&, const WeightRowDraws& draws, float* row, Index inputs) {
  draw_uniform(draws, 2.0 / draws.fan_in, no_gain, row, inputs);
}
void fill(const GlorotNormal& glorot, const WeightRowDraws& draws, float* row, Index inputs) {
  draw_normal(draws, 2.0 / (draws.fan_in + draws.fan_out), glorot.gain, row, inputs);
}
void fill(const GlorotUniform& glorot, const WeightRowDraws& draws, float* row, Index inputs) {
  draw_uniform(draws, 2.0 / (draws.fan_in + draws.fan_out), glorot.gain, row, inputs);
}
void fill(const LecunNormal& lecun, const WeightRowDraws& draws, float* row, Index inputs) {
  draw_normal(draws, 1.0 / draws.fan_in, lecun.gain, row, inputs);
}
void fill(const Zeros&, const WeightRowDraws&, float* row, Index inputs) { std::fill_n(row, inputs, 0.0f); }
void fill(const Constant& constant, const WeightRowDraws&, float* row, Index inputs) {
  std::fill_n(row, inputs, stored(constant.value));
}
void fill(const Ones&, const WeightRowDraws&, float* row, Index inputs) { std::fill_n(row, inputs, 1.0f); }
void fill(const Uniform& bounds, const WeightRowDraws& draws, float* row, Index inputs) {
  const double width = bounds.high - bounds.low;
  for (Index i = 0; i < inputs; ++i)
    row[i] = stored(bounds.low + width * static_cast<double>(uniform(draws.word(i))));
}
void fill(const Normal& normal, const WeightRowDraws& draws, float* row, Index inputs) {
  each_normal(draws, inputs,
              [&](Index i, double draw) { row[i] = stored(normal.mean + normal.stddev * draw); });
}
void fill(const TruncatedNormal& normal, const WeightRowDraws& draws, float* row, Index inputs) {
  each_normal(draws, inputs, [&](Index i, double draw) {
    // Each round redraws 4.6 of 100; the last stands for never.
    for (std::uint32_t round = 1; std::fabs(draw) > 2.0; ++round)
      draw = round < 100 ? draws.normal(i, round) : 0.0;
    row[i] = stored(normal.mean + normal.stddev * draw);
  });
}
void fill(const LecunUniform& lecun, const WeightRowDraws& draws, float* row, Index inputs) {
  draw_uniform(draws, 1.0 / draws.fan_in, lecun.gain, row, inputs);
}
void fill(const Sparse& sparse, const WeightRowDraws& draws, float* row, Index inputs) {
  // The inputs with the smallest words of round 1, the lower input on ties.
  std::vector<std::pair<std::uint32_t, Index>> order(static_cast<std::size_t>(inputs));
  for (Index i = 0; i < inputs; ++i) order[static_cast<std::size_t>(i)] = {draws.word(i, 1), i};
  const Index nonzero = std::min<Index>(sparse.nonzero, inputs);
  std::nth_element(order.begin(), order.begin() + (nonzero - 1), order.end());
  std::fill_n(row, inputs, 0.0f);
  for (Index n = 0; n < nonzero; ++n) {
    const Index i = order[static_cast<std::size_t>(n)].second;
    row[i] = stored(sparse.stddev * draws.normal(i));
  }
}

// The draws of unit o's row.
WeightRowDraws draws_of(const Layer& layer, Index l, Index unit, std::uint64_t seed) {
  return {.seed = seed,
          .site = {.purpose = Purpose::initial_weights,
                   .layer = static_cast<std::uint32_t>(l),
                   .sample = static_cast<std::uint32_t>(unit),
                   .epoch = 0},
          .fan_in = static_cast<double>(layer.inputs),
          .fan_out = static_cast<double>(layer.units),
          .activation = layer.activation};
}

// Thread `thread`'s rows of the weights.
template <typename I>
void fill_weights(const I& initializer, const Layer& layer, Index l, std::uint64_t seed, float* weights,
                  int thread, int threads) {
  for (Index unit = thread; unit < layer.units; unit += threads)
    fill(initializer, draws_of(layer, l, unit, seed), weights + unit * layer.inputs, layer.inputs);
}

// Every vector depends on those before it: a layer is one thread's.
void fill_weights(const Orthogonal& orthogonal, const Layer& layer, Index l, std::uint64_t seed,
                  float* weights, int thread, int threads) {
  if (l % threads != thread) return;
  const bool by_rows = layer.units <= layer.inputs;
  const Index count = std::min(layer.units, layer.inputs), length = std::max(layer.units, layer.inputs);
  std::vector<double> vectors(static_cast<std::size_t>(count * length));
  const auto element = [&](Index unit, Index input) -> double& {
    return vectors[static_cast<std::size_t>(by_rows ? unit * length + input : input * length + unit)];
  };
  for (Index unit = 0; unit < layer.units; ++unit) {
    each_normal(draws_of(layer, l, unit, seed), layer.inputs,
                [&](Index i, double draw) { element(unit, i) = draw; });
  }
  orthonormalize(vectors.data(), count, length);
  const double gain = gain_of(orthogonal.gain, layer.activation);
  for (Index unit = 0; unit < layer.units; ++unit) {
    for (Index i = 0; i < layer.inputs; ++i)
      weights[unit * layer.inputs + i] = stored(gain * element(unit, i));
  }
}

}  // namespace

FlatBuffer<float> initial_parameters(const Network& network, std::uint64_t seed, Team& team) {
  FlatBuffer<float> parameters(network.layout.size);
  for (const ParameterTensor& tensor : network.layout.tensors)
    std::fill_n(parameters.data() + tensor.offset, tensor.size(), static_cast<float>(tensor.start));
  team.run([&](int thread) {
    for (Index l = 0; l < network.layer_count(); ++l) {
      const Layer& layer = network.layer(l);
      float* const weights = parameters.data() + network.layout.weight(l).offset;
      std::visit([&](const auto& held) { fill_weights(held, layer, l, seed, weights, thread, team.size()); },
                 layer.initializer);
    }
  });
  return parameters;
}

}  // namespace mlp
