// From a line of CSV to the values of a row.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/categories.hpp"
#include "data/csv_columns.hpp"
#include "data/csv_scanner.hpp"
#include "data/labels.hpp"
#include "data/number.hpp"
#include "mlp/data/load.hpp"

namespace mlp {

// Thrown where a field is no number and nobody has looked yet what its column holds.
struct KindsAreWanted {};

// Reads lines one after the other; a part of a file has a reader of its own.
class CsvRowReader {
 public:
  // All must outlive the reader.
  CsvRowReader(const CsvScanner& scanner, const CsvColumns& columns, const ColumnPlan& plan, bool has_header);

  // Reads the line at `line` into `inputs`, `numbers` and, where there is one, `weight`; returns where the
  // next one begins.  Throws DataError for the first field that does not fit, and KindsAreWanted.
  const char* read_row(const char* line, float* inputs, float* numbers, float* weight);

  // Whether the row lacks a value in a column that drops such rows.
  bool drops_row() const { return drops_row_; }

  LabelCollector& labels() { return labels_; }
  // Of each input; those that hold none have none.
  const std::vector<CategoryCollector>& categories() const { return categories_; }

 private:
  const char* read_number(const char* line, const char* p, const CsvColumn& column, float& value) const;
  const char* read_unusual_number(const char* line, const char* p, const CsvColumn& column,
                                  float& value) const;
  const char* read_weight(const char* line, const char* p, const CsvColumn& column, float& value) const;
  const char* read_label(const char* line, const char* p, const CsvColumn& column);
  const char* read_meant(const char* line, const char* p, const CsvColumn& column, float& value);
  void read_missing(const char* line, const char* p, const CsvColumn& column, const ColumnConfig& config,
                    const CsvScanner::Field& field);
  float meaning_of(const char* line, const char* p, const CsvColumn& column, const ColumnConfig& config,
                   const CsvScanner::Field& field);

  [[noreturn]] void fail_at_row(const char* line) const;
  // A ragged row is the better explanation of a field that does not fit its column.
  [[noreturn]] void fail_at_field(const char* line, const char* p, const CsvColumn& column,
                                  const std::string& message, const std::string& hint = {}) const;
  [[noreturn]] void fail_at_number(const char* line, const char* p, const CsvColumn& column,
                                   const std::string& text, NumberProblem problem) const;
  std::string hint_for_missing(const CsvColumn& column) const;
  std::string hint_for_text(const char* line, const CsvColumn& column, std::string_view text) const;

  const CsvScanner& scanner_;
  const CsvColumns& columns_;
  const std::vector<std::string>& known_labels_;
  LabelCollector labels_;
  std::vector<CategoryCollector> categories_;
  bool has_header_;
  bool is_training_;
  bool numbers_end_themselves_;
  bool drops_row_ = false;
};

}  // namespace mlp
