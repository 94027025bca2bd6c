// mlp sweep: killed at any moment it ends in the same table, and says what is wrong before it trains.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "mlp/base/random.hpp"
#include "program/program.hpp"
#include "source_folder.hpp"

namespace mlp {
namespace {

using testing::HasSubstr;

class SweepVerb : public ProgramTest {
 protected:
  void SetUp() override { write_flowers(); }
  void write_sweep(const std::string& text) const { folder.write("s.json", text); }
  std::size_t journal_lines() const {
    const auto path = folder / "killed/journal.jsonl";
    if (!std::filesystem::exists(path)) return 0;
    const std::string journal = folder.read("killed/journal.jsonl");
    return static_cast<std::size_t>(std::count(journal.begin(), journal.end(), '\n'));
  }
  void write_learning_rates(const std::string& values, const std::string& more = "") const {
    write_sweep(
        R"({"config": "flowers.json", "search": "grid", "parameters": {"/optimizer/learning_rate": )" +
        values + "}" + more + "}");
  }
};

TEST_F(SweepVerb, ShowsTheBestAndWritesTheWinner) {
  write_learning_rates("[0.0001, 0.05]", R"(, "objective": "train.loss")");
  const std::string text = succeed({"sweep", "s.json"});
  EXPECT_THAT(text,
              HasSubstr("rank   point   train.loss   epochs   /optimizer/learning_rate\n     1       2 "));
  EXPECT_THAT(text, HasSubstr("mlp train sweeps/s/winner.json\n"));
  EXPECT_EQ(json("sweeps/s/winner.json").at("optimizer").at("learning_rate"), 0.05);
  succeed({"train", "sweeps/s/winner.json", "--quiet", "--out", "run"});
  EXPECT_EQ(succeed({"sweep", "s.json"}), text) << "nothing is left to train";
  const auto exact = nlohmann::json::parse(succeed({"sweep", "s.json", "--json"}));
  EXPECT_EQ(exact.at("points").at(0).at("values").at("/optimizer/learning_rate"), 0.05);
}

// Killed with SIGKILL once the journal has some more lines, wherever the program then is.
TEST_F(SweepVerb, KilledAtRandomEndsInTheSameTable) {
  write_sweep(
      R"({"config": "flowers.json", "search": {"type": "random", "points": 60}, "seeds": 3, "parameters": {
    "/optimizer/learning_rate": {"type": "log_uniform", "low": 0.001, "high": 0.1}}, "objective": "train.loss"})");
  succeed({"sweep", "s.json", "--out", "whole", "--quiet"});
  for (std::uint32_t kill_number = 0; kill_number < 12; ++kill_number) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) become_mlp(folder.path().string(), {"sweep", "s.json", "--out", "killed", "--quiet"}, {});
    const std::size_t wanted = journal_lines() + draw_word(1, {.purpose = Purpose::noise}, kill_number) % 20;
    bool has_ended = false;
    while (!has_ended && journal_lines() < wanted) has_ended = waitpid(child, nullptr, WNOHANG) == child;
    if (has_ended) continue;
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
  }
  succeed({"sweep", "s.json", "--out", "killed", "--quiet"});
  for (const char* name : {"table.csv", "winner.json", "sweep.html"})
    EXPECT_TRUE(folder.read(std::string("killed/") + name) == folder.read(std::string("whole/") + name))
        << name;
  const std::string journal = folder.read("killed/journal.jsonl");
  EXPECT_EQ(std::count(journal.begin(), journal.end(), '\n'), 180) << "nothing was trained twice";
}

TEST_F(SweepVerb, SaysWhatIsWrongBeforeItTrains) {
  const auto refuses = [&](const std::string& text, const std::string& message) {
    write_sweep(text);
    expect_error({"sweep", "s.json"}, 2, message);
    EXPECT_FALSE(std::filesystem::exists(folder / "sweeps"));
  };
  const std::string begin = R"({"config": "flowers.json", "search": "grid", "parameters": )";
  refuses(R"({"config": "flower.json", "search": "grid", "parameters": {"/seed": [1]}})",
          "s.json:1:12: /config: expected a config file, got \"flower.json\", which is not there\n"
          "  hint: did you mean flowers.json?");
  refuses(R"({"config": "flowers.json", "search": "gird", "parameters": {"/seed": [1]}})",
          "s.json:1:38: /search: expected one of grid, random, sobol, halving, hyperband, got \"gird\"\n"
          "  hint: did you mean \"grid\"?");
  refuses(begin + R"({"/optimizer/learning_rate": {"type": "uniform", "low": 1, "high": 2}}})",
          "s.json:1:89: /parameters/~1optimizer~1learning_rate: expected the key \"points\" for a grid, got "
          "none\n"
          "  hint: a grid takes so many numbers of the interval, its ends included");
  refuses(begin + "{}}",
          "s.json:1:60: /parameters: expected a parameter or more, got none\n"
          "  hint: for example \"/optimizer/learning_rate\": {\"type\": \"log_uniform\", \"low\": 1e-4, "
          "\"high\": 0.1}");
  write_learning_rates("[0.1, -1]", R"(, "objective": "train.loss")");
  const Outcome outcome = mlp({"sweep", "s.json"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("/optimizer/learning_rate: expected"));
  EXPECT_THAT(outcome.err, HasSubstr("\n  this is point 2 of 2; refused are 1\n"));
  write_learning_rates("[0.1]", R"(, "objective": "test.loss")");
  EXPECT_THAT(mlp({"sweep", "s.json"}).err, HasSubstr("who chooses by the test rows has none left"));
  auto config = json("flowers.json");
  config.at("data").erase("validation");
  folder.write("flowers.json", config.dump());
  write_learning_rates("[0.1]");
  EXPECT_THAT(mlp({"sweep", "s.json"}).err,
              HasSubstr("give the config /data/validation, or the sweep \"folds\""));
  EXPECT_FALSE(std::filesystem::exists(folder / "sweeps"));
}

TEST_F(SweepVerb, TheShippedOneFindsGoodDigits) {
  succeed({"sweep", source_folder() + "/configs/sweeps/digits.json", "--quiet"});
  succeed({"train", "sweeps/digits/winner.json", "--quiet", "--out", "run"});
  EXPECT_GE(json("run/summary.json").at("test").at("accuracy"), 0.96);
}

}  // namespace
}  // namespace mlp
