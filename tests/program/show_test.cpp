// What the program shows without training: help, check, inspect, list, and what it says to mistakes
// on the command line.
#include <gmock/gmock.h>

#include "program/program.hpp"

namespace mlp {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Show : public ProgramTest {
 protected:
  void SetUp() override { write_flowers(); }
};

// The verbs that `mlp --help` names.
std::vector<std::string> verbs_in(const std::string& help) {
  std::vector<std::string> verbs;
  std::istringstream lines(help.substr(help.find("\nVerbs:\n") + 8));
  for (std::string line; std::getline(lines, line) && !line.empty();)
    verbs.push_back(line.substr(2, line.find(' ', 2) - 2));
  return verbs;
}

TEST_F(Show, HelpStartsWithExamples) {
  EXPECT_THAT(succeed({"--help"}), StartsWith("Examples:\n  mlp train configs/mnist.json\n"));
  const std::vector<std::string> verbs = verbs_in(succeed({"--help"}));
  EXPECT_THAT(verbs, testing::IsSupersetOf({"init", "train", "resume", "check", "gradcheck", "evaluate",
                                            "predict", "reproduce", "inspect", "list", "schema", "man"}));
  for (const std::string& verb : verbs) {
    const std::string help = succeed({verb, "--help"});
    EXPECT_THAT(help, HasSubstr("mlp " + verb)) << verb;
    EXPECT_THAT(help, StartsWith("Examples:\n  ")) << verb;
    EXPECT_THAT(help, HasSubstr("\nUsage: mlp " + verb + " ")) << verb;
  }
}

TEST_F(Show, VersionIsOneLine) { EXPECT_EQ(succeed({"--version"}), "mlp 0.1.0\n"); }

TEST_F(Show, NoVerbIsAUsageError) {
  const Outcome outcome = mlp({});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, StartsWith("Examples:\n"));
}

TEST_F(Show, MisspeltVerbsAndOptionsAreNamedWithTheNearest) {
  expect_error({"trian", "flowers.json"}, 2,
               "expected a verb, got \"trian\"\n  hint: did you mean \"train\"?");
  expect_error({"fly"}, 2, "expected a verb, got \"fly\"\n  hint: mlp --help lists the verbs");
  expect_error({"train", "flowers.json", "--ouut", "x"}, 2,
               "train: unknown option --ouut\n  hint: did you mean \"--out\"?");
  expect_error(
      {"train", "flowers.json", "more"}, 2,
      "train: expected no further argument, got \"more\"\n  hint: mlp train --help says what it takes");
  expect_error({"train"}, 2, "train: CONFIG is required\n  hint: mlp train --help says what it takes");
  expect_error({"train", "flowers.json", "--threads", "0"}, 2,
               "train: --threads: expected an integer in [1, 1024], got \"0\"\n"
               "  hint: mlp train --help says what it takes");
  expect_error({"train", "flowers.json", "--ouut=x"}, 2,
               "train: unknown option --ouut\n  hint: did you mean \"--out\"?");
  expect_error({"train", "--quite"}, 2, "train: unknown option --quite\n  hint: did you mean \"--quiet\"?");
  expect_error({"train", "flowers.json", "--out"}, 2,
               "train: --out: expected DIR, got nothing\n  hint: mlp train --help says what it takes");
  expect_error({"train", "flowers.json", "--out", "a", "--out", "b"}, 2,
               "train: --out: expected it once, got it again\n  hint: mlp train --help says what it takes");
  expect_error({"gradcheck", "flowers.json", "--tolerance", "x"}, 2,
               "gradcheck: --tolerance: expected a number above 0, got \"x\"\n"
               "  hint: mlp gradcheck --help says what it takes");
  expect_error({"list", "activation"}, 2,
               "list: expected one of activations, initializers, normalizations, dropouts, losses, "
               "optimizers, clippings, schedules, samplings, metrics, problems, scalings, column_kinds, "
               "missing_values, "
               "encodings, unseen_categories, transforms, "
               "sources, got \"activation\"\n  hint: did you mean \"activations\"?");
}

TEST_F(Show, AConfigForARunAndARunForAConfigAreRefusedWithTheWayOn) {
  expect_error({"evaluate", "flowers.json"}, 2,
               "flowers.json: expected a run directory or a model file, got a config\n"
               "  hint: mlp train flowers.json makes a run directory");
  std::filesystem::create_directories(folder / "runs/x");
  folder.write("runs/x/config.json", "{}");
  expect_error(
      {"train", "runs/x"}, 2,
      "runs/x: expected a config file, got a run directory\n  hint: its own config is runs/x/config.json");
}

