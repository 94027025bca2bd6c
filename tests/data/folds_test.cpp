// Which rows are held out in which fold.
#include "data/folds.hpp"

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <algorithm>
#include <map>
#include <set>

#include "data/data_files.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

// `sizes[c]` rows of class c, mixed.
Dataset classes(const std::vector<int>& sizes) {
  std::vector<int> labels;
  for (int round = 0;; ++round) {
    const auto before = labels.size();
    for (std::size_t c = 0; c < sizes.size(); ++c) {
      if (round < sizes[c]) labels.push_back(static_cast<int>(c));
    }
    if (labels.size() == before) break;
  }
  const Eigen::MatrixXf inputs = Eigen::MatrixXf::Zero(1, std::ssize(labels));
  return make_dataset(inputs, labels);
}

std::vector<Index> sizes_of(const std::vector<Index>& folds, Index count) {
  std::vector<Index> sizes(static_cast<std::size_t>(count));
  for (const Index fold : folds) ++sizes[static_cast<std::size_t>(fold)];
  return sizes;
}

TEST(Folds, DifferByOneRowAtMost) {
  const Dataset data = classes({23});
  EXPECT_EQ(sizes_of(folds_of(all_rows(data), {.folds = 5}, 1, 0), 5), (std::vector<Index>{5, 5, 5, 4, 4}));
}

TEST(Folds, OfAStratifiedDealHaveTheirShareOfEveryClassWithinOneRow) {
  const std::vector<int> class_sizes{31, 17, 8};
  const Dataset data = classes(class_sizes);
  const RowView rows = all_rows(data);
  const std::vector<Index> folds = folds_of(rows, {.folds = 5, .stratify = true}, 1, 0);
  for (std::size_t c = 0; c < class_sizes.size(); ++c) {
    std::vector<Index> of_class;
    for (std::size_t i = 0; i < folds.size(); ++i) {
      if (data.classes[i] == static_cast<int>(c)) of_class.push_back(folds[i]);
    }
    const std::vector<Index> sizes = sizes_of(of_class, 5);
    EXPECT_LE(*std::max_element(sizes.begin(), sizes.end()), class_sizes[c] / 5 + 1);
    EXPECT_GE(*std::min_element(sizes.begin(), sizes.end()), class_sizes[c] / 5);
  }
  const std::vector<Index> sizes = sizes_of(folds, 5);
  EXPECT_LE(*std::max_element(sizes.begin(), sizes.end()) - *std::min_element(sizes.begin(), sizes.end()), 1);
}

TEST(Folds, KeepGroupsWhole) {
  const Dataset data = classes({40});
  std::vector<std::int32_t> groups;
  for (std::int32_t row = 0; row < 40; ++row) groups.push_back(row * row % 11);
  const std::vector<Index> folds = folds_of(all_rows(data), {.folds = 3, .groups = groups}, 1, 0);
  std::map<std::int32_t, std::set<Index>> folds_of_group;
  for (std::size_t row = 0; row < 40; ++row) folds_of_group[groups[row]].insert(folds[row]);
  for (const auto& [group, own] : folds_of_group) EXPECT_EQ(own.size(), 1u) << group;
  for (const Index size : sizes_of(folds, 3)) EXPECT_GT(size, 9);
}

TEST(Folds, AreDealtAnewBySeedAndRepetition) {
  const Dataset data = classes({40});
  const RowView rows = all_rows(data);
  const auto deal = [&](std::uint64_t seed, std::uint32_t repetition) {
    return folds_of(rows, {.folds = 4}, seed, repetition);
  };
  EXPECT_EQ(deal(1, 0), deal(1, 0));
  EXPECT_NE(deal(1, 0), deal(2, 0));
  EXPECT_NE(deal(1, 0), deal(1, 1));
}

TEST(Folds, OfARowDependOnItsDrawNotOnTheRowsBefore) {
  // A row's draw is its own: without the other rows it keeps its place among those that are left.
  const Dataset data = classes({12});
  RowView half = all_rows(data);
  half.rows.resize(2);
  const std::vector<Index> folds = folds_of(half, {.folds = 2}, 1, 0);
  EXPECT_EQ(folds[0] + folds[1], 1);
}

TEST(Folds, SayWhatDoesNotFit) {
  const Dataset data = classes({9, 2});
  const RowView rows = all_rows(data);
  EXPECT_EQ(message_of<Error>([&] { folds_of(rows, {.folds = 1}, 1, 0); }),
            "expected at least 2 folds, got 1");
  EXPECT_EQ(message_of<Error>([&] { folds_of(rows, {.folds = 12}, 1, 0); }),
            "expected at most as many folds as rows, got 12 folds of 11 rows");
  EXPECT_EQ(message_of<Error>([&] { folds_of(rows, {.folds = 3, .stratify = true}, 1, 0); }),
            "expected at least 3 rows of each class for 3 folds, got 2 of class \"1\"\n"
            "  hint: ask for fewer folds, or do not stratify");
  const std::vector<std::int32_t> groups(11, 0);
  EXPECT_EQ(message_of<Error>([&] { folds_of(rows, {.folds = 2, .groups = groups}, 1, 0); }),
            "expected at most as many folds as groups, got 2 folds of 1 groups");
  EXPECT_EQ(
      message_of<Error>([&] { folds_of(rows, {.folds = 2, .stratify = true, .groups = groups}, 1, 0); }),
      "expected folds either stratified or by group, got both");
}

}  // namespace
}  // namespace mlp
