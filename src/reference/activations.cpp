#include "reference/activations.hpp"

#include <cmath>

namespace mlp {
namespace {

double value(const Identity&, double z) { return z; }
double slope(const Identity&, double) { return 1.0; }

double value(const Relu&, double z) { return z > 0.0 ? z : 0.0; }
double slope(const Relu&, double z) { return z > 0.0 ? 1.0 : 0.0; }

double value(const LeakyRelu& f, double z) { return z > 0.0 ? z : f.negative_slope * z; }
double slope(const LeakyRelu& f, double z) { return z > 0.0 ? 1.0 : f.negative_slope; }

double value(const Prelu& f, double z) { return z > 0.0 ? z : f.initial_slope * z; }
double slope(const Prelu& f, double z) { return z > 0.0 ? 1.0 : f.initial_slope; }

double value(const Sigmoid&, double z) { return 1.0 / (1.0 + std::exp(-z)); }
double slope(const Sigmoid&, double z) {
  const double e = std::exp(-std::abs(z));
  return e / ((1.0 + e) * (1.0 + e));
}

double value(const Tanh&, double z) { return std::tanh(z); }
double slope(const Tanh&, double z) { return 1.0 / (std::cosh(z) * std::cosh(z)); }

double value(const Softmax&, double) { return 1.0; }
double slope(const Softmax&, double) { return 0.0; }

}  // namespace

double reference_value(const Activation& activation, double z) {
  return std::visit([z](const auto& f) { return value(f, z); }, activation);
}

double reference_slope(const Activation& activation, double z) {
  return std::visit([z](const auto& f) { return slope(f, z); }, activation);
}

Eigen::MatrixXd reference_activate(const Activation& activation, const Eigen::MatrixXd& Z) {
  if (std::holds_alternative<Softmax>(activation)) {
    Eigen::MatrixXd A = (Z.rowwise() - Z.colwise().maxCoeff()).array().exp();
    A.array().rowwise() /= A.colwise().sum().eval().array();
    return A;
  }
  return Z.unaryExpr([&](double z) { return reference_value(activation, z); });
}

Eigen::MatrixXd reference_pull_back(const Activation& activation, const Eigen::MatrixXd& Z,
                                    const Eigen::MatrixXd& dA) {
  if (std::holds_alternative<Softmax>(activation)) {
    // The Jacobian is diag(a) − a·aᵀ.
    const Eigen::MatrixXd A = reference_activate(activation, Z);
    const Eigen::RowVectorXd inner = A.cwiseProduct(dA).colwise().sum();
    return A.cwiseProduct(dA.rowwise() - inner);
  }
  return dA.cwiseProduct(Z.unaryExpr([&](double z) { return reference_slope(activation, z); }));
}

}  // namespace mlp
