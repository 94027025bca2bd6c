#include "data/split.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/data_files.hpp"

namespace mlp {
namespace {

using testing::ElementsAre;

// Class c has sizes[c] rows, one class after the other.
Dataset dataset_of(const std::vector<Index>& sizes) {
  Dataset data;
  data.features = 1;
  for (std::size_t c = 0; c < sizes.size(); ++c) {
    data.class_labels.push_back("class_" + std::to_string(c));
    data.classes.insert(data.classes.end(), static_cast<std::size_t>(sizes[c]), static_cast<std::int32_t>(c));
  }
  data.rows = std::ssize(data.classes);
  data.values = FlatBuffer<float>(data.rows);
  return data;
}

Dataset numbers_of(Index rows) {
  Dataset data;
  data.rows = rows;
  data.features = data.outputs = 1;
  data.values = FlatBuffer<float>(rows);
  data.numbers = FlatBuffer<float>(rows);
  return data;
}

SplitRows split(const RowView& rows, double fraction, std::optional<bool> stratify = {},
                std::uint64_t seed = 1, Purpose purpose = Purpose::test_split) {
  return split_rows(rows, {.fraction = fraction, .stratify = stratify}, purpose, seed, "test", "t.csv");
}

std::vector<Index> sizes_of(const Dataset& data, const std::vector<std::int32_t>& rows) {
  std::vector<Index> sizes(data.class_labels.size());
  for (const std::int32_t row : rows)
    ++sizes[static_cast<std::size_t>(data.classes[static_cast<std::size_t>(row)])];
  return sizes;
}

TEST(Split, HoldsOutTheRowsWithTheSmallestDraws) {
  const Dataset data = numbers_of(20);
  std::vector<std::pair<std::uint64_t, std::int32_t>> drawn;
  for (std::int32_t row = 0; row < 20; ++row) {
    drawn.emplace_back(
        draw_64(9, {.purpose = Purpose::test_split, .sample = static_cast<std::uint32_t>(row)}), row);
  }
  std::sort(drawn.begin(), drawn.end());
  std::set<std::int32_t> expected;
  for (std::size_t i = 0; i < 6; ++i) expected.insert(drawn[i].second);
  EXPECT_THAT(split(all_rows(data), 0.3, {}, 9).held_out, testing::ElementsAreArray(expected));
}

// Part of arithmetic number 1: these rows never change.
TEST(Split, IsTheSameForEver) {
  const Dataset data = numbers_of(12);
  EXPECT_THAT(split(all_rows(data), 0.25, {}, 1).held_out, ElementsAre(5, 7, 8));
  EXPECT_THAT(split(all_rows(data), 0.25, {}, 1, Purpose::validation_split).held_out, ElementsAre(4, 9, 10));
}

TEST(Split, CutsTheRowsInTwoAscendingLists) {
  const Dataset data = dataset_of({30, 20, 10});
  for (const double fraction : {0.001, 0.1, 0.5, 0.77, 0.999}) {
    for (const bool stratify : {false, true}) {
      const SplitRows rows = split(all_rows(data), fraction, stratify);
      EXPECT_TRUE(std::is_sorted(rows.kept.begin(), rows.kept.end()));
      EXPECT_TRUE(std::is_sorted(rows.held_out.begin(), rows.held_out.end()));
      std::set<std::int32_t> all(rows.kept.begin(), rows.kept.end());
      all.insert(rows.held_out.begin(), rows.held_out.end());
      EXPECT_EQ(all.size(), 60u);
      EXPECT_EQ(rows.kept.size() + rows.held_out.size(), 60u);
    }
  }
}

TEST(Split, CountsToTheNearestAndLeavesBothSidesARow) {
  const std::map<double, std::size_t> counts{{0.01, 1}, {0.14, 1}, {0.15, 2}, {0.25, 3},
                                             {0.5, 5},  {0.94, 9}, {0.99, 9}};
  const Dataset data = numbers_of(10);
  for (const auto& [fraction, count] : counts) {
    EXPECT_EQ(split(all_rows(data), fraction).held_out.size(), count) << fraction;
  }
}

// The draws belong to the rows of the dataset: what else is in the list does not matter.
TEST(Split, DrawsByRowNumber) {
  const Dataset data = numbers_of(1000);
  RowView odd{.dataset = &data, .rows = {}};
  for (std::int32_t row = 1; row < 1000; row += 2) odd.rows.push_back(row);
  const std::vector<std::int32_t> of_all = split(all_rows(data), 0.1).held_out,
                                  of_odd = split(odd, 0.2).held_out;
  for (const std::int32_t row : of_all) {
    if (row % 2 == 1) {
      EXPECT_TRUE(std::binary_search(of_odd.begin(), of_odd.end(), row)) << row;
    }
  }
}

TEST(Split, StratifiesClassesUnlessToldOtherwise) {
  const Dataset data = dataset_of({50, 30, 20});
  EXPECT_THAT(sizes_of(data, split(all_rows(data), 0.2).held_out), ElementsAre(10, 6, 4));
  EXPECT_EQ(split(all_rows(data), 0.2, {}, 2).held_out, split(all_rows(data), 0.2, true, 2).held_out);
  EXPECT_NE(split(all_rows(data), 0.2, {}, 2).held_out, split(all_rows(data), 0.2, false, 2).held_out);
}

TEST(Split, DependsOnTheSeedAndThePurpose) {
  const Dataset data = dataset_of({50, 50});
  const auto rows = all_rows(data);
  EXPECT_EQ(split(rows, 0.2, {}, 1).held_out, split(rows, 0.2, {}, 1).held_out);
  EXPECT_NE(split(rows, 0.2, {}, 1).held_out, split(rows, 0.2, {}, 2).held_out);
  EXPECT_NE(split(rows, 0.2, {}, 1).held_out, split(rows, 0.2, {}, 1, Purpose::validation_split).held_out);
}

TEST(Split, GivesTheLargestRemaindersARowMore) {
  EXPECT_THAT(stratified_quotas({5, 3, 2}, 5), ElementsAre(3, 1, 1));     // shares 2.5, 1.5, 1: a tie
  EXPECT_THAT(stratified_quotas({10, 10, 10}, 4), ElementsAre(2, 1, 1));  // all tie
  EXPECT_THAT(stratified_quotas({6, 3, 11}, 4), ElementsAre(1, 1, 2));    // shares 1.2, 0.6, 2.2
  EXPECT_THAT(stratified_quotas({100, 0, 2}, 1), ElementsAre(1, 0, 0));
}

TEST(Split, LeavesEveryClassARowToTrainOn) {
  EXPECT_THAT(stratified_quotas({2, 2}, 3), ElementsAre(1, 1));
  EXPECT_THAT(stratified_quotas({10, 2}, 11), ElementsAre(9, 1));
  EXPECT_THAT(stratified_quotas({10, 2, 3}, 12), ElementsAre(9, 1, 2));
  EXPECT_THAT(stratified_quotas({9, 2, 9}, 18), ElementsAre(8, 1, 8));
}

TEST(Split, RefusesAClassWithOneRowUnderStratify) {
  const Dataset data = dataset_of({5, 1});
  EXPECT_EQ(
      message_of<DataError>([&] { split(all_rows(data), 0.5); }),
      "t.csv: expected at least 2 rows of each class to stratify the test rows, got 1 of class \"class_1\"\n"
      "  hint: add rows of that class, or set \"stratify\": false");
  EXPECT_EQ(split(all_rows(data), 0.5, false).held_out.size(), 3u);
}

TEST(Split, RefusesTooFewRowsAndStratifyWithoutClasses) {
  const Dataset one = numbers_of(1), two = numbers_of(2);
  EXPECT_EQ(message_of<DataError>([&] { split(all_rows(one), 0.5); }),
            "t.csv: expected at least 2 rows to draw the test rows from, got 1");
  EXPECT_EQ(split(all_rows(two), 0.9).held_out.size(), 1u);
  EXPECT_EQ(message_of<ConfigError>([&] { split(all_rows(two), 0.5, true); }),
            "/data/test/stratify: expected false for targets that are numbers, got true");
}

}  // namespace
}  // namespace mlp
