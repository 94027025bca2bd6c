// Reading IDX, the binary format of MNIST, plain or gzip.
//
//   00 00  TYPE  RANK  then RANK dimensions of 4 bytes, big-endian, then the values, big-endian
//
//   TYPE   08 unsigned byte   09 signed byte   0B short   0C int   0D float   0E double
//
// The first dimension counts rows; the others together are a row's values.  Unsigned bytes stay
// bytes; every other type becomes float.
#pragma once

#include <optional>
#include <string_view>

#include "data/row_array.hpp"
#include "mlp/data/load.hpp"

namespace mlp {

// `stored` is the file's content, `name` stands for it in messages.
// Throws DataError: another magic number or type, no rows, dimensions that overflow or differ from
// the size of the body, a value that is not finite, gzip that is cut short.
RowArray read_idx(std::string_view stored, std::string_view name);

// Two such files as a dataset (row_array.hpp).
struct NamedBytes {
  std::string_view stored;
  std::string_view name;
};
Dataset read_idx_pair(const NamedBytes& inputs, const std::optional<NamedBytes>& targets,
                      const ColumnPlan& plan);

}  // namespace mlp
