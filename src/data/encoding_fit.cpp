// What the training rows say about each column, and nothing else (mlp/data/encoding.hpp).
#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "data/column_config.hpp"
#include "data/message.hpp"
#include "data/quantiles.hpp"
#include "kernels/normal_quantile.hpp"
#include "kernels/striped_sum.hpp"
#include "mlp/base/error.hpp"
#include "mlp/base/float_environment.hpp"
#include "mlp/data/encoding.hpp"

namespace mlp {
namespace {

constexpr Index most_quantiles = 1000;

// Where the values of a column stand: of row r of the data set at first[r·stride].
struct ColumnValues {
  const float* first;
  Index stride;
  std::string name;
};

class ColumnFitter {
 public:
  ColumnFitter(const DataColumn& column, const RowView& rows, ColumnValues values)
      : column_(column), rows_(rows), values_(std::move(values)) {}

  FittedColumn fit() const {
    FittedColumn fitted{.config = column_.config};
    is_categorical(column_.config) ? fit_categories(fitted) : fit_numbers(fitted);
    return fitted;
  }

 private:
  float value(Index position) const {
    const Index row = rows_.rows[static_cast<std::size_t>(position)];
    return values_.first[row * values_.stride];
  }

  [[noreturn]] void fail(const std::string& message, const std::string& hint = {}) const {
    const Dataset& data = *rows_.dataset;
    throw DataError(
        (data.file.empty() ? "" : data.file + ": ") + "column " + in_quotes(values_.name) + ": " + message,
        hint);
  }

  [[noreturn]] void fail_without_values() const {
    fail("expected a value in one of the training rows at least, got none in " + counted(rows_.size(), "row"),
         "leave the column out: " + column_entry(values_.name, R"({"kind": "ignored"})"));
  }

  // Those that are there, ascending.
  std::vector<float> sorted_values() const {
    std::vector<float> sorted;
    sorted.reserve(rows_.rows.size());
    for (Index r = 0; r < rows_.size(); ++r)
      if (const float x = value(r); x == x) sorted.push_back(x);
    if (sorted.empty()) fail_without_values();
    std::sort(sorted.begin(), sorted.end());
    return sorted;
  }

  double mean() const {
    StripedSum sum;
    Index count = 0;
    for (Index r = 0; r < rows_.size(); ++r) {
      const float x = value(r);
      if (x != x) continue;
      sum.add(r, x);
      ++count;
    }
    if (count == 0) fail_without_values();
    return sum.total() / static_cast<double>(count);
  }

  static double most_frequent(const std::vector<float>& sorted) {
    std::size_t best = 0, most = 0;
    for (std::size_t first = 0, end = 0; first < sorted.size(); first = end) {
      while (end < sorted.size() && sorted[end] == sorted[first]) ++end;
      if (end - first <= most) continue;
      most = end - first;
      best = first;
    }
    return sorted[best];
  }

  std::optional<double> number_for_missing() const {
    const MissingPolicy& policy = column_.config.missing;
    if (std::holds_alternative<FillMean>(policy)) return mean();
    if (std::holds_alternative<FillMedian>(policy)) return quantile(sorted_values(), 0.5);
    if (std::holds_alternative<FillMostFrequent>(policy)) return most_frequent(sorted_values());
    if (const auto* constant = std::get_if<FillConstant>(&policy)) return constant->value;
    return std::nullopt;
  }

  void fit_numbers(FittedColumn& fitted) const {
    // A float's value, so that what is stored is what is used.
    if (const auto number = number_for_missing()) fitted.substitute = static_cast<float>(*number);
    if (!std::holds_alternative<QuantileNormal>(column_.config.transform)) return;
    std::vector<float> sorted;
    for (Index r = 0; r < rows_.size(); ++r) {
      float x = value(r);
      if (x != x) {
        if (!fitted.substitute) continue;
        x = static_cast<float>(*fitted.substitute);
      }
      if (const auto& clip = column_.config.clip)
        x = std::clamp(x, static_cast<float>((*clip)[0]), static_cast<float>((*clip)[1]));
      sorted.push_back(x);
    }
    if (sorted.empty()) fail_without_values();
    std::sort(sorted.begin(), sorted.end());
    fitted.knots = knots_of(sorted);
  }

  // Quantiles that are equal become one, at the mean of their places on the normal distribution.
  static std::vector<std::array<double, 2>> knots_of(const std::vector<float>& sorted) {
    const Index count = std::min(most_quantiles, std::ssize(sorted));
    std::vector<std::array<double, 2>> knots;
    Index equal = 0;
    for (Index k = 0; k < count; ++k) {
      const double share = (static_cast<double>(k) + 0.5) / static_cast<double>(count);
      const double x = static_cast<float>(quantile(sorted, share));
      const double z = exact::normal_quantile(share);
      if (!knots.empty() && knots.back()[0] == x) {
        knots.back()[1] += z;
        ++equal;
        continue;
      }
      if (!knots.empty()) knots.back()[1] /= static_cast<double>(equal);
      knots.push_back({x, z});
      equal = 1;
    }
    knots.back()[1] /= static_cast<double>(equal);
    for (auto& [x, z] : knots) z = static_cast<float>(z);
    return knots;
  }

