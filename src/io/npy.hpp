// NumPy's .npy format, version 1.0: one array of float32, in C order.
//
//   "\x93NUMPY" 1 0, the header's size as two little-endian bytes, then the header,
//
//     {'descr': '<f4', 'fortran_order': False, 'shape': (256, 784), }
//
//   padded with spaces and a newline so that the numbers after it start at a multiple of 64 bytes.
//
// numpy.load() reads such a file, and so do most languages that know arrays.
#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "mlp/base/memory.hpp"

namespace mlp {

// Writes atomically (see atomic_file.hpp).  An empty shape is a single number.  Throws IoError.
// REQUIRES: as many values as the shape says.
void write_npy(const std::filesystem::path& path, const std::vector<Index>& shape,
               std::span<const float> values);

// Reads a file that was written by write_npy().  Throws IoError, or CorruptFile where it holds no float32 of
// this shape.
FlatBuffer<float> read_npy(const std::filesystem::path& path, const std::vector<Index>& shape);

}  // namespace mlp
