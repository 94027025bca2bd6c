#include "nn/signal_scale.hpp"

#include <cmath>
#include <limits>

#include "kernels/functions.hpp"
#include "kernels/norms.hpp"
#include "mlp/base/float_environment.hpp"
#include "mlp/base/random.hpp"
#include "mlp/base/team.hpp"
#include "nn/gradient.hpp"
#include "nn/initialisation.hpp"
#include "nn/passes.hpp"

namespace mlp {
namespace {

Network network_of(const Activation& activation, const SignalScaleOptions& options) {
  Architecture architecture;
  const Layer hidden{
      .inputs = options.width,
      .units = options.width,
      .activation = activation,
      .initializer = options.initializer ? *options.initializer : default_initializer(activation)};
  architecture.layers.assign(static_cast<std::size_t>(options.depth), hidden);
  architecture.layers.push_back({.inputs = options.width,
                                 .units = options.width,
                                 .activation = Identity{},
                                 .initializer = LecunNormal{}});
  return Network(architecture, MeanSquaredError{});
}

// A draw of N(0, 1) for each unit of each sample; (samples × width), units contiguous.
FlatBuffer<float> normal_rows(const SignalScaleOptions& options, std::uint32_t site) {
  FlatBuffer<float> rows(options.samples * options.width);
  std::vector<std::uint32_t> words(2 * static_cast<std::size_t>(options.width));
  std::vector<double> normals(static_cast<std::size_t>(options.width));
  for (Index n = 0; n < options.samples; ++n) {
    draw_words(options.seed,
               {.purpose = Purpose::noise, .layer = site, .sample = static_cast<std::uint32_t>(n)}, 0, words);
    exact::normal(words, normals);
    for (Index i = 0; i < options.width; ++i)
      rows[n * options.width + i] = static_cast<float>(normals[static_cast<std::size_t>(i)]);
  }
  return rows;
}

double root_mean_square(const float* values, Index rows, Index columns, Index stride) {
  double sum = 0.0;
  for (Index i = 0; i < rows; ++i) {
    double squares = 0.0;
    kernels::row_squares({1, columns, values + i * stride}, &squares);
    sum += squares;
  }
  const double root = std::sqrt(sum / static_cast<double>(rows * columns));
  return std::isfinite(root) ? root : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

std::vector<LayerScale> signal_scales(const Activation& activation, const SignalScaleOptions& options) {
  const DefaultFloatEnvironment environment;
  const Network network = network_of(activation, options);
  Team team(1);
  const FlatBuffer<float> parameters = initial_parameters(network, options.seed, team);
  const FlatBuffer<float> inputs = normal_rows(options, 0), targets = normal_rows(options, 1);
  Batch batch;
  batch.inputs = {.values = inputs.data(), .features = options.width, .stride = options.width};
  batch.numbers = {.values = targets.data(), .features = options.width, .stride = options.width};
  batch.size = options.samples;
  Workspace workspace(network, options.samples, 1, PassKind::training);
  const bool finite = forward_backward(network, parameters.data(), batch, {0, options.samples}, workspace, 0);

  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  FlatBuffer<float> gradient(padded(options.width * options.width)), biases(padded(options.width));
  std::vector<LayerScale> scales;
  for (Index l = 0; l < options.depth; ++l) {
    LayerMemory& layer = workspace.layer(l);
    LayerScale scale{
        .activation = root_mean_square(layer.values.data(), options.samples, options.width, layer.stride),
        .delta = unknown,
        .weight_gradient = unknown};
    if (finite) {
      scale.delta = root_mean_square(layer.deltas.data(), options.samples, options.width, layer.stride);
      layer_gradient({network, workspace, options.samples, l, {0, options.width}}, gradient.data(),
                     biases.data());
      scale.weight_gradient = root_mean_square(gradient.data(), options.width, options.width, options.width);
    }
    scales.push_back(scale);
  }
  return scales;
}

}  // namespace mlp
