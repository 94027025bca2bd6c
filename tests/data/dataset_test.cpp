#include "mlp/data/dataset.hpp"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <Eigen/Core>

#include "data/data_files.hpp"

namespace mlp {
namespace {

using testing::ElementsAre;

TEST(Dataset, CopiesAMatrixWithALabelPerSample) {
  Eigen::MatrixXf X(2, 3);
  X << 1, 2, 3, 4, 5, 6;
  const Dataset data = make_dataset(X, std::vector<std::string>{"b", "a", "b"});
  EXPECT_EQ(data.rows, 3);
  EXPECT_EQ(data.features, 2);
  EXPECT_THAT(elements(data.values), ElementsAre(1, 4, 2, 5, 3, 6));
  EXPECT_THAT(data.classes, ElementsAre(1, 0, 1));
  EXPECT_THAT(data.class_labels, ElementsAre("a", "b"));
  EXPECT_THAT(data.input_names, ElementsAre("column_1", "column_2"));
  EXPECT_THAT(data.target_names, ElementsAre("label"));
}

TEST(Dataset, SortsIntegerLabelsByValue) {
  const std::vector<float> values{1, 2, 3};
  const Dataset data = make_dataset(ConstMatrixView(values.data(), 1, 3), std::vector<int>{10, -1, 9});
  EXPECT_THAT(data.class_labels, ElementsAre("-1", "9", "10"));
  EXPECT_THAT(data.classes, ElementsAre(2, 0, 1));
}

TEST(Dataset, CopiesNumbersAndFollowsStrides) {
  Eigen::MatrixXf both(3, 2);
  both << 1, 2, 3, 4, 5, -1e-40f;
  const Dataset data = make_dataset(both.topRows(1), both.bottomRows(2));
  EXPECT_THAT(elements(data.values), ElementsAre(1, 2));
  EXPECT_THAT(elements(data.numbers), ElementsAre(3, 5, 4, 0));
  EXPECT_FALSE(std::signbit(data.numbers[3]));
  EXPECT_EQ(data.outputs, 2);
  EXPECT_THAT(data.target_names, ElementsAre("target_1", "target_2"));
}

TEST(Dataset, RefusesSizesThatDiffer) {
  const std::vector<float> values(6);
  const ConstMatrixView two_by_three(values.data(), 2, 3), one_by_two(values.data(), 1, 2),
      nothing(values.data(), 2, 0);
  EXPECT_EQ(message_of<DataError>([&] {
              make_dataset(two_by_three, std::vector<int>{1, 2});
            }),
            "labels: expected one for each of 3 samples, got 2");
  EXPECT_EQ(message_of<DataError>([&] { make_dataset(two_by_three, one_by_two); }),
            "targets: expected one for each of 3 samples, got 2");
  EXPECT_EQ(message_of<DataError>([&] { make_dataset(two_by_three, ConstMatrixView(values.data(), 0, 3)); }),
            "targets: expected at least one number per sample, got none");
  EXPECT_EQ(message_of<DataError>([&] { make_dataset(nothing, std::vector<int>{}); }),
            "inputs: expected at least one feature and 1 to 2147483647 samples, got 2 x 0");
}

TEST(Dataset, RefusesWhatIsNotFiniteAndEmptyLabels) {
  Eigen::MatrixXf X = Eigen::MatrixXf::Zero(2, 3), Y = Eigen::MatrixXf::Zero(1, 3);
  EXPECT_EQ(message_of<DataError>([&] {
              make_dataset(X, std::vector<std::string>{"a", "", "b"});
            }),
            "labels[1]: expected a class label, got an empty text");
  Y(0, 1) = -std::numeric_limits<float>::infinity();
  EXPECT_EQ(message_of<DataError>([&] { make_dataset(X, Y); }),
            "targets(0, 1): expected a finite number, got -inf");
  X(1, 2) = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(message_of<DataError>([&] { make_dataset(X, Y); }),
            "inputs(1, 2): expected a finite number, got nan");
}

TEST(Dataset, ListsAllItsRows) {
  const std::vector<float> values(3);
  const Dataset data = make_dataset(ConstMatrixView(values.data(), 1, 3), std::vector<int>{1, 2, 3});
  const RowView view = all_rows(data);
  EXPECT_EQ(view.dataset, &data);
  EXPECT_THAT(view.rows, ElementsAre(0, 1, 2));
}

}  // namespace
}  // namespace mlp
