#include "data/split.hpp"

#include <algorithm>
#include <numeric>
#include <utility>
#include <variant>

#include "data/drawn_order.hpp"
#include "data/message.hpp"
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

Index held_out_count(double fraction, Index rows) {
  const auto rounded = static_cast<Index>(fraction * static_cast<double>(rows) + 0.5);
  return std::clamp<Index>(rounded, 1, rows - 1);
}

}  // namespace

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
  const auto* const fraction = holdout ? std::get_if<Fraction>(&*holdout) : nullptr;
  if (fraction == nullptr) return;
  SplitRows cut = split_rows(rows, *fraction, purpose, seed, split, file);
  held_out = {.dataset = rows.dataset, .rows = std::move(cut.held_out)};
  rows.rows = std::move(cut.kept);
}

}  // namespace mlp
