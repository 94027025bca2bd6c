#include "reference/layers.hpp"

#include <cmath>

#include "mlp/base/random.hpp"
#include "reference/activations.hpp"

namespace mlp {
namespace {

using RowMajorMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

DrawSite site_of(const ReferenceDraws& draws, Purpose purpose, Index layer, Index sample) {
  return {.purpose = purpose,
          .layer = static_cast<std::uint32_t>(layer),
          .sample = static_cast<std::uint32_t>(sample),
          .epoch = draws.step};
}

// From two uniform words (Box & Muller 1958).
double normal(std::uint32_t word_0, std::uint32_t word_1) {
  constexpr double full_turn = 6.283185307179586;
  return std::sqrt(-2.0 * std::log((word_0 + 1.0) * 0x1p-32)) * std::cos(full_turn * word_1 * 0x1p-32);
}

// Applies dropout to A; returns its factors.
Eigen::MatrixXd drop(const Dropout& dropout, const ReferenceDraws& draws, Index layer, Eigen::MatrixXd& A) {
  const DropoutRule rule = rule_of(dropout);
  const auto threshold = static_cast<std::uint32_t>(rate_of(dropout) * 65536.0);
  Eigen::MatrixXd factors(A.rows(), A.cols());
  for (Index s = 0; s < A.cols(); ++s) {
    for (Index u = 0; u < A.rows(); ++u) {
      const std::uint32_t word = draw_word(draws.seed, site_of(draws, Purpose::dropout, layer, s),
                                           static_cast<std::uint32_t>(u / 2));
      const bool dropped = (u % 2 == 0 ? word & 0xFFFF : word >> 16) < threshold;
      factors(u, s) = dropped ? 0.0 : rule.kept_scale;
      A(u, s) = dropped ? rule.dropped : rule.kept_scale * A(u, s) + rule.shift;
    }
  }
  return factors;
}

Eigen::VectorXd values_of(const ReferencePlace& place, const Eigen::VectorXd& parameters, TensorRole role) {
  const ParameterTensor& tensor = place.layout.tensor(place.layer, role);
  return parameters.segment(tensor.offset, tensor.size());
}

void write(const ReferencePlace& place, TensorRole role, const Eigen::VectorXd& values,
           Eigen::VectorXd& gradient) {
  const ParameterTensor& tensor = place.layout.tensor(place.layer, role);
  gradient.segment(tensor.offset, tensor.size()) = values;
}

// Where a batch norm does not take its statistics from the batch.
std::optional<ReferenceStatistics> running_of(const ReferencePlace& place, const Eigen::VectorXd& parameters,
                                              const std::optional<ReferenceDraws>& draws) {
  if (!place.description().batch_norm()) return std::nullopt;
  const bool learns =
      draws && (draws->learns.empty() || draws->learns[static_cast<std::size_t>(place.layer)]);
  if (learns) return std::nullopt;
  return ReferenceStatistics{.mean = values_of(place, parameters, TensorRole::running_mean),
                             .variance = values_of(place, parameters, TensorRole::running_variance)};
}

// The activation that one unit has: with the slope it has learned.
Activation activation_of(const ReferencePlace& place, const Eigen::VectorXd& parameters, Index unit) {
  if (!place.description().has_learned_slope()) return place.description().activation;
  return Prelu{values_of(place, parameters, TensorRole::slope)(unit)};
}

}  // namespace

Eigen::MatrixXd reference_inputs(const Architecture& architecture, const Eigen::MatrixXd& inputs,
                                 const std::optional<ReferenceDraws>& draws) {
  Eigen::MatrixXd X = inputs;
  if (!draws) return X;
  if (draws->own_share < 1.0)
    X = draws->own_share * inputs + (1.0 - draws->own_share) * inputs.rowwise().reverse();
  for (Index s = 0; s < X.cols() && architecture.input_noise > 0.0; ++s) {
    const DrawSite site = site_of(*draws, Purpose::noise, 0, s);
    for (Index u = 0; u < X.rows(); ++u) {
      const auto first = static_cast<std::uint32_t>(2 * u);
      X(u, s) += architecture.input_noise *
                 normal(draw_word(draws->seed, site, first), draw_word(draws->seed, site, first + 1));
    }
  }
  if (architecture.input_dropout) drop(*architecture.input_dropout, *draws, 0, X);
  return X;
}

ReferenceLayer reference_layer(const ReferencePlace& place, const Eigen::VectorXd& parameters,
                               const Eigen::MatrixXd& X, const std::optional<ReferenceDraws>& draws) {
  const Layer& layer = place.description();
  const ParameterTensor& weight = place.layout.weight(place.layer);
  const Eigen::Map<const RowMajorMatrix> W(parameters.data() + weight.offset, weight.rows, weight.columns);
  ReferenceLayer values;
  values.Z = (W * X).colwise() + values_of(place, parameters, TensorRole::bias);
  if (layer.normalization) {
    const auto running = running_of(place, parameters, draws);
    if (layer.batch_norm() && !running) values.batch = reference_statistics(values.Z);
    values.normalized = reference_normalize(*layer.normalization, values.Z, running ? &*running : nullptr);
    values.Z = values_of(place, parameters, TensorRole::gain).asDiagonal() * values.normalized.values;
    if (has_shift(*layer.normalization))
      values.Z.colwise() += values_of(place, parameters, TensorRole::shift);
  }
  if (layer.has_learned_slope()) {
    values.A.resizeLike(values.Z);
    for (Index u = 0; u < layer.units; ++u)
      values.A.row(u) = reference_activate(activation_of(place, parameters, u), values.Z.row(u));
  } else {
    values.A = reference_activate(layer.activation, values.Z);
  }
  if (layer.residual) values.A += X;
  if (layer.dropout && draws) values.factors = drop(*layer.dropout, *draws, place.layer + 1, values.A);
  return values;
}

Eigen::MatrixXd reference_through(const ReferencePlace& place, const Eigen::VectorXd& parameters,
                                  const ReferenceLayer& values, const Eigen::MatrixXd& dA,
                                  Eigen::VectorXd& gradient) {
  const Layer& layer = place.description();
  Eigen::MatrixXd delta = dA;
  if (values.factors.size() > 0) delta = delta.cwiseProduct(values.factors);
  if (layer.has_learned_slope()) {
    write(place, TensorRole::slope, delta.cwiseProduct(values.Z.cwiseMin(0.0)).rowwise().sum(), gradient);
    for (Index u = 0; u < layer.units; ++u) {
      delta.row(u) =
          reference_pull_back(activation_of(place, parameters, u), values.Z.row(u), delta.row(u)).eval();
    }
  } else {
    delta = reference_pull_back(layer.activation, values.Z, delta);
  }
  if (!layer.normalization) return delta;
  write(place, TensorRole::gain, delta.cwiseProduct(values.normalized.values).rowwise().sum(), gradient);
  if (has_shift(*layer.normalization)) write(place, TensorRole::shift, delta.rowwise().sum(), gradient);
  const Eigen::MatrixXd T = values_of(place, parameters, TensorRole::gain).asDiagonal() * delta;
  return reference_normalize_back(*layer.normalization, values.normalized, T);
}

void reference_move_statistics(const ReferencePlace& place, const ReferenceLayer& values,
                               Eigen::VectorXd& parameters) {
  if (!values.batch) return;
  const double momentum = place.description().batch_norm()->momentum;
  const auto move = [&](TensorRole role, const Eigen::VectorXd& of_batch) {
    const Eigen::VectorXd running = values_of(place, parameters, role);
    write(place, role, (1.0 - momentum) * running + momentum * of_batch, parameters);
  };
  move(TensorRole::running_mean, values.batch->mean);
  move(TensorRole::running_variance, values.batch->variance);
}

Eigen::MatrixXd reference_skipped(const Layer& layer, const ReferenceLayer& values,
                                  const Eigen::MatrixXd& dA) {
  if (!layer.residual) return Eigen::MatrixXd::Zero(layer.inputs, dA.cols());
  return values.factors.size() > 0 ? Eigen::MatrixXd(dA.cwiseProduct(values.factors)) : dA;
}

}  // namespace mlp
