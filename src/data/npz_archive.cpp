#include "data/npz_archive.hpp"

#include <system_error>

#include "data/npy_array.hpp"
#include "io/zip_file.hpp"

namespace mlp {

std::optional<NpzPlace> npz_place(const std::string& path, const std::filesystem::path& folder) {
  const std::filesystem::path place(path);
  std::error_code not_there;
  const bool is_in_a_file = place.has_parent_path() && place.has_filename() &&
                            std::filesystem::is_regular_file(folder / place.parent_path(), not_there);
  if (!is_in_a_file) return std::nullopt;
  return NpzPlace{place.parent_path().string(), place.filename().string()};
}

RowArray read_npz_array(const std::filesystem::path& archive, const std::string& array) {
  const FlatBuffer<char> content = ZipFile(archive).read(array + ".npy");
  return read_npy_array({content.data(), static_cast<std::size_t>(content.size())},
                        (archive / array).lexically_normal().string());
}

}  // namespace mlp
