// The health of a training as a user meets it: health.jsonl, sentences, exit codes, and a training that
// diverges.
#include <gmock/gmock.h>

#include <cstring>
#include <string>
#include <vector>

#include "program/program.hpp"

namespace mlp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class Health : public ProgramTest {
 protected:
  void SetUp() override { write_flowers(); }

  // Rows of y = 3x, x = 0 … 19, whose inputs are not scaled.
  void write_steep() const {
    std::string rows = "x,y\n";
    for (int i = 0; i < 20; ++i) rows += std::to_string(i) + "," + std::to_string(3 * i) + "\n";
    folder.write("rows.csv", rows);
    folder.write("steep.json", R"({
  "data": {"train": {"type": "csv", "path": "rows.csv", "target": "y"}, "preprocess": {"inputs": "none"}},
  "model": {"hidden": []},
  "loss": "mse",
  "optimizer": {"type": "sgd", "learning_rate": 0.05},
  "training": {"epochs": 50, "batch_size": 8}
})");
  }

  std::vector<nlohmann::json> lines_of(const std::string& file) const {
    std::vector<nlohmann::json> lines;
    std::istringstream text(folder.read(file));
    for (std::string line; std::getline(text, line);) lines.push_back(nlohmann::json::parse(line));
    return lines;
  }
};

TEST_F(Health, StandsInALineAnEpoch) {
  succeed({"train", "flowers.json", "--quiet", "--out", "run"});
  const auto lines = lines_of("run/health.jsonl");
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_EQ(lines[4].at("epoch"), 5);
  EXPECT_EQ(lines[4].at("step"), 10);
  const auto& layer = lines[4].at("layers").at(0);
  EXPECT_EQ(layer.at("activation"), "relu");
  EXPECT_EQ(layer.at("units"), 8);
  for (const char* key : {"zeros", "saturated", "gradient_norm", "weight_norm", "update_ratio", "nonfinite"})
    EXPECT_TRUE(layer.at(key).is_number()) << key;
  for (const char* key : {"histogram", "weight_histogram"})
    EXPECT_EQ(layer.at(key).at("counts").size(), 24u) << key;
  EXPECT_TRUE(layer.at("dead").at("units").is_array());
  EXPECT_TRUE(lines[4].at("gradient_ratio").is_number());
}

TEST_F(Health, IsNotExaminedWhereTheConfigSaysSo) {
  succeed({"train", "flowers.json", "--quiet", "--out", "run", "--set", "/health/every_epochs=0"});
  EXPECT_FALSE(std::filesystem::exists(folder / "run/health.jsonl"));
  EXPECT_THAT(json("run/summary.json").at("health"), IsEmpty());
}

TEST_F(Health, TellsAProblemAtTheEndAndStopsWhereTheConfigSaysSo) {
  write_steep();
  const std::vector<std::string> words{"train", "steep.json", "--quiet", "--set",
                                       "/optimizer/learning_rate=0.001"};
  auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), words.begin(), words.end());
    return more;
  };
  const std::string out = succeed(with({"--out", "warned"}));
  EXPECT_THAT(out, HasSubstr("\nHealth\n  epoch 1: input x (one of 1 inputs) is not scaled"));
  EXPECT_THAT(out, HasSubstr("    try: scale the inputs: \"standardize\"\n"));
  const auto sentences = json("warned/summary.json").at("health");
  ASSERT_EQ(sentences.size(), 2u)
      << sentences;  // and that the gradient explodes, as it must with such inputs
  EXPECT_THAT(sentences[0].get<std::string>(), StartsWith("input x (one of 1 inputs) is not scaled"));

  const Outcome stopped = mlp(with({"--out", "stopped", "--set", "/health/on_problem=stop"}));
  EXPECT_EQ(stopped.code, 7);
  EXPECT_THAT(stopped.out, HasSubstr("  epochs              1 (3 steps), stopped by a problem\n"));
  EXPECT_EQ(json("stopped/manifest.json").at("status"), "stopped by a problem");
  EXPECT_TRUE(std::filesystem::exists(folder / "stopped/model.safetensors"));

  // It goes on where somebody thinks that it may.
  succeed({"resume", "stopped", "--quiet"});
  EXPECT_EQ(folder.read("stopped/health.jsonl"), folder.read("warned/health.jsonl"));
  EXPECT_EQ(json("stopped/summary.json").at("parameters_sha256"),
            json("warned/summary.json").at("parameters_sha256"));
  EXPECT_EQ(json("stopped/summary.json").at("health"), sentences);
  EXPECT_THAT(succeed({"reproduce", "stopped"}), HasSubstr("IDENTICAL"));
}

