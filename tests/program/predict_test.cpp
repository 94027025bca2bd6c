// mlp predict and mlp evaluate: a trained model on rows from elsewhere.
#include <gmock/gmock.h>

#include "program/program.hpp"

namespace mlp {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Predict : public ProgramTest {
 protected:
  void SetUp() override {
    write_flowers();
    succeed({"train", "flowers.json", "--out", "run", "--quiet", "--set", "/training/epochs=40"});
  }
};

TEST_F(Predict, WritesClassAndProbabilities) {
  folder.write("new.csv", "length,width\n1.2,0.4\n3.3,1.5\n5.1,0.2\n");
  const std::string out = succeed({"predict", "run", "new.csv"});
  EXPECT_THAT(out, StartsWith("class,probability_daisy,probability_rose,probability_tulip\ndaisy,0.9"));
  EXPECT_THAT(out, HasSubstr("\nrose,"));
  EXPECT_THAT(out, HasSubstr("\ntulip,"));
}

TEST_F(Predict, FindsColumnsByNameAndIgnoresOthers) {
  folder.write("new.csv", "length,width\n1.2,0.4\n5.1,0.2\n");
  folder.write("moved.csv", "colour,width,kind,length\nred,0.4,unknown,1.2\nblue,0.2,,5.1\n");
  EXPECT_EQ(succeed({"predict", "run", "new.csv"}), succeed({"predict", "run", "moved.csv"}));
}

TEST_F(Predict, TakesTheModelFileAsWellAsTheRun) {
  EXPECT_EQ(succeed({"predict", "run", "flowers.csv"}),
            succeed({"predict", "run/model.safetensors", "flowers.csv"}));
}

TEST_F(Predict, WritesAFileWithOut) {
  const std::string csv = succeed({"predict", "run", "flowers.csv"});
  EXPECT_EQ(succeed({"predict", "run", "flowers.csv", "--out", "predictions.csv"}), "");
  EXPECT_EQ(folder.read("predictions.csv"), csv);
}

TEST_F(Predict, NamesAMissingColumnAndWhatComesClose) {
  folder.write("new.csv", "lenght,width\n1.2,0.4\n");
  expect_error({"predict", "run", "new.csv"}, 3,
               "new.csv:1: expected a column \"length\" as input, got lenght, width\n"
               "  hint: did you mean \"lenght\"?");
}

TEST_F(Predict, SaysWhenTheOutputCannotBeWritten) {
  expect_error({"predict", "run", "flowers.csv", "--out", "/dev/full"}, 5,
               "/dev/full: cannot write " +
                   std::to_string(succeed({"predict", "run", "flowers.csv"}).size()) +
                   " bytes: No space left on device\n"
                   "  hint: make room on the disk, or choose a folder on another one");
}

TEST_F(Predict, EndsQuietlyWhenItsReaderIsGone) {
  folder.write("try.sh", std::string("trap '' PIPE; { '") + MLP_PROGRAM +
                             "' predict run flowers.csv; echo $? > code; } | true");
  EXPECT_EQ(std::system(("cd " + folder.path().string() + " && bash try.sh 2> complaints").c_str()), 0);
  EXPECT_EQ(folder.read("complaints"), "");
}

TEST_F(Predict, WritesNumbersInOriginalUnits) {
  folder.write("line.csv", "x,\"y, in metres\"\n1,1000\n2,2000\n3,3000\n4,4000\n");
  folder.write("line.json",
               R"({"data": {"train": {"type": "csv", "path": "line.csv", "target": "y, in metres"},
    "preprocess": {"targets": "standardize"}}, "model": {"hidden": []}, "loss": "mse",
    "optimizer": {"type": "sgd", "learning_rate": 0.1}, "training": {"epochs": 300}})");
  succeed({"train", "line.json", "--out", "line", "--quiet"});
  folder.write("new.csv", "x\n10\n");
  const std::string out = succeed({"predict", "line", "new.csv"});
  ASSERT_THAT(out, StartsWith("\"y, in metres\"\n"));
  EXPECT_NEAR(std::stod(out.substr(out.find('\n'))), 10000.0, 1.0);  // 300 epochs come this near to the line
}

