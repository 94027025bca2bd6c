#include "run/report/number_data.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "run/report/histogram.hpp"
#include "run/report/spread.hpp"

namespace mlp {

using nlohmann::ordered_json;

// What is not a number is the worst of all.
static float size_of(float residual) {
  return std::isnan(residual) ? std::numeric_limits<float>::infinity() : std::fabs(residual);
}

static ordered_json target_data(const JudgedRows& judged, Index target, const std::string& name) {
  constexpr std::size_t most_points = 1500, most_worst = 10;
  const auto rows = static_cast<std::size_t>(judged.size());
  std::vector<float> wanted(rows), predicted(rows), residuals(rows);
  double sum = 0.0;
  for (std::size_t i = 0; i < rows; ++i) {
    const auto row = static_cast<Index>(i);
    wanted[i] = judged.rows.dataset->numbers[judged.place(row) * judged.rows.dataset->outputs + target];
    predicted[i] = judged.outputs(row)[target];
    residuals[i] = predicted[i] - wanted[i];
    sum += static_cast<double>(residuals[i]);
  }
  auto points = ordered_json::array(), worst = ordered_json::array();
  for (const std::size_t i : spread(rows, most_points)) points.push_back({wanted[i], predicted[i]});

  std::vector<std::size_t> order(rows);
  for (std::size_t i = 0; i < rows; ++i) order[i] = i;
  const auto middle = order.begin() + static_cast<std::ptrdiff_t>(std::min(rows, most_worst));
  std::partial_sort(order.begin(), middle, order.end(), [&](std::size_t a, std::size_t b) {
    const float first = size_of(residuals[a]), second = size_of(residuals[b]);
    return first != second ? first > second : a < b;
  });
  for (auto i = order.begin(); i != middle; ++i) {
    worst.push_back({{"row", judged.number(static_cast<Index>(*i))},
                     {"wanted", wanted[*i]},
                     {"predicted", predicted[*i]}});
  }
  return {{"name", name},
          {"bias", sum / static_cast<double>(rows)},
          {"points", points},
          {"residuals", histogram_of(residuals)},
          {"worst", worst}};
}

ordered_json number_data(const JudgedRows& judged) {
  constexpr Index most_targets = 8;
  const Index targets = target_count(judged.model.loss, judged.predictions.outputs);
  auto list = ordered_json::array();
  for (Index target = 0; target < std::min(targets, most_targets); ++target) {
    const auto at = static_cast<std::size_t>(target);
    const std::vector<std::string>& names = judged.model.target_names;
    list.push_back(
        target_data(judged, target, at < names.size() ? names[at] : "target_" + std::to_string(target + 1)));
  }
  return list;
}

}  // namespace mlp
