#include "data/csv_summary.hpp"

#include <gtest/gtest.h>

#include "data/data_files.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

std::string complaint(std::string_view text, const std::string& target = {}) {
  return message_of<DataError>([&] { summarize_csv(text, "t.csv", target); });
}

TEST(CsvSummary, CountsNumbersWordsAndGaps) {
  const CsvSummary summary = summarize_csv("a,b,c\n1,x,NA\n-2,y,\n1,\"say \"\"x\"\"\",3.5\n", "t.csv");
  EXPECT_EQ(summary.rows, 3);
  EXPECT_TRUE(summary.has_header);
  const ColumnSummary &a = summary.columns[0], &b = summary.columns[1], &c = summary.columns[2];
  EXPECT_EQ(a.name, "a");
  EXPECT_TRUE(a.is_numeric());
  EXPECT_FALSE(a.has_fractions);
  EXPECT_EQ(a.values, (std::map<std::string, Index, std::less<>>{{"1", 2}, {"-2", 1}}));
  EXPECT_EQ(b.words, 3);
  EXPECT_TRUE(b.values.contains("say \"x\""));
  EXPECT_EQ(c.missing, 2);
  EXPECT_EQ(c.numbers, 1);
  EXPECT_TRUE(c.has_fractions);
}

TEST(CsvSummary, FindsDelimiterAndHeader) {
  EXPECT_EQ(summarize_csv("a;b\n1,5;2\n", "t.csv").delimiter, ';');
  EXPECT_EQ(summarize_csv("a\tb\tc, d\n1\t2\t3\n", "t.csv").delimiter, '\t');
  EXPECT_EQ(summarize_csv("\"a\",\"b; c\"\n1,2\n", "t.csv").columns[1].name, "b; c");
  const CsvSummary bare = summarize_csv("1,2\n3,4\n", "t.csv");
  EXPECT_FALSE(bare.has_header);
  EXPECT_EQ(bare.rows, 2);
  EXPECT_EQ(bare.columns[1].name, "column_2");
}

TEST(CsvSummary, ForgetsTheValuesOfAColumnWithMany) {
  std::string rows = "a,b\n";
  for (int i = 0; i < 101; ++i) rows += std::to_string(i) + ",0\n";
  const CsvSummary summary = summarize_csv(rows, "t.csv");
  EXPECT_TRUE(summary.columns[0].has_many_values);
  EXPECT_TRUE(summary.columns[0].values.empty());
  EXPECT_EQ(summary.columns[0].numbers, 101);
}

TEST(CsvSummary, RefusesWhatTheReaderRefuses) {
  EXPECT_EQ(complaint(""), "t.csv:1: expected rows, got an empty file");
  EXPECT_EQ(complaint("a,b\n"), "t.csv:1: expected rows after the column names, got none");
  EXPECT_EQ(complaint("a\nx\n", "a"), "t.csv:1: expected a column besides the target, got none");
  EXPECT_EQ(complaint("a,b,a\n1,2,3\n"),
            "t.csv:1: expected each column name once, got \"a\" for columns 1 and 3\n"
            "  hint: if the first line holds values, set \"header\": false");
  EXPECT_EQ(complaint("a,b\n1,2\n3\n"),
            "t.csv:3: expected 2 columns as in line 1, got 1\n"
            "  hint: look for a missing or additional delimiter; the lines before are fine");
  EXPECT_EQ(complaint("price,b\n1,2\n", "prise"),
            "t.csv:1: expected a column \"prise\" as target, got price, b\n  hint: did you mean \"price\"?");
}

TEST(CsvSummary, TakesAHundredThousandColumns) {
  std::string text;
  for (int i = 0; i < 100000; ++i) text += "c" + std::to_string(i) + ",";
  text += "y\n";
  for (int i = 0; i < 100000; ++i) text += "1,";
  text += "2\n";
  EXPECT_EQ(summarize_csv(text, "t.csv").columns.size(), 100001u);
}

TEST(CsvSummary, TakesNoRowForColumnNames) {
  const CsvSummary bare = summarize_csv("0.04,0.72,p\n0.5,1,q\n0.6,2,p\n", "t.csv");
  EXPECT_FALSE(bare.has_header);
  EXPECT_EQ(bare.rows, 3);
  EXPECT_EQ(bare.columns[2].name, "column_3");
  EXPECT_FALSE(summarize_csv("1,1,p\n2,2,q\n3,3,p\n", "t.csv").has_header);
  EXPECT_FALSE(summarize_csv("2024-01-01,5\n2024-01-02,6\n", "t.csv").has_header);
}

TEST(CsvSummary, TakesNamesThatAreNumbersForNames) {
  EXPECT_TRUE(summarize_csv("country,2019,2020\nPeru,1,2\nChile,3,4\n", "t.csv").has_header);
  EXPECT_TRUE(summarize_csv("p,1\np,x\nq,y\n", "t.csv").has_header) << "words below the number";
  EXPECT_TRUE(summarize_csv("1,p\n2,p\n3,q\n", "t.csv", "p").has_header) << "named as the target";
}

TEST(CsvSummary, CountsAFloatWithoutFractionAsWhole) {
  EXPECT_FALSE(summarize_csv("a,b\n1.0,0\n0.0,1\n-3.,2\n", "t.csv").columns[0].has_fractions);
  EXPECT_TRUE(summarize_csv("a,b\n1.0,0\n0.5,1\n", "t.csv").columns[0].has_fractions);
}

}  // namespace
}  // namespace mlp
