#include "data/split.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>
#include <variant>

#include "data/drawn_order.hpp"
#include "data/dropped_rows.hpp"
#include "data/message.hpp"
#include "data/split_by_column.hpp"
#include "mlp/base/error.hpp"

namespace mlp {

namespace {

std::vector<Index> class_sizes(const RowView& rows) {
  std::vector<Index> sizes(rows.dataset->class_labels.size());
  for (const std::int32_t row : rows.rows) {
    ++sizes[static_cast<std::size_t>(rows.dataset->classes[static_cast<std::size_t>(row)])];
  }
  return sizes;
}

const std::optional<std::string>* column_of(const Fraction& fraction) {
  for (const auto* const column : {&fraction.group, &fraction.order, &fraction.hash})
    if (*column) return column;
  return nullptr;
}

void check_fraction(const Fraction& fraction, const std::string& split) {
  const int columns = fraction.group.has_value() + fraction.order.has_value() + fraction.hash.has_value();
  if (columns > 1) {
    throw ConfigError("/data/" + split + ": expected one of group, order and hash, got " +
                      std::to_string(columns));
  }
  if (columns == 1 && fraction.stratify.value_or(false)) {
    throw ConfigError("/data/" + split +
                      "/stratify: expected false where a column says which rows, got true");
  }
}

const TextColumn& kept_column(const RowView& rows, const std::string& name, const SplitPlace& place) {
  const std::vector<TextColumn>& kept = rows.dataset->kept;
  const auto found =
      std::find_if(kept.begin(), kept.end(), [&](const TextColumn& one) { return one.name == name; });
  if (found == kept.end()) {
    throw ConfigError("/data/" + place.split + ": expected training rows from CSV, with a column " +
                      in_quotes(name) + ", got " + place.file);
  }
  return *found;
}

// What a row is that is none of the training rows, for messages; "" where the file has none of the number.
std::string why_not_there(Index number, const Dataset& data) {
  if (std::binary_search(data.dropped.begin(), data.dropped.end(), number))
    return ", which is left out because a column drops rows without a value";
  return number >= 0 && number < rows_in_file(data) ? ", which is a test row" : "";
}

SplitRows split_by_number(const RowView& rows, const ListedRows& listed_rows, const SplitPlace& place) {
  const std::set<Index> wanted(listed_rows.rows.begin(), listed_rows.rows.end());
  const std::string where = "/data/" + place.split + "/rows: ";
  if (wanted.size() != listed_rows.rows.size())
    throw DataError(where + "expected each row once, got one twice");
  SplitRows result;
  std::set<Index> missing = wanted;
  for (const std::int32_t row : rows.rows) {
    const Index number = row_in_file(*rows.dataset, row);
    missing.erase(number);
    (wanted.contains(number) ? result.held_out : result.kept).push_back(row);
  }
  if (!missing.empty()) {
    throw DataError(where + "expected numbers of training rows of " + place.file + ", from 0 to " +
                    std::to_string(rows_in_file(*rows.dataset) - 1) + ", got " +
                    std::to_string(*missing.begin()) + why_not_there(*missing.begin(), *rows.dataset));
  }
  if (result.kept.empty()) throw DataError(where + "expected rows that are left to train on, got none");
  return result;
}

}  // namespace

Index held_out_count(double fraction, Index rows) {
  const auto rounded = static_cast<Index>(fraction * static_cast<double>(rows) + 0.5);
  return std::clamp<Index>(rounded, 1, rows - 1);
}

bool is_cut_off(const std::optional<Holdout>& holdout) {
  return holdout &&
         (std::holds_alternative<Fraction>(*holdout) || std::holds_alternative<MarkedRows>(*holdout) ||
          std::holds_alternative<ListedRows>(*holdout));
}

std::vector<std::string> split_columns(const std::optional<Holdout>& holdout) {
  if (!holdout) return {};
  if (const auto* const marked = std::get_if<MarkedRows>(&*holdout)) return {marked->column};
  const auto* const fraction = std::get_if<Fraction>(&*holdout);
  const auto* const column = fraction ? column_of(*fraction) : nullptr;
  return column ? std::vector<std::string>{**column} : std::vector<std::string>{};
}

std::vector<Index> stratified_quotas(const std::vector<Index>& sizes, Index count) {
  const Index rows = std::accumulate(sizes.begin(), sizes.end(), Index{0});
  std::vector<Index> quotas(sizes.size());
  const auto most = [&](std::size_t c) { return std::max<Index>(sizes[c] - 1, 0); };
  for (std::size_t c = 0; c < sizes.size(); ++c) quotas[c] = std::min(count * sizes[c] / rows, most(c));

  std::vector<std::size_t> by_remainder(sizes.size());
  std::iota(by_remainder.begin(), by_remainder.end(), std::size_t{0});
  std::stable_sort(by_remainder.begin(), by_remainder.end(), [&](std::size_t a, std::size_t b) {
    return count * sizes[a] % rows > count * sizes[b] % rows;
  });
  Index missing = count - std::accumulate(quotas.begin(), quotas.end(), Index{0});
  for (bool has_grown = true; missing > 0 && has_grown;) {
    has_grown = false;
    for (const std::size_t c : by_remainder) {
      if (missing == 0 || quotas[c] == most(c)) continue;
      ++quotas[c];
      --missing;
      has_grown = true;
    }
  }
  return quotas;
}

SplitRows split_rows(const RowView& rows, const Fraction& fraction, Purpose purpose, std::uint64_t seed,
                     const std::string& split, const std::string& file) {
  const Dataset& data = *rows.dataset;
  const bool has_classes = !data.classes.empty();
  const bool stratify = fraction.stratify.value_or(has_classes);
  if (stratify && !has_classes) {
    throw ConfigError("/data/" + split + "/stratify: expected false for targets that are numbers, got true");
  }
  if (rows.size() < 2) {
    throw DataError(file + ": expected at least 2 rows to draw the " + split + " rows from, got " +
                    std::to_string(rows.size()));
  }

  const Index count = held_out_count(fraction.fraction, rows.size());
  std::vector<Index> quotas{count};
  if (stratify) {
    const std::vector<Index> sizes = class_sizes(rows);
    const auto single = std::find(sizes.begin(), sizes.end(), 1);
    if (single != sizes.end()) {
      throw DataError(file + ": expected at least 2 rows of each class to stratify the " + split +
                          " rows, got 1 of class " +
                          in_quotes(data.class_labels[static_cast<std::size_t>(single - sizes.begin())]),
                      "add rows of that class, or set \"stratify\": false");
    }
    quotas = stratified_quotas(sizes, count);
  }

  SplitRows result;
  for (const std::int32_t row : drawn_order(rows.rows, {.purpose = purpose}, seed)) {
    const std::int32_t stratum = stratify ? data.classes[static_cast<std::size_t>(row)] : 0;
    Index& quota = quotas[static_cast<std::size_t>(stratum)];
    (quota > 0 ? result.held_out : result.kept).push_back(row);
    quota -= quota > 0;
  }
  std::sort(result.kept.begin(), result.kept.end());
  std::sort(result.held_out.begin(), result.held_out.end());
  return result;
}

void cut_holdout(const std::optional<Holdout>& holdout, RowView& rows, RowView& held_out, Purpose purpose,
                 std::uint64_t seed, const std::string& split, const std::string& file) {
  if (!holdout) return;
  const SplitPlace place{split, file};
  SplitRows cut;
  if (const auto* const marked = std::get_if<MarkedRows>(&*holdout)) {
    cut = split_by_value(rows, kept_column(rows, marked->column, place), marked->value, place);
  } else if (const auto* const numbers = std::get_if<ListedRows>(&*holdout)) {
    cut = split_by_number(rows, *numbers, place);
  } else if (const auto* const fraction = std::get_if<Fraction>(&*holdout)) {
    check_fraction(*fraction, split);
    const double share = fraction->fraction;
    const auto column = [&](const std::optional<std::string>& name) {
      return kept_column(rows, *name, place);
    };
    if (fraction->group) {
      cut = split_by_group(rows, column(fraction->group), share, purpose, seed, place);
    } else if (fraction->order) {
      cut = split_by_order(rows, column(fraction->order), share, place);
    } else if (fraction->hash) {
      cut = split_by_hash(rows, column(fraction->hash), share, purpose, seed, place);
    } else {
      cut = split_rows(rows, *fraction, purpose, seed, split, file);
    }
  } else {
    return;
  }
  held_out = {.dataset = rows.dataset, .rows = std::move(cut.held_out)};
  rows.rows = std::move(cut.kept);
}

}  // namespace mlp
