#include "train/lint/column_lints.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "data/column_config.hpp"
#include "data/column_summary.hpp"
#include "data/message.hpp"
#include "train/lint/column_facts.hpp"
#include "train/lint/findings.hpp"

namespace mlp {
namespace {

// Fewer rows are separated by one column or another by chance.
constexpr Index fewest_rows_to_judge_a_column = 30;

// The margins of pictures are constant and alike; nobody need be told.
bool is_picture(const Dataset& data) {
  if (data.has_bytes()) return true;
  const auto side = static_cast<Index>(std::lround(std::sqrt(static_cast<double>(data.features))));
  if (side * side != data.features || side < 4) return false;
  const auto stem = [](std::string name) {
    std::erase_if(name, [](char c) { return c >= '0' && c <= '9'; });
    return name;
  };
  return std::all_of(data.input_names.begin(), data.input_names.end(),
                     [&](const std::string& name) { return stem(name) == stem(data.input_names.front()); });
}

class ColumnLinter {
 public:
  ColumnLinter(const Model& model, const RowView& training, Index most, std::vector<Finding>& findings)
      : model_(model), rows_(training), most_(most), findings_(findings), facts_(column_facts(rows_)) {}

  void run() {
    if (!is_picture(rows_.data())) {
      find_constant_columns();
      find_duplicate_columns();
    }
    if (rows_.size() >= fewest_rows_to_judge_a_column) find_targets_in_columns();
    find_unscaled_columns();
    if (!rows_.data().has_bytes()) find_outliers();
    find_unique_categories();
  }

 private:
  const ColumnFacts& facts(Index column) const { return facts_[static_cast<std::size_t>(column)]; }

  std::string leave_out(Index column) const {
    const std::vector<std::string>& names = rows_.data().input_names;
    if (names.empty()) return "leave it out";
    return "leave it out: " + column_entry(names[static_cast<std::size_t>(column)], R"({"kind": "ignored"})");
  }

  std::string value_text(Index column, float value) const {
    if (!rows_.is_categorical(column)) return rounded_text(static_cast<double>(value));
    const DataColumn& meant = rows_.data().columns[static_cast<std::size_t>(column)];
    return in_quotes(meant.categories[static_cast<std::size_t>(value)]);
  }

  // From here on not every whole number is a float: those of a file may differ all the same.
  static constexpr float first_that_is_not_exact = 16777216.0f;  // 2²⁴

  void find_constant_columns() {
    Findings found("constant_column", most_);
    for (Index c = 0; c < rows_.columns(); ++c) {
      if (!facts(c).is_constant || facts(c).has_gaps) continue;
      const float value = std::fabs(facts(c).first);
      if (!rows_.is_categorical(c) && value >= first_that_is_not_exact) {
        const double apart = static_cast<double>(value) - std::nextafter(value, 0.0f);
        found.add(rows_.column_name(c) + " is about " + value_text(c, facts(c).first) +
                      " in all training rows; its values differ by less than a float can tell, if at all",
                  "floats of that size are " + rounded_text(apart) +
                      " apart; subtract what the values have in common, or " + leave_out(c));
        continue;
      }
      found.add(rows_.column_name(c) + " is " + value_text(c, facts(c).first) + " in all training rows",
                "it tells nothing; " + leave_out(c));
    }
    found.move_to(findings_);
  }

  bool are_equal(Index a, Index b) const {
    for (Index row = 0; row < rows_.size(); ++row) {
      const float x = rows_.value(row, a), y = rows_.value(row, b);
      if (x != y && (x == x || y == y)) return false;
    }
    return rows_.is_categorical(a) == rows_.is_categorical(b);
  }

  void find_duplicate_columns() {
    Findings found("duplicate_column", most_);
    std::map<std::uint64_t, Index> first_with;
    for (Index c = 0; c < rows_.columns(); ++c) {
      if (facts(c).is_constant) continue;
      const auto [other, is_new] = first_with.emplace(facts(c).hash.value(), c);
      if (is_new || !are_equal(other->second, c)) continue;
      found.add(
          rows_.column_name(c) + " has the values of " + rows_.column_name(other->second) + ", row by row",
          "it tells nothing new; " + leave_out(c));
    }
    found.move_to(findings_);
  }

  // A correlation so high leaves an error of 4 % of the target's deviation to all else together.
  static constexpr double almost_a_line = 0.999;

  std::optional<std::string> target_in(Index column) const {
    const Dataset& data = rows_.data();
    if (facts(column).is_constant) return std::nullopt;
    if (!data.classes.empty()) {
      if (facts(column).has_gaps) return std::nullopt;
      if (!rows_.is_categorical(column) && separates_classes(rows_, column))
        return "each class has a range of values of its own";
      if (!data.has_bytes() && tells_classes(rows_, column)) return "each value comes with one class alone";
      return std::nullopt;
    }
    if (rows_.is_categorical(column)) return std::nullopt;
    for (Index k = 0; k < data.outputs; ++k) {
      const double r = correlation(rows_, column, k);
      if (std::fabs(r) > almost_a_line) {
        return "its correlation with " + in_quotes(data.target_names[static_cast<std::size_t>(k)]) + " is " +
               rounded_text(r);
      }
    }
    return std::nullopt;
  }

