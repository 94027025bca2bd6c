// Rows in the order in which a network takes them for a class: what the areas and curves of roc and
// precision-recall are made from.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "train/row_metrics.hpp"

namespace mlp {

// Rows by how much they speak for one class, the most first.  Rows that speak equally for it are one
// group, so that their order says nothing.
class Ranking {
 public:
  Ranking(const KeptRows& rows, Index of_class) {
    ranked_.reserve(static_cast<std::size_t>(rows.rows));
    for (Index row = 0; row < rows.rows; ++row) {
      const float* const outputs = rows.values.data() + row * rows.outputs;
      // One output speaks for the second of two classes, and against the first.
      const float score = rows.outputs > 1 ? outputs[of_class] : of_class == 1 ? outputs[0] : -outputs[0];
      has_nan_ = has_nan_ || std::isnan(score);
      const bool is_positive = rows.wanted[row] == of_class;
      positive_ += is_positive ? 1 : 0;
      ranked_.push_back({score, is_positive});
    }
    // NaN has no place in an order.
    if (has_nan_) return;
    std::sort(ranked_.begin(), ranked_.end(), [](const Row& a, const Row& b) { return a.score > b.score; });
  }

  bool has_nan() const { return has_nan_; }
  Index positive() const { return positive_; }
  Index negative() const { return static_cast<Index>(ranked_.size()) - positive_; }

  // visit(positive, negative) of each group in turn.  REQUIRES: no NaN.
  void for_each_group(auto&& visit) const {
    for (std::size_t i = 0; i < ranked_.size();) {
      Index positive = 0, negative = 0;
      for (const float score = ranked_[i].score; i < ranked_.size() && ranked_[i].score == score; ++i)
        ++(ranked_[i].is_positive ? positive : negative);
      visit(positive, negative);
    }
  }

 private:
  struct Row {
    float score;
    bool is_positive;
  };
  std::vector<Row> ranked_;
  bool has_nan_ = false;
  Index positive_ = 0;
};

}  // namespace mlp
