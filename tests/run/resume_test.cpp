// Resuming a run directory: the same bytes as if it had never stopped, or a refusal that says why.
#include <fstream>
#include <nlohmann/json.hpp>

#include "io/message_of.hpp"
#include "mlp/base/error.hpp"
#include "run/run_history.hpp"
#include "run/small_run.hpp"

namespace mlp {
namespace {

class Resume : public SmallRun {
 protected:
  std::string path(const std::string& name) const { return (folder / name).string(); }
  std::string refusal(const std::string& run, const std::vector<Override>& overrides = {}) {
    return message_of<Error>([&] { resume(run, 1, 0, overrides); });
  }
  std::vector<std::string> files_of(const std::string& run) const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder / run))
      names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
  }
};

TEST_F(Resume, GivesTheSameBytesAfterEveryStepOfARun) {
  const RunResult whole = train_to("whole");
  ASSERT_EQ(whole.training.steps, 100);
  ASSERT_TRUE(whole.training.stopped_early);
  ASSERT_LT(whole.training.best_epoch, whole.training.epochs);
  for (Index step = 1; step <= whole.training.steps; ++step) {
    const std::string run = "stopped-" + std::to_string(step);
    const RunResult stopped = train_to(run, step);
    EXPECT_TRUE(stopped.interrupted);
    EXPECT_EQ(stopped.training.steps, step);
    const RunResult resumed = resume(run, static_cast<int>(step % 4) + 1);
    EXPECT_FALSE(resumed.interrupted);
    EXPECT_EQ(resumed.training.best_epoch, whole.training.best_epoch);
    expect_same_results(run, "whole");
  }
}

TEST_F(Resume, GivesTheSameBytesWhereLayersDrawAndNormalize) {
  edit("config.json", R"([{"units": 6, "activation": "tanh"}]})", R"([
    {"units": 6, "activation": "prelu", "normalization": "layer_norm", "dropout": 0.2},
    {"units": 6, "activation": "tanh", "normalization": "rms_norm", "residual": true},
    {"units": 6, "activation": "relu", "normalization": "batch_norm"}],
    "input_dropout": 0.1, "input_noise": 0.05})");
  train_to("whole");
  for (const Index step : {1, 13, 40}) {
    const std::string run = "stopped-" + std::to_string(step);
    train_to(run, step);
    resume(run, static_cast<int>(step % 4) + 1);
    expect_same_results(run, "whole");
  }
}

TEST_F(Resume, KeepsTheAverageOfTheWeights) {
  const std::vector<Override> averaged{
      {"/optimizer", "nadam"},
      {"/training/gradient_clipping", R"({"type": "global_norm", "max_norm": 0.1})"},
      {"/training/ema", R"({"decay": 0.9})"},
      {"/training/augmentation", R"({"shift": 0.5, "rotation": 20, "width": 1})"},
      {"/training/mixup", R"({"alpha": 0.3})"}};
  train_to("whole", 0, averaged);
  for (const Index step : {1, 7, 33}) {
    const std::string run = "stopped-" + std::to_string(step);
    EXPECT_TRUE(train_to(run, step, averaged).interrupted);
    resume(run, 3);
    expect_same_results(run, "whole");
  }
}

TEST_F(Resume, KeepsTheCurvatureOfLbfgs) {
  edit("config.json", "    \"batch_size\": 9,\n", "");
  const std::vector<Override> lbfgs{
      {"/optimizer", R"({"type": "lbfgs", "history": 3, "gradient_tolerance": 0.01})"},
      {"/schedule", "constant"},
      {"/training/epochs", "60"},
      {"/training/early_stopping", "null"}};
  const RunResult whole = train_to("whole", 0, lbfgs);
  EXPECT_NE(whole.training.convergence, "");
  for (Index step = 1; step <= whole.training.steps; ++step) {
    const std::string run = "stopped-" + std::to_string(step);
    EXPECT_TRUE(train_to(run, step, lbfgs).interrupted);
    EXPECT_EQ(resume(run, static_cast<int>(step % 4) + 1).training.convergence, whole.training.convergence);
    expect_same_results(run, "whole");
  }
}

