// mlp completion and mlp man, in the shells and the typesetter themselves.
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>

#include "program/program.hpp"
#include "source_folder.hpp"

namespace mlp {
namespace {

using testing::HasSubstr;
using testing::Not;

class Completion : public ProgramTest {
 protected:
  void SetUp() override {
    folder.write("iris.json", "{}");
    folder.write("iris.csv", "");
    std::filesystem::create_directories(folder / "my runs");
    for (const char* shell : {"bash", "zsh", "fish"})
      folder.write(file_of(shell), succeed({"completion", shell}));
  }

  static std::string file_of(const std::string& shell) { return shell == "zsh" ? "_mlp" : "mlp." + shell; }

  static bool has(const std::string& program) {
    return std::system(("command -v " + program + " >/dev/null").c_str()) == 0;
  }

  // Standard output of a shell's command, run in the test's folder.
  std::string output_of(const std::string& command) const {
    folder.write(".command", command);
    const std::string place = folder.path().string();
    const int status = std::system(("cd '" + place + "' && sh .command >.out 2>.err").c_str());
    EXPECT_EQ(status, 0) << folder.read(".err");
    return folder.read(".out");
  }

  // What bash offers for a line whose words these are, the last one unfinished.  (compopt complains that no
  // completion is under way; all else that is said is a failure.)
  std::string offered_by_bash(const std::string& words) const {
    folder.write("ask.bash", "set -u\nsource mlp.bash\ncompopt() { :; }\nCOMP_WORDS=(mlp " + words +
                                 ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_mlp\n"
                                 "printf '%s\\n' \"${COMPREPLY[@]}\"\n");
    const std::string out = output_of("bash --norc ask.bash");
    EXPECT_EQ(folder.read(".err"), "") << words;
    return out;
  }

  std::string offered_by_fish(const std::string& line) const {
    return output_of("HOME=$PWD fish --no-config -c 'source mlp.fish; complete -C \"" + line + "\"'");
  }

  std::string completed_by_zsh(const std::string& line) const {
    return output_of("zsh -f " + source_folder() + "/tests/program/complete_in_zsh.zsh \"$PWD\" '" + line +
                     "'");
  }
};

TEST_F(Completion, BashKnowsVerbsOptionsAndKindsOfValues) {
  EXPECT_EQ(offered_by_bash("tr"), "train\n");
  EXPECT_EQ(offered_by_bash("--ver"), "--version\n");
  EXPECT_EQ(offered_by_bash("train --thr"), "--threads\n");
  EXPECT_EQ(offered_by_bash("train ''"), "my runs\niris.json\n");
  EXPECT_EQ(offered_by_bash("train iris.json --out ''"), "my runs\n");
  EXPECT_EQ(offered_by_bash("train iris.json --out x ''"), "\n");
  EXPECT_EQ(offered_by_bash("train --out = my"), "my runs\n");
  EXPECT_EQ(offered_by_bash("predict x iris.c"), "iris.csv\n");
  EXPECT_EQ(offered_by_bash("report x my"), "my runs\n");
  EXPECT_EQ(offered_by_bash("report x y my"), "my runs\n");
  EXPECT_EQ(offered_by_bash("report x --out iris.c"), "iris.csv\n");
  EXPECT_EQ(offered_by_bash("completion ''"), "bash\nzsh\nfish\n");
  EXPECT_EQ(offered_by_bash("man resu"), "resume\n");
  EXPECT_EQ(offered_by_bash("list opt"), "optimizers\n");
  EXPECT_EQ(offered_by_bash("train iris.json --set /training/ep"), "/training/epochs=\n");
  EXPECT_EQ(offered_by_bash("train iris.json --threads ''"), "\n");
  std::string kinds;
  const auto list = nlohmann::ordered_json::parse(succeed({"list", "--json"}));
  for (const auto& [kind, choices] : list.items()) kinds += kind + "\n";
  EXPECT_EQ(offered_by_bash("list ''"), kinds);
}

TEST_F(Completion, FishKnowsVerbsOptionsAndKindsOfValues) {
  if (!has("fish")) GTEST_SKIP() << "needs fish";
  EXPECT_THAT(offered_by_fish("mlp tr"), testing::StartsWith("train\tTrains a network"));
  EXPECT_THAT(offered_by_fish("mlp train --thr"), testing::StartsWith("--threads\t"));
  EXPECT_THAT(offered_by_fish("mlp train "), HasSubstr("iris.json"));
  EXPECT_THAT(offered_by_fish("mlp train --out "), Not(HasSubstr("iris.json")));
  EXPECT_THAT(offered_by_fish("mlp train --out "), HasSubstr("my runs/"));
  EXPECT_THAT(offered_by_fish("mlp completion "), HasSubstr("zsh"));
  EXPECT_THAT(offered_by_fish("mlp train x --set /training/ep"), HasSubstr("/training/epochs="));
}

TEST_F(Completion, ZshKnowsVerbsOptionsAndKindsOfValues) {
  if (!has("zsh")) GTEST_SKIP() << "needs zsh";
  EXPECT_EQ(completed_by_zsh("mlp tra"), "mlp train \n");
  EXPECT_EQ(completed_by_zsh("mlp train --thr"), "mlp train --threads \n");
  EXPECT_EQ(completed_by_zsh("mlp train i"), "mlp train iris.json \n");
  EXPECT_EQ(completed_by_zsh("mlp train iris.json --out m"), "mlp train iris.json --out my\\ runs/\n");
  EXPECT_EQ(completed_by_zsh("mlp report x m"), "mlp report x my\\ runs/\n");
  EXPECT_EQ(completed_by_zsh("mlp list opt"), "mlp list optimizers \n");
  EXPECT_EQ(completed_by_zsh("mlp train x --set /training/ep"), "mlp train x --set /training/epochs=\n");
}

TEST_F(Completion, ManPagesHaveNoWarningsAndSayWhatTheHelpSays) {
  if (!has("groff")) GTEST_SKIP() << "needs groff";
  const std::string verbs = succeed({"--help"});
  std::istringstream lines(verbs.substr(verbs.find("Verbs:\n") + 7));
  int pages = 0;
  for (std::string line; std::getline(lines, line) && !line.empty(); ++pages) {
    const std::string verb = line.substr(2, line.find(' ', 2) - 2);
    folder.write("page.1", succeed({"man", verb}));
    const std::string page = output_of("groff -K utf8 -T utf8 -man -ww -P -cbou page.1");
    EXPECT_EQ(folder.read(".err"), "") << verb;
    EXPECT_THAT(page, HasSubstr("mlp-" + verb + " - ")) << verb;
    EXPECT_THAT(page, HasSubstr("-h, --help")) << verb;
  }
  EXPECT_GE(pages, 10);
  folder.write("page.1", succeed({"man"}));
  const std::string page = output_of("groff -K utf8 -T utf8 -man -ww -P -cbou page.1");
  EXPECT_EQ(folder.read(".err"), "");
  EXPECT_THAT(page, HasSubstr("mlp-train(1)"));
  EXPECT_THAT(page, HasSubstr("6 training diverged"));
}

TEST_F(Completion, OtherShellsAndPagesAreRefused) {
  expect_error({"completion", "bahs"}, 2,
               "completion: expected one of bash, zsh, fish, got \"bahs\"\n  hint: did you mean \"bash\"?");
  const Outcome outcome = mlp({"man", "trian"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("hint: did you mean \"train\"?"));
}

}  // namespace
}  // namespace mlp
