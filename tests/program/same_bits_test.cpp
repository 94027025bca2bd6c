// The promise: the numbers are in the config, not in the machine.
#include <algorithm>

#include "program/program.hpp"
#include "source_folder.hpp"

namespace mlp {
namespace {

class SameBits : public ProgramTest {
 protected:
  // Big enough for several threads to have rows of their own, small enough for slow instructions.
  void train_digits(const std::string& out, const std::vector<std::string>& more,
                    const std::vector<std::string>& environment = {}) {
    std::vector<std::string> words{
        "train", shipped("digits"), "--quiet", "--set", "/training/epochs=2", "--out", out};
    words.insert(words.end(), more.begin(), more.end());
    succeed(words, environment);
  }

  void expect_same_run(const std::string& a, const std::string& b) {
    EXPECT_EQ(folder.read(a + "/metrics.jsonl"), folder.read(b + "/metrics.jsonl"));
    EXPECT_TRUE(folder.read(a + "/model.safetensors") == folder.read(b + "/model.safetensors"));
    EXPECT_EQ(folder.read(a + "/config.json"), folder.read(b + "/config.json"));
    for (const char* key : {"parameters_sha256", "predictions_sha256", "train", "validation", "test"}) {
      EXPECT_EQ(json(a + "/summary.json").at(key), json(b + "/summary.json").at(key)) << key;
    }
  }
};

TEST_F(SameBits, ComeFromAnyNumberOfThreads) {
  train_digits("one", {"--threads", "1"});
  for (const char* threads : {"2", "3", "7"}) {
    train_digits(threads, {"--threads", threads});
    expect_same_run("one", threads);
    EXPECT_EQ(json(std::string(threads) + "/manifest.json").at("threads"), std::atoi(threads));
  }
}

TEST_F(SameBits, ComeFromAnyInstructions) {
  train_digits("best", {"--set", "/training/epochs=1"});
  train_digits("scalar", {"--set", "/training/epochs=1"}, {"MLP_SIMD=scalar"});
  expect_same_run("best", "scalar");
  EXPECT_EQ(json("scalar/manifest.json").at("simd"), "scalar");
  if (mlp({"list"}, {"MLP_SIMD=avx2"}).code != 0) GTEST_SKIP() << "this CPU has no AVX2";
  train_digits("avx2", {"--set", "/training/epochs=1"}, {"MLP_SIMD=avx2"});
  expect_same_run("best", "avx2");
  EXPECT_EQ(json("avx2/manifest.json").at("simd"), "avx2");
}

TEST_F(SameBits, ComeFromTheRunsOwnConfig) {
  train_digits("first", {});
  succeed({"train", "first/config.json", "--out", "deeper/second", "--quiet"});
  EXPECT_EQ(folder.read("first/metrics.jsonl"), folder.read("deeper/second/metrics.jsonl"));
  EXPECT_TRUE(folder.read("first/model.safetensors") == folder.read("deeper/second/model.safetensors"));
}

TEST_F(SameBits, ArePredictedByAnyNumberOfThreads) {
  train_digits("run", {});
  const std::string data = source_folder() + "/data/digits.csv";
  const std::string one = succeed({"predict", "run", data, "--threads", "1"});
  EXPECT_EQ(std::count(one.begin(), one.end(), '\n'), 1798);
  for (const char* threads : {"2", "3", "7"}) {
    EXPECT_TRUE(one == succeed({"predict", "run", data, "--threads", threads})) << threads << " threads";
  }
}

TEST_F(SameBits, AreEvaluatedAgainFromTheSavedModel) {
  train_digits("run", {});
  const auto evaluated = nlohmann::json::parse(succeed({"evaluate", "run", "--json"}));
  const auto summary = json("run/summary.json");
  EXPECT_EQ(evaluated.at("loss"), summary.at("test").at("loss"));
  EXPECT_EQ(evaluated.at("accuracy"), summary.at("test").at("accuracy"));
  EXPECT_EQ(evaluated.at("predictions_sha256"), summary.at("predictions_sha256"));
}

}  // namespace
}  // namespace mlp
