#include "io/zip_file.hpp"

#include <minizip/unzip.h>

#include <algorithm>
#include <cstdint>
#include <limits>

#include "base/words.hpp"
#include "io/mapped_file.hpp"
#include "mlp/base/error.hpp"

namespace mlp {

struct ZipFile::Archive {
  explicit Archive(unzFile opened) : file(opened) {}
  ~Archive() {
    if (file != nullptr) ::unzClose(file);
  }
  unzFile const file;
};

ZipFile::ZipFile(const std::filesystem::path& path) : place_(path.string()) {
  const MappedFile readable(path);  // says why it is not
  archive_ = std::make_unique<Archive>(::unzOpen64(path.c_str()));
  if (archive_->file == nullptr)
    throw DataError(place_ + ": expected a ZIP archive, got another kind of file, or one cut short");
}

ZipFile::~ZipFile() = default;

std::vector<std::string> ZipFile::names() const {
  std::vector<std::string> names;
  for (int status = ::unzGoToFirstFile(archive_->file); status == UNZ_OK;
       status = ::unzGoToNextFile(archive_->file)) {
    unz_file_info64 info{};
    char name[512] = {};
    if (::unzGetCurrentFileInfo64(archive_->file, &info, name, sizeof name - 1, nullptr, 0, nullptr, 0) ==
        UNZ_OK)
      names.emplace_back(name);
  }
  return names;
}

FlatBuffer<char> ZipFile::read(const std::string& name) const {
  constexpr int names_as_they_are = 1;
  if (::unzLocateFile(archive_->file, name.c_str(), names_as_they_are) != UNZ_OK) {
    throw DataError(place_ + ": expected " + name + " in the archive, got " + joined(names()));
  }
  const auto fail = [&] { throw DataError(place_ + ": " + name + ": the archive is damaged, or encrypted"); };
  unz_file_info64 info{};
  if (::unzGetCurrentFileInfo64(archive_->file, &info, nullptr, 0, nullptr, 0, nullptr, 0) != UNZ_OK ||
      ::unzOpenCurrentFile(archive_->file) != UNZ_OK)
    fail();
  // An archive can say anything of the size; what deflate makes of a byte is 1032 at most.
  constexpr std::uint64_t most_of_a_byte = 1032;
  if (info.uncompressed_size / most_of_a_byte > info.compressed_size) fail();
  FlatBuffer<char> content(static_cast<Index>(info.uncompressed_size));
  Index filled = 0;
  while (filled < content.size()) {
    constexpr Index most_at_once = Index{1} << 30;
    const int count =
        ::unzReadCurrentFile(archive_->file, content.data() + filled,
                             static_cast<unsigned>(std::min(most_at_once, content.size() - filled)));
    if (count <= 0) break;
    filled += count;
  }
  char beyond = 0;
  const bool is_whole = filled == content.size() && ::unzReadCurrentFile(archive_->file, &beyond, 1) == 0;
  const bool has_its_checksum = ::unzCloseCurrentFile(archive_->file) == UNZ_OK;
  if (!is_whole || !has_its_checksum) fail();
  return content;
}

}  // namespace mlp
