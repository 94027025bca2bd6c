// What the fields of one column hold, and what kind of column that makes.
//
// The rule, by which a column's kind is inferred from the whole file.  Fields that stand for a missing value
// (data/missing.hpp) do not count; of the others,
//
//   all are numbers                                       numeric, also where there are none
//   all are true, false, yes or no, and both are met      boolean
//   all are dates as ISO 8601 writes them                 date
//   more than half are numbers                            numeric: the first that is none is an error
//   else                                                  categorical
//
// A number with a decimal comma counts as a number here, so that it is an error rather than a category.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "data/csv_scanner.hpp"
#include "mlp/base/memory.hpp"
#include "mlp/choice/column.hpp"

namespace mlp {

struct ColumnSummary {
  // More different values than this are not told apart.
  static constexpr std::size_t most_values = 100;

  std::string name;
  std::vector<std::string> missing_markers = {};  // besides the usual
  Index numbers = 0;
  Index missing = 0;
  Index words = 0;  // all other fields
  // Of the words:
  Index truths = 0;      // true, yes
  Index falsehoods = 0;  // false, no
  Index dates = 0;
  Index comma_numbers = 0;                                    // 1,5
  std::unordered_set<std::string_view> different_words = {};  // parts of the file's text
  bool has_fractions = false;                                 // "1.0" is none
  std::map<std::string, Index, std::less<>>
      values;  // how many rows have each; empty where there are too many
  bool has_many_values = false;

  void add(const CsvScanner::Field& field);

  // Whether every field is a number.
  bool is_numeric() const { return missing == 0 && words == 0; }
  ColumnKind kind() const;
};

// Whether so many categories in so many rows are rather names of the rows.
inline bool is_almost_unique(Index categories, Index rows) {
  constexpr Index certainly_categories = 20;
  return categories > certainly_categories && 2 * categories > rows;
}

// true and yes, with 1 where `digits` count too: 1; false and no: 0; anything else −1.
int truth_of(std::string_view text, bool digits);

}  // namespace mlp
