#include "data/categories.hpp"

#include <set>

#include "data/labels.hpp"

namespace mlp {

CategoryCollector::CategoryCollector(const std::vector<std::string>& known) {
  for (const std::string& category : known) number_of(category);
}

std::int32_t CategoryCollector::number_of(std::string_view category) {
  const auto found = numbers_.find(category);
  if (found != numbers_.end()) return found->second;
  const auto number = static_cast<std::int32_t>(categories_.size());
  numbers_.emplace(category, number);
  categories_.emplace_back(category);
  return number;
}

std::vector<std::string> all_categories(const std::vector<std::string>& known,
                                        const std::vector<std::vector<std::string>>& found) {
  const std::set<std::string> first(known.begin(), known.end());
  std::set<std::string> further;
  for (const std::vector<std::string>& some : found) {
    for (const std::string& category : some) {
      if (!first.contains(category)) further.insert(category);
    }
  }
  std::vector<std::string> sorted(further.begin(), further.end());
  sort_labels(sorted);
  std::vector<std::string> all = known;
  all.insert(all.end(), sorted.begin(), sorted.end());
  return all;
}

std::vector<std::int32_t> places_in(const std::vector<std::string>& to,
                                    const std::vector<std::string>& from) {
  std::map<std::string_view, std::int32_t> places;
  for (std::size_t i = 0; i < to.size(); ++i) places.emplace(to[i], static_cast<std::int32_t>(i));
  std::vector<std::int32_t> result;
  result.reserve(from.size());
  for (const std::string& category : from) {
    const auto found = places.find(category);
    result.push_back(found == places.end() ? static_cast<std::int32_t>(to.size()) : found->second);
  }
  return result;
}

}  // namespace mlp
