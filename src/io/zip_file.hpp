// A ZIP archive that is read, by minizip.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "mlp/base/memory.hpp"

namespace mlp {

class ZipFile {
 public:
  // Throws IoError where the file cannot be read, DataError where it is no archive.
  explicit ZipFile(const std::filesystem::path& path);
  ~ZipFile();

  // Of the files in it.
  std::vector<std::string> names() const;
  // The content of one.  Throws DataError where there is none of that name, or it is damaged or encrypted.
  FlatBuffer<char> read(const std::string& name) const;

 private:
  struct Archive;
  const std::string place_;  // for messages
  std::unique_ptr<Archive> archive_;
};

}  // namespace mlp
