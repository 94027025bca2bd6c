#include "data/text_columns.hpp"

#include <algorithm>

#include "base/nearest.hpp"
#include "data/csv_scanner.hpp"
#include "data/message.hpp"

namespace mlp {

namespace {

// The names of a file's columns, and where its first row of values begins.
struct Heading {
  std::vector<std::string> names;
  const char* first_row;
};

Heading heading_of(const CsvScanner& scanner, bool has_header) {
  Heading heading{.names = {}, .first_row = scanner.begin()};
  const char* p = scanner.begin();
  for (;;) {
    const CsvScanner::Field field = scanner.field(p);
    heading.names.push_back(has_header ? field.value()
                                       : "column_" + std::to_string(heading.names.size() + 1));
    p = field.next;
    if (scanner.is_line_end(p)) break;
    ++p;
  }
  if (has_header) heading.first_row = p == scanner.end() ? p : p + 1;
  return heading;
}

}  // namespace

std::vector<TextColumn> read_text_columns(const CsvSource& source, std::string_view text,
                                          std::string_view name, const std::vector<std::string>& names) {
  const CsvScanner scanner(text, source.delimiter.front(), name);
  const Heading heading = heading_of(scanner, source.header);

  std::vector<TextColumn> columns;
  std::vector<TextColumn*> of_column(heading.names.size(), nullptr);
  columns.reserve(names.size());  // they are pointed at
  for (const std::string& wanted : names) {
    const auto found = std::find(heading.names.begin(), heading.names.end(), wanted);
    if (found == heading.names.end()) {
      const auto near = nearest(wanted, heading.names);
      scanner.fail(scanner.begin(),
                   "expected a column " + in_quotes(wanted) + " to keep, got " + listed(heading.names),
                   near ? "did you mean " + in_quotes(*near) + "?" : "");
    }
    TextColumn*& column = of_column[static_cast<std::size_t>(found - heading.names.begin())];
    if (column == nullptr) column = &columns.emplace_back(TextColumn{.name = wanted, .values = {}});
  }

  for (const char* p = heading.first_row; p != scanner.end() && !scanner.is_blank_line(p);) {
    for (TextColumn* const column : of_column) {
      const CsvScanner::Field field = scanner.field(p);
      if (column != nullptr) column->values.push_back(field.value());
      p = field.next;
      if (p != scanner.end()) ++p;
    }
  }
  return columns;
}

}  // namespace mlp
