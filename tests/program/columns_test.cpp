// Tables with words, dates and gaps, from a config to predictions.
#include <gmock/gmock.h>

#include "program/program.hpp"
#include "source_folder.hpp"

namespace mlp {
namespace {

using testing::HasSubstr;

class Columns : public ProgramTest {
 protected:
  void SetUp() override {
    std::string text = "id,port,age,member,since,paid\n";
    for (int i = 0; i < 60; ++i) {
      const int age = 20 + i * 7 % 40;
      text += "p" + std::to_string(i) + "," + (i % 3 == 0 ? "north" : "south") + "," +
              (i % 10 == 4 ? "NA" : std::to_string(age)) + "," + (i % 2 == 0 ? "yes" : "no") + ",2024-0" +
              std::to_string(1 + i % 9) + "-11," + (age > 38 ? "late" : "early") + "\n";
    }
    folder.write("t.csv", text);
    write_config(R"("id": {"kind": "ignored"}, "age": {"missing": "median", "indicator": true})");
  }
  void write_config(const std::string& columns) const {
    folder.write("t.json", R"({"data": {"train": {"type": "csv", "path": "t.csv", "target": "paid"},
      "test": {"fraction": 0.2}, "columns": {)" +
                               columns + R"(}}, "model": {"hidden": [{"units": 8}]},
      "loss": "binary_cross_entropy", "training": {"epochs": 20, "batch_size": 8}, "metrics": ["accuracy"]})");
  }
};

TEST_F(Columns, AreShownByCheck) {
  EXPECT_THAT(succeed({"check", "t.json"}), HasSubstr(R"(
  column   kind          missing      features   as
  port     categorical   -                   2   one_hot: north, south
  age      numeric       6 as 38.50          2
  member   boolean       -                   1
  since    date          -                   1
)"));
  const auto json = nlohmann::json::parse(succeed({"check", "t.json", "--json"}));
  EXPECT_EQ(json.at("columns").at(0).at("categories"), nlohmann::json({"north", "south"}));
  EXPECT_EQ(json.at("columns").at(1).at("missing"), 6);
}

TEST_F(Columns, TrainPredictAndReproduceTheSameOnAnyNumberOfThreads) {
  succeed({"train", "t.json", "--out", "one", "--quiet", "--threads", "1"});
  succeed({"train", "t.json", "--out", "two", "--quiet", "--threads", "2"});
  EXPECT_EQ(folder.read("one/model.safetensors"), folder.read("two/model.safetensors"));
  EXPECT_THAT(succeed({"reproduce", "one"}), HasSubstr("IDENTICAL"));
  // Columns are found by their names, categories by theirs, whatever a file's order.
  folder.write("a.csv", "port,age,member,since\nsouth,NA,yes,2024-03-01\nnorth,30,no,2025-01-01\n");
  folder.write("b.csv", "since,member,port,age\n2024-03-01,TRUE,south,\n2025-01-01,0,north,30.0\n");
  EXPECT_EQ(succeed({"predict", "one", "a.csv"}), succeed({"predict", "one/model.safetensors", "b.csv"}));
  succeed({"crossval", "t.json", "--folds", "3", "--quiet"});
}

TEST_F(Columns, RefuseWhatTheModelWasNotTrainedFor) {
  succeed({"train", "t.json", "--out", "run", "--quiet"});
  folder.write("new.csv", "port,age,member,since\nsouth,30,yes,2024-03-01\neast,30,no,2024-01-01\n");
  expect_error(
      {"predict", "run", "new.csv"}, 3,
      "new.csv:3: column \"port\": expected a category that training rows have (north, south), got \"east\"\n"
      "  hint: train with \"columns\": {\"port\": {\"unseen\": \"other\", \"min_count\": 2}} in /data, or "
      "\"unseen\": \"ignore\"");
  folder.write("gap.csv", "port,age,member,since\nsouth,30,,2024-03-01\n");
  expect_error({"predict", "run", "gap.csv"}, 3,
               "gap.csv:2: column \"member\": expected true or false, got a missing value\n"
               "  hint: fill it in or leave the row out");
}

TEST_F(Columns, DropRowsOfPredictionsTooAndSaySo) {
  write_config(R"("id": {"kind": "ignored"}, "age": {"missing": "drop_row"})");
  succeed({"train", "t.json", "--out", "run", "--quiet"});
  folder.write("new.csv",
               "id,port,age,member,since\na,south,30,yes,2024-03-01\nb,north,,no,2024-01-01\nc,north,5,no,"
               "2024-01-01\n");
  const Outcome outcome = mlp({"predict", "run", "new.csv", "--keep", "id"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("\na,"));
  EXPECT_THAT(outcome.out, HasSubstr("\nc,"));
  EXPECT_EQ(outcome.out.find("\nb,"), std::string::npos);
  EXPECT_EQ(outcome.err,
            "mlp: new.csv: left out 1 row without a value in a column that drops such rows, the first of "
            "them row 2\n");
}

TEST_F(Columns, AreCheckedInTheConfig) {
  write_config(R"("age": {"missing": "medain"})");
  const Outcome outcome = mlp({"train", "t.json"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("t.json:2:65: /data/columns/age/missing: expected"));
  EXPECT_THAT(outcome.err, HasSubstr("median"));
}

// The advice of the message, taken word for word.
TEST_F(Columns, OfPimaTrainByWhatTheMessageAdvises) {
  const std::string config = source_folder() + "/configs/pima_diabetes.json";
  const Outcome refused = mlp({"check", config, "--set", "/data/columns={}"});
  EXPECT_EQ(refused.code, 3);
  const std::string before = "stands for it: \"columns\": ";
  const std::size_t begin = refused.err.find(before) + before.size(),
                    end = refused.err.find(" in /data", begin);
  ASSERT_NE(end, std::string::npos) << refused.err;
  succeed({"train", config, "--out", "run", "--quiet", "--set",
           "/data/columns=" + refused.err.substr(begin, end - begin)});
}

}  // namespace
}  // namespace mlp
