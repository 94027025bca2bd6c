#include "data/folds.hpp"

#include <algorithm>
#include <string>

#include "data/drawn_order.hpp"
#include "data/message.hpp"
#include "mlp/base/error.hpp"
#include "mlp/base/random.hpp"

namespace mlp {
namespace {

// Positions in `rows`, by the rows' draws.
std::vector<std::size_t> drawn_positions(const std::vector<std::int32_t>& rows, std::uint64_t seed,
                                         std::uint32_t repetition) {
  std::vector<std::size_t> positions;
  for (const std::int32_t row : drawn_order(rows, {.purpose = Purpose::folds, .epoch = repetition}, seed))
    positions.push_back(
        static_cast<std::size_t>(std::lower_bound(rows.begin(), rows.end(), row) - rows.begin()));
  return positions;
}

void check_stratification(const RowView& rows, Index folds) {
  const Dataset& data = *rows.dataset;
  if (data.classes.empty()) {
    throw ConfigError("expected classes to stratify the folds by, got targets that are numbers",
                      "leave the stratification out");
  }
  std::vector<Index> sizes(data.class_labels.size());
  for (const std::int32_t row : rows.rows)
    ++sizes[static_cast<std::size_t>(data.classes[static_cast<std::size_t>(row)])];
  for (std::size_t c = 0; c < sizes.size(); ++c) {
    if (sizes[c] == 0 || sizes[c] >= folds) continue;
    throw DataError("expected at least " + std::to_string(folds) + " rows of each class for " +
                        std::to_string(folds) + " folds, got " + std::to_string(sizes[c]) + " of class " +
                        in_quotes(data.class_labels[c]),
                    "ask for fewer folds, or do not stratify");
  }
}

std::vector<Index> by_group(const std::vector<std::int32_t>& rows, const std::vector<std::size_t>& order,
                            const FoldPlan& plan) {
  const auto group_of = [&](std::size_t position) {
    return static_cast<std::size_t>(plan.groups[static_cast<std::size_t>(rows[position])]);
  };
  const auto most = static_cast<std::size_t>(*std::max_element(plan.groups.begin(), plan.groups.end()));
  std::vector<Index> sizes(most + 1);
  std::vector<std::size_t> groups;  // in the order in which their first rows were drawn
  for (const std::size_t position : order) {
    if (sizes[group_of(position)]++ == 0) groups.push_back(group_of(position));
  }
  if (std::ssize(groups) < plan.folds) {
    throw ConfigError("expected at most as many folds as groups, got " + std::to_string(plan.folds) +
                      " folds of " + std::to_string(groups.size()) + " groups");
  }
  std::stable_sort(groups.begin(), groups.end(),
                   [&](std::size_t a, std::size_t b) { return sizes[a] > sizes[b]; });
  std::vector<Index> rows_in_fold(static_cast<std::size_t>(plan.folds)), fold_of_group(sizes.size());
  for (const std::size_t group : groups) {
    const auto fewest = std::min_element(rows_in_fold.begin(), rows_in_fold.end());
    *fewest += sizes[group];
    fold_of_group[group] = fewest - rows_in_fold.begin();
  }
  std::vector<Index> folds(rows.size());
  for (std::size_t position = 0; position < rows.size(); ++position)
    folds[position] = fold_of_group[group_of(position)];
  return folds;
}

}  // namespace

std::vector<Index> folds_of(const RowView& rows, const FoldPlan& plan, std::uint64_t seed,
                            std::uint32_t repetition) {
  if (plan.folds < 2) throw ConfigError("expected at least 2 folds, got " + std::to_string(plan.folds));
  if (plan.folds > rows.size()) {
    throw ConfigError("expected at most as many folds as rows, got " + std::to_string(plan.folds) +
                      " folds of " + std::to_string(rows.size()) + " rows");
  }
  if (plan.stratify && !plan.groups.empty())
    throw ConfigError("expected folds either stratified or by group, got both");
  if (plan.stratify) check_stratification(rows, plan.folds);

  std::vector<std::size_t> order = drawn_positions(rows.rows, seed, repetition);
  if (!plan.groups.empty()) return by_group(rows.rows, order, plan);
  if (plan.stratify) {
    const auto class_at = [&](std::size_t position) {
      return rows.dataset->classes[static_cast<std::size_t>(rows.rows[position])];
    };
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return class_at(a) < class_at(b); });
  }
  std::vector<Index> folds(rows.rows.size());
  Index fold = 0;
  for (const std::size_t position : order) {
    folds[position] = fold;
    fold = (fold + 1) % plan.folds;
  }
  return folds;
}

}  // namespace mlp
