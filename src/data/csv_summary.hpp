// What the columns of a CSV file hold, for guessing how to train on it.
//
// A file is read once, row by row; of each column it is kept how many fields are numbers, how many are
// missing, and the different values as long as they are few.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/column_summary.hpp"
#include "mlp/base/memory.hpp"

namespace mlp {

struct CsvSummary {
  char delimiter = ',';
  bool has_header = true;
  Index rows = 0;
  std::vector<ColumnSummary> columns;
};

// `text` is the file's content, `name` stands for it in messages.  The delimiter is the one of , ; tab | that
// cuts the first line into most fields.  Without a header is a file whose first line holds numbers only, or
// numbers above numbers and a word (or date) that stands in its column further down.
// `target` must be a column; empty: any.
// Throws DataError for what read_csv() would refuse: no rows, a column without name or twice, a ragged row,
// and for a target that is not there, with the nearest spelling.
CsvSummary summarize_csv(std::string_view text, std::string_view name, const std::string& target = {});

// Adds the row that begins at `line` to the columns, one for each of the file's; returns where the next line
// begins.  Throws DataError for a ragged row.
const char* add_row(std::vector<ColumnSummary>& columns, const CsvScanner& scanner, const char* line);

}  // namespace mlp
