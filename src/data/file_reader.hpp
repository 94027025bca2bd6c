// The files of a data set: mapped, and noted once each with their digests.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "io/mapped_file.hpp"
#include "mlp/data/load.hpp"

namespace mlp {

class FileReader {
 public:
  // Paths begin at `folder`; what is opened is noted in `files`, unless that is null.  Both must outlive
  // this.
  FileReader(const std::filesystem::path& folder, std::vector<DataFile>* files)
      : folder_(folder), files_(files) {}

  // Throws IoError.
  MappedFile open(const std::string& path) const;
  // Its SHA-256.  Throws IoError.
  std::string digest(const std::string& path) const;

  const std::filesystem::path& folder() const { return folder_; }
  // As messages call it.
  std::string name(const std::string& path) const { return (folder_ / path).lexically_normal().string(); }
  // Where numbers of it may be put that stay on disk: beside it.
  std::filesystem::path disk_folder(const std::string& path) const {
    return (folder_ / path).parent_path() / ".mlp-cache";
  }

 private:
  const DataFile* find(const std::string& path) const;

  const std::filesystem::path& folder_;
  std::vector<DataFile>* files_;
};

}  // namespace mlp