TEST_F(Health, OfAFinishedModelHasTheGradientsOfRowsWithTargets) {
  succeed({"train", "flowers.json", "--quiet", "--out", "run"});
  const auto report =
      nlohmann::json::parse(succeed({"inspect", "--health", "run", "--data", "flowers.csv", "--json"}));
  EXPECT_TRUE(report.at("layers").at(0).at("gradient_norm").is_number());
}

TEST_F(Health, ADivergedTrainingLeavesItsBatchAndTakesTheSameStepAgain) {
  write_steep();
  // The first step makes weights of 10²⁰, of which the second multiplies three.
  const Outcome first = mlp(
      {"train", "steep.json", "--quiet", "--out", "run", "--threads", "1", "--set",
       R"(/model/hidden=[{"units": 8, "activation": "leaky_relu"}, {"units": 8, "activation": "leaky_relu"}])",
       "--set", "/optimizer/learning_rate=1e20"});
  EXPECT_EQ(first.code, 6);
  EXPECT_THAT(first.err, HasSubstr("mlp: training diverged at epoch 1, step 2: "));
  EXPECT_THAT(first.err, HasSubstr("first in layers.1 (8 → 8, leaky_relu); the batch is rows "));
  const auto manifest = json("run/manifest.json");
  EXPECT_EQ(manifest.at("status"), "diverged");
  const auto& diverged = manifest.at("diverged");
  EXPECT_EQ(diverged.at("tensor"), "layers.1.values");
  const auto rows = diverged.at("rows").get<std::vector<int>>();
  ASSERT_FALSE(rows.empty());
  EXPECT_THAT(first.err, HasSubstr("the batch is rows " + std::to_string(rows[0]) + ", "));

  // Row r has the input r; the file ends with the batch's.
  const std::string batch = folder.read("run/diverged.npy");
  EXPECT_THAT(batch, HasSubstr("(" + std::to_string(rows.size()) + ", 1)"));
  std::vector<float> inputs(rows.size());
  std::memcpy(inputs.data(), batch.data() + batch.size() - 4 * rows.size(), 4 * rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(inputs[i], static_cast<float>(rows[i]));

  const std::string checkpoint = folder.read("run/checkpoint.safetensors");
  for (const char* threads : {"1", "2"}) {
    const Outcome again = mlp({"resume", "run", "--quiet", "--threads", threads});
    EXPECT_EQ(again.code, 6);
    EXPECT_EQ(again.err, first.err);
    EXPECT_TRUE(folder.read("run/diverged.npy") == batch);
    EXPECT_TRUE(folder.read("run/checkpoint.safetensors") == checkpoint);
  }
}

TEST_F(Health, OfAFinishedModelIsExaminedOnItsTrainingDataOrAFile) {
  succeed({"train", "flowers.json", "--quiet", "--out", "run"});
  const std::string text = succeed({"inspect", "run", "--health"});
  EXPECT_THAT(text, StartsWith("Health on the training data (9 rows)\n"));
  EXPECT_THAT(text, HasSubstr("  layers.0   relu"));
  const auto now = nlohmann::json::parse(succeed({"inspect", "run", "--health", "--json"}));
  const auto then = lines_of("run/health.jsonl").back();
  for (std::size_t l = 0; l < 2; ++l)
    for (const char* key : {"zeros", "histogram", "weight_histogram", "weight_norm", "units"})
      EXPECT_EQ(now.at("layers").at(l).at(key), then.at("layers").at(l).at(key)) << key;
  EXPECT_THAT(succeed({"inspect", "run/model.safetensors", "--health", "--data", "flowers.csv"}),
              StartsWith("Health on flowers.csv (30 rows)\n"));
  folder.write("inputs.csv", "length,width\n1,2\n3,4\n");
  EXPECT_THAT(succeed({"inspect", "run", "--health", "--data", "inputs.csv"}),
              StartsWith("Health on inputs.csv (2 rows)\n"));
  expect_error({"inspect", "run/model.safetensors", "--health"}, 2,
               "run/model.safetensors: expected --data FILE beside a model file\n"
               "  hint: a run directory knows its training data; a model file by itself does not");
}

}  // namespace
}  // namespace mlp
