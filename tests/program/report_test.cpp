// mlp report, and the page that a training leaves.
#include <gmock/gmock.h>

#include "program/program.hpp"

namespace mlp {
namespace {

using testing::HasSubstr;
using testing::Not;

class ReportVerb : public ProgramTest {
 protected:
  void SetUp() override { write_flowers(); }
  bool exists(const std::string& file) const { return std::filesystem::exists(folder / file); }
};

TEST_F(ReportVerb, FollowsATrainingByItself) {
  succeed({"train", "flowers.json", "--quiet"});
  EXPECT_THAT(folder.read("runs/flowers/report.html"), HasSubstr("daisy"));
}

TEST_F(ReportVerb, IsLeftOutByNoReport) {
  succeed({"train", "flowers.json", "--quiet", "--no-report"});
  EXPECT_FALSE(exists("runs/flowers/report.html"));
  EXPECT_EQ(succeed({"report", "runs/flowers"}), "runs/flowers/report.html\n");
  EXPECT_TRUE(exists("runs/flowers/report.html"));
}

TEST_F(ReportVerb, IsReplacedWithItsRun) {
  succeed({"train", "flowers.json", "--quiet", "--out", "run"});
  succeed({"train", "flowers.json", "--quiet", "--out", "run", "--force", "--no-report"});
  EXPECT_FALSE(exists("run/report.html"));
}

TEST_F(ReportVerb, ComparesRuns) {
  succeed({"train", "flowers.json", "--quiet"});
  succeed({"train", "flowers.json", "--quiet", "--set", "/seed=2"});
  EXPECT_EQ(succeed({"report", "runs/flowers", "runs/flowers-2"}), "comparison.html\n");
  EXPECT_EQ(succeed({"report", "runs/flowers", "runs/flowers-2", "--out", "both.html"}), "both.html\n");
  EXPECT_THAT(folder.read("both.html"), HasSubstr(R"({"pointer":"/seed","values":["1","2"]})"));
}

TEST_F(ReportVerb, ShowsWhatItCanWithoutTheData) {
  succeed({"train", "flowers.json", "--quiet"});
  std::filesystem::remove(folder / "flowers.csv");
  const Outcome outcome = mlp({"report", "runs/flowers"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("mlp: warning: the report shows what the run's files tell"));
  EXPECT_THAT(outcome.err, HasSubstr("flowers.csv"));
}

TEST_F(ReportVerb, RefusesWhatIsNoRun) {
  expect_error({"report", "nowhere"}, 5,
               "nowhere: expected a run directory, got one without config.json\n"
               "  hint: a run directory is what `mlp train` makes, such as runs/iris");
  expect_error({"report", "flowers.csv"}, 5,
               "flowers.csv: expected a run directory, got one without config.json\n"
               "  hint: a run directory is what `mlp train` makes, such as runs/iris");
}

TEST_F(ReportVerb, OverwritesNoOtherFile) {
  succeed({"train", "flowers.json", "--quiet"});
  expect_error({"report", "runs/flowers", "--out", "flowers.csv"}, 2,
               "flowers.csv: expected a free name or an earlier report, got another file\n"
               "  hint: choose another --out; only reports are replaced");
  expect_error({"report", "runs/flowers", "--out", "runs"}, 2,
               "runs: expected a file to write the report to, got a directory\n"
               "  hint: --out runs/report.html writes into it");
}

TEST_F(ReportVerb, SaysThatTheDataHaveChangedInsteadOfJudgingOtherRows) {
  succeed({"train", "flowers.json", "--quiet", "--out", "run"});
  folder.write("flowers.csv", folder.read("flowers.csv") + "1,2,rose\n");
  const Outcome outcome = mlp({"report", "run"});
  EXPECT_THAT(outcome.err + folder.read("run/report.html"), HasSubstr("the data are not those of the run"));
}

}  // namespace
}  // namespace mlp
