#include "data/csv.hpp"

#include <algorithm>
#include <cstdint>
#include <exception>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "data/column_config.hpp"
#include "data/csv_columns.hpp"
#include "data/csv_row_reader.hpp"
#include "data/csv_scanner.hpp"
#include "data/dropped_rows.hpp"
#include "data/message.hpp"
#include "mlp/base/error.hpp"
#include "mlp/base/team.hpp"

namespace mlp {

namespace {

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

struct RowsRead {
  Index rows = 0;
  std::vector<Index> dropped = {};  // of the table
};

void read_rows(CsvRowReader& reader, const Part& part, const CsvReading& reading, Dataset& data,
               RowsRead& read) {
  const char* line = part.first;
  const char* block = line;
  Index number = data.lines.empty() ? 0 : data.lines[static_cast<std::size_t>(part.row)];
  for (Index row = part.row; line != part.end; ++row) {
    const char* const next = reader.read_row(line, data.values.data() + row * data.features,
                                             data.numbers.data() + row * data.outputs,
                                             data.weights.empty() ? nullptr : data.weights.data() + row);
    if (reader.drops_row()) read.dropped.push_back(row);
    if (!data.lines.empty()) {
      data.lines[static_cast<std::size_t>(row)] = number;
      number += part.has_quotes ? std::count(line, next, '\n') : 1;
    }
    line = next;
    ++read.rows;
    if (line - block < block_bytes) continue;
    reading.done_with({block, line});
    block = line;
  }
}

// The readers' own numberings of categories become one, which stands in the data's columns.
void unite_categories(const std::vector<CsvRowReader>& readers, const std::vector<Part>& parts,
                      const std::vector<RowsRead>& read, Dataset& data) {
  for (std::size_t c = 0; c < data.columns.size(); ++c) {
    DataColumn& column = data.columns[c];
    if (!is_categorical(column.config)) continue;
    std::vector<std::vector<std::string>> found;
    for (const CsvRowReader& reader : readers) found.push_back(reader.categories()[c].categories());
    const bool has_list = !column.categories.empty();
    const auto* const constant = std::get_if<FillConstant>(&column.config.missing);
    if (constant && !has_list) found.push_back({*constant->category});
    column.categories = all_categories(has_list ? column.categories : column.config.categories, found);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const std::vector<std::int32_t> places = places_in(column.categories, found[i]);
      float* value = data.values.data() + parts[i].row * data.features + static_cast<Index>(c);
      for (Index row = 0; row < read[i].rows; ++row, value += data.features) {
        if (*value == *value) *value = static_cast<float>(places[static_cast<std::size_t>(*value)]);
      }
    }
  }
}

// All read as numbers that nothing was known of.
void settle_kinds(CsvColumns& columns) {
  for (std::size_t i = 0; i < columns.inputs.size(); ++i) {
    ColumnConfig& config = columns.inputs[i].config;
    if (config.kind) continue;
    config.kind = NumericColumn{};
    check_column_config(config, columns.input_names[i]);
  }
}

// The file as it is read once what its columns hold is known; throws KindsAreWanted where it is not.
class TableReader {
 public:
  TableReader(const CsvScanner& scanner, CsvColumns& columns, const CsvSource& source, const ColumnPlan& plan,
              const CsvReading& reading)
      : scanner_(scanner), columns_(columns), source_(source), plan_(plan), reading_(reading) {}