  // How many training rows have each category of the data's list; `missing` those that have none.
  std::vector<Index> counts(Index& missing) const {
    std::vector<Index> counts(column_.categories.size());
    for (Index r = 0; r < rows_.size(); ++r) {
      const float x = value(r);
      if (x != x) {
        ++missing;
      } else if (x >= 0.0f && x < static_cast<float>(counts.size())) {
        ++counts[static_cast<std::size_t>(x)];
      } else {
        fail("expected categories from 0 to " + std::to_string(std::ssize(counts) - 1) + ", got " +
             number_text(x));
      }
    }
    return counts;
  }

  void fit_categories(FittedColumn& fitted) const {
    const ColumnConfig& config = column_.config;
    if (column_.categories.size() < config.categories.size())
      fail("expected the data's categories to begin with those of its setting, got fewer");
    Index missing = 0;
    std::vector<Index> rows = counts(missing);
    const std::optional<std::size_t> substitute = category_for_missing(rows);
    if (substitute && *substitute < rows.size()) rows[*substitute] += missing;

    // Listed categories have their place whether rows have them or not; others are what is found.
    const std::size_t listed = config.categories.size();
    const std::size_t count = listed > 0 ? listed : rows.size();
    std::vector<std::size_t> kept, rare;
    for (std::size_t k = 0; k < count; ++k) {
      if (rows[k] >= config.min_count || (listed > 0 && config.min_count == 1)) {
        kept.push_back(k);
      } else if (rows[k] > 0 || listed > 0) {
        rare.push_back(k);
      }
    }
    if (kept.empty() && rare.empty()) fail_without_values();
    for (const std::size_t k : kept) fitted.categories.push_back(column_.categories[k]);
    for (const std::size_t k : rare) fitted.rare.push_back(column_.categories[k]);
    fitted.has_other = !rare.empty() || std::holds_alternative<OtherUnseen>(config.unseen);

    if (!substitute) return;
    kept.insert(kept.end(), rare.begin(), rare.end());
    const auto place = std::find(kept.begin(), kept.end(), *substitute);
    fitted.substitute = static_cast<double>(place - kept.begin());
  }

  // Its place in the data's list, or behind it.
  std::optional<std::size_t> category_for_missing(const std::vector<Index>& counts) const {
    const MissingPolicy& policy = column_.config.missing;
    if (std::holds_alternative<FillMostFrequent>(policy)) {
      const auto most = std::max_element(counts.begin(), counts.end());
      if (most == counts.end() || *most == 0) fail_without_values();
      return static_cast<std::size_t>(most - counts.begin());
    }
    const auto* const constant = std::get_if<FillConstant>(&policy);
    if (constant == nullptr) return std::nullopt;
    const auto found = std::find(column_.categories.begin(), column_.categories.end(), *constant->category);
    return static_cast<std::size_t>(found - column_.categories.begin());
  }

  const DataColumn& column_;
  const RowView& rows_;
  const ColumnValues values_;
};

}  // namespace

InputEncoding fit_encoding(const RowView& rows) {
  const std::vector<DataColumn>& columns = rows.dataset->columns;
  if (std::none_of(columns.begin(), columns.end(),
                   [](const DataColumn& column) { return needs_encoding(column.config); }))
    return {};
  const Index named = std::ssize(rows.dataset->input_names);
  if (named != std::ssize(columns) || rows.dataset->features != named) {
    throw DataError("columns to encode: expected a name and a kind for each of " +
                    counted(rows.dataset->features, "column") + ", got " + std::to_string(named) + " and " +
                    std::to_string(columns.size()));
  }
  const DefaultFloatEnvironment environment;
  InputEncoding encoding;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    ColumnValues values{.first = rows.dataset->values.data() + c,
                        .stride = rows.dataset->features,
                        .name = rows.dataset->input_names[c]};
    encoding.columns.push_back(ColumnFitter(columns[c], rows, std::move(values)).fit());
  }
  return encoding;
}

std::vector<FittedColumn> fit_target_columns(const RowView& rows) {
  const Dataset& data = *rows.dataset;
  const std::vector<ColumnConfig>& configs = data.target_columns;
  if (configs.empty()) return {};
  if (std::ssize(configs) != data.outputs || std::ssize(data.target_names) != data.outputs) {
    throw DataError("targets to transform: expected a name and a setting for each of " +
                    counted(data.outputs, "target") + ", got " + std::to_string(data.target_names.size()) +
                    " and " + std::to_string(configs.size()));
  }
  for (std::size_t k = 0; k < configs.size(); ++k) check_target_config(configs[k], data.target_names[k]);
  if (std::none_of(configs.begin(), configs.end(), changes_numbers)) return {};
  const DefaultFloatEnvironment environment;
  std::vector<FittedColumn> fitted;
  for (std::size_t k = 0; k < configs.size(); ++k) {
    DataColumn column{.config = configs[k]};
    column.config.kind = NumericColumn{};
    ColumnValues values{
        .first = data.numbers.data() + k, .stride = data.outputs, .name = data.target_names[k]};
    fitted.push_back(ColumnFitter(column, rows, std::move(values)).fit());
  }
  return fitted;
}

}  // namespace mlp
