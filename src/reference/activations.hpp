// Every activation's value and slope in double precision, accurate in the tails too, where
// differences like 1 − tanh² would cancel.
//
// To add one: an overload of value() and slope() in activations.cpp, and of kinks() where it has some;
// one that mixes the units of a sample, like softmax, also needs its case in reference_activate() and
// reference_pull_back().
#pragma once

#include <vector>

#include <Eigen/Core>

#include "mlp/choice/activation.hpp"

namespace mlp {

// f(z) and f′(z) for one unit.  Softmax over a single unit is 1, log_softmax 0, with slope 0.
double reference_value(const Activation& activation, double z);
double reference_slope(const Activation& activation, double z);

// Where f′ jumps, or f itself does: a difference quotient across such a point says nothing.
std::vector<double> reference_kinks(const Activation& activation);

// f(Z), each column a sample.
Eigen::MatrixXd reference_activate(const Activation& activation, const Eigen::MatrixXd& Z);

// ∂loss/∂Z from ∂loss/∂A: the transposed Jacobian of f at Z, applied to dA.
Eigen::MatrixXd reference_pull_back(const Activation& activation, const Eigen::MatrixXd& Z,
                                    const Eigen::MatrixXd& dA);

}  // namespace mlp
