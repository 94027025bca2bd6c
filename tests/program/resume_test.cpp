// mlp resume and mlp reproduce as a user meets them: what is said, the exit codes, full disks.
#include <sys/resource.h>

#include <gmock/gmock.h>

#include "program/program.hpp"

namespace mlp {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// No file may grow beyond `bytes` meanwhile, as on a full disk: the system's own way to fail a write.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
};

class ResumeProgram : public ProgramTest {
 protected:
  void SetUp() override {
    write_flowers();
    succeed({"train", "flowers.json", "--quiet", "--out", "run"});
  }
  void edit(const std::string& name, const std::string& before, const std::string& after) const {
    std::string text = folder.read(name);
    const std::size_t at = text.find(before);
    ASSERT_NE(at, std::string::npos) << before;
    folder.write(name, text.replace(at, before.size(), after));
  }
};

TEST_F(ResumeProgram, TellsTheSameResultOfAFinishedRun) {
  const std::string hash = json("run/summary.json").at("parameters_sha256");
  const std::string model = folder.read("run/model.safetensors");
  for (const char* threads : {"1", "3"}) {
    const std::string out = succeed({"resume", "run", "--quiet", "--threads", threads});
    EXPECT_THAT(out, StartsWith("  run directory       run\n  epochs              5 (10 steps)\n"));
    EXPECT_THAT(out, HasSubstr("  parameters_sha256   " + hash + "\n"));
    EXPECT_THAT(out, Not(HasSubstr("samples/s"))) << "nothing was trained";
    EXPECT_TRUE(folder.read("run/model.safetensors") == model);
  }
  EXPECT_EQ(json("run/manifest.json").at("resumed").size(), 2u);
}

