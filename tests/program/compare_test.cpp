// mlp compare.
#include <gmock/gmock.h>

#include "program/program.hpp"

namespace mlp {
namespace {

using testing::HasSubstr;
using testing::Not;

class CompareVerb : public ProgramTest {
 protected:
  void SetUp() override {
    write_flowers();
    std::string slow = folder.read("flowers.json");
    folder.write("slow.json", slow.insert(slow.find('{') + 1, "\"$comment\": \"the same\","));
  }
};

TEST_F(CompareVerb, SaysWhereNoDifferenceIsShown) {
  const std::string text = succeed({"compare", "flowers.json", "slow.json", "--seeds", "3"});
  EXPECT_THAT(text, HasSubstr("  the configs differ in nothing but name and seeds\n"));
  EXPECT_THAT(text, HasSubstr("flowers − slow"));
  EXPECT_THAT(text, HasSubstr("1.0000   no difference shown\n"));
  EXPECT_THAT(text, HasSubstr("Paired t-test, one pair a seed; it assumes"));
}

TEST_F(CompareVerb, GivesTheSameJsonForAnyNumberOfThreads) {
  const std::vector<std::string> words{"compare", "flowers.json", "slow.json", "--seeds",
                                       "4",       "--json",       "--threads"};
  const auto with = [&](const std::string& threads) {
    std::vector<std::string> all = words;
    all.push_back(threads);
    return succeed(all);
  };
  const std::string alone = with("1");
  EXPECT_EQ(alone, with("3"));
  const auto json = nlohmann::json::parse(alone);
  EXPECT_EQ(json.at("sides").at(1).at("trainings").size(), 4u);
  EXPECT_EQ(json.at("tests").at(0).at("pairs"), 4);
  EXPECT_EQ(json.at("why_no_test"), nullptr);
}

TEST_F(CompareVerb, ShowsRunsWithoutATestAndSaysWhy) {
  succeed({"train", "flowers.json", "--quiet", "--out", "a"});
  succeed({"train", "flowers.json", "--quiet", "--out", "b", "--set", "/optimizer/learning_rate=0.3"});
  const std::string text = succeed({"compare", "a", "b", "--metric", "test.accuracy"});
  EXPECT_THAT(text, HasSubstr("/optimizer/learning_rate"));
  EXPECT_THAT(text, Not(HasSubstr("±")));
  EXPECT_THAT(text,
              HasSubstr("  no test: one training on a side: its difference to another may be the seed's as "
                        "well as the config's\n"));
}

TEST_F(CompareVerb, RefusesWhatItCannotDo) {
  succeed({"train", "flowers.json", "--quiet", "--out", "a"});
  expect_error({"compare", "a", "flowers.json"}, 2,
               "compare: expected configs or runs, got both\n"
               "  hint: to train the config of a run with several seeds, name a/config.json");
  expect_error({"compare", "a", "--set", "/seed=2"}, 2,
               "compare: expected --set with configs, got it with runs\n  hint: a run is as it was trained");
  expect_error(
      {"compare", "a", "--seeds", "3"}, 2,
      "compare: expected --seeds with configs, got it with runs\n  hint: a run is as it was trained");
  expect_error({"compare", "flowers.json", "--metric", "test.acuracy", "--seeds", "2"}, 2,
               "--metric: expected a figure that all sides have, one of train.loss, train.accuracy, "
               "validation.loss, validation.accuracy, test.loss, test.accuracy, got \"test.acuracy\"\n"
               "  hint: did you mean \"test.accuracy\"?");
}

}  // namespace
}  // namespace mlp
