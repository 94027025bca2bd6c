#include "reference/shaping.hpp"

#include <algorithm>
#include <variant>

namespace mlp {
namespace {

// min(1, max_norm / (norm + 1e-6)).
double scale(double max_norm, double norm) { return std::min(1.0, max_norm / (norm + 1e-6)); }

void clip(const ClipGlobalNorm& global, const ParameterLayout&, Eigen::VectorXd& gradient) {
  gradient *= scale(global.max_norm, gradient.norm());
}

void clip(const ClipLayerNorms& each, const ParameterLayout& layout, Eigen::VectorXd& gradient) {
  for (std::size_t i = 0; i + 1 < layout.tensors.size(); i += 2) {
    const ParameterTensor& weight = layout.tensors[i];
    const ParameterTensor& bias = layout.tensors[i + 1];
    auto layer = gradient.segment(weight.offset, bias.offset + bias.size() - weight.offset);
    layer *= scale(each.max_norm, layer.norm());
  }
}

void clip(const ClipValue& value, const ParameterLayout&, Eigen::VectorXd& gradient) {
  gradient = gradient.cwiseMax(-value.limit).cwiseMin(value.limit);
}

}  // namespace

void reference_clip(const GradientClipping& clipping, const ParameterLayout& layout,
                    Eigen::VectorXd& gradient) {
  std::visit([&](const auto& held) { clip(held, layout, gradient); }, clipping);
}

void reference_l1(double l1, const ParameterLayout& layout, const Eigen::VectorXd& parameters,
                  Eigen::VectorXd& gradient) {
  for (const ParameterTensor& tensor : layout.tensors) {
    if (!tensor.is_weight) continue;
    gradient.segment(tensor.offset, tensor.size()) +=
        l1 * parameters.segment(tensor.offset, tensor.size()).cwiseSign();
  }
}

void reference_max_norm(double max_norm, const ParameterLayout& layout, Eigen::VectorXd& parameters) {
  for (const ParameterTensor& tensor : layout.tensors) {
    if (!tensor.is_weight) continue;
    for (Index unit = 0; unit < tensor.rows; ++unit) {
      auto row = parameters.segment(tensor.offset + unit * tensor.columns, tensor.columns);
      if (row.norm() > max_norm) row *= max_norm / row.norm();
    }
  }
}

}  // namespace mlp
