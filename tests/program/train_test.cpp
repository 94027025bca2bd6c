// mlp train: the run directory, what is printed, and what is never overwritten.
#include <gmock/gmock.h>

#include <sstream>

#include "program/program.hpp"

namespace mlp {
namespace {

using testing::ContainsRegex;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

class Train : public ProgramTest {
 protected:
  void SetUp() override { write_flowers(); }

  static std::vector<std::string> keys_of(const nlohmann::ordered_json& object) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : object.items()) keys.push_back(key);
    return keys;
  }
  nlohmann::ordered_json ordered(const std::string& file) const {
    return nlohmann::ordered_json::parse(folder.read(file));
  }
};

TEST_F(Train, LeavesACompleteRunDirectoryNamedAfterTheConfig) {
  const std::string out = succeed({"train", "flowers.json"});
  EXPECT_THAT(out, StartsWith("  run directory       runs/flowers\n  epochs              5 (10 steps)\n"));
  const auto summary = ordered("runs/flowers/summary.json");
  EXPECT_THAT(keys_of(summary),
              ElementsAre("parameters_sha256", "predictions_sha256", "epochs", "steps", "train", "validation",
                          "test", "health", "wall_seconds", "samples_per_second", "peak_memory_bytes"));
  EXPECT_EQ(summary.at("epochs"), 5);
  EXPECT_EQ(summary.at("steps"), 10);
  for (const char* split : {"train", "validation", "test"}) {
    EXPECT_THAT(keys_of(summary.at(split)), ElementsAre("loss", "accuracy")) << split;
  }
  EXPECT_GT(summary.at("peak_memory_bytes"), 1'000'000);
  EXPECT_THAT(
      out, HasSubstr("  parameters_sha256   " + summary.at("parameters_sha256").get<std::string>() + "\n"));
  EXPECT_EQ(json("runs/flowers/config.json").at("data").at("train").at("path"), "../../flowers.csv");
}

TEST_F(Train, ShowsWhereTheTimeOfAStepWentWhenAsked) {
  const std::string out = succeed({"train", "flowers.json", "--profile", "--threads", "1"});
  EXPECT_THAT(out, HasSubstr("\n  10 steps by 1 thread; a core's peak here is "));
  for (const char* line :
       {"layers.0   forward", "layers.0   update", "layers.1   loss", "layers.1   backward"})
    EXPECT_THAT(out, HasSubstr(line));
  EXPECT_THAT(out, MatchesRegex("(.|\n)*  step +[0-9.]+ +100\\.0 % +[0-9.]+ +[0-9.]+ %\n"));
}

TEST_F(Train, StartsFromAnotherRunAndSaysWhatItTakesOver) {
  succeed({"train", "flowers.json", "--quiet", "--out", "first"});
  std::string two = "length,width,kind\n";
  for (int i = 0; i < 10; ++i) {
    two += "1." + std::to_string(i) + ",0.5,oak\n4." + std::to_string(i) + ",0.5,elm\n";
  }
  folder.write("trees.csv", two);
  const std::vector<std::string> words = {
      "flowers.json",     "--set", "/data/train/path=trees.csv", "--set", "/model/start_from=first", "--set",
      "/model/freeze=[0]"};
  const auto with = [&](const std::string& verb, const std::vector<std::string>& more) {
    std::vector<std::string> all = {verb};
    all.insert(all.end(), words.begin(), words.end());
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  const std::string said =
      "Starts from first: layers.0 as in the model; layers.1 begins anew, because its classes differ.  "
      "Frozen: layers.0.\n";
  EXPECT_THAT(succeed(with("check", {})), testing::HasSubstr(said));
  EXPECT_THAT(succeed(with("gradcheck", {})), testing::Not(testing::HasSubstr("layers.0.weight")));
  const Outcome outcome = mlp(with("train", {"--out", "runs/second"}));
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.err, testing::HasSubstr(said));
  EXPECT_THAT(succeed({"evaluate", "runs/second"}), testing::HasSubstr("accuracy"));
  EXPECT_THAT(succeed({"reproduce", "runs/second", "--quiet"}), testing::StartsWith("IDENTICAL"));
  EXPECT_EQ(json("runs/second/config.json").at("model").at("start_from"), "../../first");
}

