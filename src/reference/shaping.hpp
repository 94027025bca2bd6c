// What becomes of a gradient before the optimizer, and of the weights after it, in double precision as a
// textbook writes it.
#pragma once

#include <Eigen/Core>

#include "mlp/choice/gradient_clipping.hpp"
#include "mlp/nn/architecture.hpp"

namespace mlp {

// `gradient` and `parameters` have layout.size elements.
void reference_clip(const GradientClipping& clipping, const ParameterLayout& layout,
                    Eigen::VectorXd& gradient);

// Adds the slope of l1·Σ|w| over the weights, not the biases.
void reference_l1(double l1, const ParameterLayout& layout, const Eigen::VectorXd& parameters,
                  Eigen::VectorXd& gradient);

// Brings each unit's incoming weights to a norm of at most max_norm.
void reference_max_norm(double max_norm, const ParameterLayout& layout, Eigen::VectorXd& parameters);

}  // namespace mlp
