// What read_csv() finds in columns that are not simply numbers.
#include <cmath>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/csv.hpp"
#include "data/data_files.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::NanSensitiveFloatEq;
using testing::Pointwise;

constexpr float missing = std::numeric_limits<float>::quiet_NaN();

ColumnPlan plan_with(const ColumnConfigs& settings) {
  ColumnPlan plan;
  plan.target_kind = TargetKind::numbers;
  plan.settings = settings;
  return plan;
}

Dataset read_kinds(std::string_view text, const ColumnConfigs& settings = {}) {
  return read_csv(csv_with({"y"}), plan_with(settings), text, "t.csv");
}

template <typename Kind = DataError>
std::string error_of(std::string_view text, const ColumnConfigs& settings = {}) {
  return message_of<Kind>([&] { read_kinds(text, settings); });
}

// One column "a" of these fields.
std::string table_of(const std::vector<std::string>& fields) {
  std::string text = "a,y\n";
  for (const std::string& field : fields) text += field + ",1\n";
  return text;
}

std::string kind_of(const std::vector<std::string>& fields, const ColumnConfig& config = {}) {
  const Dataset data = read_kinds(table_of(fields), {{"a", config}});
  return std::string(name_of(*data.columns.at(0).config.kind));
}

const ColumnConfig with_median{.missing = FillMedian{}};

TEST(CsvKinds, AreInferredFromTheWholeFile) {
  EXPECT_EQ(kind_of({"1", "2.5", "-3e4"}), "numeric");
  EXPECT_EQ(kind_of({"1", "NA", "?"}, with_median), "numeric");
  EXPECT_EQ(kind_of({"1", "2", "red"}, {.kind = CategoricalColumn{}}), "categorical");
  EXPECT_EQ(kind_of({"1", "red"}), "categorical");
  EXPECT_EQ(kind_of({"red", "blue", "red"}), "categorical");
  EXPECT_EQ(kind_of({"yes", "No", "TRUE"}), "boolean");
  EXPECT_EQ(kind_of({"yes", "yes"}), "categorical");
  EXPECT_EQ(kind_of({"yes", "no", "maybe"}), "categorical");
  EXPECT_EQ(kind_of({"2024-02-29", "1970-01-01T12:00"}), "date");
  EXPECT_EQ(kind_of({"2024-02-30", "1970-01-01"}), "categorical");
}

TEST(CsvKinds, KeepATableOfNumbersAsItWas) {
  const Dataset data = read_kinds("a,b,y\n1,2,3\n4,5,6\n");
  EXPECT_THAT(data.columns, IsEmpty());
  EXPECT_THAT(data.lines, IsEmpty());
}

TEST(CsvKinds, NumberCategoriesInTheOrderOfClassLabels) {
  const Dataset words = read_kinds(table_of({"b", "\"a, b\"", "b", "Z"}));
  EXPECT_THAT(words.columns[0].categories, ElementsAre("Z", "a, b", "b"));
  EXPECT_THAT(elements(words.values), ElementsAre(2, 1, 2, 0));
  const Dataset integers =
      read_kinds(table_of({"10", "9", "x10", "9"}), {{"a", {.kind = CategoricalColumn{}}}});
  EXPECT_THAT(integers.columns[0].categories, ElementsAre("10", "9", "x10"));
  const Dataset sorted = read_kinds(table_of({"10", "9"}), {{"a", {.kind = CategoricalColumn{}}}});
  EXPECT_THAT(sorted.columns[0].categories, ElementsAre("9", "10"));
}

TEST(CsvKinds, ReadTheSameInOnePartAndInMany) {
  std::string text = "a,b,y\n";
  for (int i = 0; i < 500; ++i)
    text += "c" + std::to_string(i * 7 % 23) + "," + (i % 5 == 0 ? "NA" : std::to_string(i)) + "," +
            std::to_string(i) + "\n";
  const ColumnConfigs settings{{"b", {.missing = DropRow{}}}};
  const Dataset whole = read_csv(csv_with({"y"}), plan_with(settings), text, "t.csv");
  const Dataset parts =
      read_csv(csv_with({"y"}), plan_with(settings), text, "t.csv", {.threads = 4, .least_part = 100});
  EXPECT_EQ(whole.rows, 400);
  EXPECT_EQ(elements(parts.values), elements(whole.values));
  EXPECT_EQ(elements(parts.numbers), elements(whole.numbers));
  EXPECT_EQ(parts.columns[0].categories, whole.columns[0].categories);
  EXPECT_EQ(parts.lines, whole.lines);
  EXPECT_EQ(parts.dropped, whole.dropped);
  EXPECT_EQ(whole.lines[0], 3);
}

TEST(CsvKinds, MarkMissingValuesAndReadDatesAndTruths) {
  const Dataset data = read_kinds(
      "a,b,c,y\n1,yes,1970-01-02,0\nNA,no,,0\n-999,true,1969-12-31T12:00,0\n",
      {{"a", {.missing = FillMean{}, .missing_markers = {"-999"}}}, {"c", {.missing = FillMean{}}}});
  const std::vector<float> wanted{1, 1, 1, missing, 0, missing, missing, 1, -0.5f};
  EXPECT_THAT(elements(data.values), Pointwise(NanSensitiveFloatEq(), wanted));
}

