// Sweeps: the same results for any number of threads, after any interruption, and as single trainings have.
#include "mlp/run/sweep.hpp"

#include <gmock/gmock.h>

#include "io/message_of.hpp"
#include "mlp/base/error.hpp"
#include "run/small_run.hpp"
#include "run/sweep/sweep_journal.hpp"

namespace mlp {
namespace {

using testing::HasSubstr;

class Sweep : public SmallRun {
 protected:
  void write_sweep(const std::string& search, const std::string& more = "") const {
    folder.write("sweep.json", R"({"config": "config.json", "search": )" + search + R"(, "parameters": {
      "/optimizer/learning_rate": {"type": "log_uniform", "low": 0.0005, "high": 0.01, "points": 2},
      "/model/hidden/0/units": [3, 6]})" +
                                   more + "}");
  }
  SweepResult sweep(const std::string& out, SweepOptions options = {.threads = 1}) const {
    options.out = folder / out;
    return run_sweep(folder / "sweep.json", options);
  }
  // Of two sweeps' directories, all but the order in which trainings ended.
  void expect_same(const std::string& a, const std::string& b) const {
    for (const char* name : {"table.csv", "winner.json", "sweep.html", "sweep.json", "manifest.json"})
      EXPECT_TRUE(file(a, name) == file(b, name)) << name;
  }
  static constexpr char halving[] =
      R"({"type": "halving", "points": 6, "min_epochs": 2, "max_epochs": 8, "reduction": 2})";
};

TEST_F(Sweep, HasTheSameBytesForAnyNumberOfThreads) {
  for (const std::string& search : {std::string(R"("grid")"), std::string(halving)}) {
    write_sweep(search, R"(, "seeds": 2)");
    const std::string name = search.substr(2, 5);
    sweep(name + "1", {.threads = 1});
    sweep(name + "3", {.threads = 3});
    expect_same(name + "1", name + "3");
  }
}

TEST_F(Sweep, TrainsWhatASingleTrainingOfThePointTrains) {
  write_sweep(R"("grid")");
  const SweepResult result = sweep("s");
  ASSERT_EQ(result.rows.size(), 4u);
  const SweepJournal journal(folder / "s/journal.jsonl");
  for (Index point = 0; point < 4; ++point) {
    const SweepRecord* const record = journal.find({.point = point});
    ASSERT_NE(record, nullptr);
    const auto row = std::find_if(result.rows.begin(), result.rows.end(),
                                  [&](const SweepRow& each) { return each.point == point; });
    const RunResult run = train_to("single" + std::to_string(point), 0,
                                   {{.pointer = "/model/hidden/0/units", .value = row->values[0]},
                                    {.pointer = "/optimizer/learning_rate", .value = row->values[1]}});
    EXPECT_EQ(record->parameters_sha256, run.parameters_sha256);
    EXPECT_EQ(*record->objective, run.validation->loss);
  }
  // The winner is ready to be trained.
  const Config winner = load_config(*result.winner);
  const Splits splits = load_splits(winner.data, TargetKind::numbers, folder / "s", winner.recipe.seed);
  const TrainResult trained =
      train(winner.recipe, splits.train, splits.validation, {.preprocess = winner.data.preprocess});
  EXPECT_EQ(trained.model.parameters_sha256(),
            journal.find({.point = result.rows.front().point})->parameters_sha256);
}

TEST_F(Sweep, OfHalvingEndsInTheBitsOfAnUninterruptedTraining) {
  write_sweep(halving);
  const SweepResult result = sweep("s");
  EXPECT_EQ(result.ended, 6 + 3 + 1);
  EXPECT_EQ(result.rows.front().rung_epochs, 8);
  EXPECT_FALSE(std::filesystem::exists(folder / "s/states"));
  const SweepJournal journal(folder / "s/journal.jsonl");
  const SweepRow& best = result.rows.front();
  const RunResult run = train_to("single", 0,
                                 {{.pointer = "/training/epochs", .value = "8"},
                                  {.pointer = "/model/hidden/0/units", .value = best.values[0]},
                                  {.pointer = "/optimizer/learning_rate", .value = best.values[1]}});
  EXPECT_EQ(journal.find({.point = best.point, .rung = 2})->parameters_sha256, run.parameters_sha256);
}

