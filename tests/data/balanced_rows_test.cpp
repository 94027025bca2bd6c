#include "data/balanced_rows.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mlp {
namespace {

// 2 rows of class 0, none of class 1, 9 of class 2, 1 of class 3; the last row is not in the view.
class BalancedRowsTest : public testing::Test {
 protected:
  void SetUp() override {
    data.class_labels = {"a", "b", "c", "d"};
    data.classes = {2, 2, 0, 2, 2, 3, 2, 2, 2, 0, 2, 2, 0};
    data.rows = 13;
    view = all_rows(data);
    view.rows.pop_back();
  }
  std::vector<std::int32_t> epoch(std::uint32_t number, std::uint64_t seed = 1) {
    std::vector<std::int32_t> order(view.rows.size());
    BalancedRows(view).fill(seed, number, order);
    return order;
  }
  Dataset data;
  RowView view;
};

TEST_F(BalancedRowsTest, GivesEachClassTheSameShare) {
  std::map<std::int32_t, int> of_class, of_row;
  for (const std::int32_t row : epoch(0)) {
    ++of_class[data.classes[static_cast<std::size_t>(row)]];
    ++of_row[row];
  }
  EXPECT_THAT(of_class, testing::ElementsAre(std::pair(0, 4), std::pair(2, 4), std::pair(3, 4)));
  EXPECT_EQ(of_row[2], 2) << "both rows of class 0 equally often";
  EXPECT_EQ(of_row[9], 2);
  EXPECT_EQ(of_row[5], 4);
  EXPECT_EQ(of_row.count(12), 0u) << "not in the view";
  for (const auto& [row, times] : of_row)
    if (data.classes[static_cast<std::size_t>(row)] == 2) {
      EXPECT_EQ(times, 1) << "a frequent class repeats none";
    }
}

TEST_F(BalancedRowsTest, MeetsAllRowsOfAFrequentClassInSomeEpochs) {
  std::set<std::int32_t> met;
  for (std::uint32_t number = 0; number < 20; ++number)
    for (const std::int32_t row : epoch(number)) met.insert(row);
  EXPECT_EQ(met.size(), view.rows.size());
}

TEST_F(BalancedRowsTest, FollowsFromSeedAndEpochAlone) {
  EXPECT_EQ(epoch(3), epoch(3));
  EXPECT_NE(epoch(3), epoch(4));
  EXPECT_NE(epoch(3, 1), epoch(3, 2));
  // Whatever was filled before.
  BalancedRows rows(view);
  std::vector<std::int32_t> order(view.rows.size());
  for (std::uint32_t number = 0; number <= 3; ++number) rows.fill(1, number, order);
  EXPECT_EQ(order, epoch(3));
}

}  // namespace
}  // namespace mlp
