// The files of a CSV source, and several of them as one text.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "data/csv_scanner.hpp"
#include "mlp/base/memory.hpp"
#include "mlp/data/source.hpp"

namespace mlp {

// The paths of a source from `folder`, as the config has them; one with * or ? stands for the files that
// match, in the order of their bytes.
// Throws ConfigError where the source names none, or both path and paths; IoError where nothing matches.
std::vector<std::string> csv_files(const CsvSource& source, const std::filesystem::path& folder);

// The first file, then the rows of the others, whose first lines must name the same columns in the same
// order.
class JoinedText {
 public:
  JoinedText() = default;
  // Put into `room`, which has place for all files and a line end for each.
  explicit JoinedText(FlatBuffer<char> room) : room_(std::move(room)) {}

  // Throws DataError "NAME:1: …" where the columns differ, or a file has no rows.
  void add(const CsvSource& source, std::string_view text, const std::string& name);

  std::string_view text() const {
    return room_.empty() ? std::string_view(text_) : std::string_view(room_.data(), used_);
  }
  // Where each file begins in text(), for messages.
  std::vector<TextPart> parts() const;

 private:
  struct File {
    std::size_t offset;
    std::string name;
    Index lines_before;
  };
  void append(std::string_view text);

  FlatBuffer<char> room_;
  std::size_t used_ = 0;  // of it
  std::string text_;      // where there is none
  std::vector<File> files_;
  std::vector<std::string> columns_;
};

}  // namespace mlp
