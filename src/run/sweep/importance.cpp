#include "run/sweep/importance.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

namespace mlp {
namespace {

constexpr std::size_t most_bins = 8;

std::vector<std::size_t> quantile_groups(const std::vector<double>& numbers) {
  const std::size_t count = numbers.size();
  const auto bins =
      std::clamp(static_cast<std::size_t>(std::sqrt(static_cast<double>(count))), std::size_t{1}, most_bins);
  std::vector<double> sorted = numbers;
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::size_t> groups;
  for (const double number : numbers) {
    // Equal numbers have one rank, so they share a bin.
    const auto rank =
        static_cast<std::size_t>(std::lower_bound(sorted.begin(), sorted.end(), number) - sorted.begin());
    groups.push_back(rank * bins / count);
  }
  return groups;
}

}  // namespace

std::vector<std::size_t> groups_of_values(const std::vector<std::string>& values, bool are_numbers) {
  if (are_numbers) {
    std::vector<double> numbers;
    for (const std::string& value : values) numbers.push_back(nlohmann::json::parse(value).get<double>());
    return quantile_groups(numbers);
  }
  std::map<std::string, std::size_t> known;
  std::vector<std::size_t> groups;
  for (const std::string& value : values) groups.push_back(known.emplace(value, known.size()).first->second);
  return groups;
}

double explained_share(const std::vector<std::optional<double>>& objectives,
                       const std::vector<std::size_t>& group_of_point) {
  struct Group {
    double sum = 0.0, count = 0.0;
  };
  std::map<std::size_t, Group> groups;
  double sum = 0.0, count = 0.0;
  for (std::size_t i = 0; i < objectives.size(); ++i) {
    if (!objectives[i]) continue;
    Group& group = groups[group_of_point[i]];
    group.sum += *objectives[i];
    group.count += 1.0;
    sum += *objectives[i];
    count += 1.0;
  }
  const auto k = static_cast<double>(groups.size());
  if (k < 2.0 || count <= k) return 0.0;
  const double mean = sum / count;
  double total = 0.0, between = 0.0;
  for (const auto& objective : objectives)
    if (objective) total += (*objective - mean) * (*objective - mean);
  for (const auto& [number, group] : groups) {
    const double distance = group.sum / group.count - mean;
    between += group.count * distance * distance;
  }
  if (!(total > 0.0)) return 0.0;
  const double within = (total - between) / (count - k);
  return std::max(0.0, (between - (k - 1.0) * within) / total);
}

}  // namespace mlp
