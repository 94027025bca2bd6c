// What is suspicious about data, before an hour is spent on it.
//
//   lint                what it means                                         says
//   constant_column     one value in all training rows                        the column, its value
//   duplicate_column    the same values as another one's, row by row          both columns
//   target_in_column    one column alone tells each row's target              the column
//   unscaled_column     large numbers that reach the network as they are      the column, its spread
//   outlier             a value a hundred times as far out as most            row, column, value
//   unique_categories   a category, or class, for nearly every row            the column
//   repeated_rows       held-out rows that training rows repeat               how many, the first pair
//   missing_class       a class that one of the splits lacks                  the class, the split
//   class_imbalance     a class of a tenth of another's rows or fewer         both classes
//   unscaled_target     large targets that are not scaled                     the target, its spread
//
// The bounds stand in src/train/lint, each with its reason.  A lint is advice: what it finds may be intended.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mlp/base/export.hpp"
#include "mlp/data/load.hpp"
#include "mlp/model/model.hpp"
#include "mlp/train/recipe.hpp"

namespace mlp {

struct Finding {
  std::string_view lint;  // "constant_column"
  std::string text;       // a sentence with the row or the column
  std::string hint;       // what to do
};

struct LintOptions {
  // Findings of each lint; the last one says how many more there are.
  Index most = 5;
  // The config's.  Where it balances the classes, their sizes are no finding.
  Sampling sampling = EachRowOnce{};
};

// `model`: untrained_model() of the config and the training rows, whose scalings and class weights are looked
// at.  In the order of the table above, then of columns and rows.
// A pass over the data and some sorting of its columns: about as long as an epoch.
MLP_API std::vector<Finding> lint(const Model& model, const Splits& splits, const LintOptions& options = {});

}  // namespace mlp
