#include "train/scores.hpp"

#include <algorithm>
#include <cmath>
#include <variant>

namespace mlp {

void ScoreSums::add(const RowResult& row) {
  loss_.add(rows_, row.loss);
  correct_ += row.correct ? 1 : 0;
  for (std::size_t k = 0; k < outputs_.size(); ++k) {
    Output& output = outputs_[k];
    const double target = row.targets[k];
    const double error = static_cast<double>(row.predictions[k]) - target;
    const double deviation = target - output.target_mean;
    output.absolute.add(rows_, std::fabs(error));
    output.squared.add(rows_, error * error);
    output.deviation.add(rows_, deviation * deviation);
  }
  ++rows_;
}

ScoreSums::Gathered ScoreSums::gathered() const {
  Gathered gathered{.rows = rows_, .correct = correct_, .stripes = {}};
  const auto append = [&](const StripedSum& sum) {
    gathered.stripes.insert(gathered.stripes.end(), sum.stripes().begin(), sum.stripes().end());
  };
  append(loss_);
  for (const Output& output : outputs_) {
    append(output.absolute);
    append(output.squared);
    append(output.deviation);
  }
  return gathered;
}

void ScoreSums::restore(const Gathered& gathered) {
  rows_ = gathered.rows;
  correct_ = gathered.correct;
  auto next = gathered.stripes.begin();
  const auto take = [&](StripedSum& sum) {
    StripedSum::Stripes stripes;
    std::copy_n(next, stripes.size(), stripes.begin());
    next += static_cast<std::ptrdiff_t>(stripes.size());
    sum = StripedSum(stripes);
  };
  take(loss_);
  for (Output& output : outputs_) {
    take(output.absolute);
    take(output.squared);
    take(output.deviation);
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

double ScoreSums::value(const RootMeanSquaredError&) const {
  double sum = 0.0;
  for (const Output& output : outputs_) sum += output.squared.total();
  return std::sqrt(sum / static_cast<double>(rows_ * static_cast<Index>(outputs_.size())));
}

// A constant target has no variance to explain: 1 where it is met exactly, else 0.
double ScoreSums::value(const R2&) const {
  double sum = 0.0;
  for (const Output& output : outputs_) {
    const double error = output.squared.total(), variance = output.deviation.total();
    sum += variance > 0.0 ? 1.0 - error / variance : (error == 0.0 ? 1.0 : 0.0);
  }
  return sum / static_cast<double>(outputs_.size());
}

Scores ScoreSums::scores(const std::vector<Metric>& metrics) const {
  Scores scores{.loss = mean_loss(), .metrics = {}};
  for (const Metric& metric : metrics) {
    const double value = std::visit([this](const auto& held) { return this->value(held); }, metric);
    scores.metrics.emplace_back(name_of(metric), value);
  }
  return scores;
}

}  // namespace mlp
