// Reading CSV: lines are counted, so that each row's place is known, then read, numbers by std::from_chars.
// Threads take a part each; where quotes may hide line ends, one takes it all.
//
// What a field may look like: data/csv_scanner.hpp and data/number.hpp.  A blank line anywhere but
// at the end is an error, as is a field without a value in a column that is used, unless its config says
// what stands for it; columns that are not used may hold anything.
//
// Columns of inputs of which nothing is known are read as numbers.  Where one turns out to hold something
// else, the file is read again, once to find out what (data/column_summary.hpp) and once for the values.
// Errors read "PATH:LINE: column "NAME": expected …, got …".
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "data/csv_scanner.hpp"
#include "mlp/base/memory.hpp"
#include "mlp/data/load.hpp"

namespace mlp {

struct CsvReading {
  int threads = 1;
  Index least_part = Index{1} << 20;  // bytes that are worth a thread
  // Called, from any thread, with text already read, so that its memory may be released.
  std::function<void(std::string_view text)> done_with = [](std::string_view) {};
  std::span<const TextPart> parts = {};  // of a text of several files
  // Where the values of the inputs go, zeroed.
  std::function<FlatBuffer<float>(Index count)> room_for = [](Index count) {
    return FlatBuffer<float>(count);
  };
};

// `text` is the file's content, `name` stands for it in messages.  The result is the same for any reading.
// Throws DataError, the first in the file's order; ConfigError where the source itself makes no sense.
Dataset read_csv(const CsvSource& source, const ColumnPlan& plan, std::string_view text,
                 std::string_view name, const CsvReading& reading = {});

}  // namespace mlp