TEST_F(Sweep, RanksOverSeedsAndFolds) {
  write_sweep(R"("grid")", R"(, "seeds": 2, "folds": 3, "objective": "validation.rmse")");
  const SweepResult result = sweep("s");
  EXPECT_EQ(result.ended, 4 * 2 * 3);
  for (std::size_t i = 0; i < result.rows.size(); ++i) {
    EXPECT_EQ(result.rows[i].trainings, 6);
    EXPECT_GT(result.rows[i].deviation, 0.0);
    if (i == 0) continue;
    EXPECT_LE(*result.rows[i - 1].objective, *result.rows[i].objective);
  }
}

// Wherever the journal was cut, and with or without the states of paused trainings.
TEST_F(Sweep, GoesOnFromAJournalThatWasCutAnywhere) {
  write_sweep(halving);
  sweep("whole");
  const std::string journal = file("whole", "journal.jsonl");
  for (std::size_t length = 0; length < journal.size(); length += 97) {
    std::filesystem::remove_all(folder / "cut");
    std::filesystem::create_directories(folder / "cut");
    for (const char* name : {"sweep.json", "manifest.json"})
      folder.write(std::string("cut/") + name, file("whole", name));
    folder.write("cut/journal.jsonl", journal.substr(0, length));
    sweep("cut");
    expect_same("cut", "whole");
  }
}

TEST_F(Sweep, GoesOnWhereItWasStoppedAndTrainsNothingTwice) {
  write_sweep(halving);
  sweep("whole");
  Index before = -1;
  for (int session = 0; session < 200; ++session) {
    int asked = 0;
    const SweepResult result =
        sweep("stopped", {.threads = 2, .wish = [&] { return ++asked > 30 ? Wish::stop : Wish::go_on; }});
    if (!result.interrupted) break;
    EXPECT_GE(result.ended, before);
    before = result.ended;
    EXPECT_LT(session, 199) << "it never ends";
  }
  expect_same("stopped", "whole");
  EXPECT_EQ(file("stopped", "journal.jsonl").size(), file("whole", "journal.jsonl").size());
}

TEST_F(Sweep, CountsAPointThatDivergesAsFailed) {
  folder.write("sweep.json", R"({"config": "config.json", "search": "grid", "parameters": {
      "/optimizer/learning_rate": [1e30, 0.001]}})");
  const SweepResult result = sweep("s");
  EXPECT_EQ(result.rows[0].values[0], "0.001");
  EXPECT_EQ(result.rows[1].failed, 1);
  EXPECT_FALSE(result.rows[1].objective);
  EXPECT_THAT(file("s", "table.csv"), HasSubstr("\n2,1,0,,,1,1,1e+30,"));
  folder.write("sweep.json", R"({"config": "config.json", "search": "grid", "parameters": {
      "/optimizer/learning_rate": [1e30]}})");
  EXPECT_FALSE(sweep("none").winner);
}

TEST_F(Sweep, RefusesToGoOnWithWhatDiffers) {
  write_sweep(R"("grid")");
  sweep("s");
  folder.write("rows.csv", file(".", "rows.csv") + "1,2,3\n");
  std::filesystem::resize_file(folder / "s/journal.jsonl", 0);
  EXPECT_THAT(message_of<DataError>([&] { sweep("s"); }),
              HasSubstr("expected the data that the sweep was begun with, got files that differ:"));
  folder.write("config.json", [&] {
    std::string text = file(".", "config.json");
    return text.replace(text.find("\"batch_size\": 9"), 15, "\"batch_size\": 8");
  }());
  EXPECT_THAT(message_of<ConfigError>([&] { sweep("s"); }),
              HasSubstr("expected the config that the sweep was begun with, got another"));
  write_sweep(R"("grid")", R"(, "seeds": 2)");
  EXPECT_THAT(message_of<ConfigError>([&] { sweep("s"); }), HasSubstr("\n  /seeds: 1 then, 2 now"));
}

TEST(SweepJournal, ReadsBackItsLines) {
  SweepRecord record{.task = {.point = 3, .rung = 1, .seed = 2, .fold = 4},
                     .epochs = 5,
                     .objective = 0.1,
                     .scores = {.loss = 0.3, .metrics = {{"accuracy", 0.1}}},
                     .parameters_sha256 = "ab",
                     .problem = ""};
  const auto read = record_of(to_line(record));
  ASSERT_TRUE(read);
  EXPECT_EQ(to_line(*read), to_line(record));
  record = {
      .task = {}, .epochs = 2, .objective = {}, .scores = {}, .parameters_sha256 = "", .problem = "diverged"};
  EXPECT_EQ(record_of(to_line(record))->problem, "diverged");
  for (const char* line : {"", "{", "[]", "{}", R"({"point": "x"})"}) EXPECT_FALSE(record_of(line)) << line;
}

}  // namespace
}  // namespace mlp
