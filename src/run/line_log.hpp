// A file that grows by a line at a time; each line is with the system before the next begins, so a
// program that is stopped loses none.
#pragma once

#include <filesystem>
#include <string_view>

#include "io/file_descriptor.hpp"

namespace mlp {

class LineLog {
 public:
  // Goes on at the end of the file, which need not exist.  Throws IoError.
  explicit LineLog(const std::filesystem::path& path);

  // Appends `line` and a line feed.  Throws IoError.
  void add(std::string_view line);
  // Returns once all lines are on the disk.  Throws IoError.
  void sync();

 private:
  std::filesystem::path path_;
  FileDescriptor file_;
};

}  // namespace mlp
