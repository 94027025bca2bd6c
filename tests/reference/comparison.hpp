// Comparing flat parameter vectors tensor by tensor, where the gradient is one.
#pragma once

#include <algorithm>
#include <limits>
#include <vector>

#include <gtest/gtest.h>
#include <Eigen/Core>

#include "mlp/nn/architecture.hpp"
#include "reference/activations.hpp"
#include "reference/network.hpp"

namespace mlp {

// Largest difference over largest expected value, of each tensor; the worst tensor counts and is
// named on failure.  A tensor of zeros must be met exactly.  With `share`, a tensor's largest value counts as
// at least this share of the largest of all: where terms cancel, a sum is small beside its rounding.
inline testing::AssertionResult agrees(const Eigen::VectorXd& actual, const Eigen::VectorXd& expected,
                                       const ParameterLayout& layout, double tolerance, double share = 0.0) {
  const double least = share * expected.cwiseAbs().maxCoeff();
  for (const ParameterTensor& tensor : layout.tensors) {
    const Eigen::VectorXd want = expected.segment(tensor.offset, tensor.size());
    const Eigen::VectorXd got = actual.segment(tensor.offset, tensor.size());
    const double difference = (got - want).cwiseAbs().maxCoeff();
    const double scale = std::max(least, want.cwiseAbs().maxCoeff());
    if (!(difference <= tolerance * scale)) {  // not (…), so that NaN fails
      return testing::AssertionFailure() << tensor.name << ": largest difference " << difference
                                         << ", largest value " << scale << ", tolerance " << tolerance;
    }
  }
  return testing::AssertionSuccess();
}

// The smallest distance of any unit's z from a kink of its activation.
inline double nearest_kink(const Architecture& architecture, const std::vector<ReferenceLayer>& layers) {
  double nearest = std::numeric_limits<double>::infinity();
  for (std::size_t l = 0; l < layers.size(); ++l) {
    for (const double kink : reference_kinks(architecture.layers[l].activation))
      nearest = std::min(nearest, (layers[l].Z.array() - kink).abs().minCoeff());
  }
  return nearest;
}

}  // namespace mlp
