// The header of NumPy's .npy: what the numbers behind it are, and in which order.
//
//   "\x93NUMPY", two bytes of the version (1.0, 2.0 or 3.0), the header's size as 2 or 4 little-endian bytes,
//   the header, a Python dict such as {'descr': '<f4', 'fortran_order': False, 'shape': (60000, 28, 28), }
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mlp/base/memory.hpp"

namespace mlp {

struct NpyHeader {
  char kind = 0;   // f, i, u or b
  Index size = 0;  // bytes of a number
  bool is_big_endian = false;
  bool is_fortran = false;
  std::vector<Index> shape = {};
};

// Throws DataError about the array of that name.
[[noreturn]] void refuse_array(std::string_view name, const std::string& message,
                               const std::string& hint = {});

// Takes the header from the front of `bytes`, which then begin with the numbers.  Throws DataError: another
// kind of file, a header that cannot be understood, a type that is no number.
NpyHeader take_npy_header(std::string_view& bytes, std::string_view name);

// How many numbers there are.  Throws DataError: no rows, more than memory counts, a shape that differs from
// `bytes`, the size of the body.
Index check_npy_shape(const NpyHeader& header, std::size_t bytes, std::string_view name);

}  // namespace mlp
