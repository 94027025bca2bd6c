// Every activation's value and slope in double precision, accurate in the tails too, where
// differences like 1 − tanh² would cancel.
//
// To add one: an overload of value() and slope() in activations.cpp; one that mixes the units of a
// sample, like softmax, also needs its case in reference_activate() and reference_pull_back().
#pragma once

#include <Eigen/Core>

#include "mlp/choice/activation.hpp"

namespace mlp {

// f(z) and f′(z) for one unit.  Softmax over a single unit is 1, with slope 0.
double reference_value(const Activation& activation, double z);
double reference_slope(const Activation& activation, double z);

// f(Z), each column a sample.
Eigen::MatrixXd reference_activate(const Activation& activation, const Eigen::MatrixXd& Z);

// ∂loss/∂Z from ∂loss/∂A: the transposed Jacobian of f at Z, applied to dA.
Eigen::MatrixXd reference_pull_back(const Activation& activation, const Eigen::MatrixXd& Z,
                                    const Eigen::MatrixXd& dA);

}  // namespace mlp
