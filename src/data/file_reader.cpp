#include "data/file_reader.hpp"

#include <algorithm>
#include <string_view>

#include "io/digest.hpp"

namespace mlp {

// A file may be larger than memory has room for.
static std::string digest_of(const MappedFile& file) {
  constexpr std::size_t block_bytes = std::size_t{4} << 20;
  Sha256 digest;
  for (std::string_view left = file.bytes(); !left.empty();) {
    const std::string_view block = left.substr(0, block_bytes);
    digest.add(block.data(), block.size());
    file.let_go(block);
    left.remove_prefix(block.size());
  }
  return digest.hex();
}

MappedFile FileReader::open(const std::string& path) const {
  MappedFile file(folder_ / path);
  if (files_ != nullptr && find(path) == nullptr)
    files_->push_back({.path = path, .sha256 = digest_of(file), .bytes = std::ssize(file.bytes())});
  return file;
}

std::string FileReader::digest(const std::string& path) const {
  const DataFile* const known = find(path);
  return known ? known->sha256 : digest_of(MappedFile(folder_ / path));
}

const DataFile* FileReader::find(const std::string& path) const {
  if (files_ == nullptr) return nullptr;
  const auto known = std::find_if(files_->begin(), files_->end(),
                                  [&](const DataFile& each) { return name(each.path) == name(path); });
  return known == files_->end() ? nullptr : &*known;
}

}  // namespace mlp
