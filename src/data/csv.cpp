#include "data/csv.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <exception>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "data/csv_columns.hpp"
#include "data/csv_scanner.hpp"
#include "data/labels.hpp"
#include "data/message.hpp"
#include "data/number.hpp"
#include "mlp/base/error.hpp"
#include "mlp/base/team.hpp"

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

class RowReader {
 public:
  RowReader(const CsvScanner& scanner, const CsvColumns& columns, const ColumnPlan& plan, bool has_header)
      : scanner_(scanner),
        columns_(columns),
        labels_(plan.class_labels),
        known_labels_(plan.class_labels),
        has_header_(has_header),
        numbers_end_themselves_(!may_stand_in_number(scanner.delimiter())) {}

  // Reads the line at `line` into `inputs`, `numbers` and, where there is one, `weight`; returns where the
  // next one begins.
  const char* read_row(const char* line, float* inputs, float* numbers, float* weight) {
    const char* p = line;
    const CsvColumn* const last = &columns_.in_file.back();
    for (const CsvColumn& column : columns_.in_file) {
      if (column.use == Use::input) {
        p = read_number(line, p, column, inputs[column.position]);
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

  LabelCollector& labels() { return labels_; }

 private:
  const char* read_number(const char* line, const char* p, const CsvColumn& column, float& value) const {
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
  const char* read_unusual_number(const char* line, const char* p, const CsvColumn& column,
                                  float& value) const {
    const CsvScanner::Field field = scanner_.field(p);
    const ParsedNumber number = parse_number(field.text);
    if (number.problem != NumberProblem::none) fail_at_number(line, p, column, field.value(), number.problem);
    value = number.value;
    return field.next;
  }

  const char* read_weight(const char* line, const char* p, const CsvColumn& column, float& value) const {
    const char* const next = read_number(line, p, column, value);
    if (value < 0.0f) {
      fail_at_field(line, p, column,
                    "expected a sample weight of at least 0, got " + in_quotes(scanner_.field(p).value()),
                    "a row of weight 0 counts for nothing");
    }
    return next;
  }

  const char* read_label(const char* line, const char* p, const CsvColumn& column) {
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

  [[noreturn]] void fail_at_row(const char* line) const {
    const std::string expected = counted(std::ssize(columns_.in_file), "column");
    if (scanner_.is_blank_line(line)) {
      scanner_.fail(line, "expected " + expected + " as in line 1, got a blank line",
                    "blank lines are allowed only at the end");
    }
    const Index columns = scanner_.count_columns(line);
    scanner_.fail(line, "expected " + expected + " as in line 1, got " + std::to_string(columns),
                  "look for a missing or additional delimiter; the lines before are fine");
  }

  // A ragged row is the better explanation of a field that does not fit its column.
  [[noreturn]] void fail_at_field(const char* line, const char* p, const CsvColumn& column,
                                  const std::string& message, const std::string& hint = {}) const {
    const bool is_ragged = scanner_.count_columns(line) != std::ssize(columns_.in_file);
    if (is_ragged || scanner_.is_blank_line(line)) fail_at_row(line);
    scanner_.fail(p, "column " + in_quotes(column.name) + ": " + message, hint);
  }

  [[noreturn]] void fail_at_number(const char* line, const char* p, const CsvColumn& column,
                                   const std::string& text, NumberProblem problem) const {
    const std::string got = ", got " + in_quotes(text);
    constexpr std::string_view missing[] = {"NA", "N/A", "NaN", "nan", "null", "NULL", "None", "?", "-"};
    const std::string fill_in = "fill it in or leave the row out";
    if (problem == NumberProblem::empty) {
      fail_at_field(line, p, column, "expected a number, got a missing value", fill_in);
    }
    if (std::find(std::begin(missing), std::end(missing), trimmed(text)) != std::end(missing)) {
      fail_at_field(line, p, column, "expected a number" + got, "it stands for a missing value: " + fill_in);
    }
    if (problem == NumberProblem::not_finite)
      fail_at_field(line, p, column, "expected a finite number" + got);
    if (problem == NumberProblem::too_large) {
      fail_at_field(line, p, column, "expected a number between -3.4e38 and 3.4e38" + got);
    }
    fail_at_field(line, p, column, "expected a number" + got, hint_for_text(line, column, text));
  }

  std::string hint_for_text(const char* line, const CsvColumn& column, std::string_view text) const {
    if (!has_header_ && line == columns_.first_row)
      return "if the first line names the columns, set \"header\": true";
    if (text.find(',') != std::string_view::npos) return "the decimal sign is a point";
    if (column.use == Use::number) return "text can be the target of classes, with a loss like cross_entropy";
    return "choose the columns of numbers with \"inputs\"";
  }

  const CsvScanner& scanner_;
  const CsvColumns& columns_;
  LabelCollector labels_;
  const std::vector<std::string>& known_labels_;
  bool has_header_;
  bool numbers_end_themselves_;
};

// A part of the file that one thread reads: whole lines.
struct Part {
  const char* first;
  const char* end;
  Index lines = 0;
  bool has_quotes = false;
  Index row = 0;  // of the table, that its first line is
  std::exception_ptr problem = nullptr;
};

// Parts of about the same size, as many as there are threads for.
std::vector<Part> parts_of(const char* first, const char* end, const CsvReading& reading) {
  const Index most = std::max<Index>(1, (end - first) / std::max<Index>(1, reading.least_part));
  const Index count = std::min<Index>(reading.threads, most);
  std::vector<Part> parts;
  for (Index left = count; left > 0 && first != end; --left) {
    const char* last = first + (end - first) / left;
    if (left > 1) last = std::find(last, end, '\n');
    if (last != end) ++last;
    parts.push_back({.first = first, .end = last});
    first = last;
  }
  return parts;
}

// Bytes that are looked at before they are done with.
constexpr Index block_bytes = Index{4} << 20;

void count_lines(Part& part, const CsvReading& reading) {
  for (const char* block = part.first; block != part.end;) {
    const char* const end = block + std::min(block_bytes, part.end - block);
    const std::string_view here(block, end);
    for (std::size_t at = 0; (at = here.find('\n', at)) != std::string_view::npos; ++at) ++part.lines;
    part.has_quotes = part.has_quotes || here.find('"') != std::string_view::npos;
    reading.done_with(here);
    block = end;
  }
  if (part.first != part.end && part.end[-1] != '\n') ++part.lines;
}

void read_rows(RowReader& reader, const Part& part, const CsvReading& reading, Dataset& data, Index& rows) {
  const char* line = part.first;
  const char* block = line;
  for (Index row = part.row; line != part.end; ++row) {
    line = reader.read_row(line, data.values.data() + row * data.features,
                           data.numbers.data() + row * data.outputs,
                           data.weights.empty() ? nullptr : data.weights.data() + row);
    ++rows;
    if (line - block < block_bytes) continue;
    reading.done_with({block, line});
    block = line;
  }
}

}  // namespace

Dataset read_csv(const CsvSource& source, const ColumnPlan& plan, std::string_view text,
                 std::string_view name, const CsvReading& reading) {
  if (source.delimiter.size() != 1) {
    throw ConfigError(std::string(name) + ": expected a delimiter of one byte, got " +
                      in_quotes(source.delimiter));
  }
  const CsvScanner scanner(text, source.delimiter.front(), name);
  const CsvColumns columns = find_columns(scanner, source, plan);
  const bool has_numbers = plan.target_kind == TargetKind::numbers && !columns.target_names.empty();

  std::vector<Part> parts = parts_of(columns.first_row, scanner.end(), reading);
  Team team(static_cast<int>(parts.size()));
  team.run([&](int thread) { count_lines(parts[static_cast<std::size_t>(thread)], reading); });
  // A row has at least one line, so the rows are parsed to where they stay.
  Index most_rows = 0;
  for (Part& part : parts) {
    part.row = most_rows;
    most_rows += part.lines;
  }
  if (most_rows > std::numeric_limits<std::int32_t>::max()) {
    scanner.fail(scanner.begin(), "expected at most 2147483647 lines, got " + std::to_string(most_rows));
  }
  // A line end in quotes ends no row.
  if (std::any_of(parts.begin(), parts.end(), [](const Part& part) { return part.has_quotes; }))
    parts = {{.first = columns.first_row, .end = scanner.end()}};

  Dataset data;
  data.features = std::ssize(columns.input_names);
  data.outputs = has_numbers ? std::ssize(columns.target_names) : 0;
  data.values = FlatBuffer<float>(most_rows * data.features);
  data.numbers = FlatBuffer<float>(most_rows * data.outputs);
  if (columns.has_weights) data.weights = FlatBuffer<float>(most_rows);

  std::vector<RowReader> readers(parts.size(), RowReader(scanner, columns, plan, source.header));
  std::vector<Index> rows(parts.size(), 0);
  team.run([&](int thread) {
    const auto i = static_cast<std::size_t>(thread);
    if (i >= parts.size()) return;
    try {
      read_rows(readers[i], parts[i], reading, data, rows[i]);
    } catch (...) {
      parts[i].problem = std::current_exception();
    }
  });
  // The first in the file, whoever came first upon one.
  for (const Part& part : parts) {
    if (part.problem) std::rethrow_exception(part.problem);
  }
  data.rows = std::accumulate(rows.begin(), rows.end(), Index{0});
  data.values.keep(0, data.rows * data.features);
  data.numbers.keep(0, data.rows * data.outputs);
  if (columns.has_weights) data.weights.keep(0, data.rows);

  LabelCollector labels = std::move(readers.front().labels());
  for (std::size_t i = 1; i < readers.size(); ++i) labels.append(readers[i].labels());
  auto [classes, class_labels] = std::move(labels).finish();
  data.classes = std::move(classes);
  data.class_labels = std::move(class_labels);
  data.input_names = columns.input_names;
  data.target_names = columns.target_names;
  return data;
}

}  // namespace mlp
