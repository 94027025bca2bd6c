// mlp runs.
#include <gmock/gmock.h>

#include "program/program.hpp"

namespace mlp {
namespace {

using testing::HasSubstr;

class RunsVerb : public ProgramTest {
 protected:
  void SetUp() override {
    write_flowers();
    for (const std::string rate : {"0.5", "0.01", "0.1"})
      succeed({"train", "flowers.json", "--quiet", "--no-report", "--set", "/optimizer/learning_rate=" + rate,
               "--out", "runs/rate-" + rate});
  }
};

TEST_F(RunsVerb, ListsWhatThereIs) {
  const std::string table = succeed({"runs"});
  EXPECT_THAT(
      table,
      HasSubstr("  name        status     epochs   validation.loss   validation.accuracy   test.loss"));
  EXPECT_THAT(table, HasSubstr("\n  rate-0.5    finished"));
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 4);
}

TEST_F(RunsVerb, SortsBothWaysAndShowsTheColumnsAskedFor) {
  const std::string rate = "/optimizer/learning_rate";
  EXPECT_EQ(succeed({"runs", "--sort", rate, "--columns", "name," + rate, "--csv"}),
            "name,/optimizer/learning_rate\nrate-0.01,0.01\nrate-0.1,0.1\nrate-0.5,0.5\n");
  EXPECT_EQ(succeed({"runs", "runs", "--sort", rate, "--descending", "--columns", "name,/seed"}),
            "  name        /seed\n  rate-0.5        1\n  rate-0.1        1\n  rate-0.01       1\n");
}

TEST_F(RunsVerb, FiltersByAllConditions) {
  EXPECT_EQ(succeed({"runs", "--where", "/optimizer/learning_rate>0.05", "--where",
                     "/optimizer/learning_rate!=0.5", "--columns", "name", "--csv"}),
            "name\nrate-0.1\n");
  EXPECT_EQ(succeed({"runs", "--where", "/optimizer=sgd", "--where", "name = rate-0.5", "--columns", "name",
                     "--csv"}),
            "name\nrate-0.5\n");
}

TEST_F(RunsVerb, WritesJsonWithAllKeysOrThoseAskedFor) {
  const auto all = nlohmann::json::parse(succeed({"runs", "--json"}));
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].at("/training/epochs"), json("runs/rate-0.5/config.json").at("training").at("epochs"));
  EXPECT_EQ(all[0].at("validation.loss").get<double>(),
            json(all[0].at("folder").get<std::string>() + "/summary.json")
                .at("validation")
                .at("loss")
                .get<double>());
  EXPECT_EQ(succeed({"runs", "--json", "--where", "name=rate-0.1", "--columns", "status"}),
            "[\n  {\n    \"folder\": \"runs/rate-0.1\",\n    \"status\": \"finished\"\n  }\n]\n");
}

TEST_F(RunsVerb, SaysWhatIsWrongWithAFolderAndGoesOn) {
  folder.write("runs/rate-0.1/summary.json", "{");
  std::filesystem::create_directory(folder / "runs/photos");
  const std::string table = succeed({"runs", "--columns", "name,status,problem", "--sort", "name"});
  EXPECT_EQ(table,
            "  name        status     problem\n"
            "  photos      no run     neither config.json nor manifest.json\n"
            "  rate-0.01   finished\n"
            "  rate-0.1    damaged    summary.json is no JSON object\n"
            "  rate-0.5    finished\n");
}

TEST_F(RunsVerb, HelpsWhereThereIsNothingToShow) {
  const Outcome none = mlp({"runs", "--where", "status=diverged"});
  EXPECT_EQ(none.code, 0);
  EXPECT_EQ(none.out + none.err, "runs: none of the 3 runs is as --where asks\n");
  std::filesystem::remove_all(folder / "runs");
  const Outcome empty = mlp({"runs"});
  EXPECT_EQ(empty.code, 0);
  EXPECT_EQ(empty.out + empty.err, "runs: no runs; mlp train CONFIG leaves one in runs/NAME\n");
  EXPECT_EQ(succeed({"runs", "--json"}), "[]\n");
}

TEST_F(RunsVerb, RefusesWhatItCannotDo) {
  expect_error(
      {"runs", "--where", "test.accuracy"}, 2,
      "--where test.accuracy: expected KEY=VALUE, or !=, <, <=, > or >= for =, got no relation\n"
      "  hint: for example --where 'test.accuracy>0.97', in quotes, since < and > mean files to a shell");
  expect_error({"runs", "--columns", "name,test.acuracy"}, 2,
               "--columns: expected a figure or a config's JSON pointer that one of these runs has, got "
               "\"test.acuracy\"\n  hint: did you mean \"test.accuracy\"?");
  expect_error({"runs", "--where", "/weather=1"}, 2,
               "--where /weather=1: expected a figure or a config's JSON pointer that one of these runs has, "
               "got \"/weather\"\n  hint: mlp runs --json shows all that each run has");
  expect_error({"runs", "nowhere"}, 5,
               "nowhere: cannot list the directory: No such file or directory\n  hint: look for a misspelt "
               "folder or file name");
}

}  // namespace
}  // namespace mlp
