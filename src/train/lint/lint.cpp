#include "mlp/train/lint.hpp"

#include "train/lint/column_lints.hpp"
#include "train/lint/split_lints.hpp"

namespace mlp {

std::vector<Finding> lint(const Model& model, const Splits& splits, const LintOptions& options) {
  std::vector<Finding> findings;
  lint_columns(model, splits.train, options.most, findings);
  lint_rows(splits, options.most, findings);
  lint_targets(model, splits, options.sampling, options.most, findings);
  return findings;
}

}  // namespace mlp
