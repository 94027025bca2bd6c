#include "mlp/choice/metric.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

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

// With the numbers that are not the defaults: "within_5".
std::string label(const CustomMetric& metric) {
  if (!metric.implementation) return std::string(CustomMetric::name);
  std::string text(metric.implementation->name());
  const std::vector<Hyperparameter> known = metric.implementation->hyperparameters();
  for (std::size_t i = 0; i < std::min(known.size(), metric.numbers.size()); ++i) {
    if (metric.numbers[i] == known[i].value) continue;
    char number[32];
    text += "_" + std::string(number, std::to_chars(number, number + sizeof number, metric.numbers[i]).ptr);
  }
  return text;
}

std::string label(const TopKAccuracy& metric) { return "top_" + std::to_string(metric.k) + "_accuracy"; }

}  // namespace

std::string label_of(const Metric& metric) {
  return std::visit([](const auto& held) { return label(held); }, metric);
}

}  // namespace mlp