  void find_targets_in_columns() {
    Findings found("target_in_column", most_);
    for (Index c = 0; c < rows_.columns(); ++c) {
      const std::optional<std::string> why = target_in(c);
      if (!why) continue;
      found.add(rows_.column_name(c) + " alone tells the target: " + *why,
                "is it known before the target is?  if not, " + leave_out(c));
    }
    found.move_to(findings_);
  }

  // Initial weights expect inputs of about 1; the first gradient grows with the square of what comes in.
  static constexpr double largest_spread = 20.0;

  void find_unscaled_columns() {
    Findings found("unscaled_column", most_);
    Index feature = 0;
    for (Index c = 0; c < rows_.columns() && !rows_.data().has_bytes(); ++c) {
      const Index scaled = std::exchange(feature, feature + features_of(c));
      if (!is_read_as_it_is(c)) continue;
      const ColumnScaling& scaling = model_.input_scaling;
      const double scale = scaling.is_identity() ? 1.0 : scaling.scale[scaled];
      const double shift = scaling.is_identity() ? 0.0 : scaling.shift[scaled];
      const double spread =
          std::sqrt(facts(c).variance + (facts(c).mean - shift) * (facts(c).mean - shift)) * scale;
      if (spread < largest_spread || facts(c).is_constant) continue;
      found.add(rows_.column_name(c) + " reaches the network with numbers of about " + rounded_text(spread),
                R"("preprocess": {"inputs": "standardize"} in /data brings all columns to a common scale)");
    }
    found.move_to(findings_);
  }

  Index features_of(Index column) const {
    return model_.encoding.is_identity()
               ? 1
               : model_.encoding.columns[static_cast<std::size_t>(column)].features();
  }

  bool is_read_as_it_is(Index column) const { return !rows_.is_categorical(column) && !is_bounded(column); }

  // Of a normal distribution one value in 10⁴⁰⁰⁰ is so far out; heavy tails of real data have been seen
  // at 20.
  static constexpr double far_out = 100.0;

  void find_outliers() {
    Findings found("outlier", most_);
    std::vector<float> values;
    for (Index c = 0; c < rows_.columns(); ++c) {
      if (!is_read_as_it_is(c)) continue;
      values.clear();
      for (Index row = 0; row < rows_.size(); ++row)
        if (const float x = rows_.value(row, c); x == x) values.push_back(x);
      if (values.size() < 8) continue;
      const auto at = [&](std::size_t eighths) {
        const auto place = values.begin() + static_cast<std::ptrdiff_t>(values.size() * eighths / 8);
        std::nth_element(values.begin(), place, values.end());
        return static_cast<double>(*place);
      };
      const double first = at(2), median = at(4), third = at(6);
      const double reach = far_out * (third - first);
      if (!(reach > 0.0)) continue;
      for (Index row = 0; row < rows_.size(); ++row) {
        const double x = rows_.value(row, c);
        if (!(std::fabs(x - median) > reach)) continue;
        found.add(rows_.row_name(row) + ", " + rows_.column_name(c) + ": " + rounded_text(x) +
                      " is far from all others, half of which lie between " + rounded_text(first) + " and " +
                      rounded_text(third),
                  "a typing error, or a mark for a missing value?  \"clip\" or \"missing_markers\" of the "
                  "column, or "
                  "\"transform\": \"log1p\"");
      }
    }
    found.move_to(findings_);
  }

  // What brings far values near is meant for them.
  bool is_bounded(Index column) const {
    if (model_.encoding.is_identity()) return false;
    const ColumnConfig& config = model_.encoding.columns[static_cast<std::size_t>(column)].config;
    return config.clip || !std::holds_alternative<NoTransform>(config.transform);
  }

  void find_unique_categories() {
    Findings found("unique_categories", most_);
    for (Index c = 0; c < rows_.columns(); ++c) {
      if (!rows_.is_categorical(c)) continue;
      const FittedColumn& column = model_.encoding.columns[static_cast<std::size_t>(c)];
      if (!is_almost_unique(column.known_categories(), rows_.size())) continue;
      found.add(rows_.column_name(c) + " has " + std::to_string(column.known_categories()) +
                    " categories in " + counted(rows_.size(), "training row"),
                "it names the rows; " + leave_out(c));
    }
    const auto classes = std::ssize(rows_.data().class_labels);
    if (is_almost_unique(classes, rows_.size())) {
      found.add("the target has " + std::to_string(classes) + " classes in " +
                    counted(rows_.size(), "training row"),
                "nothing can be learned of a class from one row; is another column the target?");
    }
    found.move_to(findings_);
  }

  const Model& model_;
  const RawRows rows_;
  const Index most_;
  std::vector<Finding>& findings_;
  const std::vector<ColumnFacts> facts_;
};

}  // namespace

void lint_columns(const Model& model, const RowView& training, Index most, std::vector<Finding>& findings) {
  ColumnLinter(model, training, most, findings).run();
}

}  // namespace mlp