TEST_F(Predict, ReadsAsTheTrainingDataWereWritten) {
  folder.write("points.csv", "0;0;no\n0;1;yes\n1;0;yes\n1;1;no\n");
  folder.write("points.json",
               R"({"data": {"train": {"type": "csv", "path": "points.csv", "target": "column_3",
    "header": false, "delimiter": ";"}}, "model": {"hidden": [{"units": 4}]}, "loss": "binary_cross_entropy"})");
  succeed({"train", "points.json", "--out", "points", "--quiet"});
  folder.write("new.csv", "0;1\n1;1\n");
  EXPECT_THAT(succeed({"predict", "points", "new.csv"}),
              StartsWith("class,probability_no,probability_yes\n"));
}

TEST_F(Predict, KeepsColumnsThatTellWhichRowIsWhich) {
  folder.write("new.csv", "garden,length,id,width\n\"east, by the wall\",1.2,07,0.4\nwest,5.1,,0.2\n");
  const std::string out = succeed({"predict", "run", "new.csv", "--keep", "id", "--keep", "garden"});
  EXPECT_THAT(out, StartsWith("id,garden,class,probability_daisy"));
  EXPECT_THAT(out, HasSubstr("\n07,\"east, by the wall\",daisy,0.9"));
  EXPECT_THAT(out, HasSubstr("\n\"\",west,tulip,"));
  // An input may be kept too.
  EXPECT_THAT(succeed({"predict", "run", "new.csv", "--keep", "length"}), HasSubstr("\n5.1,tulip,"));
  expect_error({"predict", "run", "new.csv", "--keep", "gardn"}, 3,
               "new.csv:1: expected a column \"gardn\" to keep, got garden, length, id, width\n"
               "  hint: did you mean \"garden\"?");
}

TEST_F(Predict, ReadsStandardInputAndGzip) {
  const std::string expected = succeed({"predict", "run", "flowers.csv"});
  ASSERT_EQ(std::system(("gzip --keep " + (folder / "flowers.csv").string()).c_str()), 0);
  EXPECT_EQ(succeed({"predict", "run", "flowers.csv.gz"}), expected);
  const auto piped = [&](const std::string& file) {
    folder.write("try.sh",
                 "cat " + file + " | '" + MLP_PROGRAM + "' predict run - --keep length --out piped.csv");
    EXPECT_EQ(std::system(("cd " + folder.path().string() + " && bash try.sh").c_str()), 0);
    return folder.read("piped.csv");
  };
  EXPECT_EQ(piped("flowers.csv"), succeed({"predict", "run", "flowers.csv", "--keep", "length"}));
  EXPECT_EQ(piped("flowers.csv.gz"), piped("flowers.csv"));
}

TEST_F(Predict, RefusesTheOtherKindOfFile) {
  folder.write("images", std::string("\0\0\x08\x03\0\0\0\x01\0\0\0\x01\0\0\0\x02\x01\x02", 18));
  expect_error({"predict", "run", "images"}, 3,
               "images: expected CSV with named columns, got IDX\n"
               "  hint: the model was trained on a table");
}

TEST_F(Predict, EvaluatesOtherRows) {
  EXPECT_THAT(succeed({"evaluate", "run", "--data", "flowers.csv"}),
              StartsWith("  data       flowers.csv (30 rows)\n  loss       0."));
  EXPECT_THAT(succeed({"evaluate", "run"}), StartsWith("  data       test data (12 rows)\n  loss       "));
  const auto json = nlohmann::json::parse(
      succeed({"evaluate", "run/model.safetensors", "--data", "flowers.csv", "--json"}));
  EXPECT_EQ(json.at("rows"), 30);
  EXPECT_GE(json.at("accuracy"), 0.9);
}

TEST_F(Predict, ShowsEachClassAndWhatItWasTakenForWhereAsked) {
  const std::string text = succeed({"evaluate", "run", "--data", "flowers.csv", "--classes"});
  EXPECT_THAT(text, StartsWith(succeed({"evaluate", "run", "--data", "flowers.csv"})));
  EXPECT_THAT(text, HasSubstr("\n\n  class   precision   recall"));
  EXPECT_THAT(text, HasSubstr("\n\n  predicted as    1    2    3\n  1 daisy        10    0    0\n"));
  const auto json =
      nlohmann::json::parse(succeed({"evaluate", "run", "--data", "flowers.csv", "--classes", "--json"}));
  EXPECT_EQ(json.at("classes")[2].at("label"), "tulip");
  EXPECT_EQ(json.at("classes")[0].at("rows"), 10);
  int right = 0;
  for (std::size_t k = 0; k < 3; ++k) right += json.at("confusion_matrix")[k][k].get<int>();
  EXPECT_EQ(right / 30.0, json.at("accuracy").get<double>());
}

