// Metrics that follow from how often each class was wanted, predicted, and both.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mlp/base/memory.hpp"
#include "mlp/choice/metric.hpp"

namespace mlp {

struct ClassCounts {
  struct OneClass {
    Index wanted = 0;     // rows of the class
    Index predicted = 0;  // rows taken for it
    Index right = 0;      // both
  };

  explicit ClassCounts(Index count = 0) : classes(static_cast<std::size_t>(count)) {}

  void add(std::int32_t wanted, std::int32_t predicted) {
    ++classes[static_cast<std::size_t>(wanted)].wanted;
    ++classes[static_cast<std::size_t>(predicted)].predicted;
    if (wanted == predicted) ++classes[static_cast<std::size_t>(wanted)].right;
  }

  std::vector<OneClass> classes;
};

// Of one class; 0 where the denominator is.
double precision_of(const ClassCounts::OneClass& one);
double recall_of(const ClassCounts::OneClass& one);
double f1_of(const ClassCounts::OneClass& one);

// The class that a metric is about, or −1 where it is about all: the one that `positive` names, else the
// second of two.
// Throws ConfigError, whose place begins with `pointer`, where no class has that label, or none is meant and
// one is needed.
Index positive_class(const Metric& metric, const std::vector<std::string>& class_labels,
                     const std::string& pointer);

// The same for each of /metrics.
std::vector<Index> positive_classes(const std::vector<Metric>& metrics,
                                    const std::vector<std::string>& class_labels);

// `positive` as from positive_classes().
double value_of(const Accuracy& metric, const ClassCounts& counts, Index positive);
double value_of(const BalancedAccuracy& metric, const ClassCounts& counts, Index positive);
double value_of(const Precision& metric, const ClassCounts& counts, Index positive);
double value_of(const Recall& metric, const ClassCounts& counts, Index positive);
double value_of(const F1& metric, const ClassCounts& counts, Index positive);
double value_of(const Matthews& metric, const ClassCounts& counts, Index positive);
double value_of(const CohenKappa& metric, const ClassCounts& counts, Index positive);

}  // namespace mlp
