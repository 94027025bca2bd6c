// Holding rows out by what a column says of them, instead of row by row at random.
//
//   group   whole groups, in the order of 64-bit draws, until at least the fraction of the rows is out;
//           no group stands on both sides, and one is always left
//   order   the last rows by the column, numbers as numbers with all their digits, anything else by bytes (as
//           dates like 2026-11-26 sort); rows that are equal stay in the file's order
//   hash    a row is out where the first eight bytes of SHA-256 over "split_seed:purpose:key", as a
//           number, are less than fraction·2⁶⁴; so its side depends on its key alone, and stays when
//           rows come or go
//   value   the rows of which the column says so
#pragma once

#include <cstdint>
#include <string>

#include "data/split.hpp"
#include "mlp/base/random.hpp"
#include "mlp/data/dataset.hpp"

namespace mlp {

// For messages: which split is drawn, "test" or "validation", and of which file.
struct SplitPlace {
  std::string split;
  std::string file;
};

// `rows` are ascending, `column` has a value for every row of the dataset.
// Throw DataError where either side would be empty.
SplitRows split_by_group(const RowView& rows, const TextColumn& column, double fraction, Purpose purpose,
                         std::uint64_t seed, const SplitPlace& place);
SplitRows split_by_order(const RowView& rows, const TextColumn& column, double fraction,
                         const SplitPlace& place);
SplitRows split_by_hash(const RowView& rows, const TextColumn& column, double fraction, Purpose purpose,
                        std::uint64_t seed, const SplitPlace& place);
SplitRows split_by_value(const RowView& rows, const TextColumn& column, const std::string& value,
                         const SplitPlace& place);

}  // namespace mlp
