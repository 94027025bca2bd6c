// Sources and fractions to splits, with real files.
#include "mlp/data/load.hpp"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/data_files.hpp"
#include "io/digest.hpp"
#include "source_folder.hpp"

namespace mlp {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;

CsvSource csv(const std::string& path, const std::string& target = "y") {
  CsvSource source;
  source.path = path;
  source.target = {target};
  return source;
}

Fraction share(double fraction, std::optional<bool> stratify = {}) {
  return {.fraction = fraction, .stratify = stratify};
}

DataConfig config_of(const Source& train, std::optional<Holdout> validation = {},
                     std::optional<Holdout> test = {}) {
  DataConfig config;
  config.train = train;
  config.validation = validation;
  config.test = test;
  return config;
}

Splits load(const DataConfig& config, const TemporaryFolder& folder, TargetKind kind = TargetKind::classes,
            std::uint64_t seed = 1) {
  return load_splits(config, kind, folder.path(), seed);
}

std::string error_of(const DataConfig& config, const TemporaryFolder& folder,
                     TargetKind kind = TargetKind::classes) {
  return message_of<DataError>([&] { load(config, folder, kind); });
}

std::string rows_of(int count) {
  std::string text = "a,b,y\n";
  for (int i = 0; i < count; ++i)
    text += std::to_string(i) + "," + std::to_string(i * i) + "," + (i % 2 == 0 ? "p" : "q") + "\n";
  return text;
}

TEST(LoadSplits, ReadsEachSplitFromItsOwnSource) {
  const TemporaryFolder folder;
  folder.write("train.csv", "a,b,y\n1,2,p\n3,4,q\n");
  folder.write("validation.csv", "b,y,a\n6,q,5\n");
  folder.write("test.csv", "more,b,a,kind\nx,8,7,p\ny,10,9,q\n");
  const Splits splits =
      load(config_of(csv("train.csv"), csv("validation.csv"), csv("test.csv", "kind")), folder);
  EXPECT_EQ(splits.datasets.size(), 3u);
  EXPECT_THAT(splits.train.rows, ElementsAre(0, 1));
  EXPECT_THAT(elements(splits.validation.dataset->values), ElementsAre(5, 6));
  EXPECT_THAT(splits.validation.dataset->classes, ElementsAre(1));
  EXPECT_THAT(elements(splits.test.dataset->values), ElementsAre(7, 8, 9, 10));
  EXPECT_THAT(splits.test.dataset->target_names, ElementsAre("y"));
}

TEST(LoadSplits, LeavesASplitThatTheConfigLacksEmpty) {
  const TemporaryFolder folder;
  folder.write("train.csv", rows_of(4));
  const Splits splits = load(config_of(csv("train.csv")), folder);
  EXPECT_EQ(splits.train.size(), 4);
  EXPECT_EQ(splits.validation.size(), 0);
  EXPECT_EQ(splits.test.size(), 0);
}

TEST(LoadSplits, CutsTheTestRowsFirst) {
  const TemporaryFolder folder;
  folder.write("train.csv", rows_of(100));
  const Splits both = load(config_of(csv("train.csv"), share(0.25), share(0.2)), folder);
  EXPECT_EQ(both.test.size(), 20);
  EXPECT_EQ(both.validation.size(), 20);  // a quarter of what is left
  EXPECT_EQ(both.train.size(), 60);
  std::set<std::int32_t> all;
  for (const RowView* view : {&both.train, &both.validation, &both.test}) {
    EXPECT_EQ(view->dataset, both.datasets.front().get());
    all.insert(view->rows.begin(), view->rows.end());
  }
  EXPECT_EQ(all.size(), 100u);
  const Splits test_alone = load(config_of(csv("train.csv"), {}, share(0.2)), folder);
  EXPECT_EQ(test_alone.test.rows, both.test.rows);
}

TEST(LoadSplits, DrawsBySplitSeedElseBySeed) {
  const TemporaryFolder folder;
  folder.write("train.csv", rows_of(100));
  DataConfig config = config_of(csv("train.csv"), {}, share(0.2));
  const auto by_seed = [&](std::uint64_t seed) {
    return load(config, folder, TargetKind::classes, seed).test.rows;
  };
  const auto of_five = by_seed(5);
  EXPECT_NE(of_five, by_seed(6));
  config.split_seed = 5;
  EXPECT_EQ(of_five, by_seed(6));
}

TEST(LoadSplits, ListsEachFileOnceWithItsDigest) {
  const TemporaryFolder folder;
  const std::string images = gzip_of(idx_file(0x08, {2, 2}, "\0\x01\x02\x03"s)),
                    labels = idx_file(0x08, {2}, "\0\x01"s);
  folder.write("images.gz", images);
  folder.write("labels", labels);
  IdxSource train, test;
  train.inputs = test.inputs = "images.gz";
  train.targets = "labels";
  test.targets = "./labels";
  const Splits splits = load(config_of(train, {}, test), folder);
  EXPECT_TRUE(splits.test.dataset->has_bytes());
  ASSERT_EQ(splits.files.size(), 2u);
  EXPECT_EQ(splits.files[0].path, "images.gz");
  EXPECT_EQ(splits.files[0].sha256, sha256_hex(images));
  EXPECT_EQ(splits.files[0].bytes, std::ssize(images));
  EXPECT_EQ(splits.files[1].path, "labels");
  EXPECT_EQ(splits.files[1].sha256, sha256_hex(labels));
}

TEST(LoadSplits, NamesAMissingFile) {
  const TemporaryFolder folder;
  const std::string message = message_of<IoError>([&] { load(config_of(csv("nowhere.csv")), folder); });
  EXPECT_NE(message.find(folder / "nowhere.csv"), std::string::npos) << message;
}

TEST(LoadSplits, NamesAColumnThatHeldOutRowsLack) {
  const TemporaryFolder folder;
  folder.write("train.csv", "weight,height,y\n1,2,p\n3,4,q\n");
  folder.write("test.csv", "weight,heigth,y\n1,2,p\n");
  folder.write("no_target.csv", "weight,height\n1,2\n");
  EXPECT_EQ(error_of(config_of(csv("train.csv"), {}, csv("test.csv")), folder),
            (folder / "test.csv").string() +
                ":1: expected a column \"height\" as input, got weight, heigth, y\n"
                "  hint: did you mean \"heigth\"?");
  EXPECT_EQ(
      error_of(config_of(csv("train.csv"), csv("no_target.csv")), folder),
      (folder / "no_target.csv").string() + ":1: expected a column \"y\" as target, got weight, height");
}

TEST(LoadSplits, NamesALabelThatTrainingNeverSaw) {
  const TemporaryFolder folder;
  folder.write("train.csv", "a,y\n1,p\n2,q\n");
  folder.write("test.csv", "a,y\n1,p\n2,r\n");
  EXPECT_EQ(error_of(config_of(csv("train.csv"), {}, csv("test.csv")), folder),
            (folder / "test.csv").string() +
                ":3: column \"y\": expected a class label known from training (p, q), got \"r\"");
}

TEST(LoadSplits, RefusesFewerThanTwoTrainingRows) {
  const TemporaryFolder folder;
  folder.write("one.csv", "a,y\n1,2\n");
  folder.write("two.csv", "a,y\n1,2\n3,4\n");
  folder.write("three.csv", "a,y\n1,2\n3,4\n5,6\n");
  const auto kind = TargetKind::numbers;
  EXPECT_EQ(error_of(config_of(csv("one.csv")), folder, kind),
            (folder / "one.csv").string() + ": expected at least 2 rows to train on, got 1");
  EXPECT_EQ(error_of(config_of(csv("two.csv"), {}, share(0.5)), folder, kind),
            (folder / "two.csv").string() + ": expected at least 2 rows left to train on, got 1");
  EXPECT_EQ(
      error_of(config_of(csv("two.csv"), share(0.5), share(0.5)), folder, kind),
      (folder / "two.csv").string() + ": expected at least 2 rows to draw the validation rows from, got 1");
  EXPECT_EQ(load(config_of(csv("three.csv"), {}, share(0.1)), folder, kind).train.size(), 2);
}

TEST(LoadSplits, NamesAClassWithOneRowUnderStratify) {
  const TemporaryFolder folder;
  folder.write("t.csv", "a,y\n1,p\n2,p\n3,p\n4,p\n5,rare\n");
  EXPECT_EQ(error_of(config_of(csv("t.csv"), share(0.4)), folder),
            (folder / "t.csv").string() +
                ": expected at least 2 rows of each class to stratify the validation rows, got 1 of class "
                "\"rare\"\n"
                "  hint: add rows of that class, or set \"stratify\": false");
  EXPECT_EQ(load(config_of(csv("t.csv"), share(0.4, false)), folder).validation.size(), 2);
}

// A column of 12 different labels in 24 rows, numbers or not.
TEST(LoadSplits, RefusesANumberForEachFewRowsAsClasses) {
  const TemporaryFolder folder;
  std::string numbers = "a,y\n", names = "a,y\n", few = "a,y\n";
  for (int row = 0; row < 24; ++row) {
    const std::string input = std::to_string(row) + ",", value = std::to_string(row % 12);
    numbers += input + value + ".5\n";
    names += input + "c" + value + "\n";
    few += input + std::to_string(row % 6) + "\n";
  }
  folder.write("numbers.csv", numbers);
  folder.write("names.csv", names);
  folder.write("few.csv", few);
  EXPECT_EQ(
      message_of<ConfigError>([&] { load(config_of(csv("numbers.csv")), folder); }),
      "/loss: expected a loss about numbers for the target of " + (folder / "numbers.csv").string() +
          ", got one about classes: 12 different numbers in 24 rows\n"
          "  hint: mse, mae and huber are about numbers; where each number is a class, give it a letter");
  EXPECT_EQ(load(config_of(csv("names.csv")), folder).train.size(), 24);
  EXPECT_EQ(load(config_of(csv("few.csv")), folder).train.size(), 24);
}

TEST(LoadSplits, RefusesHeldOutRowsOfAnotherKind) {
  const TemporaryFolder folder;
  folder.write("images", idx_file(0x08, {2, 2}, "\0\x01\x02\x03"s));
  folder.write("labels", idx_file(0x08, {2}, "\0\x01"s));
  folder.write("wide", idx_file(0x08, {2, 3}, "\0\x01\x02\x03\x04\x05"s));
  folder.write("test.csv", "a,b,y\n1,2,0\n");
  IdxSource train, wide;
  train.inputs = "images";
  train.targets = "labels";
  wide.inputs = "wide";
  wide.targets = "labels";
  EXPECT_EQ(error_of(config_of(train, {}, csv("test.csv")), folder),
            (folder / "test.csv").string() + ": expected images of bytes as in training, got numbers");
  EXPECT_EQ(error_of(config_of(train, {}, wide), folder),
            (folder / "wide").string() + ": expected 2 values per row as in training, got 3");
}

// The sets that come with the project.
TEST(ReadSource, ReadsTheShippedTables) {
  struct Shipped {
    const char* path;
    const char* target;
    TargetKind kind;
    Index rows, features, classes;
  };
  const Shipped tables[] = {{"iris.csv", "species", TargetKind::classes, 150, 4, 3},
                            {"wine.csv", "cultivar", TargetKind::classes, 178, 13, 3},
                            {"breast_cancer.csv", "diagnosis", TargetKind::classes, 569, 30, 2},
                            {"digits.csv", "digit", TargetKind::classes, 1797, 64, 10},
                            {"diabetes.csv", "progression", TargetKind::numbers, 442, 10, 0}};
  for (const Shipped& table : tables) {
    ColumnPlan plan;
    plan.target_kind = table.kind;
    const Dataset data = read_source(csv(table.path, table.target), plan, source_folder() + "/data");
    EXPECT_EQ(data.rows, table.rows) << table.path;
    EXPECT_EQ(data.features, table.features) << table.path;
    EXPECT_EQ(std::ssize(data.class_labels), table.classes) << table.path;
  }
}

TEST(ReadSource, TakesWordsAsCategoriesAndAsksWhatStandsForGaps) {
  EXPECT_EQ(
      message_of<DataError>(
          [] { read_source(csv("pima_diabetes.csv", "diabetes"), {}, source_folder() + "/data"); }),
      source_folder() +
          "/data/pima_diabetes.csv:2: column \"insulin\": expected a number, got \"NA\"\n"
          "  hint: it stands for a missing value: fill it in, or choose what stands for it: \"columns\": "
          "{\"glucose\": {\"missing\": \"median\"}, \"pressure\": {\"missing\": \"median\"}, \"triceps\": "
          "{\"missing\": \"median\"}, \"insulin\": {\"missing\": \"median\"}, \"mass\": {\"missing\": "
          "\"median\"}} in /data");
  ColumnPlan plan;
  plan.target_kind = TargetKind::numbers;
  const Dataset servo = read_source(csv("servo.csv", "Class"), plan, source_folder() + "/data");
  EXPECT_EQ(servo.rows, 167);
  EXPECT_THAT(servo.columns[0].categories, ElementsAre("A", "B", "C", "D", "E"));
}

TEST(ReadSource, ReadsMnist) {
  IdxSource mnist;
  mnist.inputs = "mnist/t10k-images-idx3-ubyte.gz";
  mnist.targets = "mnist/t10k-labels-idx1-ubyte.gz";
  const Dataset data = read_source(mnist, {}, source_folder() + "/data");
  EXPECT_EQ(data.rows, 10000);
  EXPECT_EQ(data.features, 784);
  EXPECT_EQ(data.bytes.size(), 7840000);
  EXPECT_THAT(data.class_labels, ElementsAre("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"));
  EXPECT_THAT(std::vector<std::int32_t>(data.classes.begin(), data.classes.begin() + 5),
              ElementsAre(7, 2, 1, 0, 4));
}

TEST(LoadSplits, TakeSettingsOfColumnsFromEverySourceOfNamedNumbers) {
  const TemporaryFolder folder;
  DataConfig config = config_of(SyntheticSource{.shape = Friedman1{}, .rows = 20});
  config.columns = {{"x_2", {.clip = {{0.25, 0.75}}, .scaling = MinMax{}}},
                    {"y", {.transform = LogTransform{}}}};
  const Splits splits = load(config, folder, TargetKind::numbers);
  const Dataset& data = *splits.train.dataset;
  ASSERT_EQ(data.columns.size(), 10u);
  EXPECT_TRUE(data.columns[1].config.clip);
  EXPECT_FALSE(data.columns[0].config.clip);
  ASSERT_EQ(data.target_columns.size(), 1u);
  EXPECT_TRUE(std::holds_alternative<LogTransform>(data.target_columns[0].transform));

  const auto refusal = [&](const std::string& column, const ColumnConfig& setting) {
    config.columns = {{column, setting}};
    return message_of<Error>([&] { load(config, folder, TargetKind::numbers); });
  };
  EXPECT_EQ(refusal("x2", {}),
            "the data source synthetic: expected a column \"x2\" as /data/columns says, got x_1, x_2, x_3, "
            "x_4, x_5, "
            "x_6, x_7, x_8, x_9, x_10, y\n  hint: did you mean \"x_2\"?");
  EXPECT_EQ(refusal("x_1", {.kind = CategoricalColumn{}}),
            "/data/columns/x_1/kind: expected numeric, as the source has it, got categorical\n"
            "  hint: a source of type csv reads what its text means");
  EXPECT_EQ(
      refusal("y", {.indicator = true}),
      "/data/columns/y: expected clip, transform and scaling alone for a target of numbers, got what is for "
      "inputs\n  hint: a row without its target teaches nothing: leave it out of the file");
  config.columns.clear();
  config.missing_markers = {"-1"};
  EXPECT_EQ(message_of<ConfigError>([&] { load(config, folder, TargetKind::numbers); }),
            "/data/missing_markers: expected none with a source of type synthetic, got some\n"
            "  hint: only csv has texts that may mean a missing value");
}

}  // namespace
}  // namespace mlp