TEST(CsvKinds, LeaveIgnoredColumnsOutWhateverTheyHold) {
  const Dataset data = read_kinds("id,a,y\nx1,1,0\n,2,0\n", {{"id", {.kind = IgnoredColumn{}}}});
  EXPECT_THAT(data.input_names, ElementsAre("a"));
  EXPECT_THAT(elements(data.values), ElementsAre(1, 2));
}

TEST(CsvKinds, DropRowsWithTheClassesThatNobodyHasAnyMore) {
  ColumnPlan plan = plan_with({{"a", {.missing = DropRow{}}}});
  plan.target_kind = TargetKind::classes;
  const Dataset data = read_csv(csv_with({"y"}), plan, "a,y\n1,p\n?,q\n3,r\n", "t.csv");
  EXPECT_EQ(data.rows, 2);
  EXPECT_THAT(data.class_labels, ElementsAre("p", "r"));
  EXPECT_THAT(data.classes, ElementsAre(0, 1));
  EXPECT_THAT(data.dropped, ElementsAre(1));
  EXPECT_THAT(data.lines, ElementsAre(2, 4));
}

TEST(CsvKinds, TakeFurtherCategoriesBehindThoseOfTraining) {
  ColumnPlan plan = plan_with({});
  plan.input_names = {"a"};
  plan.features = 1;
  plan.columns = {{.config = {.kind = CategoricalColumn{}}, .categories = {"b", "a"}}};
  const Dataset data = read_csv(csv_with({"y"}), plan, "a,y\nz,1\na,1\nc,1\nb,1\n", "t.csv");
  EXPECT_THAT(data.columns[0].categories, ElementsAre("b", "a", "c", "z"));
  EXPECT_THAT(elements(data.values), ElementsAre(3, 1, 2, 0));
}

TEST(CsvKinds, SayWhichPolicyAGapWants) {
  EXPECT_EQ(
      error_of("a,b,c,y\n1,x,yes,0\n2,,no,0\n,x,,0\n"),
      "t.csv:3: column \"b\": expected a category, got a missing value\n"
      "  hint: fill it in, or choose what stands for it: \"columns\": {\"a\": {\"missing\": \"median\"}, "
      "\"b\": {\"missing\": {\"type\": \"constant\", \"category\": \"missing\"}}, \"c\": {\"missing\": "
      "\"most_frequent\"}} in /data");
}

TEST(CsvKinds, RefuseWhatIsAlmostADifferentWordInEveryRow) {
  std::vector<std::string> names;
  for (int i = 0; i < 30; ++i) names.push_back("person " + std::to_string(i));
  EXPECT_EQ(error_of(table_of(names)),
            "t.csv:1: column \"a\": expected numbers or categories, got 30 different words in 30 rows\n"
            "  hint: \"columns\": {\"a\": {\"kind\": \"ignored\"}} in /data leaves it out; \"categorical\" "
            "takes it "
            "as it is");
  EXPECT_EQ(kind_of(names, {.kind = CategoricalColumn{}}), "categorical");
}

TEST(CsvKinds, NameWhatDoesNotFitTheKindThatIsSaid) {
  EXPECT_EQ(error_of(table_of({"yes", "2"}), {{"a", {.kind = BooleanColumn{}}}}),
            "t.csv:3: column \"a\": expected true or false, got \"2\"\n"
            "  hint: yes and no, 1 and 0 will do too, in any case");
  EXPECT_EQ(error_of(table_of({"2024-01-01", "1.2.2024"}), {{"a", {.kind = DateColumn{}}}}),
            "t.csv:3: column \"a\": expected a date, got \"1.2.2024\"\n"
            "  hint: as 2024-02-29 or 2024-02-29T13:30:00");
}

TEST(CsvKinds, RefuseSettingsThatDoNotFit) {
  const auto refusal = [](const ColumnConfig& config) {
    return error_of<ConfigError>("a,y\nred,1\nblue,1\n", {{"a", config}});
  };
  EXPECT_EQ(
      refusal({.missing = FillMedian{}}),
      "/data/columns/a/missing: expected error, most_frequent, constant or drop_row for a column of kind "
      "categorical, got median\n  hint: categories have no middle");
  EXPECT_EQ(refusal({.transform = LogTransform{}}),
            "/data/columns/a/transform: expected none for a column of kind categorical, got log1p");
  EXPECT_EQ(refusal({.clip = {{2.0, 1.0}}}),
            "/data/columns/a/clip: expected the lower bound first, got [2, 1]");
  EXPECT_EQ(refusal({.categories = {"red", "red"}}),
            "/data/columns/a/categories: expected each category once, got it twice: \"red\"");
  EXPECT_EQ(error_of<ConfigError>("a,y\n1,1\n", {{"a", {.unseen = OtherUnseen{}}}}),
            "/data/columns/a/unseen: expected error for a column of kind numeric, got other");
  EXPECT_EQ(error_of<ConfigError>("a,y\n1,1\n", {{"y", {.kind = BooleanColumn{}}}}),
            "/data/columns/y/kind: expected numeric for a target of numbers, got boolean");
  EXPECT_EQ(error_of("alpha,y\n1,1\n", {{"alhpa", {}}}),
            "t.csv:1: expected a column \"alhpa\" as /data/columns says, got alpha, y\n"
            "  hint: did you mean \"alpha\"?");
}

}  // namespace
}  // namespace mlp
