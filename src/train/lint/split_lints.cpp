#include "train/lint/split_lints.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>

#include "data/message.hpp"
#include "train/lint/findings.hpp"
#include "train/lint/raw_rows.hpp"
#include "train/lint/value_hash.hpp"

namespace mlp {
namespace {

// Inputs and targets of a row; of two data sets with the same columns.
std::uint64_t hash_of(const RawRows& rows, Index row) {
  ValueHash hash;
  for (Index c = 0; c < rows.columns(); ++c) hash.add(rows.value(row, c));
  const Dataset& data = rows.data();
  const Index place = rows.place(row);
  if (!data.classes.empty())
    hash.add(static_cast<std::uint32_t>(data.classes[static_cast<std::size_t>(place)]));
  for (Index k = 0; k < data.outputs; ++k) hash.add(data.numbers[place * data.outputs + k]);
  return hash.value();
}

bool are_equal(const RawRows& a, Index row_a, const RawRows& b, Index row_b) {
  for (Index c = 0; c < a.columns(); ++c) {
    const float x = a.value(row_a, c), y = b.value(row_b, c);
    if (x != y && (x == x || y == y)) return false;
  }
  const Index at = a.place(row_a), other = b.place(row_b);
  const Dataset &one = a.data(), &two = b.data();
  if (!one.classes.empty())
    return one.classes[static_cast<std::size_t>(at)] == two.classes[static_cast<std::size_t>(other)];
  for (Index k = 0; k < one.outputs; ++k)
    if (one.numbers[at * one.outputs + k] != two.numbers[other * two.outputs + k]) return false;
  return true;
}

struct HeldOut {
  const char* name;
  const RowView& rows;
};

// Numbers of few digits meet by chance: iris has such a pair.
constexpr Index fewest_repetitions = 5;
constexpr double smallest_share = 0.01;

std::string in_file(const RawRows& rows, const RawRows& than) {
  return &rows.data() == &than.data() || rows.data().file.empty() ? "" : " of " + rows.data().file;
}

}  // namespace

void lint_rows(const Splits& splits, Index most, std::vector<Finding>& findings) {
  const RawRows training(splits.train);
  std::unordered_map<std::uint64_t, Index> first_with;
  first_with.reserve(static_cast<std::size_t>(training.size()));
  for (Index row = 0; row < training.size(); ++row) first_with.emplace(hash_of(training, row), row);

  Findings found("repeated_rows", most);
  for (const HeldOut& held_out : {HeldOut{"validation", splits.validation}, HeldOut{"test", splits.test}}) {
    if (held_out.rows.size() == 0) continue;
    const RawRows rows(held_out.rows);
    Index count = 0, first = -1, first_in_training = -1;
    for (Index row = 0; row < rows.size(); ++row) {
      const auto met = first_with.find(hash_of(rows, row));
      if (met == first_with.end() || !are_equal(training, met->second, rows, row)) continue;
      if (count++ > 0) continue;
      first = row;
      first_in_training = met->second;
    }
    const bool is_chance = count < fewest_repetitions ||
                           static_cast<double>(count) < smallest_share * static_cast<double>(rows.size());
    if (is_chance) continue;
    found.add(std::to_string(count) + " of the " + counted(rows.size(), held_out.name + std::string(" row")) +
                  " stand among the training rows too, the first is " + rows.row_name(first) +
                  in_file(rows, training) + " as " + training.row_name(first_in_training),
              std::string("their figures flatter; take them out, or keep what belongs together on one side: "
                          "{\"fraction\": …, \"group\": COLUMN}"));
  }
  found.move_to(findings);
}

namespace {

std::vector<Index> class_counts(const RowView& rows) {
  std::vector<Index> counts(rows.dataset->class_labels.size());
  for (const std::int32_t row : rows.rows)
    ++counts[static_cast<std::size_t>(rows.dataset->classes[static_cast<std::size_t>(row)])];
  return counts;
}

void find_missing_classes(const Splits& splits, Index most, std::vector<Finding>& findings) {
  Findings found("missing_class", most);
  const std::vector<std::string>& labels = splits.train.dataset->class_labels;
  const std::vector<Index> trained = class_counts(splits.train);
  for (std::size_t k = 0; k < labels.size(); ++k) {
    if (trained[k] == 0)
      found.add("class " + in_quotes(labels[k]) + " has no training rows", "stratify the split, or add some");
  }
  for (const HeldOut& held_out : {HeldOut{"validation", splits.validation}, HeldOut{"test", splits.test}}) {
    if (held_out.rows.size() == 0) continue;
    const std::vector<Index> held = class_counts(held_out.rows);
    for (std::size_t k = 0; k < labels.size(); ++k) {
      if (trained[k] == 0 || held[k] > 0) continue;
      found.add("class " + in_quotes(labels[k]) + " has no " + held_out.name + " rows",
                "their figures say nothing about it; hold more rows out, or stratify");
    }
  }
  found.move_to(findings);
}

// A network that never says the rare class is then right on 91 % of both.
constexpr Index most_rows_of_one_to_another = 10;

// What the loss has for it, or what any has.
std::string to_balance_classes(const Loss& loss) {
  return std::visit(
      []<typename L>(const L&) -> std::string {
        if constexpr (requires(L held) { held.class_weights; }) {
          return "\"class_weights\": \"balanced\" in /loss";
        } else if constexpr (requires(L held) { held.positive_weight; }) {
          return "\"positive_weight\" in /loss, the first class's rows over the second's,";
        } else {
          return "\"sampling\": \"balanced\" in /training";
        }
      },
      loss);
}

void find_imbalance(const Model& model, const Splits& splits, std::vector<Finding>& findings) {
  if (!weights_by_class(model.loss).empty()) return;
  const std::vector<Index> counts = class_counts(splits.train);
  const std::vector<std::string>& labels = splits.train.dataset->class_labels;
  const auto largest = std::max_element(counts.begin(), counts.end());
  auto smallest = largest;  // of those that have rows
  for (auto each = counts.begin(); each != counts.end(); ++each)
    if (*each > 0 && *each < *smallest) smallest = each;
  if (*smallest * most_rows_of_one_to_another > *largest) return;
  const auto text = [&](auto place) {
    return "class " + in_quotes(labels[static_cast<std::size_t>(place - counts.begin())]) + " has " +
           counted(*place, "training row");
  };
  findings.push_back({.lint = "class_imbalance",
                      .text = text(smallest) + ", " + text(largest),
                      .hint = to_balance_classes(model.loss) +
                              " lets every class count the same, and balanced_accuracy or f1 in /metrics "
                              "shows it"});
}

// The first steps of a network whose outputs begin near 0 are as large as its targets.
constexpr double largest_target = 30.0;

void find_unscaled_targets(const Model& model, const RowView& rows, Index most,
                           std::vector<Finding>& findings) {
  const Dataset& data = *rows.dataset;
  if (traits_of(model.loss).values != TargetValues::any || !model.target_scaling.is_identity()) return;
  Findings found("unscaled_target", most);
  for (Index k = 0; k < data.outputs; ++k) {
    const bool is_transformed = !model.target_columns.empty() &&
                                !std::holds_alternative<NoTransform>(
                                    model.target_columns[static_cast<std::size_t>(k)].config.transform);
    if (is_transformed) continue;
    double squares = 0.0;
    for (const std::int32_t row : rows.rows) {
      const double value = data.numbers[row * data.outputs + k];
      squares += value * value;
    }
    const double size = std::sqrt(squares / static_cast<double>(rows.size()));
    if (size < largest_target) continue;
    found.add(
        "target " + in_quotes(data.target_names[static_cast<std::size_t>(k)]) + " has numbers of about " +
            rounded_text(size),
        R"("preprocess": {"targets": "standardize"} in /data; predictions come in the target's own units all the same)");
  }
  found.move_to(findings);
}

}  // namespace

void lint_targets(const Model& model, const Splits& splits, const Sampling& sampling, Index most,
                  std::vector<Finding>& findings) {
  if (splits.train.dataset->classes.empty())
    return find_unscaled_targets(model, splits.train, most, findings);
  find_missing_classes(splits, most, findings);
  if (!std::holds_alternative<BalancedClasses>(sampling)) find_imbalance(model, splits, findings);
}

}  // namespace mlp
