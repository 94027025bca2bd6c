#include "data/labels.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mlp {
namespace {

using testing::ElementsAre;

std::vector<std::string> sorted(std::vector<std::string> labels) {
  sort_labels(labels);
  return labels;
}

TEST(Labels, SortNumericallyWhereAllAreIntegers) {
  EXPECT_THAT(sorted({"10", "9", "-3", "0", "-20", "+4"}), ElementsAre("-20", "-3", "0", "+4", "9", "10"));
  EXPECT_THAT(
      sorted({"99999999999999999999999", "100000000000000000000000", "-99999999999999999999999", "1"}),
      ElementsAre("-99999999999999999999999", "1", "99999999999999999999999", "100000000000000000000000"));
}

TEST(Labels, SortEqualIntegersByBytes) {
  EXPECT_THAT(sorted({"1", "01", "+1", "0", "-0"}), ElementsAre("-0", "0", "+1", "01", "1"));
}

TEST(Labels, SortByBytesWhereOneIsNoInteger) {
  EXPECT_THAT(sorted({"10", "9", "a"}), ElementsAre("10", "9", "a"));
  EXPECT_THAT(sorted({"10.0", "9.0"}), ElementsAre("10.0", "9.0"));
  EXPECT_THAT(sorted({"10", "9", "-"}), ElementsAre("-", "10", "9"));
  EXPECT_THAT(sorted({"b", "B", "é", "a"}), ElementsAre("B", "a", "b", "é"));
}

TEST(Labels, AreCollectedInTheOrderOfTheRowsAndNumberedInTheirOwn) {
  LabelCollector collector({});
  for (const char* label : {"10", "9", "10", "2"}) EXPECT_TRUE(collector.add(label));
  const auto result = std::move(collector).finish();
  EXPECT_THAT(result.labels, ElementsAre("2", "9", "10"));
  EXPECT_THAT(result.classes, ElementsAre(2, 1, 2, 0));
}

TEST(Labels, ThatAreKnownKeepTheirPlaces) {
  LabelCollector collector({"z", "a", "m"});
  EXPECT_TRUE(collector.add("m"));
  EXPECT_FALSE(collector.add("b"));
  EXPECT_TRUE(collector.add("z"));
  const auto result = std::move(collector).finish();
  EXPECT_THAT(result.labels, ElementsAre("z", "a", "m"));
  EXPECT_THAT(result.classes, ElementsAre(2, 0));
}

}  // namespace
}  // namespace mlp
