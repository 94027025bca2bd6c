#include "data/split_by_column.hpp"

#include <set>

#include <gtest/gtest.h>

#include "data/data_files.hpp"
#include "mlp/base/error.hpp"
#include "mlp/data/load.hpp"

namespace mlp {
namespace {

const SplitPlace place{"test", "t.csv"};

struct Rows {
  Dataset data;
  RowView view;
  TextColumn column;

  explicit Rows(std::vector<std::string> values) : column{.name = "c", .values = std::move(values)} {
    data.rows = std::ssize(column.values);
    view.dataset = &data;
    for (Index row = 0; row < data.rows; ++row) view.rows.push_back(static_cast<std::int32_t>(row));
  }
};

using Numbers = std::vector<std::int32_t>;

std::vector<std::string> visits(Index patients, Index each) {
  std::vector<std::string> values;
  for (Index i = 0; i < patients * each; ++i) values.push_back("p" + std::to_string(i % patients));
  return values;
}

TEST(SplitByGroup, LeavesNoGroupOnBothSides) {
  const Rows rows(visits(20, 7));
  const SplitRows split = split_by_group(rows.view, rows.column, 0.25, Purpose::test_split, 3, place);
  EXPECT_EQ(split.held_out.size(), 35u);  // five of the twenty
  std::set<std::string> out, in;
  for (const std::int32_t row : split.held_out) out.insert(rows.column.values[static_cast<std::size_t>(row)]);
  for (const std::int32_t row : split.kept) in.insert(rows.column.values[static_cast<std::size_t>(row)]);
  EXPECT_EQ(out.size(), 5u);
  EXPECT_EQ(in.size(), 15u);
  for (const std::string& group : out) EXPECT_FALSE(in.contains(group));
  // Another seed, other groups.
  EXPECT_NE(split_by_group(rows.view, rows.column, 0.25, Purpose::test_split, 4, place).held_out,
            split.held_out);
}

TEST(SplitByGroup, AlwaysLeavesOne) {
  const Rows two({"a", "b", "b", "b"}), one({"a", "a"});
  EXPECT_FALSE(split_by_group(two.view, two.column, 0.99, Purpose::test_split, 1, place).kept.empty());
  EXPECT_EQ(message_of<DataError>(
                [&] { split_by_group(one.view, one.column, 0.5, Purpose::test_split, 1, place); }),
            "t.csv: column \"c\": expected at least 2 groups to draw the test rows from, got 1");
}

TEST(SplitByOrder, HoldsTheLastRowsOut) {
  const Rows numbers({"10", "9", "-1", "100"}),
      dates({"2026-02-01", "2025-12-31", "2026-01-15", "2026-01-15"});
  EXPECT_EQ(split_by_order(numbers.view, numbers.column, 0.5, place).held_out, (Numbers{0, 3}));
  EXPECT_EQ(split_by_order(dates.view, dates.column, 0.5, place).held_out, (Numbers{0, 3}));
  const Rows gap({"1", ""});
  EXPECT_EQ(message_of<DataError>([&] { split_by_order(gap.view, gap.column, 0.5, place); }),
            "t.csv: column \"c\": expected a value to order by, got none in row 2");
}

// Unix seconds, minutes and 16 digits tie or change places as floats.
TEST(SplitByOrder, ComparesNumbersWithAllTheirDigits) {
  for (const char* const start :
       {"17000000", "2026112610", "12345678901234", "1700000000000000000", "0.1000000000"}) {
    std::vector<std::string> values;
    for (int k = 99; k >= 0; --k)
      values.push_back(start + std::string(k < 10 ? "0" : "") + std::to_string(k));
    const Rows rows(values);
    EXPECT_EQ(split_by_order(rows.view, rows.column, 0.05, place).held_out, (Numbers{0, 1, 2, 3, 4}))
        << start;
  }
  const Rows mixed(
      {"-9007199254740993", "9007199254740993", "-9007199254740992", "9.007199254740992e15", "1e40"});
  EXPECT_EQ(split_by_order(mixed.view, mixed.column, 0.4, place).held_out, (Numbers{1, 4}));
  EXPECT_EQ(split_by_order(mixed.view, mixed.column, 0.8, place).kept, (Numbers{0}));
}

TEST(SplitByOrder, LeavesEqualNumbersInTheFilesOrderHoweverTheyAreWritten) {
  const Rows rows({"+1.50", "15e-1", " 1.5", "01.5", "-0", "0.0", "0e5"});
  EXPECT_EQ(split_by_order(rows.view, rows.column, 0.3, place).held_out, (Numbers{2, 3}));
  EXPECT_EQ(split_by_order(rows.view, rows.column, 0.85, place).kept, (Numbers{4}));
}

TEST(SplitByHash, KeepsARowOnItsSideWhateverOthersThereAre) {
  std::vector<std::string> keys;
  for (int i = 0; i < 1000; ++i) keys.push_back("id-" + std::to_string(i));
  const Rows many(keys);
  const SplitRows split = split_by_hash(many.view, many.column, 0.2, Purpose::test_split, 1, place);
  EXPECT_NEAR(static_cast<double>(split.held_out.size()), 200.0, 51.0);  // four standard deviations
  keys.erase(keys.begin(), keys.begin() + 500);
  const Rows few(keys);
  std::vector<std::int32_t> expected;
  for (const std::int32_t row : split.held_out)
    if (row >= 500) expected.push_back(row - 500);
  EXPECT_EQ(split_by_hash(few.view, few.column, 0.2, Purpose::test_split, 1, place).held_out, expected);
}

TEST(SplitByValue, TakesTheRowsThatSaySo) {
  const Rows rows({"train", "test", "train", "test"});
  EXPECT_EQ(split_by_value(rows.view, rows.column, "test", place).held_out, (Numbers{1, 3}));
  EXPECT_EQ(message_of<DataError>([&] { split_by_value(rows.view, rows.column, "tset", place); }),
            "t.csv: column \"c\": expected rows of \"tset\" for the test, got test, train\n"
            "  hint: did you mean \"test\"?");
  const Rows all({"x", "x"});
  EXPECT_EQ(message_of<DataError>([&] { split_by_value(all.view, all.column, "x", place); }),
            "t.csv: column \"c\": expected rows beside the test rows, got none");
}

// Through a config: the column is no input, and test and validation share one.
class SplitOfRows : public testing::Test {
 protected:
  std::vector<std::string> inputs;  // empty: all but the target and what the splits ask for