TEST_F(ResumeProgram, GoesOnWithMoreEpochsAndSaysThatThisIsNoFreshRun) {
  succeed({"train", "flowers.json", "--quiet", "--out", "run", "--force", "--set", "/schedule=cosine"});
  const Outcome outcome = mlp({"resume", "run", "--set", "/training/epochs=8"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.err,
              StartsWith("The learning rate follows the schedule for the new number of epochs from here on, "
                         "so the result differs\nfrom that of a fresh run of as many epochs.\n"));
  EXPECT_THAT(outcome.out, HasSubstr("  epochs              8 (16 steps)\n"));
  const std::string metrics = folder.read("run/metrics.jsonl");
  EXPECT_EQ(std::count(metrics.begin(), metrics.end(), '\n'), 8);
}

TEST_F(ResumeProgram, GoesOnWithMoreEpochsAtAConstantRateAsAFreshRun) {
  succeed({"train", "flowers.json", "--quiet", "--out", "fresh", "--set", "/training/epochs=8"});
  const Outcome outcome = mlp({"resume", "run", "--quiet", "--set", "/training/epochs=8"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.err, "");
  EXPECT_TRUE(folder.read("run/model.safetensors") == folder.read("fresh/model.safetensors"));
  EXPECT_THAT(succeed({"reproduce", "run", "--quiet"}), StartsWith("IDENTICAL  parameters_sha256 "));
}

TEST_F(ResumeProgram, RefusesAChangedConfig) {
  edit("run/config.json", "\"momentum\": 0.9", "\"momentum\": 0.5");
  expect_error(
      {"resume", "run"}, 2,
      "run/config.json: expected the config that the checkpoint was made from, got one that differs:\n"
      "  /optimizer/momentum: 0.9 then, 0.5 now\n"
      "  hint: undo the change, or train the changed config as a run of its own");
}

TEST_F(ResumeProgram, RefusesChangedData) {
  edit("flowers.csv", "1.0,", "1.1,");
  const std::string then = json("run/manifest.json").at("data").at(0).at("sha256");
  const Outcome outcome = mlp({"resume", "run"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_THAT(outcome.err,
              StartsWith("mlp: run: expected the data that the run was trained on, got files that differ:\n"
                         "  ../flowers.csv: sha256 " +
                         then + " then, "));
}

TEST_F(ResumeProgram, IsNamedWhereAModelIsAskedOfARunThatHasNotEnded) {
  std::filesystem::remove(folder / "run/model.safetensors");
  for (const std::string status : {"interrupted", "running"}) {
    edit("run/manifest.json", status == "running" ? "\"interrupted\"" : "\"finished\"", '"' + status + '"');
    for (const std::string verb : {"inspect", "reproduce", "evaluate"}) {
      expect_error({verb, "run"}, 5,
                   "run: expected a run directory with a model, got one without\n"
                   "  hint: the training has not ended; mlp resume run goes on with it");
    }
  }
}

TEST_F(ResumeProgram, RefusesADamagedCheckpoint) {
  folder.write("run/checkpoint.safetensors", folder.read("run/checkpoint.safetensors").substr(0, 5));
  expect_error({"resume", "run"}, 4,
               "run/checkpoint.safetensors: expected a safetensors file, got only 5 bytes\n"
               "  hint: the file is damaged, cut short or no model; copy or train it again");
}

TEST_F(ResumeProgram, RefusesMetricsThatLackEpochs) {
  const std::string metrics = folder.read("run/metrics.jsonl");
  folder.write("run/metrics.jsonl", metrics.substr(0, metrics.find('\n') + 1));
  expect_error({"resume", "run"}, 4,
               "run/metrics.jsonl: expected a line for each of the checkpoint's 5 epochs, got 1\n"
               "  hint: bring the file back from a copy, or train anew with mlp train and --force");
  folder.write("run/metrics.jsonl", metrics);
  succeed({"resume", "run", "--quiet"});
  EXPECT_EQ(folder.read("run/metrics.jsonl"), metrics);
}

TEST_F(ResumeProgram, NamesPathAndBytesOnAFullDiskAndKeepsTheOldCheckpoint) {
  // Without health.jsonl, which may be larger than the checkpoint.
  succeed({"train", "flowers.json", "--quiet", "--out", "run", "--force", "--set", "/health/every_epochs=0"});
  const std::string checkpoint = folder.read("run/checkpoint.safetensors");
  const std::string model = folder.read("run/model.safetensors");
  Outcome outcome;
  {
    // Enough for the config, which is written first.
    const FileSizeLimit limit(folder.read("run/config.json").size() + 100);
    ASSERT_LT(folder.read("run/config.json").size() + 100, checkpoint.size());
    outcome = mlp({"resume", "run", "--quiet"});
  }
  EXPECT_EQ(outcome.code, 5);
  EXPECT_EQ(outcome.err, "mlp: run/checkpoint.safetensors: cannot write " +
                             std::to_string(checkpoint.size()) + " bytes: File too large\n");
  EXPECT_TRUE(folder.read("run/checkpoint.safetensors") == checkpoint);
  EXPECT_EQ(json("run/manifest.json").at("status"), "failed");
  succeed({"resume", "run", "--quiet"});
  EXPECT_TRUE(folder.read("run/model.safetensors") == model);
  EXPECT_EQ(json("run/manifest.json").at("status"), "finished");
}

TEST_F(ResumeProgram, SaysWhatIsNoRun) {
  expect_error({"resume", "nowhere"}, 5,
               "nowhere: cannot open the run directory: No such file or directory\n"
               "  hint: look for a misspelt folder or file name");
}

class ReproduceProgram : public ResumeProgram {};

TEST_F(ReproduceProgram, PrintsIdenticalAndTheHash) {
  const std::string hash = json("run/summary.json").at("parameters_sha256");
  for (const char* threads : {"1", "2"}) {
    EXPECT_EQ(succeed({"reproduce", "run", "--quiet", "--threads", threads}),
              "IDENTICAL  parameters_sha256 " + hash + "\n");
  }
}

TEST_F(ReproduceProgram, SaysNoWithExitCode7) {
  edit("run/config.json", "\"momentum\": 0.9", "\"momentum\": 0.5");
  const Outcome other_config = mlp({"reproduce", "run", "--quiet"});
  EXPECT_EQ(other_config.code, 7);
  EXPECT_EQ(other_config.err, "");
  EXPECT_THAT(other_config.out, StartsWith("DIFFERENT\nthe first evaluation that differs is that of epoch 1, "
                                           "step 2\n  /parameters_sha256: \""));
  edit("flowers.csv", "1.0,", "1.1,");
  const Outcome other_data = mlp({"reproduce", "run", "--quiet"});
  EXPECT_EQ(other_data.code, 7);
  EXPECT_THAT(other_data.out,
              StartsWith("DIFFERENT\nthe files are not those of the run: ../flowers.csv: sha256 "));
}

}  // namespace
}  // namespace mlp
