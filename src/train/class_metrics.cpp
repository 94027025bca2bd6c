#include "train/class_metrics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "data/message.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

using OneClass = ClassCounts::OneClass;

double share(Index part, Index whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

OneClass all_together(const ClassCounts& counts) {
  OneClass sum;
  for (const OneClass& one : counts.classes) {
    sum.wanted += one.wanted;
    sum.predicted += one.predicted;
    sum.right += one.right;
  }
  return sum;
}

double macro_average(double (*of)(const OneClass&), const ClassCounts& counts) {
  double sum = 0.0;
  Index classes = 0;
  for (const OneClass& one : counts.classes) {
    if (one.wanted == 0 && one.predicted == 0) continue;
    sum += of(one);
    ++classes;
  }
  return sum / static_cast<double>(classes);
}

double weighted_average(double (*of)(const OneClass&), const ClassCounts& counts) {
  double sum = 0.0;
  for (const OneClass& one : counts.classes) sum += static_cast<double>(one.wanted) * of(one);
  return sum / static_cast<double>(all_together(counts).wanted);
}

double averaged(double (*of)(const OneClass&), const std::optional<Average>& average,
                const ClassCounts& counts, Index positive) {
  if (positive >= 0) return of(counts.classes[static_cast<std::size_t>(positive)]);
  if (average && std::holds_alternative<MicroAverage>(*average)) return of(all_together(counts));
  if (average && std::holds_alternative<WeightedAverage>(*average)) return weighted_average(of, counts);
  return macro_average(of, counts);
}

// Rows, right rows, and products of the classes' sums, as the coefficients of agreement need them.
// Exact: no product exceeds the square of the number of rows, below 2⁶².
struct Agreement {
  explicit Agreement(const ClassCounts& counts) {
    for (const OneClass& one : counts.classes) {
      rows += one.wanted;
      right += one.right;
      both += one.wanted * one.predicted;
      wanted += one.wanted * one.wanted;
      predicted += one.predicted * one.predicted;
    }
  }
  Index rows = 0;
  Index right = 0;
  Index both = 0;       // Σ wanted·predicted
  Index wanted = 0;     // Σ wanted²
  Index predicted = 0;  // Σ predicted²
};

template <typename M>
Index positive_class_of(const M& metric, const std::vector<std::string>& labels, const std::string& pointer) {
  bool wants_one = false;
  if constexpr (requires { metric.average; }) {
    wants_one = metric.average && std::holds_alternative<BinaryAverage>(*metric.average);
    if (metric.average && !wants_one) return -1;
  }
  if constexpr (requires { metric.positive; }) {
    if (!metric.positive.empty()) {
      const auto found = std::find(labels.begin(), labels.end(), metric.positive);
      if (found != labels.end()) return static_cast<Index>(found - labels.begin());
      throw ConfigError(
          pointer + "/positive: expected one of the classes " + listed(labels) + ", got " + metric.positive,
          "a class goes by its label in the data");
    }
  }
  if (labels.size() == 2) return 1;
  if (wants_one) {
    throw ConfigError(pointer + "/average: expected macro, micro or weighted with " +
                          std::to_string(labels.size()) + " classes, got binary",
                      "or name the class that is meant, as in \"positive\": \"" +
                          (labels.empty() ? "" : labels.back()) + "\"");
  }
  return -1;
}

}  // namespace

double precision_of(const OneClass& one) { return share(one.right, one.predicted); }
double recall_of(const OneClass& one) { return share(one.right, one.wanted); }
double f1_of(const OneClass& one) { return share(2 * one.right, one.wanted + one.predicted); }

Index positive_class(const Metric& metric, const std::vector<std::string>& class_labels,
                     const std::string& pointer) {
  return std::visit([&](const auto& held) { return positive_class_of(held, class_labels, pointer); }, metric);
}

std::vector<Index> positive_classes(const std::vector<Metric>& metrics,
                                    const std::vector<std::string>& class_labels) {
  std::vector<Index> positive;
  for (const Metric& metric : metrics)
    positive.push_back(positive_class(metric, class_labels, "/metrics/" + std::to_string(positive.size())));
  return positive;
}

double value_of(const Accuracy&, const ClassCounts& counts, Index) { return recall_of(all_together(counts)); }

double value_of(const BalancedAccuracy&, const ClassCounts& counts, Index) {
  double sum = 0.0;
  Index classes = 0;
  for (const OneClass& one : counts.classes) {
    if (one.wanted == 0) continue;
    sum += recall_of(one);
    ++classes;
  }
  return sum / static_cast<double>(classes);
}

double value_of(const Precision& metric, const ClassCounts& counts, Index positive) {
  return averaged(precision_of, metric.average, counts, positive);
}

double value_of(const Recall& metric, const ClassCounts& counts, Index positive) {
  return averaged(recall_of, metric.average, counts, positive);
}

double value_of(const F1& metric, const ClassCounts& counts, Index positive) {
  return averaged(f1_of, metric.average, counts, positive);
}

double value_of(const Matthews&, const ClassCounts& counts, Index) {
  const Agreement sums(counts);
  const Index square = sums.rows * sums.rows;
  const auto spread_wanted = static_cast<double>(square - sums.wanted);
  const auto spread_predicted = static_cast<double>(square - sums.predicted);
  if (spread_wanted == 0.0 || spread_predicted == 0.0) return 0.0;
  return static_cast<double>(sums.right * sums.rows - sums.both) /
         std::sqrt(spread_wanted * spread_predicted);
}

double value_of(const CohenKappa&, const ClassCounts& counts, Index) {
  const Agreement sums(counts);
  const Index by_chance = sums.rows * sums.rows - sums.both;  // wrong rows, times all
  if (by_chance == 0) return std::numeric_limits<double>::quiet_NaN();
  const Index wrong = (sums.rows - sums.right) * sums.rows;
  return 1.0 - static_cast<double>(wrong) / static_cast<double>(by_chance);
}

}  // namespace mlp
