// A normalization in double precision, forward and back, before gain and shift.
#pragma once

#include <Eigen/Core>

#include "mlp/choice/normalization.hpp"

namespace mlp {

// Of a batch or running ones, (units) each; where there are running ones, batch_norm uses them.
struct ReferenceStatistics {
  Eigen::VectorXd mean;
  Eigen::VectorXd variance;
};

struct ReferenceNormalized {
  Eigen::MatrixXd values;  // x̂ = (z − center)·scale, units × samples
  Eigen::MatrixXd scales;  // of each element
  bool by_running = false;
};

// `running` is null but for batch_norm outside of its training.
ReferenceNormalized reference_normalize(const Normalization& normalization, const Eigen::MatrixXd& Z,
                                        const ReferenceStatistics* running);

// What running statistics take of a batch; the variance divides by samples − 1.
ReferenceStatistics reference_statistics(const Eigen::MatrixXd& Z);

// ∂loss/∂Z from T, ∂loss/∂x̂.
Eigen::MatrixXd reference_normalize_back(const Normalization& normalization,
                                         const ReferenceNormalized& normalized, const Eigen::MatrixXd& T);

}  // namespace mlp
