#include "data/libsvm.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/data_files.hpp"
#include "mlp/base/error.hpp"

namespace mlp {
namespace {

using testing::ElementsAre;

Dataset read_sparse(const std::string& text, ColumnPlan plan = {}, const LibsvmSource& source = {}) {
  return read_libsvm(source, plan, text, "a.txt");
}

ColumnPlan about_numbers() {
  ColumnPlan plan;
  plan.target_kind = TargetKind::numbers;
  return plan;
}

TEST(Libsvm, ReadsRowsOfClasses) {
  const Dataset data = read_sparse("+1 1:0.5 3:-2 # first\n\n# nothing\n-1\t2:1e2\r\n1 \n");
  EXPECT_EQ(data.rows, 3);
  EXPECT_EQ(data.features, 3);
  EXPECT_THAT(elements(data.values), ElementsAre(0.5f, 0, -2, 0, 100, 0, 0, 0, 0));
  EXPECT_THAT(data.class_labels, ElementsAre("-1", "1"));
  EXPECT_THAT(data.classes, ElementsAre(1, 0, 1));
  EXPECT_THAT(data.input_names, ElementsAre("feature_1", "feature_2", "feature_3"));
}

TEST(Libsvm, ReadsSeveralNumbersAsTargetsAndAFileWithoutALastLineEnd) {
  const Dataset data = read_sparse("1.5,-2 2:3\n0,1 1:1", about_numbers());
  EXPECT_EQ(data.outputs, 2);
  EXPECT_THAT(elements(data.numbers), ElementsAre(1.5f, -2, 0, 1));
  EXPECT_THAT(elements(data.values), ElementsAre(0, 3, 1, 0));
}

TEST(Libsvm, HasAsManyFeaturesAsSaidOrAsInTraining) {
  LibsvmSource source;
  source.features = 4;
  EXPECT_EQ(read_sparse("1 1:1\n2 2:1\n", {}, source).features, 4);
  ColumnPlan plan;
  plan.features = 3;
  plan.class_labels = {"1", "2"};
  plan.target_optional = true;
  const Dataset without = read_sparse("2:5\n1:1 3:2\n", plan);
  EXPECT_FALSE(without.has_targets());
  EXPECT_THAT(elements(without.values), ElementsAre(0, 5, 0, 1, 0, 2));
}

TEST(Libsvm, NamesTheLineOfWhatIsWrong) {
  const auto refusal = [](const std::string& text, const ColumnPlan& plan = {}) {
    return message_of<DataError>([&] { read_sparse(text, plan); });
  };
  EXPECT_EQ(refusal(""), "a.txt:1: expected rows, got none");
  EXPECT_EQ(refusal("1 1:1\n1 0:1\n"),
            "a.txt:2: expected indices from 1 on, got 0\n"
            "  hint: add 1 to all indices of a file that counts from 0");
  EXPECT_EQ(refusal("1 3:1 2:1\n"), "a.txt:1: expected indices that ascend, got 2 after 3");
  EXPECT_EQ(refusal("1 x:1\n"), "a.txt:1: expected INDEX:VALUE, got \"x:1\"");
  EXPECT_EQ(refusal("1 1:nan\n"), "a.txt:1: expected a number behind the colon, got \"nan\"");
  EXPECT_EQ(refusal("1 qid:3 1:1\n"),
            "a.txt:1: expected INDEX:VALUE, got \"qid:3\"\n"
            "  hint: rankings within queries are not learned here");
  EXPECT_EQ(refusal("1:1 2:1\n"),
            "a.txt:1: expected a target first, got \"1:1\"\n  hint: a line is TARGET INDEX:VALUE …");
  EXPECT_EQ(refusal("1,2 1:1\n3 1:1\n", about_numbers()),
            "a.txt:2: expected 2 targets as in the first row, got 1");
  EXPECT_EQ(refusal("a 1:1\n", about_numbers()), "a.txt:1: expected a number as target, got \"a\"");
  ColumnPlan plan;
  plan.features = 2;
  EXPECT_EQ(refusal("1 3:1\n", plan),
            "a.txt:1: expected an index of at most 2, as in training, got 3\n"
            "  hint: \"features\" of the training rows says how many there may be");
  EXPECT_EQ(refusal("1 99999999999999999999:1\n"),
            "a.txt:1: expected INDEX:VALUE, got \"99999999999999999999:1\"");
}

}  // namespace
}  // namespace mlp
