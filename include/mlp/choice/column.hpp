// What a column of a table holds and how the network gets to see it: an entry of /data/columns.
//
//   "age":   {"missing": "median", "indicator": true}
//   "motor": {"kind": "categorical", "unseen": "other", "min_count": 5}
//   "id":    {"kind": "ignored"}
//
// What is fitted (a median, the list of categories, quantiles) comes from the training rows alone, lives in
// the model and is applied in this order:
//
//   missing → its substitute → clip → transform → scaling     numbers, booleans, dates
//   missing → its substitute → one_hot or ordinal             categories
//
// A target of numbers may have a clip, a transform and a scaling; predictions are taken back through scaling
// and transform:
//
//   "price": {"transform": "log1p", "scaling": "standardize"}
//
// To add a choice: a struct here, its name in the list, its cases in data/encoding_fit.cpp and
// data/encoding.cpp, and what exports make of it in model/exports.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mlp/base/fields.hpp"
#include "mlp/base/memory.hpp"
#include "mlp/choice/scaling.hpp"

namespace mlp {

// --- What its fields are.

struct NumericColumn {
  static constexpr std::string_view name = "numeric";
  static constexpr std::string_view help = "decimal numbers";
  static void fields(auto&, auto&) {}
};

struct CategoricalColumn {
  static constexpr std::string_view name = "categorical";
  static constexpr std::string_view help = "one of a list of words, numbers among them";
  static void fields(auto&, auto&) {}
};

// true, yes, 1 and false, no, 0, in any case; 1 and 0 to the network.
struct BooleanColumn {
  static constexpr std::string_view name = "boolean";
  static constexpr std::string_view help = "true or false, yes or no, 1 or 0";
  static void fields(auto&, auto&) {}
};

// Days since 1970-01-01, with the time of the day as a fraction.
struct DateColumn {
  static constexpr std::string_view name = "date";
  static constexpr std::string_view help = "YYYY-MM-DD, with HH:MM or HH:MM:SS behind a T or a blank";
  static void fields(auto&, auto&) {}
};

struct IgnoredColumn {
  static constexpr std::string_view name = "ignored";
  static constexpr std::string_view help = "no input";
  static void fields(auto&, auto&) {}
};

using ColumnKind = std::variant<NumericColumn, CategoricalColumn, BooleanColumn, DateColumn, IgnoredColumn>;

// --- What stands for a value that is missing.

struct RefuseMissing {
  static constexpr std::string_view name = "error";
  static constexpr std::string_view help = "nothing: it is an error that names line and column";
  static void fields(auto&, auto&) {}
};

struct FillMean {
  static constexpr std::string_view name = "mean";
  static constexpr std::string_view help = "the mean of the training rows";
  static void fields(auto&, auto&) {}
};

// The middle value, or the mean of the two in the middle.
struct FillMedian {
  static constexpr std::string_view name = "median";
  static constexpr std::string_view help = "the median of the training rows";
  static void fields(auto&, auto&) {}
};

// Of equally frequent values the smallest, of categories the first.
struct FillMostFrequent {
  static constexpr std::string_view name = "most_frequent";
  static constexpr std::string_view help = "the most frequent value of the training rows";
  static void fields(auto&, auto&) {}
};

struct FillConstant {
  static constexpr std::string_view name = "constant";
  static constexpr std::string_view help = "the same value always";
  double value = 0.0;
  std::optional<std::string> category = {};
  static void fields(auto& self, auto& field) {
    field("value", self.value, at_least(-3.4e38).at_most(3.4e38), "of a column of numbers, in its own units");
    field("category", self.category, at_least(1), "of a column of categories; it need not be among them");
  }
};

struct DropRow {
  static constexpr std::string_view name = "drop_row";
  static constexpr std::string_view help = "the row is left out, of predictions too";
  static void fields(auto&, auto&) {}
};

using MissingPolicy =
    std::variant<RefuseMissing, FillMean, FillMedian, FillMostFrequent, FillConstant, DropRow>;

// --- What a category becomes.

struct OneHot {
  static constexpr std::string_view name = "one_hot";
  static constexpr std::string_view help = "a feature for each category, 1 where it is the row's";
  static void fields(auto&, auto&) {}
};

struct Ordinal {
  static constexpr std::string_view name = "ordinal";
  static constexpr std::string_view help = "one feature, the category's place in the list from 0";
  static void fields(auto&, auto&) {}
};

using CategoryEncoding = std::variant<OneHot, Ordinal>;

// --- What becomes of a category that no training row has.

struct RefuseUnseen {
  static constexpr std::string_view name = "error";
  static constexpr std::string_view help = "an error that names line, column and category";
  static void fields(auto&, auto&) {}
};

struct IgnoreUnseen {
  static constexpr std::string_view name = "ignore";
  static constexpr std::string_view help = "all features of the column 0";
  static void fields(auto&, auto&) {}
};

struct OtherUnseen {
  static constexpr std::string_view name = "other";
  static constexpr std::string_view help = "a feature of its own, where rare categories go too";
  static void fields(auto&, auto&) {}
};

using UnseenPolicy = std::variant<RefuseUnseen, IgnoreUnseen, OtherUnseen>;

// --- What a number goes through before it is scaled.

struct NoTransform {
  static constexpr std::string_view name = "none";
  static constexpr std::string_view help = "numbers as they are";
  static void fields(auto&, auto&) {}
};

struct LogTransform {
  static constexpr std::string_view name = "log1p";
  static constexpr std::string_view help = "log(1 + x) of numbers of at least 0, such as counts and amounts";
  static void fields(auto&, auto&) {}
};

// Straight lines between up to 1000 quantiles of the training rows: quantile k of m, at the share (k + ½)/m,
// becomes the normal distribution's quantile of that share; values beyond the ends become what these become.
struct QuantileNormal {
  static constexpr std::string_view name = "quantile_normal";
  static constexpr std::string_view help = "to a normal distribution, by up to 1000 quantiles";
  static void fields(auto&, auto&) {}
};

using Transform = std::variant<NoTransform, LogTransform, QuantileNormal>;

struct ColumnConfig {
  std::optional<ColumnKind> kind = {};  // absent: inferred from the whole file
  MissingPolicy missing = RefuseMissing{};
  std::vector<std::string> missing_markers = {};  // besides those of every column
  bool indicator = false;
  CategoryEncoding encoding = OneHot{};
  std::vector<std::string> categories = {};  // empty: those of the training rows, sorted
  UnseenPolicy unseen = RefuseUnseen{};
  Index min_count = 1;
  std::optional<std::array<double, 2>> clip = {};
  Transform transform = NoTransform{};
  std::optional<Scaling> scaling = {};  // absent: that of all inputs, or of all targets
  static void fields(auto& self, auto& field) {
    field("kind", self.kind, anything, "what it holds; default: inferred from the whole file");
    field("missing", self.missing, anything, "what stands for a value that is missing");
    field("missing_markers", self.missing_markers, anything,
          "texts that mean a missing value in this column, such as 0 or -999");
    field("indicator", self.indicator, anything, "a further feature, 1 where the value was missing");
    field("encoding", self.encoding, anything, "what categories become");
    field("categories", self.categories, anything,
          "the categories in their order; [] means those of the training rows, sorted");
    field("unseen", self.unseen, anything, "what a category becomes that no training row has");
    field("min_count", self.min_count, at_least(1),
          "categories of fewer training rows go to one feature together, \"other\"");
    field("clip", self.clip, at_least(-3.4e38).at_most(3.4e38),
          "[lowest, highest]: values beyond become these");
    field("transform", self.transform, anything, "what numbers go through before they are scaled");
    field(
        "scaling", self.scaling, anything,
        "of this column's numbers; default: /data/preprocess; categories as one_hot and booleans have none");
  }
};

// By the columns' names.
using ColumnConfigs = std::map<std::string, ColumnConfig>;

}  // namespace mlp
