// What a command writes lies over nothing that it reads, and over no file of a run.
#include <gmock/gmock.h>

#include "program/program.hpp"

namespace mlp {
namespace {

class OutputFile : public ProgramTest {
 protected:
  void SetUp() override {
    write_flowers();
    succeed({"train", "flowers.json", "--out", "run", "--quiet", "--no-report"});
  }
  // The command fails, and the file holds what it held.
  void expect_kept(const std::string& file, const std::vector<std::string>& words,
                   const std::string& got) const {
    const std::string before = folder.read(file);
    expect_error(words, 2, words.back() + ": expected a file to write to, got " + got);
    EXPECT_EQ(folder.read(file), before);
  }
  void expect_input_kept(const std::string& file, const std::vector<std::string>& words) const {
    expect_kept(file, words,
                "one that this command reads\n"
                "  hint: choose another name; what the file holds would be lost");
  }
  void expect_run_kept(const std::string& file, const std::vector<std::string>& words) const {
    expect_kept(file, words,
                "the name of a run's own file\n"
                "  hint: choose another name; a run directory keeps what the training wrote");
  }
};

TEST_F(OutputFile, IsNeverAnInputOfTheSameCommand) {
  expect_input_kept("flowers.csv", {"predict", "run", "flowers.csv", "--out", "flowers.csv"});
  expect_input_kept("flowers.csv", {"predict", "run", "flowers.csv", "--out", "./run/../flowers.csv"});
  expect_input_kept("flowers.csv", {"crossval", "flowers.json", "--out", "flowers.csv"});
  expect_input_kept("flowers.json", {"crossval", "flowers.json", "--out", "flowers.json"});
  expect_input_kept("flowers.csv", {"lr-find", "flowers.json", "--svg", "flowers.csv"});
  expect_input_kept("flowers.csv",
                    {"export", "run", "--to", "c", "--verify", "flowers.csv", "--out", "flowers.csv"});
  std::filesystem::copy_file(folder / "run/model.safetensors", folder / "w.safetensors");
  expect_input_kept("w.safetensors", {"export", "w.safetensors", "--to", "onnx", "--out", "w.safetensors"});
  expect_input_kept("w.safetensors", {"import", "w.safetensors", "flowers.json", "--out", "w.safetensors"});
}

TEST_F(OutputFile, IsNoInputByAnotherNameEither) {
  std::filesystem::create_symlink("flowers.csv", folder / "link.csv");
  std::filesystem::create_hard_link(folder / "flowers.csv", folder / "other.csv");
  expect_input_kept("flowers.csv", {"predict", "run", "flowers.csv", "--out", "link.csv"});
  expect_input_kept("flowers.csv", {"crossval", "flowers.json", "--out", "other.csv"});
}

TEST_F(OutputFile, IsNoFileOfARun) {
  expect_run_kept("run/model.safetensors",
                  {"export", "run", "--to", "onnx", "--out", "run/model.safetensors"});
  expect_run_kept("run/config.json", {"export", "run", "--to", "c", "--out", "run/config.json"});
  expect_run_kept("run/manifest.json", {"predict", "run", "flowers.csv", "--out", "run/manifest.json"});
  expect_run_kept("run/metrics.jsonl", {"schema", "--out", "run/metrics.jsonl"});
  expect_run_kept("run/summary.json", {"activations", "relu", "--svg", "run/summary.json"});
  std::filesystem::create_symlink("run/config.json", folder / "link");
  expect_run_kept("run/config.json", {"schema", "--out", "link"});
}

TEST_F(OutputFile, MayBeAnEarlierOneAndStandInARunUnderAnotherName) {
  for (int i = 0; i < 2; ++i) {
    succeed({"predict", "run", "flowers.csv", "--out", "run/predictions.csv"});
    succeed({"export", "run", "--to", "json", "--out", "config.json"});
  }
}

}  // namespace
}  // namespace mlp
