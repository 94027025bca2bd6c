#include "nn/initialisation.hpp"

#include <cmath>
#include <variant>

#include "kernels/functions.hpp"
#include "mlp/base/random.hpp"

namespace mlp {
namespace {

// The draws of one row of a weight matrix: unit o's weights, input by input.
struct RowDraws {
  std::uint64_t seed;
  DrawSite site;
  double fan_in;
  double fan_out;

  std::uint32_t word(Index i) const { return draw_word(seed, site, static_cast<std::uint32_t>(i)); }
};

void draw_normal(const RowDraws& draws, double variance, float* row, Index inputs) {
  const double deviation = std::sqrt(variance);
  for (Index i = 0; i < inputs; ++i) {
    row[i] = static_cast<float>(deviation * exact::normal(draws.word(2 * i), draws.word(2 * i + 1)));
  }
}

void draw_uniform(const RowDraws& draws, double variance, float* row, Index inputs) {
  const double bound = std::sqrt(3.0 * variance);
  for (Index i = 0; i < inputs; ++i) {
    row[i] = static_cast<float>(bound * (2.0 * static_cast<double>(uniform(draws.word(i))) - 1.0));
  }
}

void fill(const HeNormal&, const RowDraws& draws, float* row, Index inputs) {
  draw_normal(draws, 2.0 / draws.fan_in, row, inputs);
}
void fill(const HeUniform&, const RowDraws& draws, float* row, Index inputs) {
  draw_uniform(draws, 2.0 / draws.fan_in, row, inputs);
}
void fill(const GlorotNormal&, const RowDraws& draws, float* row, Index inputs) {
  draw_normal(draws, 2.0 / (draws.fan_in + draws.fan_out), row, inputs);
}
void fill(const GlorotUniform&, const RowDraws& draws, float* row, Index inputs) {
  draw_uniform(draws, 2.0 / (draws.fan_in + draws.fan_out), row, inputs);
}
void fill(const LecunNormal&, const RowDraws& draws, float* row, Index inputs) {
  draw_normal(draws, 1.0 / draws.fan_in, row, inputs);
}
void fill(const Zeros&, const RowDraws&, float* row, Index inputs) { std::fill_n(row, inputs, 0.0f); }
void fill(const Constant& constant, const RowDraws&, float* row, Index inputs) {
  std::fill_n(row, inputs, static_cast<float>(constant.value));
}

}  // namespace

FlatBuffer<float> initial_parameters(const Network& network, std::uint64_t seed, Team& team) {
  FlatBuffer<float> parameters(network.layout.size);
  for (const ParameterTensor& tensor : network.layout.tensors)
    std::fill_n(parameters.data() + tensor.offset, tensor.size(), static_cast<float>(tensor.start));
  team.run([&](int thread) {
    for (Index l = 0; l < network.layer_count(); ++l) {
      const Layer& layer = network.layer(l);
      for (Index unit = thread; unit < layer.units; unit += team.size()) {
        const RowDraws draws{.seed = seed,
                             .site = {.purpose = Purpose::initial_weights,
                                      .layer = static_cast<std::uint32_t>(l),
                                      .sample = static_cast<std::uint32_t>(unit),
                                      .epoch = 0},
                             .fan_in = static_cast<double>(layer.inputs),
                             .fan_out = static_cast<double>(layer.units)};
        float* const row = parameters.data() + network.layout.weight(l).offset + unit * layer.inputs;
        std::visit([&](const auto& held) { fill(held, draws, row, layer.inputs); }, layer.initializer);
      }
    }
  });
  return parameters;
}

}  // namespace mlp
