#include "data/csv_row_reader.hpp"

#include <bit>
#include <charconv>
#include <cstdint>
#include <limits>

#include "data/column_config.hpp"
#include "data/column_summary.hpp"
#include "data/date.hpp"
#include "data/message.hpp"
#include "data/missing.hpp"

namespace mlp {
namespace {

using Use = CsvColumn::Use;

// Neither subnormal nor infinite nor NaN: a number that can be stored as it is.
bool is_normal_or_zero(float value) {
  const std::uint32_t magnitude = std::bit_cast<std::uint32_t>(value) & 0x7FFFFFFFu;
  return magnitude == 0 || (magnitude >= 0x00800000u && magnitude < 0x7F800000u);
}

// With such a delimiter a number's end shows only after the field's.
bool may_stand_in_number(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("+-.()_").find(c) != std::string_view::npos;
}

}  // namespace

CsvRowReader::CsvRowReader(const CsvScanner& scanner, const CsvColumns& columns, const ColumnPlan& plan,
                           bool has_header)
    : scanner_(scanner),
      columns_(columns),
      known_labels_(plan.class_labels),
      labels_(plan.class_labels),
      has_header_(has_header),
      is_training_(columns.is_open),
      numbers_end_themselves_(!may_stand_in_number(scanner.delimiter())) {
  for (const DataColumn& column : columns.inputs) {
    const bool has_list = !column.categories.empty();
    categories_.emplace_back(has_list ? column.categories : column.config.categories);
  }
}

const char* CsvRowReader::read_row(const char* line, float* inputs, float* numbers, float* weight) {
  drops_row_ = false;
  const char* p = line;
  const CsvColumn* const last = &columns_.in_file.back();
  for (const CsvColumn& column : columns_.in_file) {
    if (column.use == Use::input) {
      p = read_number(line, p, column, inputs[column.position]);
    } else if (column.use == Use::meant_input) {
      p = read_meant(line, p, column, inputs[column.position]);
    } else if (column.use == Use::number) {
      p = read_number(line, p, column, numbers[column.position]);
    } else if (column.use == Use::weight) {
      p = read_weight(line, p, column, *weight);
    } else if (column.use == Use::label) {
      p = read_label(line, p, column);
    } else {
      p = scanner_.field(p).next;
    }
    if (scanner_.is_line_end(p) != (&column == last)) fail_at_row(line);
    if (p != scanner_.end()) ++p;
  }
  return p;
}

const char* CsvRowReader::read_number(const char* line, const char* p, const CsvColumn& column,
                                      float& value) const {
  if (numbers_end_themselves_) {
    const auto [end, status] = std::from_chars(scanner_.skip_blanks(p), scanner_.end(), value);
    if (status == std::errc() && is_normal_or_zero(value)) {
      const char* const next = scanner_.field_end(scanner_.skip_blanks(end));
      if (next != nullptr) return next;
    }
  }
  return read_unusual_number(line, p, column, value);
}

// What the short way does not take: signs, quotes, what underflows, and whatever is wrong.
const char* CsvRowReader::read_unusual_number(const char* line, const char* p, const CsvColumn& column,
                                              float& value) const {
  const CsvScanner::Field field = scanner_.field(p);
  const ParsedNumber number = parse_number(field.text);
  if (number.problem != NumberProblem::none) fail_at_number(line, p, column, field.value(), number.problem);
  value = number.value;
  return field.next;
}

const char* CsvRowReader::read_weight(const char* line, const char* p, const CsvColumn& column,
                                      float& value) const {
  const char* const next = read_number(line, p, column, value);
  if (value < 0.0f) {
    fail_at_field(line, p, column,
                  "expected a sample weight of at least 0, got " + in_quotes(scanner_.field(p).value()),
                  "a row of weight 0 counts for nothing");
  }
  return next;
}

const char* CsvRowReader::read_label(const char* line, const char* p, const CsvColumn& column) {
  const CsvScanner::Field field = scanner_.field(p);
  if (field.text.empty()) {
    fail_at_field(line, p, column, "expected a class label, got a missing value",
                  "fill it in or leave the row out");
  }
  const bool is_known = field.has_doubled_quotes ? labels_.add(field.value()) : labels_.add(field.text);
  if (!is_known) {
    fail_at_field(line, p, column,
                  "expected a class label known from training (" + listed(known_labels_) + "), got " +
                      in_quotes(field.value()));
  }
  return field.next;
}

const char* CsvRowReader::read_meant(const char* line, const char* p, const CsvColumn& column, float& value) {
  const DataColumn& meant = columns_.inputs[static_cast<std::size_t>(column.position)];
  const CsvScanner::Field field = scanner_.field(p);
  if (is_missing(field.text, meant.config.missing_markers)) {
    read_missing(line, p, column, meant.config, field);
    value = std::numeric_limits<float>::quiet_NaN();
  } else {
    value = meaning_of(line, p, column, meant.config, field);
  }
  return field.next;
}

void CsvRowReader::read_missing(const char* line, const char* p, const CsvColumn& column,
                                const ColumnConfig& config, const CsvScanner::Field& field) {
  if (std::holds_alternative<DropRow>(config.missing)) drops_row_ = true;
  if (!std::holds_alternative<RefuseMissing>(config.missing)) return;
  if (!config.kind || std::holds_alternative<NumericColumn>(*config.kind)) {
    fail_at_number(line, p, column, field.value(),
                   field.text.empty() ? NumberProblem::empty : NumberProblem::not_a_number);
  }
  const bool are_categories = is_categorical(config);
  const std::string expected = are_categories                                     ? "a category"
                               : std::holds_alternative<DateColumn>(*config.kind) ? "a date"
                                                                                  : "true or false";
  fail_at_field(
      line, p, column,
      "expected " + expected + ", got " + (field.text.empty() ? "a missing value" : in_quotes(field.value())),
      (field.text.empty() ? "" : "it stands for a missing value: ") + hint_for_missing(column));
}

float CsvRowReader::meaning_of(const char* line, const char* p, const CsvColumn& column,
                               const ColumnConfig& config, const CsvScanner::Field& field) {
  if (!config.kind || std::holds_alternative<NumericColumn>(*config.kind)) {
    float number = 0.0f;
    read_unusual_number(line, p, column, number);
    return number;
  }
  if (is_categorical(config)) {
    CategoryCollector& categories = categories_[static_cast<std::size_t>(column.position)];
    return static_cast<float>(field.has_doubled_quotes ? categories.number_of(field.value())
                                                       : categories.number_of(field.text));
  }
  if (std::holds_alternative<DateColumn>(*config.kind)) {
    if (const auto days = days_since_1970(field.text)) return static_cast<float>(*days);
    fail_at_field(line, p, column, "expected a date, got " + in_quotes(field.value()),
                  "as 2024-02-29 or 2024-02-29T13:30:00");
  }
  const int truth = truth_of(field.text, true);
  if (truth < 0) {
    fail_at_field(line, p, column, "expected true or false, got " + in_quotes(field.value()),
                  "yes and no, 1 and 0 will do too, in any case");
  }
  return static_cast<float>(truth);
}

void CsvRowReader::fail_at_row(const char* line) const {
  const std::string expected = counted(std::ssize(columns_.in_file), "column");
  if (scanner_.is_blank_line(line)) {
    scanner_.fail(line, "expected " + expected + " as in line 1, got a blank line",
                  "blank lines are allowed only at the end");
  }
  const Index columns = scanner_.count_columns(line);
  scanner_.fail(line, "expected " + expected + " as in line 1, got " + std::to_string(columns),
                "look for a missing or additional delimiter; the lines before are fine");
}

void CsvRowReader::fail_at_field(const char* line, const char* p, const CsvColumn& column,
                                 const std::string& message, const std::string& hint) const {
  const bool is_ragged = scanner_.count_columns(line) != std::ssize(columns_.in_file);
  if (is_ragged || scanner_.is_blank_line(line)) fail_at_row(line);
  scanner_.fail(p, "column " + in_quotes(column.name) + ": " + message, hint);
}

void CsvRowReader::fail_at_number(const char* line, const char* p, const CsvColumn& column,
                                  const std::string& text, NumberProblem problem) const {
  const bool is_input = column.is_input();
  const bool has_kind = !columns_.inputs.empty() && is_input &&
                        columns_.inputs[static_cast<std::size_t>(column.position)].config.kind;
  if (is_training_ && is_input && !has_kind) throw KindsAreWanted{};
  const std::string got = ", got " + in_quotes(text);
  const std::string fill_in = is_input ? hint_for_missing(column) : "fill it in or leave the row out";
  if (problem == NumberProblem::empty) {
    fail_at_field(line, p, column, "expected a number, got a missing value", fill_in);
  }
  if (is_missing(trimmed(text))) {
    fail_at_field(line, p, column, "expected a number" + got, "it stands for a missing value: " + fill_in);
  }
  if (problem == NumberProblem::not_finite) fail_at_field(line, p, column, "expected a finite number" + got);
  if (problem == NumberProblem::too_large) {
    fail_at_field(line, p, column, "expected a number between -3.4e38 and 3.4e38" + got);
  }
  fail_at_field(line, p, column,
                std::string("expected a number") + (column.kind_is_inferred ? " as in most rows" : "") + got,
                hint_for_text(line, column, trimmed(text)));
}

std::string CsvRowReader::hint_for_missing(const CsvColumn& column) const {
  if (!is_training_) return "fill it in or leave the row out";
  const std::string choose = "fill it in, or choose what stands for it: ";
  if (!columns_.entries_for_gaps.empty())
    return choose + "\"columns\": {" + columns_.entries_for_gaps + "} in /data";
  const ColumnConfig& config = columns_.inputs[static_cast<std::size_t>(column.position)].config;
  return choose + column_entry(column.name, "{\"missing\": " + std::string(policy_for_gaps(config)) + "}");
}

std::string CsvRowReader::hint_for_text(const char* line, const CsvColumn& column,
                                        std::string_view text) const {
  if (!has_header_ && line == columns_.first_row)
    return "if the first line names the columns, set \"header\": true";
  if (text.find(',') != std::string_view::npos) return "the decimal sign is a point";
  if (column.use == Use::number) return "text can be the target of classes, with a loss like cross_entropy";
  if (!is_training_ || !column.is_input()) return "";
  if (looks_missing(text)) {
    return "if it stands for a missing value: " +
           column_entry(column.name,
                        "{\"missing_markers\": [" + in_quotes(text) + "], \"missing\": \"median\"}");
  }
  return "if its values are categories: " + column_entry(column.name, R"({"kind": "categorical"})");
}

}  // namespace mlp
