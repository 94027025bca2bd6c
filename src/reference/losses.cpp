#include "reference/losses.hpp"

#include <algorithm>
#include <cmath>

#include "reference/activations.hpp"
#include "reference/custom.hpp"

namespace mlp {
namespace {

using Eigen::VectorXd;

double sign(double x) { return x > 0.0 ? 1.0 : x < 0.0 ? -1.0 : 0.0; }

// log(1 + e^x), where no exponential overflows.
double softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }

double value(const MeanSquaredError&, double a, double y) { return (a - y) * (a - y); }
double slope(const MeanSquaredError&, double a, double y) { return 2.0 * (a - y); }

double value(const AbsoluteError&, double a, double y) { return std::abs(a - y); }
double slope(const AbsoluteError&, double a, double y) { return sign(a - y); }

double value(const Huber& loss, double a, double y) {
  const double e = std::abs(a - y);
  return e <= loss.delta ? e * e / 2.0 : loss.delta * (e - loss.delta / 2.0);
}
double slope(const Huber& loss, double a, double y) { return std::clamp(a - y, -loss.delta, loss.delta); }

double value(const SmoothL1& loss, double a, double y) {
  const double e = std::abs(a - y);
  return e < loss.beta ? e * e / (2.0 * loss.beta) : e - loss.beta / 2.0;
}
double slope(const SmoothL1& loss, double a, double y) {
  const double e = a - y;
  return std::abs(e) < loss.beta ? e / loss.beta : sign(e);
}

double value(const LogCosh&, double a, double y) {
  const double e = std::abs(a - y), half = std::sinh(e / 2.0);
  return e < 1.0 ? std::log1p(2.0 * half * half) : e + std::log1p(std::exp(-2.0 * e)) - std::log(2.0);
}
double slope(const LogCosh&, double a, double y) { return std::tanh(a - y); }

double value(const Quantile& loss, double a, double y) {
  return std::max(loss.quantile * (y - a), (loss.quantile - 1.0) * (y - a));
}
double slope(const Quantile& loss, double a, double y) {
  return a == y ? 0.0 : a < y ? -loss.quantile : 1.0 - loss.quantile;
}

double value(const Poisson&, double z, double y) { return std::exp(z) - y * z; }
double slope(const Poisson&, double z, double y) { return std::exp(z) - y; }

double value(const MultiLabel& loss, double z, double y) {
  return loss.positive_weight * y * softplus(-z) + (1.0 - y) * softplus(z);
}
double slope(const MultiLabel& loss, double z, double y) {
  const double s = reference_value(Sigmoid{}, z);
  return loss.positive_weight * y * (s - 1.0) + (1.0 - y) * s;
}

// What one sample costs, and the derivative with respect to its logits.
struct SampleLoss {
  double loss = 0.0;
  VectorXd dz;
};

VectorXd softmax(const VectorXd& z) {
  const VectorXd e = (z.array() - z.maxCoeff()).exp();
  return e / e.sum();
}
VectorXd log_softmax(const VectorXd& z) {
  const VectorXd shifted = z.array() - z.maxCoeff();
  return shifted.array() - std::log(shifted.array().exp().sum());
}

SampleLoss sample(const CrossEntropy& loss, const VectorXd& z, Index y) {
  VectorXd q = VectorXd::Constant(z.size(), loss.label_smoothing / static_cast<double>(z.size()));
  q(y) += 1.0 - loss.label_smoothing;
  return {-q.dot(log_softmax(z)), softmax(z) - q};
}

SampleLoss sample(const BinaryCrossEntropy&, const VectorXd& z, Index y) {
  const auto target = static_cast<double>(y);
  const double s = reference_value(Sigmoid{}, z(0));
  return {softplus(y == 1 ? -z(0) : z(0)), VectorXd::Constant(1, s - target)};
}

// The derivative of −(1 − p)^γ·log p by log p.
double focal_slope(double gamma, double rest, double log_p) {
  const double inner = rest > 0.0 ? gamma * std::pow(rest, gamma - 1.0) * (1.0 - rest) * log_p : 0.0;
  return -std::pow(rest, gamma) + inner;
}

SampleLoss sample(const Focal& loss, const VectorXd& z, Index y) {
  const VectorXd p = softmax(z);
  const double log_p = log_softmax(z)(y), rest = p.sum() - p(y);
  VectorXd inner = -p;  // of log p_y by z
  inner(y) += 1.0;
  return {-std::pow(rest, loss.gamma) * log_p, focal_slope(loss.gamma, rest, log_p) * inner};
}

SampleLoss sample(const BinaryFocal& loss, const VectorXd& z, Index y) {
  const double side = y == 1 ? 1.0 : -1.0;
  const double log_p = -softplus(-side * z(0)), rest = reference_value(Sigmoid{}, -side * z(0));
  return {-std::pow(rest, loss.gamma) * log_p,
          VectorXd::Constant(1, focal_slope(loss.gamma, rest, log_p) * rest * side)};
}

SampleLoss margins(const VectorXd& z, Index y, double power) {
  const auto cost = [&](double m) { return m > 0.0 ? std::pow(m, power) : 0.0; };
  const auto by_m = [&](double m) { return m > 0.0 ? power * std::pow(m, power - 1.0) : 0.0; };
  if (z.size() == 1) {
    const double side = y == 1 ? 1.0 : -1.0, m = 1.0 - side * z(0);
    return {cost(m), VectorXd::Constant(1, -side * by_m(m))};
  }
  const auto classes = static_cast<double>(z.size());
  SampleLoss result{0.0, VectorXd::Zero(z.size())};
  for (Index k = 0; k < z.size(); ++k) {
    if (k == y) continue;
    const double m = 1.0 - z(y) + z(k);
    result.loss += cost(m) / classes;
    result.dz(k) += by_m(m) / classes;
    result.dz(y) -= by_m(m) / classes;
  }
  return result;
}
SampleLoss sample(const Hinge&, const VectorXd& z, Index y) { return margins(z, y, 1.0); }
SampleLoss sample(const SquaredHinge&, const VectorXd& z, Index y) { return margins(z, y, 2.0); }

SampleLoss sample(const KlDivergence&, const VectorXd& z, const VectorXd& y) {
  const VectorXd log_p = log_softmax(z);
  double loss = 0.0;
  for (Index k = 0; k < z.size(); ++k) {
    if (y(k) > 0.0) loss += y(k) * (std::log(y(k)) - log_p(k));
  }
  return {loss, y.sum() * softmax(z) - y};
}

// Below ε the slope by s is not 0 but PyTorch's, see kernels/distribution_losses-inl.h.
SampleLoss sample(const GaussianNll& loss, const VectorXd& z, const VectorXd& y) {
  const Index targets = y.size();
  const auto count = static_cast<double>(targets);
  SampleLoss result{0.0, VectorXd(z.size())};
  for (Index k = 0; k < targets; ++k) {
    const double e = z(k) - y(k), raw = std::exp(z(targets + k)), v = std::max(raw, loss.epsilon);
    result.loss += (std::log(v) + e * e / v) / 2.0 / count;
    result.dz(k) = e / v / count;
    result.dz(targets + k) = (1.0 - e * e / v) / 2.0 * (raw / v) / count;
  }
  return result;
}

double weight_of(const ReferenceBatch& batch, const std::vector<float>& by_class, Index n) {
  const double own = batch.weights.size() > 0 ? batch.weights(n) : 1.0;
  if (by_class.empty()) return own;
  return own *
         static_cast<double>(by_class[static_cast<std::size_t>(batch.classes[static_cast<std::size_t>(n)])]);
}

template <typename L>
SampleLoss sample_loss(const L& loss, const Activation& activation, const ReferenceLayer& output,
                       const ReferenceBatch& batch, Index n) {
  const VectorXd z = output.Z.col(n);
  if constexpr (IsCustom<L>) {
    refuse_custom(loss);
  } else if constexpr (L::traits.form == LossForm::all_logits && L::traits.targets == TargetKind::classes) {
    return sample(loss, z, batch.classes[static_cast<std::size_t>(n)]);
  } else if constexpr (L::traits.form == LossForm::all_logits) {
    return sample(loss, z, VectorXd(batch.numbers.col(n)));
  } else {
    constexpr bool of_logits = L::traits.form == LossForm::each_logit;
    const VectorXd a = of_logits ? z : VectorXd(output.A.col(n));
    const auto units = static_cast<double>(z.size());
    SampleLoss result{0.0, VectorXd(z.size())};
    for (Index k = 0; k < z.size(); ++k) {
      result.loss += value(loss, a(k), batch.numbers(k, n)) / units;
      result.dz(k) = slope(loss, a(k), batch.numbers(k, n)) / units;
    }
    if (!of_logits) result.dz = reference_pull_back(activation, z, result.dz);
    return result;
  }
}

}  // namespace

LossAndDelta reference_loss_and_delta(const Loss& loss, const Activation& activation,
                                      const ReferenceLayer& output, const ReferenceBatch& batch) {
  const std::vector<float> by_class = weights_by_class(loss);
  const auto samples = static_cast<double>(batch.samples());
  LossAndDelta result{0.0, Eigen::MatrixXd(output.Z.rows(), batch.samples())};
  for (Index n = 0; n < batch.samples(); ++n) {
    const SampleLoss one =
        std::visit([&](const auto& held) { return sample_loss(held, activation, output, batch, n); }, loss);
    const double share = weight_of(batch, by_class, n) / samples;
    result.loss += share * one.loss;
    result.dZ.col(n) = share * one.dz;
  }
  return result;
}

}  // namespace mlp
