// One layer in double precision, forward and back, with all that a hidden layer may do:
//
//   Z = W·X + b,   N = normalization(Z),   A = dropout(f(N) + X where residual)
//
// Dropout and noise draw what the engine draws, word by word, so that both drop the same units.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <Eigen/Core>

#include "mlp/nn/architecture.hpp"
#include "reference/normalization.hpp"

namespace mlp {

// What a training step draws from, and which layers learn in it (empty: all); a pass without it is an
// evaluation.  What learns takes its batch norm's statistics from the batch, the rest the running ones.
struct ReferenceDraws {
  std::uint64_t seed = 0;
  std::uint32_t step = 0;
  std::vector<bool> learns = {};
  double own_share = 1.0;  // of mixed samples; of the rest it is the batch's, from the other end
};

struct ReferenceLayer {
  Eigen::MatrixXd Z;                    // what the activation reads: N where the layer has a normalization
  Eigen::MatrixXd A;                    // what the layer hands on, units × samples
  ReferenceNormalized normalized = {};  // N before gain and shift
  std::optional<ReferenceStatistics> batch = {};  // where a batch norm takes them from its batch
  Eigen::MatrixXd factors = {};                   // ∂A/∂(before dropout); empty without dropout
};

// Where a layer's numbers lie in a flat vector.
struct ReferencePlace {
  const Architecture& architecture;
  const ParameterLayout& layout;
  Index layer = 0;
  const Layer& description() const { return architecture.layers[static_cast<std::size_t>(layer)]; }
};

// What the first layer reads: the inputs, with noise and dropout where there are draws.
Eigen::MatrixXd reference_inputs(const Architecture& architecture, const Eigen::MatrixXd& inputs,
                                 const std::optional<ReferenceDraws>& draws);

ReferenceLayer reference_layer(const ReferencePlace& place, const Eigen::VectorXd& parameters,
                               const Eigen::MatrixXd& X, const std::optional<ReferenceDraws>& draws);

// ∂loss/∂(W·X + b) from ∂loss/∂A, writing the gradients of gain, shift and slopes.
Eigen::MatrixXd reference_through(const ReferencePlace& place, const Eigen::VectorXd& parameters,
                                  const ReferenceLayer& values, const Eigen::MatrixXd& dA,
                                  Eigen::VectorXd& gradient);

// After a training step: moves the running statistics of a batch norm.
void reference_move_statistics(const ReferencePlace& place, const ReferenceLayer& values,
                               Eigen::VectorXd& parameters);

// What ∂loss/∂A hands down beside a residual layer; 0 of others.
Eigen::MatrixXd reference_skipped(const Layer& layer, const ReferenceLayer& values,
                                  const Eigen::MatrixXd& dA);

}  // namespace mlp
