#include "mlp/choice/metric.hpp"

namespace mlp {
namespace {

template <typename T>
std::string label(const T& metric) {
  std::string text(T::name);
  if constexpr (requires { metric.average; }) {
    if (metric.average) text += "_" + std::string(name_of(*metric.average));
  }
  if constexpr (requires { metric.positive; }) {
    if (!metric.positive.empty()) text += "_of_" + metric.positive;
  }
  return text;
}

std::string label(const TopKAccuracy& metric) { return "top_" + std::to_string(metric.k) + "_accuracy"; }

}  // namespace

std::string label_of(const Metric& metric) {
  return std::visit([](const auto& held) { return label(held); }, metric);
}

}  // namespace mlp
