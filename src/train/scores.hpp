// Loss and metrics over rows, gathered so that neither batch nor thread can change a bit: striped
// sums in double, rows in ascending order (ARITHMETIC.md, A3), counts, and kept rows.
//
// Only what a chosen metric asks for is gathered besides the sums (see Gathering).
#pragma once

#include <vector>

#include "kernels/striped_sum.hpp"
#include "mlp/base/memory.hpp"
#include "mlp/choice/metric.hpp"
#include "mlp/train/observer.hpp"
#include "train/class_metrics.hpp"
#include "train/row_metrics.hpp"
#include "train/row_values.hpp"

namespace mlp {

// What is gathered, over which rows.
struct ScorePlan {
  std::vector<Metric> metrics = {};
  std::vector<Index> positive = {};  // of each metric, see positive_classes()
  Index classes = 0;                 // 0: the targets are numbers
  Index outputs = 0;                 // of a row that are scored: probabilities, or a value for each target
  std::vector<double> target_means = {};  // (outputs) over the rows to come, for r2; empty for classes
  Index rows = 0;                         // that will come at most
};

class ScoreSums {
 public:
  // Of the loss and the rows predicted right.
  ScoreSums() = default;
  // Allocates all that add() will need.
  explicit ScoreSums(ScorePlan plan);

  // What add() has gathered besides kept rows, for a checkpoint.
  struct Gathered {
    Index rows = 0;
    Index correct = 0;
    // (1 + 3·outputs for numbers + metrics that are means, 64): loss, each output's sums, the means'
    std::vector<double> stripes;
    std::vector<std::int64_t> counts;  // (classes, 3): wanted, predicted, right; empty where none asks
  };
  Gathered gathered() const;
  // REQUIRES: gathered by sums of the same plan.
  void restore(const Gathered& gathered);
  // Elements of Gathered::stripes and of Gathered::counts.
  Index stripe_values() const;
  Index count_values() const { return 3 * static_cast<Index>(counts_.classes.size()); }
  // Without capacity where no metric asks for them.
  const KeptRows& kept() const { return kept_; }
  KeptRows& kept() { return kept_; }

  // Back to no rows.  Allocates nothing.
  void clear();

  // Whether add() wants the outputs of rows with classes.
  bool wants_outputs() const { return !means_.empty() || kept_.capacity() > 0; }
  // Rows are counted from 0 in the order of the calls.
  // REQUIRES: no more rows than planned.
  void add(const RowResult& row);

  Index rows() const { return rows_; }
  double mean_loss() const;
  // The loss and the plan's metrics.  REQUIRES: at least one row.
  Scores scores() const;

 private:
  struct Output {
    double target_mean = 0.0;
    StripedSum absolute;   // |prediction − target|
    StripedSum squared;    // (prediction − target)²
    StripedSum deviation;  // (target − target_mean)²
  };
  // Of a metric that is a mean over the rows.
  struct Mean {
    std::size_t metric = 0;  // its number in the plan
    StripedSum sum;
  };

  // Calls visit(sum) for every striped sum, in the order of Gathered::stripes.
  static void for_each_sum(auto& self, auto&& visit);

  double value(const Accuracy&) const;
  double value(const MeanAbsoluteError&) const;
  double value(const MeanSquaredErrorMetric&) const;
  double value(const RootMeanSquaredError&) const;
  double value(const R2&) const;
  double value_at(std::size_t metric) const;
  double squared_error() const;

  ScorePlan plan_;
  Index rows_ = 0;
  Index correct_ = 0;
  StripedSum loss_;
  std::vector<Output> outputs_;
  std::vector<Mean> means_;
  ClassCounts counts_;
  KeptRows kept_;
};

}  // namespace mlp
