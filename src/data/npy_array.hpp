// Reading NumPy's .npy (npy_header.hpp), plain or gzip: one array whose first axis counts rows.
//
// All axes but the first together are a row's values; an array of one axis has one value a row.  Floats of 2,
// 4 and 8 bytes, integers of 1 to 8, and truths become float, in either byte order, in C's or Fortran's
// order.  Unsigned bytes of three axes or more are images, and stay bytes.
#pragma once

#include <filesystem>
#include <string_view>

#include "data/row_array.hpp"

namespace mlp {

// `stored` is the file's content, `name` stands for it in messages.
// Throws DataError: no such file, a header that cannot be understood, another type, no rows, a shape that
// differs from the size of the body, a value that is not finite.
RowArray read_npy_array(std::string_view stored, std::string_view name);

// The same of an array that stays in its file (io/disk_numbers.hpp).
// Also throws DataError for what cannot be used in place: types other than little-endian float32 or image
// bytes, gzip, Fortran order, subnormal numbers.
RowArray map_npy_array(const std::filesystem::path& path, std::string_view name);

}  // namespace mlp
