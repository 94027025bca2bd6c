#include "reference/network.hpp"

#include "reference/activations.hpp"
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

}  // namespace

std::vector<ReferenceLayer> reference_forward(const Architecture& architecture,
                                              const Eigen::VectorXd& parameters,
                                              const Eigen::MatrixXd& inputs) {
  const ParameterLayout layout(architecture);
  std::vector<ReferenceLayer> layers;
  for (const Layer& layer : architecture.layers) {
    const auto l = static_cast<Index>(layers.size());
    const Eigen::MatrixXd& below = layers.empty() ? inputs : layers.back().A;
    const Eigen::VectorXd b = matrix(parameters, layout.bias(l));
    const Eigen::MatrixXd Z = (matrix(parameters, layout.weight(l)) * below).colwise() + b;
    layers.push_back({Z, reference_activate(layer.activation, Z)});
  }
  return layers;
}

double reference_loss(const Architecture& architecture, const Eigen::VectorXd& parameters, const Loss& loss,
                      const ReferenceBatch& batch) {
  const std::vector<ReferenceLayer> layers = reference_forward(architecture, parameters, batch.inputs);
  return reference_loss_and_delta(loss, architecture.layers.back().activation, layers.back(), batch).loss;
}

ReferenceResult reference_pass(const Architecture& architecture, const Eigen::VectorXd& parameters,
                               const Loss& loss, const ReferenceBatch& batch) {
  const ParameterLayout layout(architecture);
  const std::vector<ReferenceLayer> layers = reference_forward(architecture, parameters, batch.inputs);
  auto [value, dZ] =
      reference_loss_and_delta(loss, architecture.layers.back().activation, layers.back(), batch);
  Eigen::VectorXd gradient = Eigen::VectorXd::Zero(layout.size);
  for (std::size_t l = layers.size(); l-- > 0;) {
    const ParameterTensor& weight = layout.weight(static_cast<Index>(l));
    const Eigen::MatrixXd& below = l == 0 ? batch.inputs : layers[l - 1].A;
    matrix(gradient, weight) = dZ * below.transpose();
    matrix(gradient, layout.bias(static_cast<Index>(l))) = dZ.rowwise().sum();
    if (l == 0) break;
    const Eigen::MatrixXd dA = matrix(parameters, weight).transpose() * dZ;
    dZ = reference_pull_back(architecture.layers[l - 1].activation, layers[l - 1].Z, dA);
  }
  return {layers.back().A, value, gradient};
}

}  // namespace mlp
