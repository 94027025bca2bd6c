#include "io/text_file.hpp"

#include <utility>

#include "io/gzip.hpp"

namespace mlp {

TextFile::TextFile(MappedFile file, std::string_view name)
    : file_(std::move(file)), is_packed_(is_gzip(file_.bytes())) {
  if (!is_packed_) return;
  unpacked_ = gunzip(file_.bytes(), name);
  file_.let_go(file_.bytes());
}

std::string_view TextFile::text() const {
  if (!is_packed_) return file_.bytes();
  return {reinterpret_cast<const char*>(unpacked_.data()), static_cast<std::size_t>(unpacked_.size())};
}

void TextFile::let_go(std::string_view part) const {
  if (!is_packed_) file_.let_go(part);
}

}  // namespace mlp
