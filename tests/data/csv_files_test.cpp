// Several files of CSV as one.
#include "data/csv_files.hpp"

#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/data_files.hpp"
#include "mlp/base/error.hpp"
#include "mlp/data/load.hpp"

namespace mlp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class CsvFiles : public testing::Test {
 protected:
  void SetUp() override {
    folder.write("part-1.csv", "a,b,y\n1,2,p\n3,4,q\n\n");
    folder.write("part-10.csv", "\xEF\xBB\xBF\"a\", b,y\r\n5,6,p\r\n7,8,r");
    folder.write("part-2.csv", "a,b,y\n9,10,q\n");
  }
  Dataset read_files(const CsvSource& source, std::vector<DataFile>* files = nullptr) const {
    return read_source(source, {}, folder.path(), files);
  }
  CsvSource listed_files(const std::vector<std::string>& paths) const {
    CsvSource source = csv_with({"y"});
    source.path_list = paths;
    return source;
  }
  std::string error_of(const CsvSource& source) const {
    return message_of<DataError>([&] { read_files(source); });
  }
  TemporaryFolder folder;
};

TEST_F(CsvFiles, ThatMatchAreReadInTheOrderOfTheirBytes) {
  CsvSource source = csv_with({"y"});
  source.path = "part-*.csv";
  std::vector<DataFile> files;
  const Dataset data = read_files(source, &files);
  EXPECT_THAT(elements(data.values), ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
  EXPECT_THAT(data.class_labels, ElementsAre("p", "q", "r"));
  EXPECT_THAT(data.classes, ElementsAre(0, 1, 0, 2, 1));
  ASSERT_EQ(files.size(), 3u);
  EXPECT_EQ(files[1].path, "part-10.csv");
  source.path = "part-?.csv";
  EXPECT_EQ(read_files(source).rows, 3);
}

TEST_F(CsvFiles, AreMatchedByStarsAndQuestionMarksAlone) {
  const std::string here = R"(a[b]*?\)";
  std::filesystem::create_directories(folder / here);
  folder.write(here + "/[1].csv", "a,b,y\n5,6,p\n");
  folder.write(here + "/1.csv", "a,b,y\n7,8,p\n");
  CsvSource source = csv_with({"y"});
  source.path = "[?].csv";
  EXPECT_THAT(elements(read_source(source, {}, folder / here).values), ElementsAre(5, 6));
}

TEST_F(CsvFiles, AreReadInTheOrderListed) {
  EXPECT_THAT(elements(read_files(listed_files({"part-2.csv", "part-1.csv"})).values),
              ElementsAre(9, 10, 1, 2, 3, 4));
  folder.write("packed.csv.gz", gzip_of("a,b,y\n0,0,p\n"));
  EXPECT_EQ(read_files(listed_files({"part-1.csv", "packed.csv.gz"})).rows, 3);
}

TEST_F(CsvFiles, WithoutHeadersAreJoinedWhole) {
  folder.write("x1.csv", "1,p\n2,q\n");
  folder.write("x2.csv", "3,p\n");
  CsvSource source = csv_with({"column_2"});
  source.path = "x?.csv";
  source.header = false;
  EXPECT_THAT(elements(read_files(source).values), ElementsAre(1, 2, 3));
}

TEST_F(CsvFiles, AreNamedWithTheirOwnLines) {
  folder.write("part-2.csv", "a,b,y\n9,10,q\n1,2,q\n3,1e99,p\n");
  EXPECT_EQ(error_of(listed_files({"part-1.csv", "part-2.csv"})),
            (folder / "part-2.csv").string() +
                ":4: column \"b\": expected a number between -3.4e38 and 3.4e38, got \"1e99\"");
  folder.write("part-1.csv", "a,b,y\n1,2,p\n3,4\n");
  EXPECT_THAT(error_of(listed_files({"part-1.csv", "part-2.csv"})),
              HasSubstr("part-1.csv:3: expected 3 columns as in line 1, got 2"));
}

TEST_F(CsvFiles, HaveTheSameColumnsInTheSameOrder) {
  folder.write("other.csv", "b,a,y\n1,2,p\n");
  EXPECT_EQ(error_of(listed_files({"part-1.csv", "other.csv"})),
            (folder / "other.csv").string() + ":1: expected the columns a, b, y as in " +
                (folder / "part-1.csv").string() +
                ", got b, a, y\n  hint: files that are read as one have the same columns in the same order");
  folder.write("empty.csv", "a,b,y\n");
  EXPECT_THAT(error_of(listed_files({"part-1.csv", "empty.csv"})),
              HasSubstr("empty.csv:1: expected rows after the column names, got none"));
}

TEST_F(CsvFiles, ThatAreNotThereAreAnError) {
  CsvSource source = csv_with({"y"});
  source.path = "none-*.csv";
  EXPECT_EQ(
      message_of<IoError>([&] { read_files(source); }),
      (folder / "none-*.csv").string() +
          ": cannot read: no file matches\n"
          "  hint: * stands for any characters but /, ? for one; the path starts at the config's folder");
  source.path = "";
  EXPECT_THAT(message_of<ConfigError>([&] { read_files(source); }),
              HasSubstr("expected one of the keys \"path\" and \"paths\", got none"));
  source = listed_files({"part-1.csv"});
  source.path = "part-2.csv";
  EXPECT_THAT(message_of<ConfigError>([&] { read_files(source); }), HasSubstr("got both"));
}

}  // namespace
}  // namespace mlp
