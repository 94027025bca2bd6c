#include "train/decision_threshold.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "io/field_traits.hpp"
#include "mlp/base/error.hpp"
#include "mlp/nn/architecture.hpp"
#include "train/class_metrics.hpp"

namespace mlp {
namespace {

const std::string place = "/data/decision_threshold";

// Whether the metric follows from how often each class was wanted and predicted.
bool follows_from_counts(const Metric& metric) {
  return std::visit(
      [](const auto& held) {
        return requires(const ClassCounts& counts) { value_of(held, counts, Index{0}); };
      },
      metric);
}

double value_from_counts(const Metric& metric, const ClassCounts& counts, Index positive) {
  return std::visit(
      [&](const auto& held) {
        if constexpr (requires { value_of(held, counts, positive); }) return value_of(held, counts, positive);
        return 0.0;
      },
      metric);
}

// Scores of the second class with what the rows are, the largest first.
std::vector<std::pair<double, std::int32_t>> sorted_scores(const KeptRows& rows) {
  std::vector<std::pair<double, std::int32_t>> scores;
  for (Index row = 0; row < rows.rows; ++row)
    scores.emplace_back(rows.values[row * rows.outputs + rows.outputs - 1], rows.wanted[row]);
  if (std::none_of(scores.begin(), scores.end(), [](const auto& one) { return std::isnan(one.first); }))
    std::sort(scores.begin(), scores.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  return scores;
}

// Counts when the first `above` of the sorted scores are taken for the second class.
class Sweep {
 public:
  explicit Sweep(const std::vector<std::pair<double, std::int32_t>>& scores) : scores_(scores), counts_(2) {
    for (const auto& [score, wanted] : scores) counts_.add(wanted, 0);
  }
  // REQUIRES: thresholds descend.
  const ClassCounts& down_to(double threshold) {
    for (; next_ < scores_.size() && scores_[next_].first >= threshold; ++next_) {
      const std::int32_t wanted = scores_[next_].second;
      --counts_.classes[0].predicted;
      ++counts_.classes[1].predicted;
      counts_.classes[0].right -= wanted == 0 ? 1 : 0;
      counts_.classes[1].right += wanted == 1 ? 1 : 0;
    }
    return counts_;
  }

 private:
  const std::vector<std::pair<double, std::int32_t>>& scores_;
  ClassCounts counts_;
  std::size_t next_ = 0;
};

std::string fitting_losses() {
  std::string names;
  for_each_alternative<Loss>([&]<typename L>() {
    if (gives_probabilities(L{})) names += (names.empty() ? "" : ", ") + std::string(L::name);
  });
  return names;
}

}  // namespace

void check_decision_threshold(const DecisionThreshold& threshold, const Loss& loss, bool has_validation) {
  if (!gives_probabilities(loss)) {
    throw ConfigError(place + ": expected a loss that gives probabilities of classes (" + fitting_losses() +
                          "), got " + std::string(name_of(loss)),
                      "the threshold is the probability of the second of two classes; leave it out");
  }
  const auto* const chosen = std::get_if<ChosenThreshold>(&threshold);
  if (!chosen) return;
  if (!follows_from_counts(chosen->metric)) {
    throw ConfigError(place + "/metric: expected a metric of the predicted classes, got " +
                          std::string(name_of(chosen->metric)),
                      "f1, balanced_accuracy or matthews depend on a threshold");
  }
  if (!has_validation) {
    throw ConfigError(place + ": expected rows to choose it on, got none",
                      "add \"validation\": {\"fraction\": 0.1} to /data, or give a number");
  }
}

void check_decision_threshold(const DecisionThreshold& threshold,
                              const std::vector<std::string>& class_labels) {
  if (class_labels.size() != 2) {
    throw ConfigError(place + ": expected two classes, got " + std::to_string(class_labels.size()),
                      "with more, the most probable class is predicted; leave it out");
  }
  if (const auto* const chosen = std::get_if<ChosenThreshold>(&threshold))
    positive_class(chosen->metric, class_labels, place + "/metric");
}

double chosen_threshold(const Metric& metric, const KeptRows& rows,
                        const std::vector<std::string>& class_labels) {
  const Index positive = positive_class(metric, class_labels, place + "/metric");
  const std::vector<std::pair<double, std::int32_t>> scores = sorted_scores(rows);
  std::vector<double> thresholds{0.5};
  for (const auto& [score, wanted] : scores) {
    if (std::isnan(score)) return 0.5;
    if (score > 0.0 && score < 1.0) thresholds.push_back(score);
  }
  std::sort(thresholds.begin(), thresholds.end(), std::greater<>());
  thresholds.erase(std::unique(thresholds.begin(), thresholds.end()), thresholds.end());

  Sweep sweep(scores);
  double best = 0.5, best_value = 0.0;
  bool is_first = true;
  for (const double threshold : thresholds) {
    const double value = value_from_counts(metric, sweep.down_to(threshold), positive);
    if (std::isnan(value)) continue;
    const double distance = std::fabs(threshold - 0.5), best_distance = std::fabs(best - 0.5);
    const bool is_better =
        is_first || value > best_value || (value == best_value && distance <= best_distance);
    if (!is_better) continue;
    best = threshold;
    best_value = value;
    is_first = false;
  }
  return best;
}

double chosen_threshold(const Metric& metric, const Model& model, const RowView& rows, int threads) {
  const Predictions predictions = model.predict(rows, threads);
  KeptRows kept(predictions.rows, predictions.outputs, 2);
  for (Index i = 0; i < predictions.rows; ++i) {
    const std::int32_t row = rows.rows[static_cast<std::size_t>(i)];
    kept.add({.wanted = rows.dataset->classes[static_cast<std::size_t>(row)],
              .outputs = predictions.values.data() + i * predictions.outputs});
  }
  return chosen_threshold(metric, kept, model.class_labels);
}

}  // namespace mlp
