// What a training does with SIGINT, SIGTERM and SIGUSR1, and with a second program on its directory.
#include <signal.h>

#include <gmock/gmock.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <string>
#include <thread>

#include "program/program.hpp"

namespace mlp {
namespace {

using testing::MatchesRegex;

class Signals : public ProgramTest {
 protected:
  void SetUp() override {
    write_flowers();
    succeed({"train", "flowers.json", "--quiet", "--out", "whole", "--set", "/training/epochs=2000"});
  }

  // A training that would go on for hours, started and in its steps.
  pid_t start_endless(const std::vector<std::string>& further = {}) const {
    std::vector<std::string> words = {
        "train", "flowers.json", "--quiet", "--out", "run", "--set", "/training/epochs=100000000"};
    words.insert(words.end(), further.begin(), further.end());
    const pid_t program = start(words);
    wait_until([&] { return folder.read("run/metrics.jsonl").size() > 1000; });
    return program;
  }
  static void wait_until(const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!condition()) {
      ASSERT_LT(std::chrono::steady_clock::now(), end);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
  // Whether a program has a handler for the signal, by what the system says of it.
  static bool handles(pid_t program, int signal) {
    std::ifstream status("/proc/" + std::to_string(program) + "/status");
    for (std::string line; std::getline(status, line);)
      if (line.starts_with("SigCgt:"))
        return ((std::stoull(line.substr(7), nullptr, 16) >> (signal - 1)) & 1u) != 0;
    return false;
  }
  bool has(const std::string& name) const { return std::filesystem::exists(folder / name); }

  void expect_interrupted_by(int signal) {
    const pid_t program = start_endless();
    ::kill(program, signal);
    const Outcome outcome = wait_for(program);
    EXPECT_EQ(outcome.code, 128 + signal);
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err, MatchesRegex("Interrupted after step [0-9,]+; the state is saved.  Go on with\n"
                                          "  mlp resume run\n"));
    EXPECT_EQ(json("run/manifest.json").at("status"), "interrupted");
    EXPECT_TRUE(has("run/checkpoint.safetensors"));
    EXPECT_FALSE(has("run/model.safetensors"));
  }
};

TEST_F(Signals, InterruptSavesTheStateAndGives130) { expect_interrupted_by(SIGINT); }

TEST_F(Signals, TerminateSavesTheStateAndGives143) { expect_interrupted_by(SIGTERM); }

TEST_F(Signals, AClosedTerminalSavesTheStateAndGives129) {
  // A program that is started by one that ignores it, as under nohup, ignores it too.
  void (*const before)(int) = ::signal(SIGHUP, SIG_DFL);
  expect_interrupted_by(SIGHUP);
  ::signal(SIGHUP, before);
}

TEST_F(Signals, AnInterruptedCrossValidationSaysThatNothingIsKept) {
  const pid_t program = start({"crossval", "flowers.json", "--folds", "2", "--out", "rows.csv", "--threads",
                               "1", "--set", "/training/epochs=100000000"});
  wait_until([&] { return handles(program, SIGINT); });
  ::kill(program, SIGINT);
  const Outcome outcome = wait_for(program);
  EXPECT_EQ(outcome.code, 130);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err, "Interrupted; nothing of a cross-validation is kept.\n");
  EXPECT_FALSE(has("rows.csv"));
}

TEST_F(Signals, InterruptedRunsEndInTheSameBytes) {
  const pid_t program =
      start({"train", "flowers.json", "--quiet", "--out", "run", "--set", "/training/epochs=2000"});
  wait_until([&] { return folder.read("run/metrics.jsonl").size() > 1000; });
  ::kill(program, SIGTERM);
  EXPECT_EQ(wait_for(program).code, 143);
  succeed({"resume", "run", "--quiet", "--threads", "2"});
  for (const char* name : {"model.safetensors", "checkpoint.safetensors", "metrics.jsonl", "config.json"}) {
    EXPECT_TRUE(folder.read(std::string("run/") + name) == folder.read(std::string("whole/") + name)) << name;
  }
}

TEST_F(Signals, AnInterruptedRunShowsItsProfileToo) {
  const pid_t program = start_endless({"--profile"});
  ::kill(program, SIGINT);
  const Outcome outcome = wait_for(program);
  EXPECT_EQ(outcome.code, 130);
  EXPECT_THAT(outcome.out, testing::HasSubstr(" steps by 1 thread; a core's peak here is "));
  const Outcome resumed =
      mlp({"resume", "whole", "--quiet", "--profile", "--threads", "1", "--set", "/training/epochs=2003"});
  EXPECT_EQ(resumed.code, 0);
  EXPECT_THAT(resumed.out, testing::HasSubstr("\n  6 steps by 1 thread; a core's peak here is "));
}

TEST_F(Signals, AnotherOneWritesACheckpointAndGoesOn) {
  const pid_t program = start_endless();
  EXPECT_FALSE(has("run/checkpoint.safetensors"));
  ::kill(program, SIGUSR1);
  wait_until([&] { return has("run/checkpoint.safetensors"); });
  const std::size_t lines = folder.read("run/metrics.jsonl").size();
  wait_until([&] { return folder.read("run/metrics.jsonl").size() > lines + 1000; });
  ::kill(program, SIGINT);
  EXPECT_EQ(wait_for(program).code, 130);
}

TEST_F(Signals, ASecondOneEndsTheProgramAtOnce) {
  // A single step of a second or more, so that the first signal finds no end of a step.
  const std::string layer = R"({"units": 4096, "initializer": "zeros"})";
  const pid_t program =
      start({"train", "flowers.json", "--quiet", "--out", "run", "--threads", "1", "--set",
             "/training/batch_size=100", "--set", "/model/hidden=[" + layer + "," + layer + "]"},
            {"MLP_SIMD=scalar"});
  wait_until([&] { return has("run/timing.jsonl"); });
  ::kill(program, SIGINT);
  ::kill(program, SIGTERM);
  const Outcome outcome = wait_for(program);
  // Two that wait may be delivered in either order.
  EXPECT_TRUE(outcome.code == 130 || outcome.code == 143) << outcome.code;
  EXPECT_EQ(outcome.err, "");
  EXPECT_FALSE(has("run/checkpoint.safetensors"));
}

TEST_F(Signals, ARunThatIsTrainingIsLocked) {
  const pid_t program = start_endless();
  ::kill(program, SIGUSR1);
  wait_until([&] { return has("run/checkpoint.safetensors"); });
  expect_error({"resume", "run"}, 5,
               "run: expected a run that no other program is training, got one that is locked\n"
               "  hint: wait for it to end, or train elsewhere with --out");
  const Outcome forced = mlp({"train", "flowers.json", "--out", "run", "--force"});
  EXPECT_EQ(forced.code, 5);
  EXPECT_TRUE(has("run/checkpoint.safetensors"));
  ::kill(program, SIGINT);
  EXPECT_EQ(wait_for(program).code, 130);
  // Nothing is left of the lock: this is a refusal of another kind.
  EXPECT_EQ(mlp({"resume", "run", "--set", "/training/epochs=1"}).code, 2);
}

}  // namespace
}  // namespace mlp
