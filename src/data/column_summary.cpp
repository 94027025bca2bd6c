#include "data/column_summary.hpp"

#include <algorithm>
#include <array>

#include "data/date.hpp"
#include "data/missing.hpp"
#include "data/number.hpp"
#include "data/words.hpp"

namespace mlp {
namespace {

bool is_comma_number(std::string_view text) {
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos) return false;
  std::string with_point(text);
  with_point[comma] = '.';
  return parse_number(with_point).problem == NumberProblem::none;
}

// "3", "-3" and, as programs write a column of floats, "3.0".
bool is_whole(std::string_view number) {
  const std::size_t sign = number.front() == '-' ? 1 : 0;
  const std::size_t end = std::min(number.find_first_not_of("0123456789", sign), number.size());
  if (end == number.size()) return true;
  return end > sign && number[end] == '.' && number.find_first_not_of('0', end + 1) == std::string_view::npos;
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

void add_word(ColumnSummary& column, std::string_view text) {
  ++column.words;
  column.different_words.insert(text);
  const int truth = truth_of(text, false);
  column.truths += truth == 1;
  column.falsehoods += truth == 0;
  column.dates += days_since_1970(text).has_value();
  column.comma_numbers += is_comma_number(text);
}

}  // namespace

int truth_of(std::string_view text, bool digits) {
  constexpr std::array<std::string_view, 3> truths{"true", "yes", "1"}, falsehoods{"false", "no", "0"};
  const std::size_t count = digits ? 3 : 2;
  if (text.size() > 5) return -1;
  if (is_word_of(text, std::span(truths).first(count))) return 1;
  return is_word_of(text, std::span(falsehoods).first(count)) ? 0 : -1;
}

void ColumnSummary::add(const CsvScanner::Field& field) {
  if (is_missing(field.text, missing_markers)) {
    ++missing;
    return;
  }
  const NumberProblem problem = parse_number(field.text).problem;
  if (problem == NumberProblem::not_a_number) {
    add_word(*this, field.text);
  } else {
    ++numbers;
    has_fractions = has_fractions || !is_whole(field.text);
  }
  if (field.has_doubled_quotes) return add_value(*this, field.value());
  add_value(*this, field.text);
}

ColumnKind ColumnSummary::kind() const {
  const Index present = numbers + words;
  if (words == 0) return NumericColumn{};
  if (truths + falsehoods == present && truths > 0 && falsehoods > 0) return BooleanColumn{};
  if (dates == present) return DateColumn{};
  if (2 * (numbers + comma_numbers) > present) return NumericColumn{};
  return CategoricalColumn{};
}

}  // namespace mlp
