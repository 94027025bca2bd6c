#include "train/scores.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <variant>

namespace mlp {
namespace {

template <typename M>
constexpr Gathering gathering_of = std::decay_t<M>::gathering;

}  // namespace

ScoreSums::ScoreSums(ScorePlan plan) : plan_(std::move(plan)), outputs_(plan_.target_means.size()) {
  for (std::size_t k = 0; k < outputs_.size(); ++k) outputs_[k].target_mean = plan_.target_means[k];
  bool counts_wanted = false, rows_wanted = false;
  for (std::size_t i = 0; i < plan_.metrics.size(); ++i) {
    const Gathering gathering =
        std::visit([](const auto& held) { return gathering_of<decltype(held)>; }, plan_.metrics[i]);
    if (gathering == Gathering::means) means_.push_back({.metric = i, .sum = {}});
    counts_wanted = counts_wanted || gathering == Gathering::counts;
    rows_wanted = rows_wanted || gathering == Gathering::rows;
  }
  if (counts_wanted) counts_ = ClassCounts(plan_.classes);
  if (rows_wanted) kept_ = KeptRows(plan_.rows, plan_.outputs, plan_.classes);
}

void ScoreSums::for_each_sum(auto& self, auto&& visit) {
  visit(self.loss_);
  for (auto& output : self.outputs_) {
    visit(output.absolute);
    visit(output.squared);
    visit(output.deviation);
  }
  for (auto& mean : self.means_) visit(mean.sum);
}

void ScoreSums::add(const RowResult& row) {
  loss_.add(rows_, row.loss);
  correct_ += row.wanted == row.predicted ? 1 : 0;
  for (std::size_t k = 0; k < outputs_.size(); ++k) {
    Output& output = outputs_[k];
    const double target = row.targets[k];
    const double error = static_cast<double>(row.outputs[k]) - target;
    const double deviation = target - output.target_mean;
    output.absolute.add(rows_, std::fabs(error));
    output.squared.add(rows_, error * error);
    output.deviation.add(rows_, deviation * deviation);
  }
  for (Mean& mean : means_) {
    std::visit(
        [&]<typename M>(const M& metric) {
          if constexpr (M::gathering == Gathering::means)
            mean.sum.add(rows_, row_value(metric, row, plan_.outputs));
        },
        plan_.metrics[mean.metric]);
  }
  if (!counts_.classes.empty()) counts_.add(row.wanted, row.predicted);
  if (kept_.capacity() > 0) kept_.add(row);
  ++rows_;
}

void ScoreSums::clear() {
  rows_ = 0;
  correct_ = 0;
  for_each_sum(*this, [](StripedSum& sum) { sum = {}; });
  std::fill(counts_.classes.begin(), counts_.classes.end(), ClassCounts::OneClass{});
  kept_.rows = 0;
}

Index ScoreSums::stripe_values() const {
  Index sums = 0;
  for_each_sum(*this, [&](const StripedSum&) { ++sums; });
  return StripedSum::stripe_count * sums;
}

ScoreSums::Gathered ScoreSums::gathered() const {
  Gathered gathered{.rows = rows_, .correct = correct_, .stripes = {}, .counts = {}};
  for_each_sum(*this, [&](const StripedSum& sum) {
    gathered.stripes.insert(gathered.stripes.end(), sum.stripes().begin(), sum.stripes().end());
  });
  for (const ClassCounts::OneClass& one : counts_.classes)
    gathered.counts.insert(gathered.counts.end(), {one.wanted, one.predicted, one.right});
  return gathered;
}

void ScoreSums::restore(const Gathered& gathered) {
  rows_ = gathered.rows;
  correct_ = gathered.correct;
  auto next = gathered.stripes.begin();
  for_each_sum(*this, [&](StripedSum& sum) {
    StripedSum::Stripes stripes;
    std::copy_n(next, stripes.size(), stripes.begin());
    next += static_cast<std::ptrdiff_t>(stripes.size());
    sum = StripedSum(stripes);
  });
  auto count = gathered.counts.begin();
  for (ClassCounts::OneClass& one : counts_.classes) {
    one = {.wanted = count[0], .predicted = count[1], .right = count[2]};
    count += 3;
  }
}

double ScoreSums::mean_loss() const { return loss_.total() / static_cast<double>(rows_); }

double ScoreSums::value(const Accuracy&) const {
  return static_cast<double>(correct_) / static_cast<double>(rows_);
}

double ScoreSums::value(const MeanAbsoluteError&) const {
  double sum = 0.0;
  for (const Output& output : outputs_) sum += output.absolute.total();
  return sum / static_cast<double>(rows_ * static_cast<Index>(outputs_.size()));
}

double ScoreSums::squared_error() const {
  double sum = 0.0;
  for (const Output& output : outputs_) sum += output.squared.total();
  return sum / static_cast<double>(rows_ * static_cast<Index>(outputs_.size()));
}

double ScoreSums::value(const MeanSquaredErrorMetric&) const { return squared_error(); }

double ScoreSums::value(const RootMeanSquaredError&) const { return std::sqrt(squared_error()); }

// A constant target has no variance to explain: 1 where it is met exactly, else 0.
double ScoreSums::value(const R2&) const {
  double sum = 0.0;
  for (const Output& output : outputs_) {
    const double error = output.squared.total(), variance = output.deviation.total();
    sum += variance > 0.0 ? 1.0 - error / variance : (error == 0.0 ? 1.0 : 0.0);
  }
  return sum / static_cast<double>(outputs_.size());
}

double ScoreSums::value_at(std::size_t metric) const {
  const Index positive = metric < plan_.positive.size() ? plan_.positive[metric] : -1;
  return std::visit(
      [&]<typename M>(const M& held) {
        if constexpr (M::gathering == Gathering::sums) {
          return value(held);
        } else if constexpr (M::gathering == Gathering::means) {
          const auto mean = std::find_if(means_.begin(), means_.end(),
                                         [&](const Mean& each) { return each.metric == metric; });
          return mean->sum.total() / static_cast<double>(rows_);
        } else if constexpr (M::gathering == Gathering::counts) {
          return value_of(held, counts_, positive);
        } else {
          return value_of(held, kept_, positive);
        }
      },
      plan_.metrics[metric]);
}

Scores ScoreSums::scores() const {
  Scores scores{.loss = mean_loss(), .metrics = {}};
  for (std::size_t i = 0; i < plan_.metrics.size(); ++i) {
    const double value = value_at(i);
    // The NaN that leaves is the positive quiet one, whatever operation made it (A1).
    scores.metrics.emplace_back(label_of(plan_.metrics[i]),
                                std::isnan(value) ? std::numeric_limits<double>::quiet_NaN() : value);
  }
  return scores;
}

}  // namespace mlp
