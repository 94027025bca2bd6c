// Loss and metrics over rows, summed so that neither batch nor thread can change a bit: striped
// sums in double, rows in ascending order (ARITHMETIC.md, A3).
#pragma once

#include <vector>

#include "kernels/striped_sum.hpp"
#include "mlp/base/memory.hpp"
#include "mlp/choice/metric.hpp"
#include "mlp/train/observer.hpp"

namespace mlp {

// What one row contributes.
struct RowResult {
  double loss = 0.0;
  bool correct = false;                // for classes
  const float* predictions = nullptr;  // (outputs) for numbers, in the targets' original units
  const float* targets = nullptr;      // (outputs)
};

class ScoreSums {
 public:
  ScoreSums() = default;
  // `target_means`: of each output over the rows to come (for r2); empty for classes.
  explicit ScoreSums(const std::vector<double>& target_means) : outputs_(target_means.size()) {
    for (std::size_t k = 0; k < outputs_.size(); ++k) outputs_[k].target_mean = target_means[k];
  }

  // All that add() has gathered, for a checkpoint.
  struct Gathered {
    Index rows = 0;
    Index correct = 0;
    std::vector<double> stripes;  // (1 + 3·outputs, 64): loss, then each output's sums
  };
  Gathered gathered() const;
  // REQUIRES: gathered by sums with as many outputs.
  void restore(const Gathered& gathered);
  // Doubles in Gathered::stripes.
  Index stripe_values() const {
    return StripedSum::stripe_count * (1 + 3 * static_cast<Index>(outputs_.size()));
  }

  // Rows are counted from 0 in the order of the calls.
  void add(const RowResult& row);

  Index rows() const { return rows_; }
  double mean_loss() const;
  // REQUIRES: at least one row; metrics of the targets' kind.
  Scores scores(const std::vector<Metric>& metrics) const;

 private:
  struct Output {
    double target_mean = 0.0;
    StripedSum absolute;   // |prediction − target|
    StripedSum squared;    // (prediction − target)²
    StripedSum deviation;  // (target − target_mean)²
  };

  double value(const Accuracy&) const;
  double value(const MeanAbsoluteError&) const;
  double value(const RootMeanSquaredError&) const;
  double value(const R2&) const;

  Index rows_ = 0;
  Index correct_ = 0;
  StripedSum loss_;
  std::vector<Output> outputs_;
};

}  // namespace mlp
