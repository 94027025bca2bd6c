// A file of text, plain or gzip, as one text.
#pragma once

#include <string_view>

#include "io/mapped_file.hpp"
#include "mlp/base/memory.hpp"

namespace mlp {

class TextFile {
 public:
  // Unpacks a file that begins as gzip does; `name` is for messages.
  // Throws DataError where that is damaged.
  TextFile(MappedFile file, std::string_view name);

  std::string_view text() const;
  bool is_packed() const { return is_packed_; }

  // Lets the memory of `part` of text() go, where the file itself holds it: it can be read again.
  void let_go(std::string_view part) const;

 private:
  MappedFile file_;
  bool is_packed_;
  FlatBuffer<unsigned char> unpacked_;
};

}  // namespace mlp
