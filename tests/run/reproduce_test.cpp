// Training a run again: IDENTICAL, or what differs first.
#include "mlp/run/reproduce.hpp"

#include "io/message_of.hpp"
#include "mlp/base/error.hpp"
#include "mlp/model/model.hpp"
#include "run/small_run.hpp"

namespace mlp {
namespace {

class Reproduce : public SmallRun {
 protected:
  void SetUp() override {
    SmallRun::SetUp();
    hash = train_to("run").parameters_sha256;
  }
  std::string difference(const std::string& run = "run") const {
    const Reproduction result = reproduce_run(folder / run, 1);
    EXPECT_FALSE(result.identical);
    return result.difference;
  }

  std::string hash;
};

TEST_F(Reproduce, IsIdenticalForAnyNumberOfThreads) {
  for (const int threads : {1, 3}) {
    const Reproduction result = reproduce_run(folder / "run", threads);
    EXPECT_TRUE(result.identical);
    EXPECT_EQ(result.difference, "");
    EXPECT_EQ(result.parameters_sha256, hash);
  }
}

TEST_F(Reproduce, IsIdenticalForARunThatWasInterrupted) {
  train_to("resumed", 33);
  resume("resumed");
  EXPECT_TRUE(reproduce_run(folder / "resumed").identical);
}

TEST_F(Reproduce, IsIdenticalForARunThatGotMoreEpochsAtTheSameRates) {
  train_to("longer", 0, {{"/schedule", "constant"}, {"/training/epochs", "3"}});
  resume("longer", 1, 0, {{"/training/epochs", "5"}});
  EXPECT_TRUE(reproduce_run(folder / "longer").identical);
}

TEST_F(Reproduce, SaysWhereMoreEpochsChangedTheScheduleAndTrainsNothing) {
  train_to("longer", 0, {{"/training/epochs", "3"}});
  resume("longer", 1, 0, {{"/training/epochs", "5"}});
  const std::string message = difference("longer");
  EXPECT_TRUE(message.starts_with("the run is not one training from its config: it was resumed at 2"))
      << message;
  EXPECT_TRUE(message.ends_with(", to /training/epochs 5, and the schedule changed there")) << message;
  EXPECT_EQ(reproduce_run(folder / "longer").parameters_sha256, "");
}

TEST_F(Reproduce, WritesNothing) {
  const auto written = std::filesystem::last_write_time(folder / "run");
  reproduce_run(folder / "run");
  EXPECT_EQ(std::filesystem::last_write_time(folder / "run"), written);
}

TEST_F(Reproduce, NamesTheFileWhoseContentChangedAndTrainsNothing) {
  folder.write("rows.csv", folder.read("rows.csv") + "1,2,3\n");
  const std::string message = difference();
  EXPECT_TRUE(message.starts_with("the files are not those of the run: ../rows.csv: sha256 ")) << message;
  EXPECT_EQ(message.find('\n'), std::string::npos);
  EXPECT_EQ(reproduce_run(folder / "run").parameters_sha256, "");
}

TEST_F(Reproduce, NamesTheFirstEvaluationThatDiffers) {
  const std::string metrics = file("run", run_file::metrics);
  const std::size_t third = metrics.find("{\"epoch\":3,");
  const std::size_t digest = metrics.find("\"parameters_sha256\":\"", third) + 21;
  std::string changed = metrics;
  changed.replace(digest, 64, std::string(64, '0'));
  folder.write("run/metrics.jsonl", changed);
  EXPECT_EQ(difference(),
            "the first evaluation that differs is that of epoch 3, step 15\n"
            "  /parameters_sha256: \"" +
                std::string(64, '0') + "\" then, \"" + metrics.substr(digest, 64) + "\" now");
}

TEST_F(Reproduce, SaysWhenThereAreOtherEvaluations) {
  std::string metrics = file("run", run_file::metrics);
  const auto lines = std::count(metrics.begin(), metrics.end(), '\n');
  metrics.erase(metrics.rfind('\n', metrics.size() - 2) + 1);
  folder.write("run/metrics.jsonl", metrics);
  EXPECT_EQ(difference(), "metrics.jsonl has " + std::to_string(lines - 1) +
                              " evaluations; training again made " + std::to_string(lines));
}

TEST_F(Reproduce, NamesTheTensorOfAModelThatWasTamperedWith) {
  Model model = Model::load(folder / "run/model.safetensors");
  model.parameters[ParameterLayout(model.architecture).weight(1).offset + 2] += 0.5f;
  model.save(folder / "run/model.safetensors");
  EXPECT_EQ(difference(), "the first tensor that differs is layers.1.weight, in 1 of its 6 values");
}

TEST_F(Reproduce, FindsAChangedConfig) {
  edit("run/config.json", "\"momentum\": 0.9", "\"momentum\": 0.8");
  const std::string message = difference();
  EXPECT_TRUE(
      message.starts_with("the first evaluation that differs is that of epoch 1, step 5\n"
                          "  /parameters_sha256: \""))
      << message;
  EXPECT_NE(message.find("\nthe first tensor that differs is layers.0.weight, in 12 of its 12 values\n"
                         "predictions_sha256 is "),
            std::string::npos)
      << message;
}

TEST_F(Reproduce, FindsOtherLayers) {
  edit("run/config.json", "\"units\": 6", "\"units\": 5");
  EXPECT_NE(difference().find("\nthe model has other layers, with 25 parameters; training again made 21\n"),
            std::string::npos);
}

TEST_F(Reproduce, FindsChangedPredictions) {
  const std::string summary = file("run", run_file::summary);
  const std::size_t at = summary.find("\"predictions_sha256\": \"") + 23;
  std::string changed = summary;
  changed.replace(at, 64, std::string(64, '0'));
  folder.write("run/summary.json", changed);
  EXPECT_EQ(difference(), "predictions_sha256 is " + std::string(64, '0') + " in summary.json, " +
                              summary.substr(at, 64) + " now");
}

TEST_F(Reproduce, RefusesARunWithoutAModel) {
  train_to("stopped", 20);
  EXPECT_EQ(message_of<IoError>([&] { reproduce_run(folder / "stopped"); }),
            (folder / "stopped").string() +
                ": expected a run directory with a model, got one without\n"
                "  hint: the training has not ended; mlp resume " +
                (folder / "stopped").string() + " goes on with it");
}

}  // namespace
}  // namespace mlp
