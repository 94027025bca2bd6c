// Everything that can be wrong with what the program is given: a clear message, the right exit code,
// and nothing left behind.
#include <gmock/gmock.h>

#include "alternatives.hpp"
#include "mlp/choice/activation.hpp"
#include "program/program.hpp"

namespace mlp {
namespace {

using testing::HasSubstr;

class BadInput : public ProgramTest {
 protected:
  void SetUp() override { write_flowers(); }

  void train_fails(int code, const std::string& message, const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{"train", "flowers.json"};
    words.insert(words.end(), more.begin(), more.end());
    expect_error(words, code, message);
    EXPECT_FALSE(std::filesystem::exists(folder / "runs")) << "a run directory was left behind";
  }

  void write_idx_config() {
    folder.write("images.json",
                 R"({"data": {"train": {"type": "idx", "inputs": "images", "targets": "labels"}},
      "model": {"hidden": []}, "loss": "cross_entropy"})");
    folder.write("labels", std::string("\0\0\x08\x01\0\0\0\x02\0\x01", 10));
  }
  void images_fail(const std::string& bytes, const std::string& message) {
    folder.write("images", bytes);
    expect_error({"check", "images.json"}, 3, message);
  }
};

TEST_F(BadInput, AllMistakesOfAConfigAreReportedAtOnce) {
  folder.write("wrong.json", R"({
  "data": {"train": {"type": "csv", "path": "flowers.csv", "target": "kind"}},
  "model": {"hidden": [{"units": 0, "activation": "rellu"}]},
  "loss": "cross_entropy",
  "optimizer": {"type": "sgd", "lr": 0.1, "momentum": 1.5},
  "training": {"epochs": "ten"},
  "training": {}
}
)");
  std::string activations;
  for (const Activation& activation : all_alternatives<Activation>())
    activations += std::string(name_of(activation)) + ", ";
  expect_error({"train", "wrong.json"}, 2,
               R"(wrong.json:3:34: /model/hidden/0/units: expected an integer in [1, 16777216], got 0
  hint: outputs of the layer
wrong.json:3:51: /model/hidden/0/activation: expected one of )" +
                   activations + R"(got "rellu"
  hint: did you mean "relu"?
wrong.json:5:32: /optimizer/lr: unknown key "lr"
  hint: did you mean "learning_rate"? known keys: learning_rate, momentum, nesterov, dampening, weight_decay
wrong.json:5:55: /optimizer/momentum: expected a number in [0, 1), got 1.5
  hint: momentum is the decay of the velocity; 0.9 is usual
wrong.json:6:26: /training/epochs: expected an integer at least 1, got "ten"
  hint: passes over the training rows
wrong.json:7:3: /training: duplicate key "training"
  hint: it stands in line 6 already; keep one)");
}

TEST_F(BadInput, SettingsOfTheCommandLineAreCheckedAsTheConfigIs) {
  train_fails(
      2,
      "--set /training/epochs: expected an integer at least 1, got 0\n  hint: passes over the training rows",
      {"--set", "/training/epochs=0"});
  train_fails(
      2, "--set epochs: expected POINTER=VALUE, got no '='\n  hint: for example --set /training/epochs=3",
      {"--set", "epochs"});
}

TEST_F(BadInput, AMissingFileIsNamed) {
  expect_error({"train", "nothing.json"}, 5,
               "nothing.json: cannot read: No such file or directory\n"
               "  hint: look for a misspelt folder or file name");
  std::filesystem::remove(folder / "flowers.csv");
  const Outcome outcome = mlp({"train", "flowers.json"});
  EXPECT_EQ(outcome.code, 5);
  EXPECT_THAT(outcome.err, HasSubstr("flowers.csv: cannot read: No such file or directory"));
}

TEST_F(BadInput, AnEmptyFileHasNoRows) {
  folder.write("flowers.csv", "");
  train_fails(3, "flowers.csv:1: expected rows, got an empty file");
}

TEST_F(BadInput, ARaggedRowIsNamedByItsLine) {
  folder.write("flowers.csv", "length,width,kind\n1,2,a\n1,2\n");
  train_fails(3,
              "flowers.csv:3: expected 3 columns as in line 1, got 2\n"
              "  hint: look for a missing or additional delimiter; the lines before are fine");
}

TEST_F(BadInput, AWordInANumericColumnIsNamedByLineAndColumn) {
  folder.write("flowers.csv", "length,width,kind\n1,2,a\n1,wide,b\n1,3,a\n");
  train_fails(
      3,
      "flowers.csv:3: column \"width\": expected a number as in most rows, got \"wide\"\n"
      "  hint: if its values are categories: \"columns\": {\"width\": {\"kind\": \"categorical\"}} in /data");
}

