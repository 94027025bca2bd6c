// Cross-validation: each fold is a training of its own, whoever trains it when.
#include "mlp/run/cross_validation.hpp"

#include <algorithm>
#include <sstream>

#include "data/folds.hpp"
#include "io/message_of.hpp"
#include "mlp/base/error.hpp"
#include "run/small_run.hpp"

namespace mlp {
namespace {

class CrossValidationOfASmallRun : public SmallRun {
 protected:
  void SetUp() override {
    SmallRun::SetUp();
    config = load_config(folder / "config.json", {{"/training/epochs", "5"}});
  }
  CrossValidation validate(const CrossValidationOptions& options) {
    return cross_validate(config, folder.path(), options);
  }
  Config config;
};

TEST_F(CrossValidationOfASmallRun, GivesTheSameFiguresForAnyNumberOfThreads) {
  const CrossValidation alone = validate({.folds = 4, .repetitions = 2, .threads = 1});
  const CrossValidation together = validate({.folds = 4, .repetitions = 2, .threads = 5});
  ASSERT_EQ(alone.folds.size(), 8u);
  for (std::size_t i = 0; i < alone.folds.size(); ++i) {
    EXPECT_EQ(alone.folds[i].parameters_sha256, together.folds[i].parameters_sha256);
    EXPECT_EQ(alone.folds[i].scores.loss, together.folds[i].scores.loss);
  }
  EXPECT_EQ(alone.predictions_csv, together.predictions_csv);
  EXPECT_NE(alone.folds[0].parameters_sha256, alone.folds[4].parameters_sha256) << "dealt anew";
}

TEST_F(CrossValidationOfASmallRun, TrainsEachFoldAsATrainingOnTheOtherRows) {
  config.data.validation.reset();
  config.recipe.training.early_stopping.reset();
  const CrossValidation result = validate({.folds = 3});
  const Splits splits =
      load_splits(config.data, target_kind(config.recipe.loss), folder.path(), config.recipe.seed);
  const std::vector<Index> folds = folds_of(splits.train, {.folds = 3}, config.recipe.seed, 0);
  RowView rows = splits.train;
  rows.rows.clear();
  for (std::size_t i = 0; i < folds.size(); ++i) {
    if (folds[i] != 1) rows.rows.push_back(splits.train.rows[i]);
  }
  const TrainResult trained = train(config.recipe, rows, {}, {.preprocess = config.data.preprocess});
  EXPECT_EQ(result.folds[1].parameters_sha256, trained.model.parameters_sha256());
  EXPECT_EQ(result.folds[1].rows, 20);
  EXPECT_EQ(result.folds[1].training_rows, 40);
}

TEST_F(CrossValidationOfASmallRun, PoolsALossThatIsTheMeanOverAllRows) {
  const CrossValidation result = validate({.folds = 4});
  double sum = 0.0;
  // Loss is measured on targets scaled by each fold's own spread, so only the rows' numbers weigh them.
  for (const FoldResult& fold : result.folds) sum += fold.scores.loss * static_cast<double>(fold.rows);
  EXPECT_NEAR(result.pooled.front().loss, sum / 60.0, 1e-12);
  EXPECT_EQ(result.summary.front().name, "loss");
  EXPECT_LT(result.summary.front().low, result.summary.front().mean);
}

TEST_F(CrossValidationOfASmallRun, WritesAPredictionForEveryRowByTheFoldThatHeldItOut) {
  const CrossValidation result = validate({.folds = 4, .repetitions = 2});
  std::istringstream lines(result.predictions_csv);
  std::string line;
  ASSERT_TRUE(std::getline(lines, line));
  EXPECT_EQ(line, "repetition,row,fold,target_c,c");
  Index count = 0;
  while (std::getline(lines, line)) {
    ++count;
    EXPECT_EQ(std::count(line.begin(), line.end(), ','), 4);
  }
  EXPECT_EQ(count, 120);
}

TEST_F(CrossValidationOfASmallRun, RefusesGroupsThatTheNetworkSees) {
  EXPECT_EQ(message_of<Error>([&] { validate({.folds = 3, .group = "a"}); }),
            "expected groups that the network does not see, got the input column \"a\"\n"
            "  hint: choose the other columns with /data/train/inputs");
}

TEST_F(CrossValidationOfASmallRun, KeepsGroupsOnOneSide) {
  auto& csv = std::get<CsvSource>(config.data.train);
  csv.inputs = {"a"};
  const CrossValidation result = validate({.folds = 3, .group = "b"});
  EXPECT_EQ(result.folds.size(), 3u);
}

// A column that says which rows are the test's is no input here either, though no test is cut off.
TEST(CrossValidation, KeepsTheColumnsOfTheSplitsFromTheNetwork) {
  const TemporaryFolder folder;
  std::string rows = "x,part,y\n";
  for (int i = 0; i < 12; ++i)
    rows += std::to_string(i) + (i % 3 ? ",train," : ",test,") + std::to_string(2 * i) + "\n";
  folder.write("t.csv", rows);
  const Config config = parse_config(
      R"({"data": {"train": {"type": "csv", "path": "t.csv", "target": "y"},
                   "test": {"type": "column", "column": "part", "value": "test"}},
          "model": {"hidden": []}, "loss": "mse", "training": {"epochs": 1}})",
      "t.json");
  const CrossValidation result = cross_validate(config, folder.path(), {.folds = 3});
  Index held_out = 0;
  for (const FoldResult& fold : result.folds) held_out += fold.rows;
  EXPECT_EQ(held_out, 12);
}

TEST(CrossValidation, NumbersRowsAsTheFileDoesWhereSomeAreDropped) {
  const TemporaryFolder folder;
  folder.write("t.csv", "x,y\n1,1\n,2\n3,3\n4,4\n,5\n6,6\n7,7\n");
  const Config config = parse_config(
      R"({"data": {"train": {"type": "csv", "path": "t.csv", "target": "y"},
                   "columns": {"x": {"missing": "drop_row"}}},
          "model": {"hidden": []}, "loss": "mse", "training": {"epochs": 1}})",
      "t.json");
  std::istringstream lines(cross_validate(config, folder.path(), {.folds = 2}).predictions_csv);
  std::string line, numbers;
  std::getline(lines, line);
  ASSERT_EQ(line, "repetition,row,fold,target_y,y");
  // The target is the row's number.
  for (std::string repetition, row, fold, target; std::getline(lines, repetition, ',');) {
    std::getline(lines, row, ',');
    std::getline(lines, fold, ',');
    std::getline(lines, target, ',');
    std::getline(lines, line);
    EXPECT_EQ(row, target);
    numbers += row + " ";
  }
  EXPECT_EQ(numbers, "1 3 4 6 7 ");
}

TEST_F(CrossValidationOfASmallRun, SaysThatItLooksForAGroupWhereTheColumnIsNotThere) {
  const std::string message = message_of<Error>([&] { validate({.folds = 3, .group = "zz"}); });
  EXPECT_NE(message.find(": expected a column \"zz\" as group, got "), std::string::npos) << message;
}

}  // namespace
}  // namespace mlp
