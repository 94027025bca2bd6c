// What read_csv() makes of a table that is right.  For tables that are not: csv_errors_test.cpp.
#include "data/csv.hpp"

#include <atomic>
#include <cmath>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/data_files.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

using testing::ElementsAre;

ColumnPlan plan_for(TargetKind kind) {
  ColumnPlan plan;
  plan.target_kind = kind;
  return plan;
}
const ColumnPlan for_classes = plan_for(TargetKind::classes);
const ColumnPlan for_numbers = plan_for(TargetKind::numbers);

Dataset read(std::string_view text, const CsvSource& csv = csv_with({"y"}),
             const ColumnPlan& plan = for_classes) {
  return read_csv(csv, plan, text, "t.csv");
}

TEST(Csv, ReadsInputsAndClassLabels) {
  const Dataset data = read("a,b,y\n1,2,cat\n3.5,-4e1,ant\n5,6,cat\n");
  EXPECT_EQ(data.rows, 3);
  EXPECT_EQ(data.features, 2);
  EXPECT_THAT(elements(data.values), ElementsAre(1, 2, 3.5f, -40, 5, 6));
  EXPECT_THAT(data.input_names, ElementsAre("a", "b"));
  EXPECT_THAT(data.target_names, ElementsAre("y"));
  EXPECT_THAT(data.class_labels, ElementsAre("ant", "cat"));
  EXPECT_THAT(data.classes, ElementsAre(1, 0, 1));
  EXPECT_EQ(data.outputs, 0);
  EXPECT_TRUE(data.numbers.empty());
  EXPECT_TRUE(data.bytes.empty());
}

TEST(Csv, ReadsSeveralNumericTargetsInTheOrderAskedFor) {
  const Dataset data = read("u,a,v\n1,2,3\n4,5,6\n", csv_with({"v", "u"}), for_numbers);
  EXPECT_THAT(elements(data.values), ElementsAre(2, 5));
  EXPECT_THAT(elements(data.numbers), ElementsAre(3, 1, 6, 4));
  EXPECT_EQ(data.outputs, 2);
  EXPECT_THAT(data.target_names, ElementsAre("v", "u"));
  EXPECT_TRUE(data.classes.empty());
}

TEST(Csv, ChoosesInputsByNameInTheOrderAskedFor) {
  const Dataset data = read("a,text,b,y\n1,\"any, thing\",2,p\n3,,4,q\n", csv_with({"y"}, {"b", "a"}));
  EXPECT_THAT(elements(data.values), ElementsAre(2, 1, 4, 3));
  EXPECT_THAT(data.input_names, ElementsAre("b", "a"));
}

