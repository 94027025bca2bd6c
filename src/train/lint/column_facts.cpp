#include "train/lint/column_facts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <utility>

namespace mlp {

std::vector<ColumnFacts> column_facts(const RawRows& rows) {
  const auto columns = static_cast<std::size_t>(rows.columns());
  std::vector<ColumnFacts> facts(columns);
  std::vector<double> counts(columns), squares(columns);
  for (Index row = 0; row < rows.size(); ++row) {
    for (std::size_t c = 0; c < columns; ++c) {
      const float value = rows.value(row, static_cast<Index>(c));
      ColumnFacts& column = facts[c];
      column.hash.add(value);
      if (value != value) {
        column.has_gaps = true;
        continue;
      }
      if (counts[c] == 0.0) column.first = value;
      counts[c] += 1.0;
      column.is_constant = column.is_constant && value == column.first;
      // Welford 1962.
      const double distance = value - column.mean;
      column.mean += distance / counts[c];
      squares[c] += distance * (value - column.mean);
    }
  }
  for (std::size_t c = 0; c < columns; ++c)
    facts[c].variance = counts[c] > 0.0 ? squares[c] / counts[c] : 0.0;
  return facts;
}

static std::size_t class_of(const RawRows& rows, Index row) {
  return static_cast<std::size_t>(rows.data().classes[static_cast<std::size_t>(rows.place(row))]);
}

bool separates_classes(const RawRows& rows, Index column) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  std::vector<std::pair<float, float>> ranges(rows.data().class_labels.size(), {infinity, -infinity});
  for (Index row = 0; row < rows.size(); ++row) {
    auto& [low, high] = ranges[class_of(rows, row)];
    const float value = rows.value(row, column);
    low = std::min(low, value);
    high = std::max(high, value);
  }
  std::erase_if(ranges, [](const auto& range) { return range.first > range.second; });
  std::sort(ranges.begin(), ranges.end());
  for (std::size_t k = 1; k < ranges.size(); ++k)
    if (ranges[k].first <= ranges[k - 1].second) return false;
  return ranges.size() > 1;
}

bool tells_classes(const RawRows& rows, Index column) {
  // A value has to be met often for this to say something.
  constexpr Index rows_per_value = 3;
  std::unordered_map<float, std::size_t> class_of_value;
  for (Index row = 0; row < rows.size(); ++row) {
    const auto [known, is_new] = class_of_value.emplace(rows.value(row, column), class_of(rows, row));
    if (known->second != class_of(rows, row)) return false;
    if (is_new && std::ssize(class_of_value) * rows_per_value > rows.size()) return false;
  }
  return class_of_value.size() > 1;
}

double correlation(const RawRows& rows, Index column, Index target) {
  const Dataset& data = rows.data();
  double n = 0.0, mean_x = 0.0, mean_y = 0.0, xx = 0.0, yy = 0.0, xy = 0.0;
  for (Index row = 0; row < rows.size(); ++row) {
    const double x = rows.value(row, column), y = data.numbers[rows.place(row) * data.outputs + target];
    if (x != x) continue;
    n += 1.0;
    const double dx = x - mean_x;
    mean_x += dx / n;
    xx += dx * (x - mean_x);
    const double dy = y - mean_y;
    mean_y += dy / n;
    yy += dy * (y - mean_y);
    xy += dx * (y - mean_y);
  }
  return xx > 0.0 && yy > 0.0 ? xy / std::sqrt(xx * yy) : 0.0;
}

}  // namespace mlp