  Splits load(const Holdout& test, const std::optional<Holdout>& validation = {}) {
    folder.write("t.csv", "x,part,y\n1,train,a\n2,test,b\n3,train,b\n4,validation,a\n5,train,a\n6,test,a\n");
    DataConfig config;
    CsvSource csv = csv_with({"y"}, inputs);
    csv.path = "t.csv";
    config.train = csv;
    config.test = test;
    config.validation = validation;
    return load_splits(config, TargetKind::classes, folder.path(), 1);
  }

  TemporaryFolder folder;
};

TEST_F(SplitOfRows, ByAColumnThatNamesThem) {
  const Splits splits = load(MarkedRows{"part", "test"}, MarkedRows{"part", "validation"});
  EXPECT_EQ(splits.test.rows, (Numbers{1, 5}));
  EXPECT_EQ(splits.validation.rows, (Numbers{3}));
  EXPECT_EQ(splits.train.rows, (Numbers{0, 2, 4}));
  EXPECT_EQ(splits.train.dataset->input_names, (std::vector<std::string>{"x"}));
}

TEST_F(SplitOfRows, ByTheirNumbers) {
  inputs = {"x"};
  EXPECT_EQ(load(ListedRows{{4, 0}}).test.rows, (Numbers{0, 4}));
  EXPECT_EQ(message_of<DataError>([&] {
              load(ListedRows{{0, 6}});
            }),
            "/data/test/rows: expected numbers of training rows of " + (folder.path() / "t.csv").string() +
                ", from 0 to 5, got 6");
  EXPECT_EQ(message_of<DataError>([&] {
              load(ListedRows{{1, 2}}, ListedRows{{2}});
            }),
            "/data/validation/rows: expected numbers of training rows of " +
                (folder.path() / "t.csv").string() + ", from 0 to 5, got 2, which is a test row");
  EXPECT_EQ(message_of<DataError>([&] {
              load(ListedRows{{1, 1}});
            }),
            "/data/test/rows: expected each row once, got one twice");
}

TEST_F(SplitOfRows, ByTheirNumbersInTheFileWhateverWasDropped) {
  folder.write("gaps.csv", "x,t,y\n10,1,0\n,9,1\n12,,0\n13,2,1\n,8,0\n15,4,1\n16,3,0\n");
  DataConfig config;
  CsvSource csv = csv_with({"y"}, {"x"});
  csv.path = "gaps.csv";
  config.train = csv;
  config.columns = {{"x", {.missing = DropRow{}}}};
  const auto cut = [&](const Holdout& test) {
    config.test = test;
    const Splits splits = load_splits(config, TargetKind::classes, folder.path(), 1);
    std::vector<float> inputs;
    for (const std::int32_t row : splits.test.rows) inputs.push_back(splits.test.dataset->values[row]);
    return inputs;
  };
  EXPECT_EQ(cut(ListedRows{{0, 2, 6}}), (std::vector<float>{10, 12, 16}));
  EXPECT_EQ(cut(ListedRows{{3, 5}}), (std::vector<float>{13, 15}));
  const std::string name = (folder.path() / "gaps.csv").string();
  EXPECT_EQ(message_of<DataError>([&] {
              cut(ListedRows{{0, 4}});
            }),
            "/data/test/rows: expected numbers of training rows of " + name +
                ", from 0 to 6, got 4, which is left out because a column drops rows without a value");
  EXPECT_EQ(message_of<DataError>([&] { cut(ListedRows{{7}}); }),
            "/data/test/rows: expected numbers of training rows of " + name + ", from 0 to 6, got 7");
  EXPECT_EQ(message_of<DataError>([&] { cut(Fraction{.fraction = 0.2, .stratify = false, .order = "t"}); }),
            name + ": column \"t\": expected a value to order by, got none in row 3");
}

TEST_F(SplitOfRows, ByAFractionOfOneKind) {
  inputs = {"x"};
  Fraction fraction{.fraction = 0.5, .stratify = false, .group = "part", .order = "x"};
  EXPECT_EQ(message_of<ConfigError>([&] { load(fraction); }),
            "/data/test: expected one of group, order and hash, got 2");
  fraction.group.reset();
  EXPECT_EQ(load(fraction).test.rows, (Numbers{3, 4, 5}));
  fraction.stratify = true;
  EXPECT_EQ(message_of<ConfigError>([&] { load(fraction); }),
            "/data/test/stratify: expected false where a column says which rows, got true");
  EXPECT_EQ(message_of<DataError>([&] {
              load(MarkedRows{"prat", "test"});
            }),
            (folder.path() / "t.csv").string() +
                ":1: expected a column \"prat\" to keep, got x, part, y\n"
                "  hint: did you mean \"part\"?");
}

}  // namespace
}  // namespace mlp
