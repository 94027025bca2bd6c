#include "reference/normalization.hpp"

namespace mlp {
namespace {

using Eigen::MatrixXd;

// The mean of what is normalized together, at each of its elements.
MatrixXd mean(const LayerNorm&, const MatrixXd& X) { return X.colwise().mean().replicate(X.rows(), 1); }
MatrixXd mean(const RmsNorm&, const MatrixXd& X) { return X.colwise().mean().replicate(X.rows(), 1); }
MatrixXd mean(const BatchNorm&, const MatrixXd& X) { return X.rowwise().mean().replicate(1, X.cols()); }

MatrixXd center(const RmsNorm&, const MatrixXd& X) { return MatrixXd::Zero(X.rows(), X.cols()); }
template <typename Centered>
MatrixXd center(const Centered& normalization, const MatrixXd& X) {
  return mean(normalization, X);
}

MatrixXd scales(const MatrixXd& variances, double epsilon) {
  return (variances.array() + epsilon).rsqrt().matrix();
}

}  // namespace

ReferenceNormalized reference_normalize(const Normalization& normalization, const MatrixXd& Z,
                                        const ReferenceStatistics* running) {
  return std::visit(
      [&](const auto& held) {
        const MatrixXd middle = running ? running->mean.replicate(1, Z.cols()) : center(held, Z);
        const MatrixXd centered = Z - middle;
        const MatrixXd variances =
            running ? running->variance.replicate(1, Z.cols()) : mean(held, centered.cwiseAbs2());
        ReferenceNormalized result{
            .values = {}, .scales = scales(variances, held.epsilon), .by_running = running != nullptr};
        result.values = centered.cwiseProduct(result.scales);
        return result;
      },
      normalization);
}

ReferenceStatistics reference_statistics(const MatrixXd& Z) {
  const Eigen::VectorXd mean = Z.rowwise().mean();
  const MatrixXd centered = Z.colwise() - mean;
  return {mean, centered.rowwise().squaredNorm() / static_cast<double>(Z.cols() - 1)};
}

MatrixXd reference_normalize_back(const Normalization& normalization, const ReferenceNormalized& normalized,
                                  const MatrixXd& T) {
  if (normalized.by_running) return T.cwiseProduct(normalized.scales);
  return std::visit(
      [&](const auto& held) -> MatrixXd {
        const MatrixXd inner = mean(held, T.cwiseProduct(normalized.values));
        const MatrixXd along = normalized.values.cwiseProduct(inner);
        return (T - center(held, T) - along).cwiseProduct(normalized.scales);
      },
      normalization);
}

}  // namespace mlp
