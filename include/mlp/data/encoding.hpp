// From a row as it stands in a table to the features that the network reads.
//
//   a row        a float per column: a number, a date in days, 1 or 0, a category's place in its list; NaN
//                where the value is missing
//   features     a float per feature, before they are brought to a common scale (preprocess.hpp)
//
// What was fitted comes from the training rows alone and travels in the model.  A table of numbers without
// gaps needs no encoding: it is the identity, and nothing is stored.
//
// Numeric targets that are clipped or transformed are encoded in the same way, a number for a number, and the
// network's outputs are decoded.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "mlp/base/export.hpp"
#include "mlp/base/fields.hpp"
#include "mlp/choice/column.hpp"
#include "mlp/data/dataset.hpp"

namespace mlp {

// A column with what the training rows said about it.
struct MLP_API FittedColumn {
  ColumnConfig config = {};                       // its kind is set
  std::optional<double> substitute = {};          // of a missing value; absent where that is an error
  std::vector<std::string> categories = {};       // each has a feature, or a place, of its own
  std::vector<std::string> rare = {};             // known categories that are encoded as "other"
  bool has_other = false;                         // a feature, or place, behind those of the categories
  std::vector<std::array<double, 2>> knots = {};  // {x, z} of QuantileNormal's line, x ascending

  // Whether it has a feature for each category.
  bool is_one_hot() const;
  Index features() const;  // with the indicator
  // Also the place that stands for a category that is not known.
  Index known_categories() const { return std::ssize(categories) + std::ssize(rare); }

  static void fields(auto& self, auto& field) {
    field("config", self.config, anything.required(), "");
    field("substitute", self.substitute, anything, "");
    field("categories", self.categories, anything.left_out_when_unset(), "");
    field("rare", self.rare, anything.left_out_when_unset(), "");
    field("has_other", self.has_other, anything.left_out_when_unset(), "");
    field("knots", self.knots, anything.left_out_when_unset(), "");
  }
};

struct MLP_API InputEncoding {
  std::vector<FittedColumn> columns = {};  // none: the identity

  bool is_identity() const { return columns.empty(); }
  // REQUIRES: not the identity.
  Index features() const;
  // "age", "motor=A", "motor=other", "age is missing": to be read by people; two may be equal.
  std::vector<std::string> feature_names(const std::vector<std::string>& columns_names) const;
  // How further rows are read: the columns with all categories that are known.
  std::vector<DataColumn> data_columns() const;
};

// Fits to the training rows what their columns' configs ask for.  Throws DataError where a column has no
// name, or no value at all.
MLP_API InputEncoding fit_encoding(const RowView& rows);

// The same for the targets: a column for each; none where all are learned as they are.
// Throws ConfigError for settings that are not for a target.
MLP_API std::vector<FittedColumn> fit_target_columns(const RowView& rows);

}  // namespace mlp
