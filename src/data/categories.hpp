// Which categories a column has: their order is their numbering.
//
// Those that are known come first, as they are; others, in whatever order they are met, behind them, sorted
// as class labels are (ARITHMETIC.md, A7).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace mlp {

// Numbers categories as they are met; several of them, each for a part of the rows, are then brought
// together.
class CategoryCollector {
 public:
  explicit CategoryCollector(const std::vector<std::string>& known);

  // The number of a category, a new one where it was not met before.
  std::int32_t number_of(std::string_view category);

  // By their numbers, the known ones first.
  const std::vector<std::string>& categories() const { return categories_; }

 private:
  std::vector<std::string> categories_;
  std::map<std::string, std::int32_t, std::less<>> numbers_;
};

// `known`, then all further ones of `found`, sorted.
std::vector<std::string> all_categories(const std::vector<std::string>& known,
                                        const std::vector<std::vector<std::string>>& found);

// Where each of `from` stands in `to`; behind its last where it does not.
std::vector<std::int32_t> places_in(const std::vector<std::string>& to, const std::vector<std::string>& from);

}  // namespace mlp
