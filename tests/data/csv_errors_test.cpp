// What read_csv() says about a table that is wrong.
#include <string>

#include <gtest/gtest.h>

#include "data/csv.hpp"
#include "data/data_files.hpp"

namespace mlp {
namespace {

struct Case {
  std::string text;
  std::string message;
};

template <typename Kind = DataError>
std::string csv_error(std::string_view text, const CsvSource& csv = csv_with({"y"}),
                      const ColumnPlan& plan = {}) {
  return message_of<Kind>([&] { read_csv(csv, plan, text, "t.csv"); });
}

TEST(Csv, NamesLineAndColumnOfARaggedRow) {
  const std::string hint = "\n  hint: look for a missing or additional delimiter; the lines before are fine";
  const std::string cut = "t.csv:3: expected 3 columns as in line 1, got 2" + hint;
  EXPECT_EQ(csv_error("a,b,y\n1,2,p\n3,q\n4,5,q\n"), cut);
  EXPECT_EQ(csv_error("a,b,y\r\n1,2,p\r\n3,4\r\n"), cut);
  EXPECT_EQ(csv_error("y,a,b\np,1,2\nq,1\n"), cut);
  EXPECT_EQ(csv_error("a,b,y\n1,2,p\n3,4,5,q,\n"), "t.csv:3: expected 3 columns as in line 1, got 5" + hint);
  EXPECT_EQ(csv_error("a,b,y\n1,2,\"p\nq\"\nx\n"), "t.csv:4: expected 3 columns as in line 1, got 1" + hint);
}

TEST(Csv, RefusesABlankLineThatIsNotAtTheEnd) {
  const std::string hint = "\n  hint: blank lines are allowed only at the end";
  for (const char* text : {"a,y\n1,p\n\n2,q\n", "y,a\np,1\n \t\r\nq,2\n"}) {
    EXPECT_EQ(csv_error(text), "t.csv:3: expected 2 columns as in line 1, got a blank line" + hint);
  }
  EXPECT_EQ(csv_error("\na,y\n1,p\n"), "t.csv:1: expected column names, got a blank line" + hint);
  ColumnPlan plan;
  plan.target_optional = true;
  EXPECT_EQ(csv_error("a\n1\n\n2\n", csv_with({"y"}), plan),
            "t.csv:3: expected 1 column as in line 1, got a blank line" + hint);
}

TEST(Csv, NamesLineAndColumnOfWhatIsNotANumber) {
  const std::string entry = "\"columns\": {\"b\": ";
  const std::string fill_in =
      "fill it in, or choose what stands for it: " + entry + "{\"missing\": \"median\"}} in /data";
  const std::string categories =
      "if its values are categories: " + entry + "{\"kind\": \"categorical\"}} in /data";
  const Case cases[] = {
      {"", "expected a number, got a missing value\n  hint: " + fill_in},
      {"\"\"", "expected a number, got a missing value\n  hint: " + fill_in},
      {"NA", "expected a number, got \"NA\"\n  hint: it stands for a missing value: " + fill_in},
      {" nan ", "expected a number, got \"nan\"\n  hint: it stands for a missing value: " + fill_in},
      {"-NAN", "expected a finite number, got \"-NAN\""},
      {"inf", "expected a finite number, got \"inf\""},
      {"-Infinity", "expected a finite number, got \"-Infinity\""},
      {"1e39", "expected a number between -3.4e38 and 3.4e38, got \"1e39\""},
      {"\"1,5\"", "expected a number as in most rows, got \"1,5\"\n  hint: the decimal sign is a point"},
      {"12 m", "expected a number as in most rows, got \"12 m\"\n  hint: " + categories},
      {"\"say \"\"x\"\"\"", "expected a number as in most rows, got \"say \"x\"\"\n  hint: " + categories},
      {"\x01\x7F", "expected a number as in most rows, got \"\\x01\\x7f\"\n  hint: " + categories},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(csv_error("a,b,y\n1,2,p\n3," + one.text + ",q\n5,6,q\n"),
              "t.csv:3: column \"b\": " + one.message);
  }
  const std::string wide = std::string(39, 'x') + "é" + std::string(50, 'x');
  EXPECT_EQ(csv_error("a,b,y\n1,2,p\n1," + wide + ",p\n1,2,q\n"),
            "t.csv:3: column \"b\": expected a number as in most rows, got \"" + std::string(39, 'x') +
                "…\"\n  hint: " + categories);
}

TEST(Csv, HintsAtAHeaderThatIsReadAsARow) {
  CsvSource csv = csv_with({"column_2"});
  csv.header = false;
  EXPECT_EQ(csv_error("a,y\n1,p\n2,q\n", csv),
            "t.csv:1: column \"column_1\": expected a number as in most rows, got \"a\"\n"
            "  hint: if the first line names the columns, set \"header\": true");
}

TEST(Csv, HintsAtClassesWhereATargetIsText) {
  ColumnPlan plan;
  plan.target_kind = TargetKind::numbers;
  EXPECT_EQ(csv_error("a,y\n1,p\n", csv_with({"y"}), plan),
            "t.csv:2: column \"y\": expected a number, got \"p\"\n"
            "  hint: text can be the target of classes, with a loss like cross_entropy");
}

TEST(Csv, RefusesAMissingClassLabel) {
  EXPECT_EQ(csv_error("a,y\n1,p\n2,\n"),
            "t.csv:3: column \"y\": expected a class label, got a missing value\n"
            "  hint: fill it in or leave the row out");
}

TEST(Csv, NamesALabelThatTrainingNeverSaw) {
  ColumnPlan plan;
  plan.class_labels = {"p", "q"};
  EXPECT_EQ(csv_error("a,y\n1,p\n2,rose\n", csv_with({"y"}), plan),
            "t.csv:3: column \"y\": expected a class label known from training (p, q), got \"rose\"");
  plan.class_labels.clear();
  for (int i = 1; i <= 30; ++i) plan.class_labels.push_back(std::to_string(i));
  EXPECT_EQ(csv_error("a,y\n1,31\n", csv_with({"y"}), plan),
            "t.csv:2: column \"y\": expected a class label known from training "
            "(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, … (30 in all)), got \"31\"");
}

TEST(Csv, RefusesAFileWithoutRows) {
  for (const char* text : {"", "\n\n", "\xEF\xBB\xBF", " \r\n"}) {
    EXPECT_EQ(csv_error(text), "t.csv:1: expected rows, got an empty file");
  }
  for (const char* text : {"a,y", "a,y\n", "a,y\r\n\n"}) {
    EXPECT_EQ(csv_error(text), "t.csv:1: expected rows after the column names, got none");
  }
}

TEST(Csv, RefusesColumnNamesThatAreNotOne) {
  EXPECT_EQ(csv_error("a,b,a,y\n1,2,3,p\n"),
            "t.csv:1: expected each column name once, got \"a\" for columns 1 and 3\n"
            "  hint: if the first line holds values, set \"header\": false");
  EXPECT_EQ(csv_error(",a,y\n1,2,p\n"),
            "t.csv:1: expected a name for column 1, got nothing\n"
            "  hint: a table saved with its row numbers has such a column; save it without them");
}

TEST(Csv, NamesTheNearestSpellingOfAnUnknownColumn) {
  EXPECT_EQ(csv_error("length,species\n1,p\n", csv_with({"speceis"})),
            "t.csv:1: expected a column \"speceis\" as target, got length, species\n  hint: did you mean "
            "\"species\"?");
  EXPECT_EQ(csv_error("length,species\n1,p\n", csv_with({"species"}, {"lenght"})),
            "t.csv:1: expected a column \"lenght\" as input, got length, species\n  hint: did you mean "
            "\"length\"?");
  EXPECT_EQ(csv_error("a,b\n1,p\n", csv_with({"species"})),
            "t.csv:1: expected a column \"species\" as target, got a, b");
  CsvSource csv = csv_with({"species"});
  csv.header = false;
  EXPECT_EQ(csv_error("1,p\n", csv),
            "t.csv:1: expected a column \"species\" as target, got column_1, column_2\n"
            "  hint: without a header, columns are called column_1, column_2, …");
}

TEST(Csv, RefusesAColumnWithTwoUses) {
  const std::string text = "a,b,y\n1,2,3\n";
  ColumnPlan numbers;
  numbers.target_kind = TargetKind::numbers;
  EXPECT_EQ(csv_error(text, csv_with({"y"}, {"a", "y"})),
            "t.csv:1: expected one use of column \"y\", got it as input and as target");
  EXPECT_EQ(csv_error(text, csv_with({"y"}, {"a", "a"})),
            "t.csv:1: expected one use of column \"a\", got it twice as input");
  EXPECT_EQ(csv_error(text, csv_with({"y", "y"}), numbers),
            "t.csv:1: expected one use of column \"y\", got it twice as target");
}

TEST(Csv, RefusesColumnsThatDoNotMakeATask) {
  EXPECT_EQ(csv_error("y\np\n"), "t.csv:1: expected a column besides the target, got none");
  EXPECT_EQ(csv_error<ConfigError>("a,y\n1,p\n", csv_with({})), "t.csv: expected a target column, got none");
  EXPECT_EQ(csv_error<ConfigError>("a,u,v\n1,p,q\n", csv_with({"u", "v"})),
            "t.csv: expected one target column of class labels, got 2 (u, v)\n"
            "  hint: several targets are for regression, with a loss like mse");
}

TEST(Csv, RefusesATableThatDoesNotFitTheModel) {
  ColumnPlan plan;
  plan.target_kind = TargetKind::numbers;
  plan.features = 3;
  EXPECT_EQ(csv_error("a,b,y\n1,2,3\n", csv_with({"y"}), plan),
            "t.csv:1: expected 3 input columns as in training, got 2");
  plan.input_names = {"a", "c"};
  EXPECT_EQ(csv_error("a,b,y\n1,2,3\n", csv_with({"y"}), plan),
            "t.csv:1: expected a column \"c\" as input, got a, b, y");
  plan.target_names = {"u", "v"};
  EXPECT_EQ(csv_error("a,c,y\n1,2,3\n", csv_with({"y"}), plan),
            "t.csv:1: expected 2 target columns as in training (u, v), got 1 (y)");
}

TEST(Csv, RefusesQuotesThatDoNotClose) {
  const std::string hint = "\n  hint: a quote inside quotes is written twice";
  EXPECT_EQ(csv_error("a,y\n1,p\n2,\"q\n3,p\n"),
            "t.csv:3: expected a closing quote, got the end of the file" + hint);
  EXPECT_EQ(csv_error("a,y\n1,\"p\"q\n"),
            "t.csv:2: expected a delimiter or line end after a closing quote, got \"q\"" + hint);
}

TEST(Csv, RefusesBytesThatAreNotText) {
  using namespace std::string_literals;
  const std::string nul = "expected text, got a NUL byte\n  hint: save the file as UTF-8 text";
  EXPECT_EQ(csv_error("a,y\n1,p\n\0,q\n"s), "t.csv:3: " + nul);
  EXPECT_EQ(csv_error("a,y\n1\0,p\n"s), "t.csv:2: " + nul);
  EXPECT_EQ(csv_error("a,y\n1,\"p\n\0\"\n"s), "t.csv:3: " + nul);
  EXPECT_EQ(csv_error("a\0,y\n1,p\n"s), "t.csv:1: " + nul);
  EXPECT_EQ(csv_error("a,y\r1,p\r2,q\r"),
            "t.csv:1: expected a line end of LF or CRLF, got a carriage return alone\n"
            "  hint: convert the file's line ends to LF");
}

TEST(Csv, RefusesADelimiterThatCannotBeOne) {
  for (const char* delimiter : {"\"", "\n", "\r"}) {
    CsvSource csv = csv_with({"y"});
    csv.delimiter = delimiter;
    EXPECT_NE(csv_error<ConfigError>("a,y\n1,p\n", csv)
                  .find("expected a delimiter other than quotes, line ends and NUL"),
              std::string::npos);
  }
  CsvSource csv = csv_with({"y"});
  csv.delimiter = "::";
  EXPECT_EQ(csv_error<ConfigError>("a,y\n1,p\n", csv), "t.csv: expected a delimiter of one byte, got \"::\"");
}

// A table cut anywhere, or with any byte changed, is read or refused; it never crashes.
TEST(Csv, SurvivesEveryCutAndEveryChangedByte) {
  const std::string whole =
      "\xEF\xBB\xBF\"a \"\"b\"\"\",b,y\r\n1.5, +2,\"p,\nq\"\r\n-3e-4,\"4\",\"\"\"r\"\"\"\n1e-50,.5,s\n\n";
  Index tried = 0;
  const auto attempt = [&](const std::string& text) {
    // A copy of its own size lets the sanitizer see a byte read too far.
    const std::vector<char> exact(text.begin(), text.end());
    try {
      const Dataset data = read_csv(csv_with({"y"}), {}, {exact.data(), exact.size()}, "t.csv");
      EXPECT_EQ(data.values.size(), data.rows * data.features);
      EXPECT_EQ(std::ssize(data.classes), data.rows);
    } catch (const DataError&) {
    }
    ++tried;
  };
  for (std::size_t length = 0; length <= whole.size(); ++length) {
    attempt(whole.substr(0, length));
    attempt(whole.substr(length));
  }
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const char c : std::string_view("\0\n\r\",1-+.e \xEF", 12)) {
      std::string changed = whole;
      changed[i] = c;
      attempt(changed);
    }
  }
  EXPECT_EQ(tried, std::ssize(whole) * 14 + 2);
}

}  // namespace
}  // namespace mlp
