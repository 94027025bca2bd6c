#include "mlp/run/report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "io/message_of.hpp"
#include "mlp/base/error.hpp"
#include "run/config_difference.hpp"
#include "run/small_run.hpp"

namespace mlp {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

// What the page's scripts read.
json data_of(const std::string& page) {
  const std::string before = R"(<script type="application/json" id="data">)";
  const std::size_t from = page.find(before) + before.size();
  return json::parse(page.substr(from, page.find("</script>", from) - from));
}

class Report : public SmallRun {};

TEST_F(Report, IsLeftByEveryRunAndDrawnAgainToTheSameBytes) {
  train_to("run");
  const std::string page = file("run", run_file::report);
  EXPECT_THAT(page, HasSubstr("</html>"));
  const ReportPage again = report_page(folder / "run", 1);
  EXPECT_EQ(again.problem, "");
  EXPECT_TRUE(again.text == page);
}

TEST_F(Report, TellsTheNumbersOfTheRunsFiles) {
  train_to("run");
  const json run = data_of(file("run", run_file::report))["runs"][0];
  EXPECT_EQ(run["summary"], json::parse(file("run", run_file::summary)));
  EXPECT_EQ(run["config"], file("run", run_file::config));
  std::istringstream lines(file("run", run_file::metrics));
  std::string line;
  for (std::size_t i = 0; std::getline(lines, line); ++i) {
    const json epoch = json::parse(line);
    EXPECT_EQ(run["curves"]["epoch"][i], epoch["epoch"]);
    for (const auto& [name, value] : epoch["train"].items())
      EXPECT_EQ(run["curves"]["train"][name][i], value) << name;
  }
  EXPECT_EQ(run["evaluation"]["split"], "validation");
  EXPECT_EQ(run["evaluation"]["rows"], 18);
  EXPECT_EQ(run["evaluation"]["numbers"][0]["points"].size(), 18u);
}

TEST_F(Report, IsLeftByARunThatWasInterrupted) {
  train_to("run", 30);
  const json run = data_of(file("run", run_file::report))["runs"][0];
  EXPECT_EQ(run["manifest"]["status"], "interrupted");
  EXPECT_GT(run["curves"]["epoch"].size(), 0u);
  EXPECT_FALSE(run.contains("evaluation"));
}

TEST_F(Report, IsLeftByARunThatDiverged) {
  EXPECT_THROW(train_to("run", 0, {{"/optimizer/learning_rate", "1e30"}}), Diverged);
  const json run = data_of(file("run", run_file::report))["runs"][0];
  EXPECT_EQ(run["manifest"]["status"], "diverged");
  EXPECT_THAT(run["manifest"]["error"].get<std::string>(), HasSubstr("not finite"));
}

// Puts a folder where the page belongs, which no file can replace.
class Obstacle : public Observer {
 public:
  explicit Obstacle(std::filesystem::path place) : place_(std::move(place)) {}
  void on_epoch(const EpochReport&) override { std::filesystem::create_directories(place_); }

 private:
  std::filesystem::path place_;
};

TEST_F(Report, IsNoReasonToLoseARun) {
  const Config config = load_config(folder / "config.json");
  const Splits splits = load_splits(config.data, target_kind(config.recipe.loss), folder.path(), 1);
  Obstacle obstacle(folder / "run/report.html");
  RunOptions options;
  options.out = folder / "run";
  options.observer = &obstacle;
  const RunResult result = train_run(config, folder.path(), splits, options);
  EXPECT_THAT(result.report_problem, HasSubstr("report.html: expected a file"));
  EXPECT_FALSE(file("run", run_file::summary).empty());
}

TEST_F(Report, SaysWhyThereAreNoPredictions) {
  train_to("run");
  std::filesystem::remove(folder / "rows.csv");
  const ReportPage page = report_page(folder / "run");
  EXPECT_THAT(page.problem, HasSubstr("rows.csv"));
  const json run = data_of(page.text)["runs"][0];
  EXPECT_EQ(run["problem"], page.problem);
  EXPECT_TRUE(run.contains("model"));
}

TEST_F(Report, KeepsDataThatLookLikeMarkupWhereTheyAre) {
  folder.write("rows.csv", "a,b,</script><script>alert(1)</script>\n0,1,2\n1,0,3\n2,2,1\n0,0,1\n");
  edit("config.json", "\"target\": \"c\"", "\"target\": \"</script><script>alert(1)</script>\"");
  train_to("run");
  const std::string page = file("run", run_file::report);
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  EXPECT_EQ(data_of(page)["runs"][0]["evaluation"]["numbers"][0]["name"],
            "</script><script>alert(1)</script>");
}

TEST_F(Report, ReplacesReportsAndNothingElse) {
  folder.write("mine.html", "<!DOCTYPE html>\nmy own page");
  EXPECT_EQ(message_of<ConfigError>([&] { write_report(folder / "mine.html", "page"); }),
            (folder / "mine.html").string() +
                ": expected a free name or an earlier report, got another file\n"
                "  hint: choose another --out; only reports are replaced");
  train_to("run");
  const std::string page = report_page(folder / "run").text;
  write_report(folder / "new.html", page);
  write_report(folder / "new.html", page);
  EXPECT_TRUE(folder.read("new.html") == page);
}

TEST_F(Report, NeedsARunDirectory) {
  EXPECT_EQ(message_of<IoError>([&] { report_page(folder / "nowhere"); }),
            (folder / "nowhere").string() +
                ": expected a run directory, got one without config.json\n"
                "  hint: a run directory is what `mlp train` makes, such as runs/iris");
}

TEST_F(Report, ComparesRunsByWhatDiffers) {
  train_to("one");
  train_to("two", 0,
           {{"/training/epochs", "3"}, {"/optimizer", R"({"type": "adam", "learning_rate": 0.01})"}});
  const json data = data_of(comparison_page({folder / "one", folder / "two"}));
  EXPECT_EQ(data["runs"].size(), 2u);
  json differences;
  for (const json& each : data["varying"]) differences[each["pointer"].get<std::string>()] = each["values"];
  EXPECT_EQ(differences["/training/epochs"], json({"40", "3"}));
  EXPECT_EQ(differences["/optimizer/type"], json({"\"sgd\"", "\"adam\""}));
  EXPECT_EQ(differences["/optimizer/momentum"], json({"0.9", nullptr}));
  EXPECT_FALSE(differences.contains("/seed"));
  EXPECT_FALSE(differences.contains("/name"));
}

}  // namespace
}  // namespace mlp
