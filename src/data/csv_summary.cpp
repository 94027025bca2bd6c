#include "data/csv_summary.hpp"

#include <algorithm>

#include "data/csv_columns.hpp"
#include "data/date.hpp"
#include "data/message.hpp"
#include "data/number.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

// How many fields the first line has; none where it makes no sense with this delimiter.
Index columns_with(char delimiter, std::string_view text, std::string_view name) {
  try {
    const CsvScanner scanner(text, delimiter, name);
    return scanner.begin() == scanner.end() ? 0 : scanner.count_columns(scanner.begin());
  } catch (const DataError&) {
    return 0;
  }
}

char likely_delimiter(std::string_view text, std::string_view name) {
  char best = ',';
  Index most = 1;
  for (const char delimiter : {',', ';', '\t', '|'}) {
    const Index columns = columns_with(delimiter, text, name);
    if (columns <= most) continue;
    best = delimiter;
    most = columns;
  }
  return best;
}

bool holds_numbers_only(const CsvScanner& scanner, const char* line) {
  for (const char* p = line;;) {
    const CsvScanner::Field field = scanner.field(p);
    if (parse_number(field.text).problem != NumberProblem::none) return false;
    if (scanner.is_line_end(field.next)) return true;
    p = field.next + 1;
  }
}

struct FirstLine {
  std::vector<std::string_view> fields;
  const char* end;  // the LF, or the text's end
};

// REQUIRES: there is one.
FirstLine first_line(const CsvScanner& scanner) {
  FirstLine line{.fields = {}, .end = scanner.begin()};
  for (;; ++line.end) {
    const CsvScanner::Field field = scanner.field(line.end);
    line.fields.push_back(field.text);
    line.end = field.next;
    if (scanner.is_line_end(line.end)) return line;
  }
}

// Whether what stands at the top of a column of words stands further down too, or is a date above dates.
bool is_value_of(std::string_view field, const ColumnSummary& column) {
  if (column.different_words.contains(field)) return true;
  return days_since_1970(field) && column.words > 0 && column.dates == column.words;
}

// Whether the first line holds values, though not numbers only: numbers above numbers, and a word that is
// one of its column's.  A name may look like a number ("country,2019,2020"), but is not met again.
bool is_row_with_words(const CsvScanner& scanner) {
  const auto [fields, end] = first_line(scanner);
  const auto is_number = [](std::string_view field) {
    return parse_number(field).problem == NumberProblem::none;
  };
  if (end == scanner.end() || std::none_of(fields.begin(), fields.end(), is_number)) return false;
  std::vector<ColumnSummary> columns(fields.size());
  for (const char* line = end + 1; line != scanner.end();) line = add_row(columns, scanner, line);
  bool is_met_again = false;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (is_number(fields[i]) && columns[i].words > 0) return false;
    is_met_again = is_met_again || is_value_of(fields[i], columns[i]);
  }
  return is_met_again;
}

bool names_columns(const CsvScanner& scanner, const std::string& target) {
  if (scanner.begin() == scanner.end()) return true;
  if (holds_numbers_only(scanner, scanner.begin())) return false;
  const std::vector<std::string_view> fields = first_line(scanner).fields;
  if (std::find(fields.begin(), fields.end(), target) != fields.end()) return true;
  return !is_row_with_words(scanner);
}

}  // namespace

const char* add_row(std::vector<ColumnSummary>& columns, const CsvScanner& scanner, const char* line) {
  const char* p = line;
  for (ColumnSummary& column : columns) {
    const CsvScanner::Field field = scanner.field(p);
    p = field.next;
    column.add(field);
    if (scanner.is_line_end(p) != (&column == &columns.back())) {
      scanner.fail(
          line,
          "expected " + counted(std::ssize(columns), "column") + " as in line 1, got " +
              (scanner.is_blank_line(line) ? "a blank line" : std::to_string(scanner.count_columns(line))),
          "look for a missing or additional delimiter; the lines before are fine");
    }
    if (p != scanner.end()) ++p;
  }
  return p;
}

CsvSummary summarize_csv(std::string_view text, std::string_view name, const std::string& target) {
  CsvSummary summary;
  summary.delimiter = likely_delimiter(text, name);
  const CsvScanner scanner(text, summary.delimiter, name);
  summary.has_header = names_columns(scanner, target);

  CsvSource source;
  source.header = summary.has_header;
  if (!target.empty()) source.target = {target};
  ColumnPlan plan;
  plan.target_optional = target.empty();
  const CsvColumns columns = find_columns(scanner, source, plan);
  summary.columns.resize(columns.in_file.size());
  for (std::size_t i = 0; i < columns.in_file.size(); ++i) summary.columns[i].name = columns.in_file[i].name;
  for (const char* line = columns.first_row; line != scanner.end(); ++summary.rows)
    line = add_row(summary.columns, scanner, line);
  return summary;
}

}  // namespace mlp
