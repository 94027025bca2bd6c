#include "reference/activations.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "reference/custom.hpp"

namespace mlp {
namespace {

using Kinks = std::vector<double>;

double value(const Identity&, double z) { return z; }
double slope(const Identity&, double) { return 1.0; }

double value(const Relu&, double z) { return z > 0.0 ? z : 0.0; }
double slope(const Relu&, double z) { return z > 0.0 ? 1.0 : 0.0; }
Kinks kinks(const Relu&) { return {0.0}; }

double value(const LeakyRelu& f, double z) { return z > 0.0 ? z : f.negative_slope * z; }
double slope(const LeakyRelu& f, double z) { return z > 0.0 ? 1.0 : f.negative_slope; }
Kinks kinks(const LeakyRelu&) { return {0.0}; }

double value(const Prelu& f, double z) { return z > 0.0 ? z : f.initial_slope * z; }
double slope(const Prelu& f, double z) { return z > 0.0 ? 1.0 : f.initial_slope; }
Kinks kinks(const Prelu&) { return {0.0}; }

double value(const Sigmoid&, double z) { return 1.0 / (1.0 + std::exp(-z)); }
double slope(const Sigmoid&, double z) {
  const double e = std::exp(-std::abs(z));
  return e / ((1.0 + e) * (1.0 + e));
}

double value(const Tanh&, double z) { return std::tanh(z); }
double slope(const Tanh&, double z) { return 1.0 / (std::cosh(z) * std::cosh(z)); }

double value(const Softmax&, double) { return 1.0; }
double slope(const Softmax&, double) { return 0.0; }

double value(const Relu6&, double z) { return std::clamp(z, 0.0, 6.0); }
double slope(const Relu6&, double z) { return z > 0.0 && z < 6.0 ? 1.0 : 0.0; }
Kinks kinks(const Relu6&) { return {0.0, 6.0}; }

double value(const Elu& f, double z) { return z > 0.0 ? z : f.alpha * std::expm1(z); }
double slope(const Elu& f, double z) { return z > 0.0 ? 1.0 : f.alpha * std::exp(z); }
Kinks kinks(const Elu&) { return {0.0}; }

double value(const Celu& f, double z) { return z > 0.0 ? z : f.alpha * std::expm1(z / f.alpha); }
double slope(const Celu& f, double z) { return z > 0.0 ? 1.0 : std::exp(z / f.alpha); }

constexpr double selu_scale = 1.0507009873554805, selu_alpha = 1.6732632423543772;
double value(const Selu&, double z) { return selu_scale * (z > 0.0 ? z : selu_alpha * std::expm1(z)); }
double slope(const Selu&, double z) { return selu_scale * (z > 0.0 ? 1.0 : selu_alpha * std::exp(z)); }
Kinks kinks(const Selu&) { return {0.0}; }

// z·σ(w(z)) with w of z's sign: the slope is σ(w)·(1 + z·w′·σ(−w)).
double gated_value(double z, double w) { return z < -1e4 ? 0.0 : z * value(Sigmoid{}, w); }
double gated_slope(double z, double w, double w_slope) {
  return std::abs(z) > 1e4 ? value(Sigmoid{}, w) : value(Sigmoid{}, w) + z * w_slope * slope(Sigmoid{}, w);
}

using std::numbers::pi;
double value(const Gelu& f, double z) {
  const double c = 2.0 * std::sqrt(2.0 / pi);
  if (f.approximate) return gated_value(z, c * (z + 0.044715 * z * z * z));
  return z < -1e4 ? 0.0 : 0.5 * z * std::erfc(-z / std::sqrt(2.0));
}
double slope(const Gelu& f, double z) {
  const double c = 2.0 * std::sqrt(2.0 / pi);
  if (f.approximate)
    return gated_slope(z, c * (z + 0.044715 * z * z * z), c * (1.0 + 3.0 * 0.044715 * z * z));
  const double density = std::exp(-0.5 * z * z) / std::sqrt(2.0 * pi);
  return 0.5 * std::erfc(-z / std::sqrt(2.0)) + (std::abs(z) > 1e4 ? 0.0 : z * density);
}

double value(const Silu&, double z) { return gated_value(z, z); }
double slope(const Silu&, double z) { return gated_slope(z, z, 1.0); }

// tanh(log(1 + x)) = x(x + 2)/(x² + 2x + 2) with x = eᶻ; the same in e⁻ᶻ above 0.
double value(const Mish&, double z) {
  const double e = std::exp(-std::abs(z));
  if (z < 0.0) return z < -1e4 ? 0.0 : z * e * (e + 2.0) / (e * e + 2.0 * e + 2.0);
  return z * (1.0 + 2.0 * e) / (1.0 + 2.0 * e + 2.0 * e * e);
}
double slope(const Mish&, double z) {
  const double e = std::exp(-std::abs(z)), size = std::min(std::abs(z), 1e4);
  if (z < 0.0) {
    const double divisor = e * e + 2.0 * e + 2.0;
    return e * ((e + 2.0) * divisor - 4.0 * size * (1.0 + e)) / (divisor * divisor);
  }
  const double divisor = 1.0 + 2.0 * e + 2.0 * e * e;
  return ((1.0 + 2.0 * e) * divisor + 4.0 * size * e * e * (1.0 + e)) / (divisor * divisor);
}

double value(const Softplus& f, double z) {
  const double x = f.beta * z;
  return x > f.threshold ? z : ((x > 0.0 ? x : 0.0) + std::log1p(std::exp(-std::abs(x)))) / f.beta;
}
double slope(const Softplus& f, double z) {
  return f.beta * z > f.threshold ? 1.0 : value(Sigmoid{}, f.beta * z);
}
Kinks kinks(const Softplus& f) { return {f.threshold / f.beta}; }

double value(const Softsign&, double z) {
  return std::isinf(z) ? std::copysign(1.0, z) : z / (1.0 + std::abs(z));
}
double slope(const Softsign&, double z) { return 1.0 / ((1.0 + std::abs(z)) * (1.0 + std::abs(z))); }

double value(const HardTanh& f, double z) { return std::clamp(z, f.min_value, f.max_value); }
double slope(const HardTanh& f, double z) { return z > f.min_value && z < f.max_value ? 1.0 : 0.0; }
Kinks kinks(const HardTanh& f) { return {f.min_value, f.max_value}; }

double value(const HardSigmoid&, double z) { return std::clamp((z + 3.0) / 6.0, 0.0, 1.0); }
double slope(const HardSigmoid&, double z) { return std::abs(z) < 3.0 ? 1.0 / 6.0 : 0.0; }
Kinks kinks(const HardSigmoid&) { return {-3.0, 3.0}; }

double value(const HardSwish&, double z) { return z <= -3.0 ? 0.0 : z * value(HardSigmoid{}, z); }
double slope(const HardSwish&, double z) {
  return std::abs(z) < 3.0 ? (2.0 * z + 3.0) / 6.0 : z < 0.0 ? 0.0 : 1.0;
}
Kinks kinks(const HardSwish&) { return {-3.0, 3.0}; }

double value(const LogSigmoid&, double z) { return (z < 0.0 ? z : 0.0) - std::log1p(std::exp(-std::abs(z))); }
double slope(const LogSigmoid&, double z) { return value(Sigmoid{}, -z); }

double value(const Exponential&, double z) { return std::exp(z); }
double slope(const Exponential&, double z) { return std::exp(z); }

double value(const Sine&, double z) { return std::sin(z); }
double slope(const Sine&, double z) { return std::cos(z); }

double value(const Gaussian&, double z) { return std::exp(-z * z); }
double slope(const Gaussian&, double z) { return std::abs(z) > 1e4 ? 0.0 : -2.0 * z * std::exp(-z * z); }

double value(const SquaredRelu&, double z) { return z > 0.0 ? z * z : 0.0; }
double slope(const SquaredRelu&, double z) { return z > 0.0 ? 2.0 * z : 0.0; }

double value(const LogSoftmax&, double) { return 0.0; }
double slope(const LogSoftmax&, double) { return 0.0; }

template <typename A>
Kinks kinks(const A&) {
  return {};
}

double value(const CustomActivation& custom, double) { refuse_custom(custom); }
double slope(const CustomActivation& custom, double) { refuse_custom(custom); }

Eigen::MatrixXd log_softmax(const Eigen::MatrixXd& Z) {
  const Eigen::MatrixXd shifted = Z.rowwise() - Z.colwise().maxCoeff();
  const Eigen::RowVectorXd log_sum = shifted.array().exp().colwise().sum().log();
  return shifted.rowwise() - log_sum;
}

}  // namespace

double reference_value(const Activation& activation, double z) {
  return std::visit([z](const auto& f) { return value(f, z); }, activation);
}

double reference_slope(const Activation& activation, double z) {
  return std::visit([z](const auto& f) { return slope(f, z); }, activation);
}

std::vector<double> reference_kinks(const Activation& activation) {
  return std::visit([](const auto& f) { return kinks(f); }, activation);
}

Eigen::MatrixXd reference_activate(const Activation& activation, const Eigen::MatrixXd& Z) {
  if (std::holds_alternative<Softmax>(activation)) {
    Eigen::MatrixXd A = (Z.rowwise() - Z.colwise().maxCoeff()).array().exp();
    A.array().rowwise() /= A.colwise().sum().eval().array();
    return A;
  }
  if (std::holds_alternative<LogSoftmax>(activation)) return log_softmax(Z);
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
  if (std::holds_alternative<LogSoftmax>(activation)) {
    // The Jacobian is 1 − (a column of ones)·softmax(z)ᵀ.
    const Eigen::MatrixXd softmax = log_softmax(Z).array().exp();
    return dA - softmax * dA.colwise().sum().asDiagonal();
  }
  return dA.cwiseProduct(Z.unaryExpr([&](double z) { return reference_slope(activation, z); }));
}

}  // namespace mlp
