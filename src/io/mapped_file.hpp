// A file's bytes, mapped read-only into memory.
//
// What cannot be mapped (a pipe, a terminal) is read to its end first.  The file must not be
// cut short by others while it is mapped: the system would end the process.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>

namespace mlp {

class MappedFile {
 public:
  // Throws IoError naming the path and the system's reason.
  explicit MappedFile(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;

  std::string_view bytes() const { return {data_, size_}; }

  // Lets the memory of `part` of bytes() go, where the file itself holds them: they can be read again.
  void let_go(std::string_view part) const;

 private:
  const char* data_ = nullptr;
  std::size_t size_ = 0;
  bool is_of_file_ = false;
};

}  // namespace mlp