TEST_F(Resume, GoesOnFromAPlateau) {
  const std::vector<Override> plateau = {
      {"/schedule", R"({"type": "reduce_on_plateau", "patience": 0, "threshold": 0.2, "cooldown": 1})"},
      {"/training/early_stopping", "null"},
      {"/training/epochs", "9"}};
  const RunResult whole = train_to("whole", 0, plateau);
  const auto last = nlohmann::json::parse(read_lines(folder / "whole/metrics.jsonl").back());
  ASSERT_LT(last.at("learning_rate").get<double>(), 0.5 * 0.002);  // reduced at least once
  for (Index step = 1; step <= whole.training.steps; ++step) {
    const std::string run = "stopped-" + std::to_string(step);
    train_to(run, step, plateau);
    resume(run, 2);
    expect_same_results(run, "whole");
  }
}

TEST_F(Resume, MayBeInterruptedAgainAndAgain) {
  train_to("whole");
  train_to("run", 1);
  while (resume("run", 1, 7).interrupted) {
  }
  expect_same_results("run", "whole");
}

TEST_F(Resume, ChangesNothingInAFinishedRun) {
  train_to("whole");
  copy_run("whole", "run");
  resume("run");
  expect_same_results("run", "whole");
}

TEST_F(Resume, StartsFromTheBeginningWithoutACheckpoint) {
  train_to("whole");
  train_to("run", 20);
  std::filesystem::remove(folder / "run/checkpoint.safetensors");
  resume("run");
  expect_same_results("run", "whole");
}

TEST_F(Resume, ForgetsWhatWasWrittenAfterTheCheckpoint) {
  train_to("whole");
  train_to("run", 20);
  std::ofstream(folder / "run/metrics.jsonl", std::ios::app) << R"({"epoch": 5, "step": 25})"
                                                             << "\n{\"epoch\": 6, \"st";
  folder.write("run/.mlp-17-0.tmp", "half a checkpoint");
  resume("run");
  expect_same_results("run", "whole");
  EXPECT_EQ(files_of("run"), files_of("whole"));
}

TEST_F(Resume, GoesOnInARunThatWasMovedWithItsData) {
  train_to("whole");
  train_to("old/run", 20);
  std::filesystem::create_directory(folder / "new");
  std::filesystem::rename(folder / "old", folder / "new/old");
  std::filesystem::copy(folder / "rows.csv", folder / "new/rows.csv");
  std::filesystem::rename(folder / "rows.csv", folder / "elsewhere.csv");
  resume("new/old/run");
  EXPECT_TRUE(file("new/old/run", run_file::model) == file("whole", run_file::model));
  EXPECT_EQ(file("new/old/run", run_file::metrics), file("whole", run_file::metrics));
}

TEST_F(Resume, KeepsAPathThatWasEditedBecauseTheDataMoved) {
  train_to("whole");
  train_to("run", 20);
  std::filesystem::rename(folder / "rows.csv", folder / "moved.csv");
  edit("run/config.json", "../rows.csv", "../moved.csv");
  resume("run", 1, 20);
  resume("run");
  EXPECT_TRUE(file("run", run_file::model) == file("whole", run_file::model));
  EXPECT_NE(file("run", run_file::config).find("../moved.csv"), std::string::npos);
  EXPECT_NE(file("run", run_file::manifest).find("../moved.csv"), std::string::npos);
}

TEST_F(Resume, RefusesAnotherConfigAndListsTheDifferences) {
  train_to("run", 20);
  edit("run/config.json", "\"momentum\": 0.9", "\"momentum\": 0.8");
  edit("run/config.json", "\"batch_size\": 9", "\"batch_size\": 10");
  EXPECT_EQ(refusal("run"),
            path("run/config.json") +
                ": expected the config that the checkpoint was made from, got one that differs:\n"
                "  /optimizer/momentum: 0.9 then, 0.8 now\n"
                "  /training/batch_size: 9 then, 10 now\n"
                "  hint: undo the change, or train the changed config as a run of its own");
}

TEST_F(Resume, RefusesOtherDataAndNamesTheFile) {
  train_to("run", 20);
  const std::string then = file("run", run_file::manifest);
  const std::string digest = then.substr(then.find("\"sha256\": \"") + 11, 64);
  folder.write("rows.csv", folder.read("rows.csv") + "1,2,3\n");
  const std::string message = refusal("run");
  EXPECT_TRUE(message.starts_with(path("run") +
                                  ": expected the data that the run was trained on, got files that differ:\n"
                                  "  ../rows.csv: sha256 " +
                                  digest + " then, "))
      << message;
  EXPECT_TRUE(message.ends_with(" now\n  hint: bring back the files; their digests stand in manifest.json"))
      << message;
  // The same before there is a checkpoint.
  std::filesystem::remove(folder / "run/checkpoint.safetensors");
  EXPECT_EQ(refusal("run"), message);
}