TEST_F(Train, WritesALineOfMetricsAndOfTimesPerEpoch) {
  succeed({"train", "flowers.json", "--out", "run"});
  std::istringstream metrics(folder.read("run/metrics.jsonl")), timing(folder.read("run/timing.jsonl"));
  std::string line, last;
  for (int epoch = 1; epoch <= 5; ++epoch) {
    ASSERT_TRUE(std::getline(metrics, line));
    const auto scores = nlohmann::ordered_json::parse(line);
    EXPECT_THAT(keys_of(scores),
                ElementsAre("epoch", "step", "learning_rate", "parameters_sha256", "train", "validation"));
    EXPECT_EQ(scores.at("epoch"), epoch);
    EXPECT_EQ(scores.at("step"), 2 * epoch);
    last = scores.at("parameters_sha256");
    ASSERT_TRUE(std::getline(timing, line));
    EXPECT_THAT(keys_of(nlohmann::ordered_json::parse(line)),
                ElementsAre("epoch", "training_seconds", "validation_seconds", "samples_per_second"));
  }
  EXPECT_FALSE(std::getline(metrics, line));
  EXPECT_EQ(json("run/summary.json").at("parameters_sha256"), last);
}

TEST_F(Train, SaysInTheManifestWhatItWasMadeFrom) {
  succeed({"train", "flowers.json", "--out", "run", "--threads", "2"});
  const auto manifest = json("run/manifest.json");
  EXPECT_EQ(manifest.at("arithmetic"), 1);
  EXPECT_EQ(manifest.at("status"), "finished");
  EXPECT_EQ(manifest.at("threads"), 2);
  EXPECT_EQ(manifest.at("data").at(0).at("path"), "../flowers.csv");
  EXPECT_EQ(manifest.at("data").at(0).at("bytes"), folder.read("flowers.csv").size());
  EXPECT_THAT(manifest.at("data").at(0).at("sha256").get<std::string>(), MatchesRegex("[0-9a-f]+"));
  const std::string time = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z";
  EXPECT_THAT(manifest.at("started").get<std::string>(), MatchesRegex(time));
  EXPECT_THAT(manifest.at("finished").get<std::string>(), MatchesRegex(time));
  EXPECT_THAT(manifest.at("command_line"),
              ElementsAre("mlp", "train", "flowers.json", "--out", "run", "--threads", "2"));
}

TEST_F(Train, PrintsALineAnEpochWhereThereIsNoTerminal) {
  const Outcome outcome = mlp({"train", "flowers.json"});
  EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 2 + 5 + 1);
  EXPECT_THAT(outcome.err,
              StartsWith("          training            validation\n"
                         "  epoch       loss   accuracy       loss   accuracy   samples/s       time\n"
                         "    1/5"));
  EXPECT_EQ(outcome.err.find('\r'), std::string::npos);
  EXPECT_EQ(outcome.err.find('\x1b'), std::string::npos);
}

TEST_F(Train, SaysNothingButResultsWithQuiet) {
  const Outcome outcome = mlp({"train", "flowers.json", "--quiet"});
  EXPECT_EQ(outcome.err, "");
  EXPECT_THAT(outcome.out, HasSubstr("parameters_sha256"));
}

TEST_F(Train, NumbersRunsOfOneName) {
  for (const char* name : {"flowers", "flowers-2", "flowers-3"}) {
    EXPECT_THAT(succeed({"train", "flowers.json", "--quiet"}), HasSubstr(std::string("runs/") + name + "\n"));
  }
}

TEST_F(Train, NeverOverwritesAnExistingOut) {
  succeed({"train", "flowers.json", "--out", "run", "--quiet"});
  const std::string summary = folder.read("run/summary.json");
  expect_error({"train", "flowers.json", "--out", "run"}, 2,
               "run: expected a directory that does not exist yet, got one that does\n"
               "  hint: choose another --out, or add --force to replace the run in it");
  EXPECT_EQ(folder.read("run/summary.json"), summary);
}

TEST_F(Train, ReplacesWithForceOnlyWhatARunWrites) {
  succeed({"train", "flowers.json", "--out", "run", "--quiet"});
  folder.write("run/notes.txt", "mine");
  const std::string before = json("run/summary.json").at("parameters_sha256");
  succeed({"train", "flowers.json", "--out", "run", "--quiet", "--force", "--set", "/seed=2"});
  EXPECT_NE(json("run/summary.json").at("parameters_sha256"), before);
  EXPECT_EQ(folder.read("run/notes.txt"), "mine");
}

