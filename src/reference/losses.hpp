// Every loss with its derivative in double precision.
//
// To add one: an overload of value() and slope() in losses.cpp where the loss is a mean over the outputs,
// else of sample(), which sees all outputs of a sample.
#pragma once

#include <Eigen/Core>

#include "mlp/choice/loss.hpp"
#include "reference/network.hpp"

namespace mlp {

struct LossAndDelta {
  double loss = 0.0;   // mean over the batch's samples, each times its weight
  Eigen::MatrixXd dZ;  // of the output layer, units × samples
};

// REQUIRES: the output activation is one that fits the loss (see resolved()).
LossAndDelta reference_loss_and_delta(const Loss& loss, const Activation& activation,
                                      const ReferenceLayer& output, const ReferenceBatch& batch);

}  // namespace mlp
