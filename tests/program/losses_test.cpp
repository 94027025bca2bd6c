// Losses as a user meets them: weights from a column, warnings, predictions of every kind.
#include <gmock/gmock.h>

#include "program/program.hpp"

namespace mlp {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Losses : public ProgramTest {
 protected:
  // Eight rows of one input, and columns to choose targets from.
  void SetUp() override {
    std::string table = "x,count,cat,dog,w\n";
    for (int i = 0; i < 8; ++i) {
      const std::string n = std::to_string(i);
      table += n + "," + n + "," + (i > 3 ? "1" : "0") + "," + (i % 2 == 0 ? "1" : "0") + "," + n + "\n";
    }
    folder.write("table.csv", table);
  }
  void write_config(const std::string& target, const std::string& loss, const std::string& more = "") {
    folder.write("c.json",
                 R"({"data": {"train": {"type": "csv", "path": "table.csv", "inputs": ["x"], "target": )" +
                     target + more + R"(}}, "model": {"hidden": []}, "loss": )" + loss +
                     R"(, "training": {"epochs": 3}})");
  }
};

TEST_F(Losses, OfEachKindNameTheirPredictions) {
  const std::vector<std::array<std::string, 3>> cases = {
      {"\"count\"", "\"poisson\"", "count\n"},
      {"\"count\"", "\"gaussian_nll\"", "count,variance_count\n"},
      {R"(["cat", "dog"])", "\"multi_label\"", "cat,dog\n"},
      {"\"cat\"", "\"hinge\"", "class,score_0,score_1\n"},
      {"\"count\"", R"({"type": "squared_hinge", "class_weights": "balanced"})",
       "class,score_0,score_1,score_2,"},
      {"\"cat\"", "\"binary_focal\"", "class,probability_0,probability_1\n"}};
  for (const auto& [target, loss, header] : cases) {
    SCOPED_TRACE(loss);
    write_config(target, loss);
    succeed({"train", "c.json", "--out", "run", "--force", "--quiet"});
    EXPECT_THAT(succeed({"predict", "run", "table.csv"}), StartsWith(header));
    EXPECT_THAT(succeed({"evaluate", "run"}), HasSubstr("loss"));
    EXPECT_THAT(succeed({"reproduce", "run"}), HasSubstr("IDENTICAL"));
  }
}

TEST_F(Losses, RefuseTargetsThatTheyCannotTake) {
  write_config("\"count\"", "\"multi_label\"");
  expect_error({"check", "c.json"}, 3,
               "targets: row 3: expected 0 or 1 in each target column with the loss multi_label, got 2\n"
               "  hint: 1 where the row has the label, else 0");
}

TEST_F(Losses, TakeWeightsOfRowsFromAColumn) {
  write_config("\"count\"", "\"mse\"");
  succeed({"train", "c.json", "--out", "plain", "--quiet"});
  write_config("\"count\"", "\"mse\"", R"(, "sample_weight": "w")");
  succeed({"train", "c.json", "--out", "weighted", "--quiet"});
  EXPECT_NE(json("plain/summary.json")["parameters_sha256"],
            json("weighted/summary.json")["parameters_sha256"]);
  EXPECT_THAT(succeed({"reproduce", "weighted"}), HasSubstr("IDENTICAL"));
  folder.write("table.csv", "x,count,w\n1,1,1\n2,2,-1\n");
  expect_error({"check", "c.json"}, 3,
               "table.csv:3: column \"w\": expected a sample weight of at least 0, got \"-1\"\n"
               "  hint: a row of weight 0 counts for nothing");
}

TEST_F(Losses, WarnOfAnOutputThatSaturates) {
  write_config("\"cat\"", "\"mse\"");
  const std::vector<std::string> set{"--set", "/model/output/activation=sigmoid"};
  for (const std::string verb : {"check", "train"}) {
    std::vector<std::string> words{verb, "c.json"};
    words.insert(words.end(), set.begin(), set.end());
    const Outcome outcome = mlp(words);
    EXPECT_EQ(outcome.code, 0);
    EXPECT_THAT(outcome.err,
                StartsWith("mlp: warning: /model/output/activation: sigmoid with the loss mse: "));
    EXPECT_THAT(outcome.err,
                HasSubstr("\n  hint: for classes use binary_cross_entropy, for labels multi_label\n"));
  }
  EXPECT_EQ(mlp({"check", "c.json"}).err, "");
}

}  // namespace
}  // namespace mlp
