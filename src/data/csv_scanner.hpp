// Where fields and lines of a CSV text begin and end.
//
// RFC 4180 with any one-byte delimiter: quotes may hold delimiters, doubled quotes and line ends;
// lines end in LF or CRLF.  Beyond it: a byte-order mark is skipped, blanks (spaces and tabs, unless
// they delimit) around fields are dropped, blank lines at the end are ignored, and the last line
// may lack its end.  A quote inside a field that does not begin with one stands for itself.
//
// Positions are pointers into the text; the scanner has no state.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "mlp/base/memory.hpp"

namespace mlp {

// A file of a text that several were joined to.
struct TextPart {
  const char* begin;
  std::string name;
  Index lines_before = 0;  // of the file, that are not in the text
};

class CsvScanner {
 public:
  // `name` stands for the file in messages, or `parts` for the files; all must outlive the scanner.
  // Throws ConfigError for a delimiter that is a quote, a line end or NUL.
  CsvScanner(std::string_view text, char delimiter, std::string_view name,
             std::span<const TextPart> parts = {});

  std::string_view name() const { return name_; }
  // Whether lines are those of one file.
  bool is_one_file() const { return parts_.empty(); }
  const char* begin() const { return begin_; }
  const char* end() const { return end_; }
  char delimiter() const { return delimiter_; }

  struct Field {
    std::string_view text;  // without blanks around it and outer quotes
    bool has_doubled_quotes = false;
    const char* next = nullptr;  // the delimiter, the LF or the end of the text

    std::string value() const;  // the text with doubled quotes as one
  };
  // The field that begins at `p`.
  // Throws DataError: unterminated quote, text after a quote, NUL byte, carriage return in a line.
  Field field(const char* p) const;

  const char* skip_blanks(const char* p) const {
    while (p != end_ && is_blank(*p)) ++p;
    return p;
  }
  // Where a number ends that is followed by a delimiter or a line end at `p`: the delimiter, the
  // LF or the end of the text.  Null where something else stands there.
  const char* field_end(const char* p) const {
    if (p == end_ || *p == delimiter_ || *p == '\n') return p;
    if (*p == '\r' && (p + 1 == end_ || p[1] == '\n')) return p + 1;
    return nullptr;
  }
  bool is_line_end(const char* p) const { return p == end_ || *p == '\n'; }
  bool is_blank_line(const char* p) const;

  Index count_columns(const char* line) const;

  // How many lines of the file end before `place`.
  Index lines_before(const char* place) const;

  // Throws DataError "NAME:LINE: MESSAGE", LINE being that of `place`.
  [[noreturn]] void fail(const char* place, const std::string& message, const std::string& hint = {}) const;

 private:
  bool is_blank(char c) const { return (c == ' ' || c == '\t') && c != delimiter_; }
  Field quoted_field(const char* opening) const;

  std::string_view name_;
  std::span<const TextPart> parts_;
  const char* first_;  // of the file, for line numbers
  const char* begin_;
  const char* end_;
  char delimiter_;
  std::array<bool, 256> stops_{};  // bytes that a plain field is not made of
};

}  // namespace mlp
