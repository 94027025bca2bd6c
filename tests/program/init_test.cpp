// mlp init: from a CSV file to a trained model in two commands.
#include <gmock/gmock.h>

#include "program/program.hpp"
#include "source_folder.hpp"

namespace mlp {
namespace {

using testing::HasSubstr;

class Init : public ProgramTest {
 protected:
  // The scores on the test rows of a network that was begun from a file of data/.
  nlohmann::json scores_of(const std::string& name) const {
    succeed({"init", source_folder() + "/data/" + name + ".csv"});
    succeed({"train", name + ".json", "--out", "run", "--quiet"});
    return json("run/summary.json").at("test");
  }
  std::string said(const std::vector<std::string>& words) const {
    const Outcome outcome = mlp(words);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "");
    return outcome.err;
  }
};

TEST_F(Init, WritesAConfigThatSaysWhatWasGuessed) {
  write_flowers();
  EXPECT_EQ(said({"init", "flowers.csv", "--out", "first.json"}), R"(first.json is a config for flowers.csv
  target: "kind", as the last column
  task: 3 classes, because it holds words
  inputs: 2 columns of numbers
Next: mlp train first.json
)");
  EXPECT_EQ(folder.read("first.json"), R"({
  "$comment": "Begun by mlp init; every line is a guess that you may change.",
  "data": {
    "$comment": "target: \"kind\", as the last column; task: 3 classes, because it holds words; inputs: 2 columns of numbers",
    "train": {
      "type": "csv",
      "path": "flowers.csv",
      "target": "kind"
    },
    "validation": {
      "fraction": 0.15
    },
    "test": {
      "fraction": 0.15
    }
  },
  "model": {
    "hidden": [
      {
        "units": 16
      }
    ]
  },
  "loss": "cross_entropy",
  "optimizer": {
    "type": "adam",
    "learning_rate": 0.005
  },
  "training": {
    "epochs": 200,
    "batch_size": 32,
    "early_stopping": {
      "$comment": "ends when validation.loss has not got better for so many epochs",
      "patience": 20
    }
  }
}
)");
  succeed({"train", "first.json", "--quiet"});
}

// Bounds well below what a good network reaches on these rows, well above what guessing does.
TEST_F(Init, IrisTrainsToASensibleScore) { EXPECT_GE(scores_of("iris").at("accuracy"), 0.85); }
TEST_F(Init, WineTrainsToASensibleScore) { EXPECT_GE(scores_of("wine").at("accuracy"), 0.9); }
TEST_F(Init, BreastCancerTrainsToASensibleScore) {
  EXPECT_GE(scores_of("breast_cancer").at("accuracy"), 0.93);
}
TEST_F(Init, DigitsTrainToASensibleScore) { EXPECT_GE(scores_of("digits").at("accuracy"), 0.94); }
TEST_F(Init, DiabetesTrainsToASensibleScore) { EXPECT_LE(scores_of("diabetes").at("rmse"), 62.0); }

TEST_F(Init, WordsBecomeCategoriesAndGapsAreFilledIn) {
  const std::string data = source_folder() + "/data/";
  EXPECT_THAT(said({"init", data + "servo.csv"}),
              HasSubstr("  inputs: 4 columns\n  not of numbers: Motor (categorical), Screw (categorical)\n"));
  EXPECT_THAT(
      said({"init", data + "pima_diabetes.csv"}),
      HasSubstr(
          "  filled in, because values are missing (so many): glucose (5), pressure (35), triceps (227), "
          "insulin (374), mass (11)\n"));
  const nlohmann::json median = {{"missing", "median"}, {"indicator", true}};
  EXPECT_EQ(json("pima_diabetes.json").at("data").at("columns").at("insulin"), median);
  succeed({"train", "servo.json", "--quiet", "--out", "servo"});
  succeed({"train", "pima_diabetes.json", "--quiet", "--out", "pima"});
  EXPECT_LE(json("servo/summary.json").at("test").at("rmse"), 11.0);
  EXPECT_GE(json("pima/summary.json").at("test").at("accuracy"), 0.7);
}

TEST_F(Init, MarksOfGapsAmongNumbersAreDeclaredAndOtherWordsNamed) {
  folder.write("t.csv", "a,b,y\n1,None,p\n-,2,q\n3,\"1,000\",p\n4,4,q\n5,NONE,p\n2,7,q\n1,9,p\n");
  EXPECT_THAT(said({"init", "t.csv"}),
              HasSubstr("  inputs: 2 columns\n"
                        "  to be mended in the file, numbers but for a few fields: b (\"1,000\")\n"
                        "  filled in, because values are missing (so many): a (1)\n"));
  EXPECT_EQ(json("t.json").at("data").at("columns").at("a"),
            nlohmann::json({{"missing_markers", {"-"}}, {"missing", "median"}, {"indicator", true}}));
  folder.write("u.csv", "a,b,y\n1,None,p\n2,2,q\n3,5,p\n4,4,q\n5,NONE,p\n2,7,q\n1,,p\n");
  EXPECT_THAT(said({"init", "u.csv"}), HasSubstr("values are missing (so many): b (3)\n"));
  EXPECT_EQ(json("u.json").at("data").at("columns").at("b").at("missing_markers"),
            nlohmann::json({"NONE", "None"}));
  succeed({"train", "u.json", "--quiet"});
}