  Dataset read() {
    std::vector<Part> parts = parts_of(columns_.first_row, scanner_.end(), reading_);
    Team team(static_cast<int>(parts.size()));
    team.run([&](int thread) { count_lines(parts[static_cast<std::size_t>(thread)], reading_); });
    // A row has at least one line, so the rows are parsed to where they stay.
    Index most_rows = 0;
    for (Part& part : parts) {
      part.row = most_rows;
      most_rows += part.lines;
    }
    if (most_rows > std::numeric_limits<std::int32_t>::max()) {
      scanner_.fail(scanner_.begin(), "expected at most 2147483647 lines, got " + std::to_string(most_rows));
    }
    // A line end in quotes ends no row.
    if (std::any_of(parts.begin(), parts.end(), [](const Part& part) { return part.has_quotes; }))
      parts = {{.first = columns_.first_row, .end = scanner_.end(), .has_quotes = true}};

    Dataset data = room_for(most_rows, parts);
    std::vector<CsvRowReader> readers(parts.size(), CsvRowReader(scanner_, columns_, plan_, source_.header));
    std::vector<RowsRead> read(parts.size());
    team.run([&](int thread) {
      const auto i = static_cast<std::size_t>(thread);
      if (i >= parts.size()) return;
      try {
        read_rows(readers[i], parts[i], reading_, data, read[i]);
      } catch (...) {
        parts[i].problem = std::current_exception();
      }
    });
    // The first in the file, whoever came first upon one.
    for (const Part& part : parts) {
      if (part.problem) std::rethrow_exception(part.problem);
    }
    settle_kinds(columns_);
    finish(readers, parts, read, data);
    return data;
  }

 private:
  Dataset room_for(Index rows, const std::vector<Part>& parts) const {
    Dataset data;
    data.features = std::ssize(columns_.input_names);
    const bool has_numbers = plan_.target_kind == TargetKind::numbers && !columns_.target_names.empty();
    data.outputs = has_numbers ? std::ssize(columns_.target_names) : 0;
    data.values = reading_.room_for(rows * data.features);
    data.numbers = FlatBuffer<float>(rows * data.outputs);
    if (columns_.has_weights) data.weights = FlatBuffer<float>(rows);
    if (columns_.inputs.empty() || !scanner_.is_one_file()) return data;
    data.file = scanner_.name();
    data.lines.resize(static_cast<std::size_t>(rows));
    const Index first = 1 + scanner_.lines_before(columns_.first_row);
    for (const Part& part : parts) data.lines[static_cast<std::size_t>(part.row)] = first + part.row;
    return data;
  }

  void finish(std::vector<CsvRowReader>& readers, const std::vector<Part>& parts,
              const std::vector<RowsRead>& read, Dataset& data) const {
    for (const RowsRead& part : read) data.rows += part.rows;
    data.values.keep(0, data.rows * data.features);
    data.numbers.keep(0, data.rows * data.outputs);
    if (columns_.has_weights) data.weights.keep(0, data.rows);
    if (!data.lines.empty()) data.lines.resize(static_cast<std::size_t>(data.rows));

    LabelCollector labels = std::move(readers.front().labels());
    for (std::size_t i = 1; i < readers.size(); ++i) labels.append(readers[i].labels());
    auto [classes, class_labels] = std::move(labels).finish();
    data.classes = std::move(classes);
    data.class_labels = std::move(class_labels);
    data.input_names = columns_.input_names;
    data.target_names = columns_.target_names;
    data.columns = columns_.inputs;
    data.target_columns = columns_.targets;
    unite_categories(readers, parts, read, data);
    std::vector<Index> dropped;
    for (const RowsRead& part : read) dropped.insert(dropped.end(), part.dropped.begin(), part.dropped.end());
    drop_rows(dropped, plan_.class_labels.empty(), data);
  }

  const CsvScanner& scanner_;
  CsvColumns& columns_;
  const CsvSource& source_;
  const ColumnPlan& plan_;
  const CsvReading& reading_;
};

}  // namespace

Dataset read_csv(const CsvSource& source, const ColumnPlan& plan, std::string_view text,
                 std::string_view name, const CsvReading& reading) {
  if (source.delimiter.size() != 1) {
    throw ConfigError(std::string(name) + ": expected a delimiter of one byte, got " +
                      in_quotes(source.delimiter));
  }
  const CsvScanner scanner(text, source.delimiter.front(), name, reading.parts);
  CsvColumns columns = find_columns(scanner, source, plan);
  TableReader reader(scanner, columns, source, plan, reading);
  try {
    return reader.read();
  } catch (const KindsAreWanted&) {
    infer_kinds(columns, scanner);
  }
  return reader.read();
}

}  // namespace mlp
