// Comparing flat parameter vectors tensor by tensor.
#pragma once

#include <algorithm>

#include <gtest/gtest.h>
#include <Eigen/Core>

#include "mlp/nn/architecture.hpp"

namespace mlp {

// Largest difference over largest expected value, of each tensor; the worst tensor counts and is
// named on failure.  A tensor of zeros must be met exactly.
inline testing::AssertionResult agrees(const Eigen::VectorXd& actual, const Eigen::VectorXd& expected,
                                       const ParameterLayout& layout, double tolerance) {
  for (const ParameterTensor& tensor : layout.tensors) {
    const Eigen::VectorXd want = expected.segment(tensor.offset, tensor.size());
    const Eigen::VectorXd got = actual.segment(tensor.offset, tensor.size());
    const double difference = (got - want).cwiseAbs().maxCoeff();
    const double scale = want.cwiseAbs().maxCoeff();
    if (!(difference <= tolerance * scale)) {  // not (…), so that NaN fails
      return testing::AssertionFailure() << tensor.name << ": largest difference " << difference
                                         << ", largest value " << scale << ", tolerance " << tolerance;
    }
  }
  return testing::AssertionSuccess();
}

}  // namespace mlp