TEST_F(Predict, EvaluatesOnlyWhereTargetsAreKnown) {
  folder.write("new.csv", "length,width\n1.2,0.4\n");
  expect_error({"evaluate", "run", "--data", "new.csv"}, 3,
               "new.csv:1: expected a column \"kind\" as target, got length, width");
  folder.write("other.csv", "length,width,kind\n1.2,0.4,orchid\n");
  EXPECT_EQ(mlp({"evaluate", "run", "--data", "other.csv"}).code, 3);
  expect_error({"evaluate", "run/model.safetensors"}, 2,
               "run/model.safetensors: expected --data FILE beside a model file\n"
               "  hint: a run directory knows its test data; a model file by itself does not");
}

// The rows that a config cuts off are others when a file has changed: trained ones among them.
TEST_F(Predict, RefusesToEvaluateItsOwnRowsWhereAFileHasChangedSince) {
  const std::string before = succeed({"evaluate", "run"}), rows = folder.read("flowers.csv");
  folder.write("flowers.csv", rows + "1.2,0.4,daisy\n");
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"evaluate", "run"}, {"inspect", "run", "--health"}}) {
    const Outcome outcome = mlp(words);
    EXPECT_EQ(outcome.code, 3);
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err,
                HasSubstr("run: expected the data that the run was trained on, got files that differ:\n"
                          "  ../flowers.csv: sha256 "));
    EXPECT_THAT(outcome.err,
                HasSubstr("\n  hint: bring back the files, whose digests stand in manifest.json; "
                          "--data FILE takes rows of your choice\n"));
  }
  EXPECT_THAT(succeed({"evaluate", "run", "--data", "flowers.csv"}), HasSubstr("(31 rows)"));
  folder.write("flowers.csv", rows);
  EXPECT_EQ(succeed({"evaluate", "run"}), before);
}

// No row is read from that model, and the run holds all that came of it.
TEST_F(Predict, EvaluatesARunWhoseStartIsGone) {
  succeed({"train", "flowers.json", "--out", "further", "--quiet", "--set", "/model/start_from=run"});
  const std::string before = succeed({"evaluate", "further"});
  std::filesystem::remove_all(folder / "run");
  EXPECT_EQ(succeed({"evaluate", "further"}), before);
}

TEST_F(Predict, WeighsOtherRowsAsTheRunsOwn) {
  folder.write("line.csv", "x,w,y\n1,1,1\n2,1,2\n3,1,3\n4,1,4\n");
  folder.write("later.csv", "x,w,y\n1,0.5,2\n2,3,9\n3,0,7\n");
  folder.write("plain.csv", "x,y\n1,2\n2,9\n3,7\n");
  folder.write("line.json",
               R"({"data": {"train": {"type": "csv", "path": "line.csv", "target": "y", "sample_weight": "w"},
    "test": {"type": "csv", "path": "later.csv", "target": "y", "sample_weight": "w"}},
    "model": {"hidden": []}, "loss": "mse", "training": {"epochs": 3}})");
  succeed({"train", "line.json", "--out", "line", "--quiet"});
  const auto loss = [](const std::string& text) {
    return nlohmann::json::parse(text).at("loss").get<double>();
  };
  const double own = loss(succeed({"evaluate", "line", "--json"}));
  const Outcome weighted = mlp({"evaluate", "line", "--data", "later.csv", "--json"});
  EXPECT_EQ(weighted.err, "");
  EXPECT_EQ(loss(weighted.out), own);
  const Outcome plain = mlp({"evaluate", "line", "--data", "plain.csv", "--json"});
  EXPECT_EQ(plain.err, "mlp: plain.csv: no column \"w\" of sample weights, so every row weighs the same\n");
  EXPECT_NE(loss(plain.out), own);
  EXPECT_EQ(mlp({"predict", "line", "plain.csv"}).err, "");
}

TEST_F(Predict, SaysWhatItEvaluatesWhereThereIsNoTestData) {
  succeed({"train", "flowers.json", "--out", "untested", "--quiet", "--set", "/data/test=null"});
  const Outcome outcome = mlp({"evaluate", "untested"});
  EXPECT_EQ(outcome.err, "mlp: the run has no test data; this is its validation data\n");
  EXPECT_THAT(outcome.out, StartsWith("  data       validation data (15 rows)\n"));
}

TEST_F(Predict, SaysThatAnEmptyFileIsEmpty) {
  folder.write("empty.csv", "");
  expect_error({"predict", "run", "empty.csv"}, 3, "empty.csv:1: expected rows, got an empty file");
}

}  // namespace
}  // namespace mlp
