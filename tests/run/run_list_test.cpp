// A folder of runs as `mlp runs` finds it: finished, unfinished, damaged, foreign.
#include "run/run_list.hpp"

#include "io/message_of.hpp"
#include "mlp/base/error.hpp"
#include "run/run_lock.hpp"
#include "run/small_run.hpp"

namespace mlp {
namespace {

class RunList : public SmallRun {
 protected:
  ListedRun only(const std::string& name) {
    for (ListedRun& run : list_runs(folder / "runs"))
      if (run.values.at("name") == name) return run;
    ADD_FAILURE() << name;
    return {};
  }
  std::string status(const std::string& name) { return only(name).values.at("status"); }
  std::string problem(const std::string& name) {
    const ListedRun run = only(name);
    return run.value("problem") ? run.value("problem")->get<std::string>() : "";
  }
};

TEST_F(RunList, HasTheFiguresAndTheConfigOfAFinishedRun) {
  const RunResult result = train_to("runs/a");
  const ListedRun run = only("a");
  EXPECT_EQ(run.values.at("status"), "finished");
  EXPECT_EQ(run.values.at("epochs"), result.training.epochs);
  EXPECT_EQ(run.values.at("validation.rmse"), result.validation->metrics.front().second);
  EXPECT_EQ(run.values.at("parameters_sha256"), result.parameters_sha256);
  EXPECT_EQ(run.values.at("/optimizer"), "sgd") << "a choice is its type";
  EXPECT_EQ(run.values.at("/optimizer/learning_rate"), 0.002);
  EXPECT_EQ(run.values.at("/model/hidden/0/units"), 6);
  EXPECT_EQ(run.value("test.loss"), nullptr);
  EXPECT_EQ(run.value("problem"), nullptr);
}

TEST_F(RunList, HasTheLastEpochOfARunThatHasNotEnded) {
  train_to("runs/a", 21);
  EXPECT_EQ(status("a"), "interrupted");
  EXPECT_EQ(only("a").values.at("epochs"), 4) << "5 steps an epoch";
  EXPECT_TRUE(only("a").values.at("validation.loss").is_number());
}

TEST_F(RunList, TellsARunThatGoesOnFromOneThatWasKilled) {
  train_to("runs/a", 20);
  edit("runs/a/manifest.json", "\"interrupted\"", "\"running\"");
  EXPECT_EQ(status("a"), "killed");
  const RunLock training(folder / "runs/a");
  EXPECT_EQ(status("a"), "running");
}

TEST_F(RunList, SurvivesDamageAndForeignFolders) {
  train_to("runs/a");
  for (const std::string copy : {"manifest", "config", "summary", "missing"}) {
    copy_run("runs/a", "runs/" + copy);
  }
  folder.write("runs/manifest/manifest.json", "{\"status\": ");
  folder.write("runs/config/config.json", "[]");
  folder.write("runs/summary/summary.json", "");
  std::filesystem::remove(folder / "runs/missing/summary.json");
  std::filesystem::create_directory(folder / "runs/photos");
  std::filesystem::create_directories(folder / "runs/sweep/1");
  std::filesystem::copy(folder / "runs/a", folder / "runs/sweep/2");
  std::filesystem::create_directory(folder / "runs/.hidden");
  folder.write("runs/notes.txt", "no run");
  EXPECT_EQ(list_runs(folder / "runs").size(), 7u);
  for (const std::string name : {"manifest", "config", "summary", "missing"})
    EXPECT_EQ(status(name), "damaged") << name;
  EXPECT_EQ(problem("manifest"), "manifest.json is no JSON object");
  EXPECT_EQ(problem("config"), "config.json is no JSON object");
  EXPECT_EQ(problem("summary"), "summary.json is no JSON object");
  EXPECT_EQ(problem("missing"), "summary.json is missing");
  EXPECT_EQ(only("manifest").values.at("/seed"), 1) << "the rest is read";
  EXPECT_EQ(status("photos"), "no run");
  EXPECT_EQ(problem("photos"), "neither config.json nor manifest.json");
  EXPECT_EQ(problem("sweep"), "holds 1 run");
}

TEST_F(RunList, SurvivesEveryCutOfItsFiles) {
  train_to("runs/a");
  for (const std::string_view name : {run_file::manifest, run_file::config, run_file::summary}) {
    const std::string whole = file("runs/a", name);
    for (std::size_t size = 0; size < whole.size() - 2; ++size) {
      folder.write("runs/a/" + std::string(name), whole.substr(0, size));
      ASSERT_EQ(status("a"), "damaged") << name << " cut to " << size;
    }
    folder.write("runs/a/" + std::string(name), whole);
  }
  EXPECT_EQ(status("a"), "finished");
}

TEST_F(RunList, TakesValuesOfAnyKind) {
  train_to("runs/a");
  folder.write("runs/a/manifest.json", R"({"status": 3, "started": {}, "error": []})");
  folder.write("runs/a/summary.json", R"({"train": 3, "validation": {"loss": null, "x": {}}, "health": 1})");
  EXPECT_EQ(only("a").values.at("validation.loss"), nullptr);
  EXPECT_EQ(only("a").value("validation.x"), nullptr);
}

TEST_F(RunList, TakesARunsOwnFolderForTheRun) {
  train_to("runs/a");
  const std::vector<ListedRun> runs = list_runs(folder / "runs/a/");
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_EQ(runs.front().values.at("name"), "a");
}

TEST_F(RunList, KnowsItsKeysAndTheirNeighbours) {
  train_to("runs/a");
  const std::vector<std::string> keys = keys_of(list_runs(folder / "runs"));
  const auto message = [&](const std::string& key) {
    return message_of<ConfigError>([&] { check_key(key, keys, "--sort"); });
  };
  const std::string expected =
      "--sort: expected a figure or a config's JSON pointer that one of these runs has, got ";
  EXPECT_NO_THROW(check_key("validation.r2", keys, "--sort"));
  EXPECT_EQ(message("validation.los"),
            expected + "\"validation.los\"\n  hint: did you mean \"validation.loss\"?");
  EXPECT_EQ(message("/optimiser/momentum"),
            expected + "\"/optimiser/momentum\"\n  hint: did you mean \"/optimizer/momentum\"?");
  EXPECT_EQ(message("learning_rate"),
            expected + "\"learning_rate\"\n  hint: did you mean \"/optimizer/learning_rate\"?");
  EXPECT_EQ(message("weather"),
            expected + "\"weather\"\n  hint: mlp runs --json shows all that each run has");
}

TEST_F(RunList, SaysWhereThereIsNoFolder) {
  const std::string place = (folder / "nowhere").string();
  EXPECT_EQ(message_of<IoError>([&] { list_runs(place); }),
            place +
                ": cannot list the directory: No such file or directory\n  hint: look for a misspelt folder "
                "or file name");
}

TEST_F(RunList, CallsAnImportedModelWithItsConfigImported) {
  train_to("runs/a");
  for (const std::string_view name : run_files)
    if (name != run_file::config && name != run_file::model)
      std::filesystem::remove(folder / "runs/a" / name);
  EXPECT_EQ(status("a"), "imported");
  EXPECT_EQ(only("a").value("problem"), nullptr);
  EXPECT_EQ(only("a").values.at("/seed"), 1);
  std::filesystem::remove(folder / "runs/a/model.safetensors");
  EXPECT_EQ(status("a"), "damaged");
}

}  // namespace
}  // namespace mlp
