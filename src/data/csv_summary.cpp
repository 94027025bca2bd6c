#include "data/csv_summary.hpp"

#include <algorithm>
#include <array>

#include "data/csv_columns.hpp"
#include "data/csv_scanner.hpp"
#include "data/message.hpp"
#include "data/number.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

// What other programs write where there is no value.
constexpr std::array<std::string_view, 9> words_for_missing{"NA",   "N/A",  "NaN", "nan", "null",
                                                            "NULL", "None", "?",   "-"};

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

void add_value(ColumnSummary& column, std::string_view text) {
  if (column.has_many_values) return;
  const auto known = column.values.find(text);
  if (known != column.values.end()) {
    ++known->second;
  } else if (column.values.size() < ColumnSummary::most_values) {
    column.values.emplace(text, 1);
  } else {
    column.has_many_values = true;
    column.values.clear();
  }
}

void add_field(ColumnSummary& column, const CsvScanner::Field& field) {
  const auto& missing = words_for_missing;
  if (field.text.empty() || std::find(missing.begin(), missing.end(), field.text) != missing.end()) {
    ++column.missing;
    return;
  }
  if (parse_number(field.text).problem == NumberProblem::none) {
    ++column.numbers;
    const bool is_integer =
        field.text.find_first_not_of("0123456789", field.text[0] == '-' ? 1 : 0) == std::string_view::npos;
    column.has_fractions = column.has_fractions || !is_integer;
  } else {
    ++column.words;
  }
  if (field.has_doubled_quotes) return add_value(column, field.value());
  add_value(column, field.text);
}

// Returns where the next line begins.
const char* add_row(CsvSummary& summary, const CsvScanner& scanner, const char* line) {
  const char* p = line;
  for (ColumnSummary& column : summary.columns) {
    const CsvScanner::Field field = scanner.field(p);
    p = field.next;
    add_field(column, field);
    if (scanner.is_line_end(p) != (&column == &summary.columns.back())) {
      scanner.fail(
          line,
          "expected " + counted(std::ssize(summary.columns), "column") + " as in line 1, got " +
              (scanner.is_blank_line(line) ? "a blank line" : std::to_string(scanner.count_columns(line))),
          "look for a missing or additional delimiter; the lines before are fine");
    }
    if (p != scanner.end()) ++p;
  }
  ++summary.rows;
  return p;
}

}  // namespace

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
  for (const char* line = columns.first_row; line != scanner.end();) line = add_row(summary, scanner, line);
  return summary;
}

}  // namespace mlp
