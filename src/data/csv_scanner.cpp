#include "data/csv_scanner.hpp"

#include <algorithm>
#include <cstring>

#include "data/message.hpp"
#include "mlp/base/error.hpp"

namespace mlp {

CsvScanner::CsvScanner(std::string_view text, char delimiter, std::string_view name,
                       std::span<const TextPart> parts)
    : name_(name),
      parts_(parts),
      first_(text.data()),
      begin_(text.data()),
      end_(begin_ + text.size()),
      delimiter_(delimiter) {
  if (delimiter == '"' || delimiter == '\n' || delimiter == '\r' || delimiter == '\0') {
    throw ConfigError(std::string(name) +
                      ": expected a delimiter other than quotes, line ends and NUL, got " +
                      in_quotes({&delimiter, 1}));
  }
  for (const char c : {delimiter, '\n', '\r', '\0'}) stops_[static_cast<unsigned char>(c)] = true;
  if (text.starts_with("\xEF\xBB\xBF")) begin_ += 3;

  // Blank lines at the end, and the end of the last line, are cut off.
  for (const char* line = end_;;) {
    while (line != begin_ && (is_blank(line[-1]) || line[-1] == '\r')) --line;
    if (line == begin_) end_ = begin_;
    if (line == begin_ || line[-1] != '\n') break;
    end_ = --line;
  }
}

std::string CsvScanner::Field::value() const {
  if (!has_doubled_quotes) return std::string(text);
  std::string single;
  for (std::size_t i = 0; i < text.size(); ++i) {
    single += text[i];
    if (text[i] == '"') ++i;
  }
  return single;
}

CsvScanner::Field CsvScanner::field(const char* p) const {
  const char* const first = skip_blanks(p);
  if (first != end_ && *first == '"') return quoted_field(first);
  const char* last = first;
  while (last != end_ && !stops_[static_cast<unsigned char>(*last)]) ++last;
  const char* const next = field_end(last);
  if (next == nullptr) {
    if (*last == '\0') fail(last, "expected text, got a NUL byte", "save the file as UTF-8 text");
    fail(last, "expected a line end of LF or CRLF, got a carriage return alone",
         "convert the file's line ends to LF");
  }
  while (last != first && is_blank(last[-1])) --last;
  return {.text = {first, last}, .next = next};
}

CsvScanner::Field CsvScanner::quoted_field(const char* opening) const {
  Field field;
  const char* const first = opening + 1;
  const char* p = first;
  for (;;) {
    while (p != end_ && *p != '"' && *p != '\0') ++p;
    if (p == end_) {
      fail(opening, "expected a closing quote, got the end of the file",
           "a quote inside quotes is written twice");
    }
    if (*p == '\0') fail(p, "expected text, got a NUL byte", "save the file as UTF-8 text");
    if (p + 1 == end_ || p[1] != '"') break;
    field.has_doubled_quotes = true;
    p += 2;
  }
  field.text = {first, p};
  const char* const after = skip_blanks(p + 1);
  field.next = field_end(after);
  if (field.next == nullptr) {
    fail(after, "expected a delimiter or line end after a closing quote, got " + in_quotes({after, 1}),
         "a quote inside quotes is written twice");
  }
  return field;
}

bool CsvScanner::is_blank_line(const char* p) const {
  const char* const next = field_end(skip_blanks(p));
  return next != nullptr && is_line_end(next);
}

Index CsvScanner::count_columns(const char* line) const {
  for (Index columns = 1;; ++columns) {
    line = field(line).next;
    if (is_line_end(line)) return columns;
    ++line;
  }
}

Index CsvScanner::lines_before(const char* place) const { return std::count(first_, place, '\n'); }

void CsvScanner::fail(const char* place, const std::string& message, const std::string& hint) const {
  std::string name(name_);
  Index line = 1 + lines_before(place);
  for (const TextPart& part : parts_) {
    if (part.begin > place) break;
    name = part.name;
    line = 1 + part.lines_before + std::count(part.begin, place, '\n');
  }
  throw DataError(name + ":" + std::to_string(line) + ": " + message, hint);
}

}  // namespace mlp