TEST_F(Resume, IgnoresNameAndWhenCheckpointsAreWritten) {
  train_to("whole");
  train_to("run", 20);
  edit("run/config.json", "\"name\": \"config\"", "\"name\": \"renamed\"");
  edit("run/config.json", "\"every_steps\": 0", "\"every_steps\": 3");
  resume("run");
  EXPECT_TRUE(file("run", run_file::model) == file("whole", run_file::model));
  EXPECT_EQ(file("run", run_file::metrics), file("whole", run_file::metrics));
}

TEST_F(Resume, MayGetMoreEpochsAndOnlyThat) {
  train_to("run", 0, {{"/training/epochs", "3"}});
  const ResumableRun run = open_run(folder / "run", {{"/training/epochs", "5"}});
  EXPECT_TRUE(run.has_other_length);
  EXPECT_TRUE(run.has_other_rates);
  const RunResult result = resume_run(run);
  EXPECT_EQ(result.training.epochs, 5);
  EXPECT_EQ(result.training.steps, 25);
  EXPECT_NE(file("run", run_file::config).find("\"epochs\": 5"), std::string::npos);
  EXPECT_EQ(refusal("run", {{"/seed", "2"}}),
            "--set /seed: expected only /training/epochs when a run is resumed\n"
            "  hint: train the changed config as a run of its own");
}

TEST_F(Resume, IsAFreshRunWithMoreEpochsWhereTheRatesDoNotDependOnThem) {
  const std::vector<Override> constant{{"/schedule", "constant"}, {"/training/early_stopping", "null"}};
  const auto of_length = [&](const char* epochs) {
    std::vector<Override> all = constant;
    all.push_back({"/training/epochs", epochs});
    return all;
  };
  train_to("fresh", 0, of_length("5"));
  train_to("run", 0, of_length("3"));
  const ResumableRun run = open_run(folder / "run", {{"/training/epochs", "5"}});
  EXPECT_TRUE(run.has_other_length);
  EXPECT_FALSE(run.has_other_rates);
  resume_run(run);
  EXPECT_TRUE(file("run", run_file::model) == file("fresh", run_file::model));
  EXPECT_EQ(file("run", run_file::metrics), file("fresh", run_file::metrics));
}

TEST_F(Resume, GetsItsEpochsAlsoWhenItIsKilledBeforeTheNextCheckpoint) {
  train_to("run", 20);
  copy_run("run", "killed");
  resume("run", 1, 0, {{"/training/epochs", "50"}});
  // The new config stands, the old checkpoint too.
  edit("killed/config.json", "\"epochs\": 40", "\"epochs\": 50");
  resume("killed");
  expect_same_results("killed", "run");
}

TEST_F(Resume, RefusesFewerEpochsThanHaveBegun) {
  train_to("run", 23);
  EXPECT_EQ(refusal("run", {{"/training/epochs", "4"}}),
            "/training/epochs: expected at least the 5 that have begun, got 4\n"
            "  hint: a shorter training is a run of its own");
  EXPECT_EQ(resume("run", 1, 0, {{"/training/epochs", "5"}}).training.steps, 25);
}

TEST_F(Resume, RefusesADirectoryThatIsNoRun) {
  EXPECT_EQ(refusal("."), path(".") +
                              ": expected a run directory, got one without checkpoint and manifest\n"
                              "  hint: mlp train starts a run; mlp resume goes on with one");
  EXPECT_EQ(refusal("nowhere"), path("nowhere") +
                                    ": cannot open the run directory: No such file or "
                                    "directory\n  hint: look for a misspelt folder or file name");
}

TEST_F(Resume, IsRefusedWhileTheRunIsOpenElsewhere) {
  train_to("run", 20);
  const std::string message = path("run") +
                              ": expected a run that no other program is training, got one that is locked\n"
                              "  hint: wait for it to end, or train elsewhere with --out";
  {
    const ResumableRun run = open_run(folder / "run");
    EXPECT_EQ(message_of<IoError>([&] { open_run(folder / "run"); }), message);
  }
  EXPECT_NO_THROW(open_run(folder / "run"));
}

}  // namespace
}  // namespace mlp
