#include "data/text_columns.hpp"

#include <gtest/gtest.h>

#include "data/data_files.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

std::vector<TextColumn> read_texts(std::string_view text, const std::vector<std::string>& names,
                                   const CsvSource& source = {}) {
  return read_text_columns(source, text, "t.csv", names);
}

TEST(TextColumns, AreTheFieldsAsTheyStand) {
  const std::vector<TextColumn> columns =
      read_texts("id,x,note\r\n007,1,\"a \"\"b\"\", c\"\r\n,2,\r\nx y , 3,last\r\n\r\n", {"note", "id"});
  ASSERT_EQ(columns.size(), 2u);
  EXPECT_EQ(columns[0].name, "note");
  EXPECT_EQ(columns[0].values, (std::vector<std::string>{"a \"b\", c", "", "last"}));
  EXPECT_EQ(columns[1].name, "id");
  EXPECT_EQ(columns[1].values, (std::vector<std::string>{"007", "", "x y"}));
}

TEST(TextColumns, OfAFileWithoutHeaderAreNumbered) {
  CsvSource source;
  source.header = false;
  source.delimiter = ";";
  const std::vector<TextColumn> columns = read_texts("a;1\nb;2", {"column_1"}, source);
  ASSERT_EQ(columns.size(), 1u);
  EXPECT_EQ(columns[0].values, (std::vector<std::string>{"a", "b"}));
}

TEST(TextColumns, NamedTwiceAreReadOnce) { EXPECT_EQ(read_texts("id\n1\n", {"id", "id"}).size(), 1u); }

TEST(TextColumns, ThatAreNotThereAreNamedWithWhatComesClose) {
  EXPECT_EQ(message_of<DataError>([] { read_texts("patient,x\n1,2\n", {"patent"}); }),
            "t.csv:1: expected a column \"patent\" to keep, got patient, x\n"
            "  hint: did you mean \"patient\"?");
  EXPECT_EQ(message_of<DataError>([] { read_texts("a,x\n1,2\n", {"garden"}); }),
            "t.csv:1: expected a column \"garden\" to keep, got a, x");
}

}  // namespace
}  // namespace mlp
