// The choice of a decision threshold on rows whose classes are known.
#pragma once

#include <string>
#include <vector>

#include "mlp/choice/decision_threshold.hpp"
#include "mlp/choice/loss.hpp"
#include "mlp/model/model.hpp"
#include "train/row_metrics.hpp"

namespace mlp {

// Throws ConfigError at /data/decision_threshold where the loss gives no probabilities, or the threshold is
// to be chosen for a metric that does not depend on it or without rows to validate on.
void check_decision_threshold(const DecisionThreshold& threshold, const Loss& loss, bool has_validation);

// The same for the classes of the data: there must be two, and the metric's positive class among them.
void check_decision_threshold(const DecisionThreshold& threshold,
                              const std::vector<std::string>& class_labels);

// Of 0.5 and the distinct scores of the rows above 0, the threshold for which the metric is largest; of
// equally good ones the nearest to 0.5, the smaller of two.  0.5 where a score is NaN.
// REQUIRES: two classes; both checks passed.
double chosen_threshold(const Metric& metric, const KeptRows& rows,
                        const std::vector<std::string>& class_labels);

// The same for what `model` predicts of `rows`.
double chosen_threshold(const Metric& metric, const Model& model, const RowView& rows, int threads);

}  // namespace mlp