TEST_F(Init, ColumnsThatNumberOrNameTheRowsAreLeftOut) {
  std::string text = "id,name,nothing,a,y\n";
  for (int i = 0; i < 40; ++i)
    text += std::to_string(i) + ",person " + std::to_string(i) + ",," + std::to_string(i % 7) + "," +
            (i % 7 > 3 ? "p" : "q") + "\n";
  folder.write("t.csv", text);
  EXPECT_THAT(said({"init", "t.csv"}),
              HasSubstr("  left out, because nearly every row has its own word: name\n"
                        "  left out, because they number the rows: id\n"
                        "  left out, because they are empty: nothing\n"));
  EXPECT_EQ(json("t.json").at("data").at("train").at("inputs"), nlohmann::json({"a"}));
  succeed({"train", "t.json", "--quiet"});
}

TEST_F(Init, FourRowsAreTooFewToHoldSomeOut) {
  succeed({"init", source_folder() + "/data/xor.csv"});
  EXPECT_FALSE(json("xor.json").at("data").contains("test"));
  succeed({"train", "xor.json", "--quiet"});
}

TEST_F(Init, FindsTheTargetByItsNameOrAsTold) {
  folder.write("t.csv", "Label,a,b\nx,1,5\ny,2,6\nx,3,7\ny,4,8\n");
  EXPECT_THAT(said({"init", "t.csv"}), HasSubstr("target: \"Label\", by its name\n"));
  EXPECT_THAT(said({"init", "t.csv", "--target", "b", "--out", "b.json"}),
              HasSubstr("target: \"b\", as you said\n  task: regression"));
  expect_error(
      {"init", "t.csv", "--target", "lable", "--out", "c.json"}, 3,
      "t.csv:1: expected a column \"lable\" as target, got Label, a, b\n  hint: did you mean \"Label\"?");
}

TEST_F(Init, KeepsWhatIsThereAndReachesTheDataFromTheConfigsFolder) {
  write_flowers();
  expect_error({"init", "flowers.csv"}, 2,
               "flowers.json: expected a file that is not there yet, got one that is\n"
               "  hint: choose another with --out FILE");
  std::filesystem::create_directories(folder / "configs");
  succeed({"init", "flowers.csv", "--out", "configs/f.json"});
  EXPECT_EQ(json("configs/f.json").at("data").at("train").at("path"), "../flowers.csv");
  succeed({"check", "configs/f.json"});
}

TEST_F(Init, HostileFilesGetAReason) {
  const auto fails = [&](const std::string& bytes, const std::string& reason) {
    folder.write("h.csv", bytes);
    const Outcome outcome = mlp({"init", "h.csv"});
    EXPECT_EQ(outcome.code, 3) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("mlp: h.csv" + reason));
    EXPECT_FALSE(std::filesystem::exists(folder / "h.json"));
  };
  fails("", ":1: expected rows, got an empty file");
  fails("a,b\n", ":1: expected rows after the column names, got none");
  fails("a\n1\n2\n", ": expected a column of numbers or categories besides the target \"a\", got none");
  fails("a,a\n1,2\n", ":1: expected each column name once");
  fails(std::string("\x7f"
                    "ELF\0\1\2\n\0",
                    8),
        ":1: expected text, got a NUL byte");
  fails("name,town\nann,rome\nbob,oslo\n",
        ": expected a target of numbers or of classes, got 2 different words");
  fails("a,y\n1,2\n2,2\n", ": expected different values of the target, got the same in every row");
  fails("a,y\n1,2\n2,NA\n", ": expected a target in every row, got 1 row without in column \"y\"");
  fails("a,\xe9\n1,2\n2,3\n", ": expected names in UTF-8, got other bytes");
  expect_error(
      {"init", "flower.csv"}, 5,
      "flower.csv: cannot read: No such file or directory\n  hint: look for a misspelt folder or file name");
}

TEST_F(Init, TakesZerosAndOnesForClassesAlsoWhereAPointIsWritten) {
  std::string text = "a,y\n", mixed = text, halves = text;
  for (int i = 0; i < 40; ++i) {
    const std::string a = std::to_string(i) + ",";
    text += a + (i % 3 == 0 ? "1.0\n" : "0.0\n");
    mixed += a + (i % 3 == 0 ? "1\n" : i % 3 == 1 ? "0.0\n" : "0\n");
    halves += a + (i % 3 == 0 ? "0.5\n" : "1.5\n");
  }
  folder.write("floats.csv", text);
  EXPECT_THAT(said({"init", "floats.csv"}),
              HasSubstr("task: 2 classes, because it holds few different integers\n"));
  succeed({"train", "floats.json", "--quiet"});
  folder.write("mixed.csv", mixed);
  EXPECT_THAT(said({"init", "mixed.csv"}), HasSubstr("task: regression, because it holds "));
  folder.write("halves.csv", halves);
  EXPECT_THAT(said({"init", "halves.csv"}), HasSubstr("task: regression, because it holds fractions\n"));
}

TEST_F(Init, TrainsOnAFileOfRowsAloneThatEndInAWord) {
  std::string text;
  for (int i = 0; i < 40; ++i)
    text += std::to_string(i) + ".5," + std::to_string(i % 5) + (i % 2 == 0 ? ",p\n" : ",q\n");
  folder.write("t.csv", text);
  said({"init", "t.csv"});
  EXPECT_EQ(json("t.json").at("data").at("train").at("header"), false);
  EXPECT_EQ(json("t.json").at("data").at("train").at("target"), "column_3");
  succeed({"train", "t.json", "--quiet"});
}

TEST_F(Init, SaysACommandThatAShellReadsBack) {
  write_flowers();
  EXPECT_THAT(said({"init", "flowers.csv", "--out", "a b.json"}), HasSubstr("Next: mlp train 'a b.json'\n"));
  EXPECT_THAT(said({"init", "flowers.csv", "--out=-a.json"}), HasSubstr("Next: mlp train ./-a.json\n"));
}

}  // namespace
}  // namespace mlp
