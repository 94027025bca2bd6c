// Weights of rows, from a column.
#include <gmock/gmock.h>

#include "data/csv.hpp"
#include "data/data_files.hpp"

namespace mlp {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

CsvSource weighted(const std::string& column) {
  CsvSource csv;
  csv.target = {"y"};
  csv.sample_weight = column;
  return csv;
}

std::string weight_error(std::string_view text, const CsvSource& csv = weighted("w")) {
  return message_of<DataError>([&] { read_csv(csv, {}, text, "t.csv"); });
}

TEST(SampleWeight, IsAColumnThatIsNoInput) {
  const Dataset data = read_csv(weighted("w"), {}, "a,w,y,b\n1,0.5,p,2\n3,0,q,4\n5,3,p,6\n", "t.csv");
  EXPECT_THAT(elements(data.weights), ElementsAre(0.5f, 0.0f, 3.0f));
  EXPECT_THAT(data.input_names, ElementsAre("a", "b"));
  EXPECT_THAT(elements(data.values), ElementsAre(1, 2, 3, 4, 5, 6));
  CsvSource without = weighted("w");
  without.sample_weight.reset();
  EXPECT_THAT(elements(read_csv(without, {}, "a,w,y\n1,0.5,p\n3,0,q\n", "t.csv").weights), IsEmpty());
}

TEST(SampleWeight, NamesLineAndColumnOfOneThatIsNone) {
  EXPECT_EQ(weight_error("a,w,y\n1,1,p\n2,-0.5,q\n"),
            "t.csv:3: column \"w\": expected a sample weight of at least 0, got \"-0.5\"\n"
            "  hint: a row of weight 0 counts for nothing");
  EXPECT_EQ(weight_error("a,w,y\n1,inf,p\n"), "t.csv:2: column \"w\": expected a finite number, got \"inf\"");
  EXPECT_EQ(weight_error("a,w,y\n1,,p\n"),
            "t.csv:2: column \"w\": expected a number, got a missing value\n"
            "  hint: fill it in or leave the row out");
}

TEST(SampleWeight, HasAColumnOfItsOwn) {
  EXPECT_EQ(weight_error("a,weight,y\n1,1,p\n", weighted("wieght")),
            "t.csv:1: expected a column \"wieght\" as sample weight, got a, weight, y\n"
            "  hint: did you mean \"weight\"?");
  EXPECT_EQ(weight_error("a,w,y\n1,1,p\n", weighted("y")),
            "t.csv:1: expected one use of column \"y\", got it as sample weight and as target");
  CsvSource csv = weighted("w");
  csv.inputs = {"a", "w"};
  EXPECT_EQ(weight_error("a,w,y\n1,1,p\n", csv),
            "t.csv:1: expected one use of column \"w\", got it as input and as sample weight");
}

}  // namespace
}  // namespace mlp
