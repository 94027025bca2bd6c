// Columns of a CSV file as text: what says which row is which, and is handed on with its predictions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mlp/data/dataset.hpp"
#include "mlp/data/source.hpp"

namespace mlp {

// The fields of the columns `names`, without quotes and the blanks around them; any may be empty.  A name
// given twice is read once.  `text` is the file's content, `name` stands for it in messages.
// REQUIRES: read_csv() takes the file.
// Throws DataError where a column is not there, with the nearest spelling.
std::vector<TextColumn> read_text_columns(const CsvSource& source, std::string_view text,
                                          std::string_view name, const std::vector<std::string>& names);

}  // namespace mlp