TEST_F(Show, AMissingFileIsAnsweredWithTheNearestName) {
  expect_error({"train", "flower.json"}, 5,
               "flower.json: cannot read: No such file or directory\n  hint: did you mean \"flowers.json\"?");
}

// The whole of a result or an error, never a part that looks like one.
TEST_F(Show, AResultThatCannotBeWrittenIsAnErrorAndAReaderThatIsGoneIsNone) {
  const auto shell = [&](const std::string& command) {
    const std::string place = "cd '" + folder.path().string() + "' && " + command;
    EXPECT_EQ(std::system(place.c_str()), 0);
  };
  const std::string program = MLP_PROGRAM;
  shell(program + " list >/dev/full 2>err; echo $? >code");
  EXPECT_EQ(folder.read("code"), "5\n");
  EXPECT_EQ(folder.read("err"),
            "mlp: standard output: cannot write: No space left on device\n"
            "  hint: make room on the disk, or choose a folder on another one\n");
  shell("{ " + program + " schema 2>err; echo $? >code; } | true");
  EXPECT_EQ(folder.read("code"), "141\n");
  EXPECT_EQ(folder.read("err"), "");
  shell(program + " list 2>/dev/full >out");
}

TEST_F(Show, CheckSaysItAsJson) {
  const auto json = nlohmann::json::parse(succeed({"check", "flowers.json", "--json"}));
  EXPECT_EQ(json.at("rows"), nlohmann::json({{"train", 9}, {"validation", 9}, {"test", 12}}));
  EXPECT_EQ(json.at("class_rows").at("test"), nlohmann::json({4, 4, 4}));
  EXPECT_EQ(json.at("input_names"), nlohmann::json({"length", "width"}));
  EXPECT_EQ(json.at("parameters"), 51);
  EXPECT_EQ(json.at("parameter_bytes"), 204);
  EXPECT_EQ(json.at("layers").at(0).at("units"), 8);
}

