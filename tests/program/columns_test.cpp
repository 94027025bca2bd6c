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

TEST_F(Columns, OfTargetsAreUndoneInPredictions) {
  std::string text = "size,price\n";
  for (int i = 0; i < 60; ++i)
    text += std::to_string(i % 20) + "," + std::to_string(100 << (i % 20 / 2)) + "\n";
  folder.write("t.csv", text);
  folder.write("t.json", R"({"data": {"train": {"type": "csv", "path": "t.csv", "target": "price"},
    "test": {"fraction": 0.2},
    "columns": {"price": {"transform": "log1p", "scaling": "standardize"}}},
    "model": {"hidden": [{"units": 8}]}, "loss": "mse",
    "optimizer": "adam", "training": {"epochs": 200, "batch_size": 8}, "metrics": ["mape"]})");
  EXPECT_THAT(succeed({"check", "t.json"}), HasSubstr("\n  price    target   -                    log1p\n"));
  succeed({"train", "t.json", "--out", "run", "--quiet"});
  EXPECT_THAT(succeed({"reproduce", "run"}), HasSubstr("IDENTICAL"));
  const auto inspected = nlohmann::json::parse(succeed({"inspect", "run", "--json"}));
  EXPECT_EQ(inspected.at("target_columns").at(0).at("transform"), "log1p");
  folder.write("new.csv", "size\n0\n19\n");
  const std::string predicted = succeed({"predict", "run", "new.csv"});
  float least = 0.0f, most = 0.0f;
  ASSERT_EQ(std::sscanf(predicted.c_str(), "price\n%f\n%f", &least, &most), 2) << predicted;
  EXPECT_GT(least, 50.0f);
  EXPECT_LT(least, 200.0f);
  EXPECT_GT(most, 25600.0f);
  EXPECT_LT(most, 102400.0f);

  // The same rows from the disk.
  succeed({"train", "t.json", "--out", "disk", "--quiet", "--set", "/data/train/on_disk=true"});
  EXPECT_EQ(folder.read("disk/model.safetensors"), folder.read("run/model.safetensors"));
  succeed({"train", "t.json", "--out", "disk2", "--quiet", "--set", "/data/train/on_disk=true"});
  EXPECT_EQ(folder.read("disk2/model.safetensors"), folder.read("run/model.safetensors"));

  expect_error(
      {"check", "t.json", "--set", "/data/columns/price={\"missing\": \"mean\"}"}, 2,
      "/data/columns/price: expected clip, transform and scaling alone for a target of numbers, got what "
      "is for inputs\n"
      "  hint: a row without its target teaches nothing: leave it out of the file");
  expect_error(
      {"check", "t.json", "--set", "/loss=cross_entropy", "--set", "/metrics=[]"}, 2,
      "/data/columns/price: expected a column of inputs or a target of numbers, got a target of classes");
}

}  // namespace
}  // namespace mlp
