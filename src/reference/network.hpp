// The network once more, as a textbook would write it: in double precision, with Eigen
// expressions and the standard library's functions.  The oracle that the engine and its kernels
// are checked against; nothing here reaches a trained weight.
//
//   X, A   inputs, activations      features or units × samples
//   Z      W·A + b                  units × samples
//   dZ     ∂loss/∂Z                 units × samples
//
// Parameters and gradients are flat vectors laid out by ParameterLayout, like the engine's buffers; the
// padding between tensors is 0 in a gradient.
//
// To add an activation: its value and slope in activations.cpp.  To add a loss: its value and slope
// in losses.cpp.
#pragma once

#include <cstdint>
#include <vector>

#include <Eigen/Core>

#include "mlp/choice/loss.hpp"
#include "mlp/nn/architecture.hpp"
#include "reference/layers.hpp"

namespace mlp {

// Some samples with their targets.  Of the targets, the loss's kind is filled.
struct ReferenceBatch {
  Eigen::MatrixXd inputs;             // features × samples
  std::vector<std::int32_t> classes;  // (samples); 0 or 1 for binary_cross_entropy
  Eigen::MatrixXd numbers;            // targets × samples
  Eigen::VectorXd weights = {};       // (samples) what each counts; empty: 1
  // Of a training step, where the network has dropout or noise; without, nothing is dropped.
  std::optional<ReferenceDraws> draws = {};

  Index samples() const { return inputs.cols(); }
};

struct ReferenceResult {
  Eigen::MatrixXd outputs;   // outputs × samples
  double loss = 0.0;         // mean over the samples
  Eigen::VectorXd gradient;  // (layout.size)
};

// Every layer's values, first layer first; the last A is the network's output.
std::vector<ReferenceLayer> reference_forward(const Architecture& architecture,
                                              const Eigen::VectorXd& parameters,
                                              const Eigen::MatrixXd& inputs,
                                              const std::optional<ReferenceDraws>& draws = {});

// The loss alone, for difference quotients.
double reference_loss(const Architecture& architecture, const Eigen::VectorXd& parameters, const Loss& loss,
                      const ReferenceBatch& batch);

// Forward and backward.  Cross entropies are taken from the logits, so extreme ones stay finite.
// REQUIRES: the output activation is the one that fits the loss (see resolved()).
ReferenceResult reference_pass(const Architecture& architecture, const Eigen::VectorXd& parameters,
                               const Loss& loss, const ReferenceBatch& batch);

}  // namespace mlp