TEST_F(Show, NamesOfManyColumnsTakeSeveralLines) {
  std::string header, row;
  for (int i = 1; i <= 8; ++i) {
    header += "a_rather_long_name_" + std::to_string(i) + ",";
    row += std::to_string(i) + ",";
  }
  std::string rows;
  for (int i = 0; i < 6; ++i) rows += row + "daisy\n" + row + "rose\n";
  folder.write("flowers.csv", header + "kind\n" + rows);
  succeed({"train", "flowers.json", "--quiet", "--out", "run"});
  EXPECT_THAT(succeed({"inspect", "run"}), HasSubstr(R"(
  inputs              a_rather_long_name_1, a_rather_long_name_2,
                      a_rather_long_name_3, a_rather_long_name_4,
)"));
}

TEST_F(Show, AnUnknownInstructionSetIsRefused) {
  const Outcome outcome = mlp({"list"}, {"MLP_SIMD=sse9"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err, StartsWith("mlp: SIMD target: expected one of "));
  EXPECT_THAT(outcome.err, HasSubstr(", got \"sse9\"\n"));
}

TEST_F(Show, CheckDescribesDataAndModelAndTrainsNothing) {
  EXPECT_EQ(succeed({"check", "flowers.json"}), R"(Data
  rows     9 rows to train on, 9 for validation, 12 for testing
  inputs   2: length, width
  target   kind

  class   training   validation   test
  daisy          3            3      4
  rose           3            3      4
  tulip          3            3      4

Model
  layer      inputs   units   activation   parameters
  layers.0        2       8   relu                 24
  layers.1        8       3   softmax              27
  all                                              51
  The parameters take 204 bytes; training takes about 2.0 kB besides the data.
)");
  EXPECT_FALSE(std::filesystem::exists(folder / "runs"));
}

TEST_F(Show, ControlCharactersOfALabelDoNotReachTheTerminal) {
  std::string rows = "length,kind\n";
  for (int i = 0; i < 10; ++i) rows += std::to_string(i) + ",\x1b[2Jred\n" + std::to_string(i) + ",blue\n";
  folder.write("hostile.csv", rows);
  const std::string out = succeed({"check", "flowers.json", "--set", "/data/train/path=hostile.csv"});
  EXPECT_THAT(out, HasSubstr("\n  ?[2Jred "));
  EXPECT_THAT(out, testing::Not(HasSubstr("\x1b")));
}

TEST_F(Show, CheckShowsTheRangeOfNumbers) {
  const std::string out = succeed({"check", shipped("diabetes")});
  EXPECT_THAT(out, HasSubstr("  target        smallest   largest\n  progression      25.00    346.00\n"));
}

TEST_F(Show, CheckPrintsTheCurveOfTheSchedule) {
  // Two steps an epoch.
  const std::vector<std::string> halved = {"--set", R"(/schedule={"type": "exponential", "factor": 0.5})",
                                           "--set", "/training/epochs=3"};
  const auto check = [&](std::vector<std::string> options) {
    options.insert(options.begin(), {"check", "flowers.json"});
    options.insert(options.end(), halved.begin(), halved.end());
    return options;
  };
  EXPECT_EQ(succeed(check({"--schedule"}), {"LC_ALL=C"}), R"(Learning rate, exponential
  epoch   first step   last step
      1       0.1000      0.1000
      2       0.0500      0.0500
      3       0.0250      0.0250
)");
  EXPECT_THAT(succeed(check({"--schedule"}), {"LC_ALL=C.UTF-8"}), HasSubstr("\n  0.1000 \u2809\u2809"));
  EXPECT_EQ(succeed(check({"--schedule", "--csv"})),
            "epoch,first_step,last_step\n1,0.1,0.1\n2,0.05,0.05\n3,0.025,0.025\n");
  EXPECT_EQ(mlp(check({"--csv"})).code, 2);
}

TEST_F(Show, CheckSaysThatAPlateauCannotBeForeseen) {
  EXPECT_THAT(succeed({"check", "flowers.json", "--schedule", "--set",
                       R"(/schedule={"type": "reduce_on_plateau", "patience": 3})"}),
              HasSubstr("\n  These are the rates while validation.loss gets better.  After 4 epochs in a row "
                        "without, the rate is multiplied by 0.1000.\n"));
}

TEST_F(Show, GradcheckPassesAndSaysWhereItDoesNot) {
  EXPECT_THAT(succeed({"gradcheck", "flowers.json"}), HasSubstr("\n  layers.1.weight           24   "));
  const Outcome strict = mlp({"gradcheck", "flowers.json", "--tolerance", "1e-12", "--json"});
  EXPECT_EQ(strict.code, 7);
  const auto json = nlohmann::json::parse(strict.out);
  EXPECT_EQ(json.at("passed"), false);
  EXPECT_EQ(json.at("samples").get<int>() + json.at("kink_samples").get<int>(), 8);
  EXPECT_EQ(json.at("tensors").size(), 4);
  EXPECT_EQ(json.at("tensors").at(0).at("parameters"), 16);
  EXPECT_EQ(mlp({"gradcheck", "flowers.json", "--samples", "0"}).code, 2);
}

TEST_F(Show, InspectDescribesAModel) {
  succeed({"train", "flowers.json", "--out", "run", "--quiet"});
  const std::string out = succeed({"inspect", "run"});
  EXPECT_THAT(out, HasSubstr("\n  layers.0        2       8   relu                 24\n"));
  EXPECT_THAT(out, HasSubstr("\n  layers.0.weight   8 x 2   "));
  EXPECT_THAT(out, HasSubstr("\n  classes             daisy, rose, tulip\n"));
  const std::string hash = json("run/summary.json").at("parameters_sha256");
  EXPECT_THAT(out, HasSubstr("\n  parameters_sha256   " + hash + "\n"));
  const auto json = nlohmann::json::parse(succeed({"inspect", "run/model.safetensors", "--json"}));
  EXPECT_EQ(json.at("parameters_sha256"), hash);
  EXPECT_EQ(json.at("parameters"), 51);
  EXPECT_EQ(json.at("tensors").size(), 4);
  EXPECT_EQ(json.at("tensors").at(0).at("shape"), nlohmann::json({8, 2}));
  EXPECT_EQ(json.at("class_labels"), nlohmann::json({"daisy", "rose", "tulip"}));
  EXPECT_EQ(json.at("preprocess").at("inputs").at("shift").size(), 2);
}

TEST_F(Show, ListNamesEveryChoiceWithItsFields) {
  const std::string activations = succeed({"list", "activations"});
  EXPECT_THAT(activations, StartsWith("activations   in a config at /model/hidden/N/activation"));
  for (const char* name :
       {"relu", "identity, linear", "leaky_relu", "sigmoid, logistic", "tanh", "softmax", "prelu"}) {
    EXPECT_THAT(activations, HasSubstr(std::string("\n  ") + name + " ")) << name;
  }
  EXPECT_THAT(
      activations,
      HasSubstr("\n    negative_slope   number in [0, 1], default 0.01   slope for negative inputs\n"));
  const auto json = nlohmann::json::parse(succeed({"list", "--json"}));
  EXPECT_EQ(json.size(), 18);
  EXPECT_EQ(json.at("optimizers").at(0).at("fields").at(0).at("name"), "learning_rate");
  EXPECT_EQ(json.at("optimizers").at(0).at("fields").at(0).at("default"), 0.01);
}

}  // namespace
}  // namespace mlp