TEST_F(Train, KeepsTheOldRunWhenTheNewConfigIsWrong) {
  succeed({"train", "flowers.json", "--out", "run", "--quiet"});
  const std::string summary = folder.read("run/summary.json");
  EXPECT_EQ(
      mlp({"train", "flowers.json", "--out", "run", "--force", "--set", "/data/train/target=colour"}).code,
      3);
  EXPECT_EQ(folder.read("run/summary.json"), summary);
}

TEST_F(Train, RefusesAFileAsOut) {
  expect_error({"train", "flowers.json", "--out", "flowers.csv", "--force"}, 2,
               "flowers.csv: expected a directory to keep the run in, got a file\n"
               "  hint: choose another --out; --force replaces a run, never a file");
}

TEST_F(Train, RefusesAnOutThatCannotBeMade) {
  expect_error({"train", "flowers.json", "--out", "flowers.csv/run"}, 5,
               "flowers.csv/run: cannot create the directory: Not a directory");
}

TEST_F(Train, LeavesMetricsAndNoModelWhenItDiverges) {
  const Outcome outcome =
      mlp({"train", "flowers.json", "--out", "run", "--set", "/optimizer/learning_rate=1e39"});
  EXPECT_EQ(outcome.code, 6);
  const std::string message =
      "training diverged in epoch 1, by step 1: expected finite parameters, got values that are not finite "
      "in "
      "layers.0.weight";
  EXPECT_THAT(outcome.err, HasSubstr("mlp: " + message + "\n  hint: "));
  EXPECT_EQ(outcome.out, "");
  const auto manifest = json("run/manifest.json");
  EXPECT_EQ(manifest.at("status"), "diverged");
  EXPECT_THAT(manifest.at("error").get<std::string>(), StartsWith(message));
  EXPECT_TRUE(std::filesystem::exists(folder / "run/metrics.jsonl"));
  EXPECT_FALSE(std::filesystem::exists(folder / "run/model.safetensors"));
  EXPECT_FALSE(std::filesystem::exists(folder / "run/summary.json"));
  expect_error({"evaluate", "run"}, 5,
               "run: expected a run directory with a model, got one without\n"
               "  hint: the training left none; run/manifest.json says how it ended");
}

TEST_F(Train, AllowsABatchSizeAboveTheRows) {
  succeed({"train", "flowers.json", "--out", "run", "--quiet", "--set", "/training/batch_size=1000"});
  EXPECT_EQ(json("run/summary.json").at("steps"), 5);
}

TEST_F(Train, BringsBackTheBestWeightsAndSaysSo) {
  const std::string out =
      succeed({"train", "flowers.json", "--out", "run", "--quiet", "--set", "/training/epochs=200", "--set",
               R"(/training/early_stopping={"monitor": "validation.accuracy", "patience": 3})"});
  EXPECT_THAT(out, HasSubstr(", stopped early; the weights are those of epoch "));
  EXPECT_LT(json("run/summary.json").at("epochs"), 200);
}

TEST_F(Train, SaysWhyLbfgsHadNothingLeftToDo) {
  const std::vector<std::string> words{"train",
                                       "flowers.json",
                                       "--out",
                                       "run",
                                       "--quiet",
                                       "--set",
                                       R"(/optimizer={"type": "lbfgs", "weight_decay": 0.01})",
                                       "--set",
                                       "/model/hidden/0/activation=tanh",
                                       "--set",
                                       "/training/epochs=500"};
  expect_error(words, 2,
               "/training/batch_size: expected all 9 training rows with lbfgs, got 8\n"
               "  hint: leave batch_size out; each step takes all rows");
  std::string config = folder.read("flowers.json");
  config.erase(config.find(", \"batch_size\": 8"), 17);
  folder.write("flowers.json", config);
  EXPECT_THAT(succeed(words), ContainsRegex("steps\\), converged: the largest gradient is [0-9.e-]+, at most "
                                            "/optimizer/gradient_tolerance\n"));
  EXPECT_LT(json("run/summary.json").at("epochs"), 500);
  EXPECT_THAT(succeed({"reproduce", "run"}), HasSubstr("IDENTICAL"));
}

}  // namespace
}  // namespace mlp
