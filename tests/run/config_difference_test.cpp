#include "run/config_difference.hpp"

#include <gmock/gmock.h>

namespace mlp {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

CsvSource table_of(const std::string& path) {
  CsvSource csv;
  csv.path = path;
  return csv;
}

Config of_source(const Source& source) {
  Config config;
  config.name = "one";
  config.data.train = source;
  return config;
}

TEST(VaryingValues, AreThoseThatSomeConfigsHaveOtherwise) {
  Config slow = of_source(table_of("a.csv"));
  slow.recipe.optimizer = Sgd{.learning_rate = 0.25};
  Config fast = slow;
  fast.recipe.optimizer = Sgd{.learning_rate = 0.5};
  const std::vector<VaryingValue> varying = varying_values({slow, fast, slow});
  ASSERT_EQ(varying.size(), 1u);
  EXPECT_EQ(varying[0].pointer, "/optimizer/learning_rate");
  EXPECT_THAT(varying[0].values, testing::ElementsAre("0.25", "0.5", "0.25"));
}

TEST(VaryingValues, LeaveOutNamesAndPathsWhereOnlyOneConfigHasThem) {
  Config images = of_source(IdxSource{.inputs = "i", .targets = "t"});
  Config table = of_source(table_of("a.csv"));
  table.name = "another";
  table.recipe.model.start_from = "model.safetensors";
  for (const VaryingValue& varying : varying_values({images, table})) {
    EXPECT_THAT(varying.pointer,
                Not(testing::MatchesRegex("/name|/model/start_from|/data/train/(path|inputs|targets)")));
    EXPECT_THAT(varying.values, Not(Contains(testing::Optional(HasSubstr("left out")))));
  }
}

TEST(Differences, SayThenAndNowAndNothingOfPaths) {
  const Config then = of_source(table_of("a.csv"));
  CsvSource moved = table_of("b.csv");
  moved.delimiter = ";";
  Config now = of_source(moved);
  now.name = "moved";
  EXPECT_THAT(differences(then, now), testing::ElementsAre(R"(/data/train/delimiter: "," then, ";" now)"));
}

}  // namespace
}  // namespace mlp
