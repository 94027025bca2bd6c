// What the columns of a CSV file hold, for guessing how to train on it.
//
// A file is read once, row by row; of each column it is kept how many fields are numbers, how many are
// missing, and the different values as long as they are few.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mlp/base/memory.hpp"

namespace mlp {

struct ColumnSummary {
  // More different values than this are not told apart.
  static constexpr std::size_t most_values = 100;

  std::string name;
  Index numbers = 0;
  Index missing = 0;  // empty, or a word for it, such as NA
  Index words = 0;    // all other fields
  bool has_fractions = false;
  std::map<std::string, Index, std::less<>>
      values;  // how many rows have each; empty where there are too many
  bool has_many_values = false;

  // Whether the reader can take it as an input.
  bool is_numeric() const { return missing == 0 && words == 0; }
};

struct CsvSummary {
  char delimiter = ',';
  bool has_header = true;
  Index rows = 0;
  std::vector<ColumnSummary> columns;
};

// `text` is the file's content, `name` stands for it in messages.  The delimiter is the one of , ; tab | that
// cuts the first line into most fields; without a header is a file whose first line holds numbers only.
// `target` must be a column; empty: any.
// Throws DataError for what read_csv() would refuse: no rows, a column without name or twice, a ragged row,
// and for a target that is not there, with the nearest spelling.
CsvSummary summarize_csv(std::string_view text, std::string_view name, const std::string& target = {});

}  // namespace mlp