TEST_F(BadInput, NanAndInfinityAreNoData) {
  for (const char* value : {"nan", "inf", "-Infinity", "1e999"}) {
    folder.write("flowers.csv", std::string("length,width,kind\n1,2,a\n1,") + value + ",b\n");
    const Outcome outcome = mlp({"train", "flowers.json"});
    EXPECT_EQ(outcome.code, 3) << value;
    EXPECT_THAT(outcome.err, HasSubstr("mlp: flowers.csv:3: column \"width\": expected a ")) << value;
    EXPECT_THAT(outcome.err, HasSubstr(std::string("got \"") + value + "\"\n")) << value;
  }
}

TEST_F(BadInput, AClassThatTrainingNeverSawIsNamed) {
  folder.write("other.csv", "length,width,kind\n1,2,orchid\n");
  const Outcome outcome = mlp({"train", "flowers.json", "--set",
                               R"(/data/test={"type": "csv", "path": "other.csv", "target": "kind"})"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_THAT(
      outcome.err,
      HasSubstr("mlp: other.csv:2: column \"kind\": expected a class label known from training (daisy, "
                "rose, tulip), got \"orchid\"\n"));
}

TEST_F(BadInput, AClassWithOneRowCannotBeSplit) {
  folder.write("flowers.csv", "length,width,kind\n1,2,a\n2,2,a\n3,2,a\n4,2,a\n1,2,b\n");
  const Outcome outcome = mlp({"train", "flowers.json"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("\"b\""));
}

TEST_F(BadInput, OneRowIsTooFew) {
  folder.write("flowers.csv", "length,width,kind\n1,2,a\n");
  train_fails(3, "flowers.csv: expected at least 2 rows to train on, got 1");
}

TEST_F(BadInput, ThreeClassesAreTooManyForABinaryLoss) {
  train_fails(3,
              "targets: expected two classes for binary_cross_entropy, got 3\n"
              "  hint: use cross_entropy for more than two",
              {"--set", "/loss=binary_cross_entropy"});
}

TEST_F(BadInput, LabelsThatAreNotUtf8AreRefusedBeforeTraining) {
  folder.write("flowers.csv", "length,width,kind\n1,2,\xe9t\xe9\n3,4,hiver\n2,2,\xe9t\xe9\n4,4,hiver\n");
  train_fails(3,
              "class label \"\xe9t\xe9\": expected text in UTF-8, got other bytes\n"
              "  hint: convert the file to UTF-8, for example with iconv",
              {"--set", "/data/test=null", "--set", "/data/validation=null"});
}

TEST_F(BadInput, DamagedIdxFilesAreRecognised) {
  write_idx_config();
  const std::string sizes("\0\0\0\x02\0\0\0\x01\0\0\0\x02", 12);
  const auto fails = [&](const std::string& bytes, const std::string& part) {
    folder.write("images", bytes);
    const Outcome outcome = mlp({"check", "images.json"});
    EXPECT_EQ(outcome.code, 3) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("mlp: images: expected "));
    EXPECT_THAT(outcome.err, HasSubstr(part));
  };
  fails("no magic number at all", "magic");
  fails(std::string("\0\0\x08\x03", 4) + sizes + "abc", "3");
  fails(std::string("\0\0\x08\x03\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 16), "4294967295");
  fails(std::string("\x1f\x8b\x08\0\0\0\0\0\0\x03\x01", 11), "gzip");
  folder.write("images", std::string("\0\0\x08\x03", 4) + sizes + "abcd");
  succeed({"check", "images.json"});
}

TEST_F(BadInput, ADamagedModelIsNeverUsed) {
  succeed({"train", "flowers.json", "--out", "run", "--quiet"});
  const std::string whole = folder.read("run/model.safetensors");
  std::string changed = whole;
  changed[changed.size() - 5] = static_cast<char>(changed[changed.size() - 5] ^ 1);
  for (const std::string& damaged : {changed, whole.substr(0, whole.size() - 4), std::string("{}")}) {
    folder.write("run/model.safetensors", damaged);
    for (const auto& words : std::vector<std::vector<std::string>>{
             {"evaluate", "run"}, {"predict", "run", "flowers.csv"}, {"inspect", "run"}}) {
      const Outcome outcome = mlp(words);
      EXPECT_EQ(outcome.code, 4) << words.front();
      EXPECT_EQ(outcome.out, "") << words.front();
      EXPECT_THAT(outcome.err, HasSubstr("mlp: run/model.safetensors: ")) << words.front();
    }
  }
}

}  // namespace
}  // namespace mlp
