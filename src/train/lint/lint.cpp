#include "mlp/train/lint.hpp"

#include "train/lint/column_lints.hpp"
#include "train/lint/split_lints.hpp"

namespace mlp {

std::vector<Finding> lint(const Model& model, const Splits& splits, Index most, const Sampling& sampling) {
  std::vector<Finding> findings;
  lint_columns(model, splits.train, most, findings);
  lint_rows(splits, most, findings);
  lint_targets(model, splits, sampling, most, findings);
  return findings;
}

}  // namespace mlp
