#include "data/csv_summary.hpp"

#include "data/csv_columns.hpp"
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
  const bool is_empty = scanner.begin() == scanner.end();
  summary.has_header = is_empty || !holds_numbers_only(scanner, scanner.begin());

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
