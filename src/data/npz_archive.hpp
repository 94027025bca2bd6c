// Arrays in an archive as numpy.savez and savez_compressed write it: a ZIP with a file x.npy for the array x.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "data/row_array.hpp"

namespace mlp {

// "mnist.npz/x_train".
struct NpzPlace {
  std::string archive;  // its path
  std::string array;    // its name
};

// Where a path goes on behind a file; none where it is a file itself, or nothing.
std::optional<NpzPlace> npz_place(const std::string& path, const std::filesystem::path& folder);

// Throws IoError where the archive cannot be read, DataError where it is none, lacks the array, or the array
// is none that can be read.
RowArray read_npz_array(const std::filesystem::path& archive, const std::string& array);

}  // namespace mlp
