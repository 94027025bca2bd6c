#include "data/split_by_column.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/nearest.hpp"
#include "data/drawn_order.hpp"
#include "data/dropped_rows.hpp"
#include "data/message.hpp"
#include "data/number.hpp"
#include "io/digest.hpp"
#include "mlp/base/error.hpp"

namespace mlp {

namespace {

const std::string& value_of(const TextColumn& column, std::int32_t row) {
  return column.values[static_cast<std::size_t>(row)];
}

// Rows for which `is_out` go out, in their order.
template <class IsOut>
SplitRows parted(const RowView& rows, const IsOut& is_out) {
  SplitRows result;
  for (const std::int32_t row : rows.rows) (is_out(row) ? result.held_out : result.kept).push_back(row);
  return result;
}

[[noreturn]] void fail(const SplitPlace& place, const TextColumn& column, const std::string& message,
                       const std::string& hint = {}) {
  throw DataError(place.file + ": column " + in_quotes(column.name) + ": " + message, hint);
}

void check_sides(const SplitRows& rows, const TextColumn& column, const SplitPlace& place) {
  const std::string split = place.split + " rows";
  if (rows.held_out.empty()) fail(place, column, "expected some " + split + ", got none");
  if (rows.kept.empty()) fail(place, column, "expected rows beside the " + split + ", got none");
}

void require_values(const RowView& rows, const TextColumn& column, const SplitPlace& place) {
  for (const std::int32_t row : rows.rows) {
    if (!value_of(column, row).empty()) continue;
    fail(place, column,
         "expected a value to order by, got none in row " +
             std::to_string(row_in_file(*rows.dataset, row) + 1));
  }
}

// The values of `rows`, each at its row's place; none where one of them is no number.
std::optional<std::vector<ExactNumber>> numbers_to_order_by(const RowView& rows, const TextColumn& column) {
  std::vector<ExactNumber> numbers(column.values.size());
  for (const std::int32_t row : rows.rows) {
    std::optional<ExactNumber> number = exact_number(value_of(column, row));
    if (!number) return std::nullopt;
    numbers[static_cast<std::size_t>(row)] = std::move(*number);
  }
  return numbers;
}

// From the first by the column to the last; of equal ones in the file's order.
std::vector<std::int32_t> in_order(const RowView& rows, const TextColumn& column) {
  std::vector<std::int32_t> order = rows.rows;
  if (const std::optional<std::vector<ExactNumber>> numbers = numbers_to_order_by(rows, column)) {
    std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
      return is_less((*numbers)[static_cast<std::size_t>(a)], (*numbers)[static_cast<std::size_t>(b)]);
    });
  } else {
    std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
      return value_of(column, a) < value_of(column, b);
    });
  }
  return order;
}

}  // namespace

SplitRows split_by_group(const RowView& rows, const TextColumn& column, double fraction, Purpose purpose,
                         std::uint64_t seed, const SplitPlace& place) {
  // A group is known by its first row.
  std::map<std::string_view, std::int32_t> first_of;
  std::map<std::int32_t, Index> size_of;
  for (const std::int32_t row : rows.rows)
    ++size_of[first_of.try_emplace(value_of(column, row), row).first->second];
  if (size_of.size() < 2) {
    fail(place, column,
         "expected at least 2 groups to draw the " + place.split + " rows from, got " +
             std::to_string(size_of.size()));
  }

  std::vector<std::int32_t> firsts;
  for (const auto& [first, size] : size_of) firsts.push_back(first);
  std::map<std::int32_t, bool> is_out;
  Index out = 0;
  const double wanted = fraction * static_cast<double>(rows.size());
  for (const std::int32_t first : drawn_order(firsts, {.purpose = purpose}, seed)) {
    if (static_cast<double>(out) >= wanted || is_out.size() + 1 == firsts.size()) break;
    is_out[first] = true;
    out += size_of[first];
  }
  return parted(rows, [&](std::int32_t row) { return is_out.contains(first_of[value_of(column, row)]); });
}

SplitRows split_by_order(const RowView& rows, const TextColumn& column, double fraction,
                         const SplitPlace& place) {
  require_values(rows, column, place);
  const std::vector<std::int32_t> order = in_order(rows, column);
  const Index count = held_out_count(fraction, rows.size());
  SplitRows result;
  result.kept.assign(order.begin(), order.end() - count);
  result.held_out.assign(order.end() - count, order.end());
  std::sort(result.kept.begin(), result.kept.end());
  std::sort(result.held_out.begin(), result.held_out.end());
  check_sides(result, column, place);
  return result;
}

SplitRows split_by_hash(const RowView& rows, const TextColumn& column, double fraction, Purpose purpose,
                        std::uint64_t seed, const SplitPlace& place) {
  const std::string salt =
      std::to_string(seed) + ":" + std::to_string(static_cast<std::uint32_t>(purpose)) + ":";
  const SplitRows result = parted(rows, [&](std::int32_t row) {
    const std::string key = salt + value_of(column, row);
    Sha256 digest;
    digest.add(key.data(), key.size());
    const std::uint64_t number = std::stoull(digest.hex().substr(0, 16), nullptr, 16);
    // 53 bits of it are a double's own, so that the comparison is exact.
    return static_cast<double>(number >> 11) * 0x1p-53 < fraction;
  });
  check_sides(result, column, place);
  return result;
}

SplitRows split_by_value(const RowView& rows, const TextColumn& column, const std::string& value,
                         const SplitPlace& place) {
  const SplitRows result = parted(rows, [&](std::int32_t row) { return value_of(column, row) == value; });
  if (result.held_out.empty()) {
    std::map<std::string, int> found;
    for (const std::int32_t row : rows.rows) found[value_of(column, row)];
    std::vector<std::string> values;
    for (const auto& [each, unused] : found) values.push_back(each);
    const auto near = nearest(value, values);
    fail(place, column,
         "expected rows of " + in_quotes(value) + " for the " + place.split + ", got " + listed(values),
         near ? "did you mean " + in_quotes(*near) + "?" : "");
  }
  check_sides(result, column, place);
  return result;
}

}  // namespace mlp
