#include "data/batches.hpp"

#include <algorithm>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mlp/base/random.hpp"

namespace mlp {
namespace {

std::vector<std::int32_t> shuffled(const std::vector<std::int32_t>& rows, std::uint64_t seed,
                                   std::uint32_t epoch) {
  std::vector<std::int32_t> order(rows.size());
  Shuffler(std::ssize(rows)).shuffle(seed, epoch, rows, order);
  return order;
}

// The definition, word for word.
std::vector<std::int32_t> by_stable_sort(const std::vector<std::int32_t>& rows, std::uint64_t seed,
                                         std::uint32_t epoch) {
  std::vector<std::pair<std::uint64_t, std::int32_t>> drawn;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto position = static_cast<std::uint32_t>(i);
    drawn.emplace_back(draw_64(seed, {.purpose = Purpose::shuffle, .sample = position, .epoch = epoch}),
                       rows[i]);
  }
  std::stable_sort(drawn.begin(), drawn.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::int32_t> order;
  for (const auto& one : drawn) order.push_back(one.second);
  return order;
}

std::vector<std::int32_t> every_third(std::int32_t count) {
  std::vector<std::int32_t> rows(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = 3 * static_cast<std::int32_t>(i);
  return rows;
}

TEST(Shuffler, SortsByTheDraws) {
  for (const std::int32_t count : {0, 1, 2, 3, 64, 1000, 60000}) {
    for (const std::uint32_t epoch : {0u, 1u, 77u}) {
      EXPECT_EQ(shuffled(every_third(count), 5, epoch), by_stable_sort(every_third(count), 5, epoch))
          << count;
    }
  }
}

// So many rows that dozens of pairs share the digits that the radix sort looks at.
TEST(Shuffler, SortsDrawsThatBeginAlike) {
  const auto rows = every_third(700000);
  std::vector<std::uint64_t> digits;
  for (std::uint32_t i = 0; i < 700000; ++i)
    digits.push_back(draw_64(3, {.purpose = Purpose::shuffle, .sample = i}) >> 31);
  std::sort(digits.begin(), digits.end());
  ASSERT_NE(std::adjacent_find(digits.begin(), digits.end()), digits.end());
  EXPECT_EQ(shuffled(rows, 3, 0), by_stable_sort(rows, 3, 0));
}

// Part of arithmetic number 1: this order never changes.
TEST(Shuffler, IsTheSameForEver) {
  EXPECT_THAT(shuffled({0, 1, 2, 3, 4, 5, 6, 7}, 1, 1), testing::ElementsAre(1, 3, 6, 7, 4, 5, 2, 0));
}

TEST(Shuffler, MayBeUsedAgain) {
  const auto rows = every_third(100);
  Shuffler shuffler(100);
  std::vector<std::int32_t> first(100), second(100), again(100);
  shuffler.shuffle(1, 1, rows, first);
  shuffler.shuffle(1, 2, rows, second);
  shuffler.shuffle(1, 1, rows, again);
  EXPECT_NE(first, second);
  EXPECT_EQ(first, again);
}

}  // namespace
}  // namespace mlp