TEST(Csv, CallsColumnsWithoutHeaderByNumber) {
  CsvSource csv = csv_with({"column_2"});
  csv.header = false;
  const Dataset data = read("1,x,2\n3,y,4\n", csv);
  EXPECT_EQ(data.rows, 2);
  EXPECT_THAT(elements(data.values), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(data.input_names, ElementsAre("column_1", "column_3"));
}

TEST(Csv, ReadsTheSameWhateverEndsTheLines) {
  for (const char* text : {"a,y\n1,p\n2,q\n", "a,y\r\n1,p\r\n2,q\r\n", "a,y\n1,p\n2,q", "a,y\r\n1,p\r\n2,q\r",
                           "\xEF\xBB\xBF"
                           "a,y\n1,p\n2,q\n",
                           "a,y\n1,p\n2,q\n\n \t\n\r\n", "a,y\n1,p\r\n2,q\n\n\n"}) {
    const Dataset data = read(text);
    EXPECT_THAT(data.input_names, ElementsAre("a")) << text;
    EXPECT_THAT(elements(data.values), ElementsAre(1, 2)) << text;
    EXPECT_THAT(data.class_labels, ElementsAre("p", "q")) << text;
  }
}

TEST(Csv, ReadsANumberAtTheEndOfALineWhateverEndsIt) {
  for (const char* text :
       {"y,a\np,1\nq,2\n", "y,a\r\np,1\r\nq,2\r\n", "y,a\np,1\nq,2", "y,a\r\np,1\r\nq,2\r"}) {
    EXPECT_THAT(elements(read(text).values), ElementsAre(1, 2)) << text;
  }
}

TEST(Csv, ReadsQuotesAsRfc4180Says) {
  const Dataset data = read(
      "\"a\",\"the \"\"b\"\", in m\",y\n\"1\",2,\"x,y\"\n3,\"4\",\"two\nlines \"\"\"\n5,6,\"\"\"\"\"\"\n");
  EXPECT_THAT(data.input_names, ElementsAre("a", "the \"b\", in m"));
  EXPECT_THAT(elements(data.values), ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_THAT(data.class_labels, ElementsAre("\"\"", "two\nlines \"", "x,y"));
  EXPECT_EQ(data.rows, 3);
}

TEST(Csv, KeepsAQuoteInsideAPlainField) {
  EXPECT_THAT(read("a,y\n1,5\" pipe\n2,x\"\"\n").class_labels, ElementsAre("5\" pipe", "x\"\""));
}

TEST(Csv, TrimsBlanksAroundFieldsButNotInsideQuotes) {
  const Dataset data = read(" a ,\tb, y\n 1\t, +2 ,  cat  \n\" 3 \", 4,\t\" cat \" \n");
  EXPECT_THAT(data.input_names, ElementsAre("a", "b"));
  EXPECT_THAT(elements(data.values), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(data.class_labels, ElementsAre(" cat ", "cat"));
}

TEST(Csv, TakesAnyDelimiterOfOneByte) {
  for (const char delimiter : {';', '\t', ' ', '|', ':', 'e', '.', '-', '0', '\x1F', '\xFF'}) {
    std::string text = "a#b#y\n1#22#p\n3#44#q\n";
    for (char& c : text) c = c == '#' ? delimiter : c;
    CsvSource csv = csv_with({"y"});
    csv.delimiter = {delimiter};
    const Dataset data = read(text, csv);
    EXPECT_THAT(elements(data.values), ElementsAre(1, 22, 3, 44)) << delimiter;
    EXPECT_THAT(data.class_labels, ElementsAre("p", "q")) << delimiter;
  }
}

TEST(Csv, StoresWhatUnderflowsAsPlusZero) {
  const Dataset data = read("a,b,c,y\n1e-40,-1e-40,-1e-99,p\n-0,0,0,q\n");
  for (Index i = 0; i < 3; ++i) EXPECT_FALSE(std::signbit(data.values[i])) << i;
  EXPECT_TRUE(std::signbit(data.values[3]));
}

TEST(Csv, ReadsMoreLinesThanRows) {
  std::string text = "a,y\n";
  for (int i = 0; i < 100; ++i)
    text += std::to_string(i) + ",\"" + (i % 2 == 0 ? "one\n\n\nlabel" : "other") + "\"\n";
  const Dataset data = read(text);
  EXPECT_EQ(data.rows, 100);
  EXPECT_EQ(data.values.size(), 100);
  EXPECT_EQ(data.values[99], 99.0f);
  EXPECT_EQ(data.classes[99], 1);
}

TEST(Csv, ReadsByThePlanOfAModel) {
  ColumnPlan plan = for_classes;
  plan.input_names = {"a", "b"};
  plan.target_names = {"y"};
  plan.class_labels = {"red", "green"};
  plan.features = 2;
  const Dataset data = read("kind,b,extra,a\ngreen,2,?,1\nred,4,?,3\n", csv_with({"kind"}), plan);
  EXPECT_THAT(elements(data.values), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(data.class_labels, ElementsAre("red", "green"));
  EXPECT_THAT(data.classes, ElementsAre(1, 0));
  EXPECT_THAT(data.target_names, ElementsAre("y"));
}

TEST(Csv, ReadsWithoutTargetWhereThePlanAllowsIt) {
  ColumnPlan plan = for_classes;
  plan.target_names = {"y"};
  plan.target_optional = true;
  EXPECT_FALSE(read("a,b\n1,2\n", csv_with({}), plan).has_targets());
  EXPECT_TRUE(read("a,b,y\n1,2,p\n", csv_with({}), plan).has_targets());

  plan = for_numbers;
  plan.target_names = {"u", "v"};
  plan.target_optional = true;
  const Dataset partly = read("a,v\n1,not read\n", csv_with({}), plan);
  EXPECT_FALSE(partly.has_targets());
  EXPECT_THAT(partly.input_names, ElementsAre("a"));
  EXPECT_TRUE(partly.target_names.empty());
}

// Parts of a few bytes, so that threads meet in the middle of everything.
Dataset read_by(int threads, std::string_view text) {
  return read_csv(csv_with({"y"}), for_classes, text, "t.csv", {.threads = threads, .least_part = 1});
}

void expect_same_by_any_threads(const std::string& text) {
  const Dataset expected = read(text);
  for (int threads = 1; threads <= 9; ++threads) {
    const Dataset data = read_by(threads, text);
    EXPECT_EQ(data.rows, expected.rows) << threads << " threads";
    EXPECT_EQ(elements(data.values), elements(expected.values)) << threads << " threads";
    EXPECT_EQ(data.classes, expected.classes) << threads << " threads";
    EXPECT_EQ(data.class_labels, expected.class_labels) << threads << " threads";
  }
}

TEST(Csv, IsReadToTheSameByAnyThreads) {
  std::string table = "a,b,y\n";
  for (int i = 0; i < 50; ++i)
    table += std::to_string(i * i) + "," + std::to_string(i) + ".5,c" + std::to_string(i * 7 % 11) + "\n";
  expect_same_by_any_threads(table);
  expect_same_by_any_threads("a,y\n1,x");
  expect_same_by_any_threads("a,y\r\n1,x\r\n2,w\r\n3,x\r\n\r\n  \r\n");
  expect_same_by_any_threads("a,y\n1,\"x\ny\"\n2,\"x\n\n\"\n3,x\n4,x\"y\n");
}

TEST(Csv, TellsOfTheFirstErrorWhicheverThreadMeetsOne) {
  std::string table = "a,y\n";
  for (int i = 2; i <= 40; ++i) table += i == 12 || i >= 30 ? "oops,x\n" : "1,x\n";
  for (int threads = 1; threads <= 9; ++threads) {
    try {
      read_by(threads, table);
      ADD_FAILURE() << "expected a DataError";
    } catch (const DataError& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr("t.csv:12: ")) << threads << " threads";
    }
  }
}

TEST(Csv, IsDoneWithEveryByteOfItsRows) {
  std::string table = "a,y\n";
  while (table.size() < (std::size_t{9} << 20)) table += "1,x\n2,y\n3,x\n";
  std::atomic<Index> bytes = 0;
  CsvReading reading{.threads = 1};
  reading.done_with = [&](std::string_view text) { bytes += std::ssize(text); };
  read_csv(csv_with({"y"}), for_classes, table, "t.csv", reading);
  // Once after its lines were counted; and again, in whole blocks, after its rows were read.
  EXPECT_GE(bytes, 16 << 20);
}

}  // namespace
}  // namespace mlp
