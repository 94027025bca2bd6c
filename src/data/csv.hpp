// Reading CSV: one pass over the bytes, numbers by std::from_chars.
//
// What a field may look like: data/csv_scanner.hpp and data/number.hpp.  A blank line anywhere but
// at the end is an error, as is a field without a value in a column that is used; columns that are
// not used may hold anything.  Errors read "PATH:LINE: column "NAME": expected …, got …".
#pragma once

#include <string_view>

#include "mlp/data/load.hpp"

namespace mlp {

// `text` is the file's content, `name` stands for it in messages.
// Throws DataError; ConfigError where the source itself makes no sense.
Dataset read_csv(const CsvSource& source, const ColumnPlan& plan, std::string_view text,
                 std::string_view name);

}  // namespace mlp
