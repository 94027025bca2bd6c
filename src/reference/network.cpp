#include "reference/network.hpp"

#include <algorithm>
#include <optional>

#include "reference/losses.hpp"

namespace mlp {
namespace {

// A tensor of the layout, looked at as the matrix it is: units × inputs.
using RowMajorMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Map<const RowMajorMatrix> matrix(const Eigen::VectorXd& flat, const ParameterTensor& tensor) {
  return {flat.data() + tensor.offset, tensor.rows, tensor.columns};
}
Eigen::Map<RowMajorMatrix> matrix(Eigen::VectorXd& flat, const ParameterTensor& tensor) {
  return {flat.data() + tensor.offset, tensor.rows, tensor.columns};
}

// The same samples with the targets of their partners, from the other end.
ReferenceBatch reversed(const ReferenceBatch& batch) {
  ReferenceBatch partners = batch;
  std::reverse(partners.classes.begin(), partners.classes.end());
  partners.numbers = batch.numbers.rowwise().reverse();
  partners.weights = batch.weights.reverse();
  return partners;
}

// Of mixed samples: of mixed numbers, or a share of the loss for each of two classes.
LossAndDelta loss_and_delta(const Loss& loss, const Activation& activation, const ReferenceLayer& output,
                            const ReferenceBatch& batch) {
  const double own = batch.draws ? batch.draws->own_share : 1.0;
  if (own == 1.0) return reference_loss_and_delta(loss, activation, output, batch);
  ReferenceBatch partners = reversed(batch);
  if (batch.classes.empty()) {
    partners.numbers = own * batch.numbers + (1.0 - own) * partners.numbers;
    partners.weights = own * batch.weights + (1.0 - own) * partners.weights;
    return reference_loss_and_delta(loss, activation, output, partners);
  }
  const LossAndDelta mine = reference_loss_and_delta(loss, activation, output, batch);
  const LossAndDelta theirs = reference_loss_and_delta(loss, activation, output, partners);
  return {own * mine.loss + (1.0 - own) * theirs.loss, own * mine.dZ + (1.0 - own) * theirs.dZ};
}

}  // namespace

std::vector<ReferenceLayer> reference_forward(const Architecture& architecture,
                                              const Eigen::VectorXd& parameters,
                                              const Eigen::MatrixXd& inputs,
                                              const std::optional<ReferenceDraws>& draws) {
  const ParameterLayout layout(architecture);
  const Eigen::MatrixXd X = reference_inputs(architecture, inputs, draws);
  std::vector<ReferenceLayer> layers;
  for (Index l = 0; l < std::ssize(architecture.layers); ++l) {
    const Eigen::MatrixXd& below = l == 0 ? X : layers.back().A;
    layers.push_back(reference_layer({architecture, layout, l}, parameters, below, draws));
  }
  return layers;
}

double reference_loss(const Architecture& architecture, const Eigen::VectorXd& parameters, const Loss& loss,
                      const ReferenceBatch& batch) {
  const std::vector<ReferenceLayer> layers =
      reference_forward(architecture, parameters, batch.inputs, batch.draws);
  return loss_and_delta(loss, architecture.layers.back().activation, layers.back(), batch).loss;
}

ReferenceResult reference_pass(const Architecture& architecture, const Eigen::VectorXd& parameters,
                               const Loss& loss, const ReferenceBatch& batch) {
  const ParameterLayout layout(architecture);
  const std::vector<ReferenceLayer> layers =
      reference_forward(architecture, parameters, batch.inputs, batch.draws);
  const Eigen::MatrixXd X = reference_inputs(architecture, batch.inputs, batch.draws);
  Eigen::VectorXd gradient = Eigen::VectorXd::Zero(layout.size);
  const Layer& output = architecture.layers.back();
  const Activation activation = output.has_learned_slope() ? Activation(Identity{}) : output.activation;
  auto [value, dZ] = loss_and_delta(loss, activation, layers.back(), batch);
  if (output.has_learned_slope()) {  // so far it is ∂loss/∂A
    dZ = reference_through({architecture, layout, std::ssize(layers) - 1}, parameters, layers.back(), dZ,
                           gradient);
  }
  Eigen::MatrixXd skipped = Eigen::MatrixXd::Zero(output.inputs, batch.samples());
  for (std::size_t l = layers.size(); l-- > 0;) {
    const ParameterTensor& weight = layout.weight(static_cast<Index>(l));
    const Eigen::MatrixXd& below = l == 0 ? X : layers[l - 1].A;
    matrix(gradient, weight) = dZ * below.transpose();
    // A batch's mean takes the bias away: its slope is 0, and only rounding would say otherwise.
    const bool has_bias = !architecture.layers[l].batch_norm() || layers[l].normalized.by_running;
    if (has_bias) matrix(gradient, layout.bias(static_cast<Index>(l))) = dZ.rowwise().sum();
    if (l == 0) break;
    const Eigen::MatrixXd dA = matrix(parameters, weight).transpose() * dZ + skipped;
    skipped = reference_skipped(architecture.layers[l - 1], layers[l - 1], dA);
    dZ = reference_through({architecture, layout, static_cast<Index>(l) - 1}, parameters, layers[l - 1], dA,
                           gradient);
  }
  return {layers.back().A, value, gradient};
}

}  // namespace mlp
