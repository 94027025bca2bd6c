// Rows of a program's own source: what does not fit is refused before anybody reads it.
#include "data/fitted.hpp"

#include <gmock/gmock.h>

#include <Eigen/Core>

#include "data/data_files.hpp"
#include "mlp/data/encoding.hpp"

namespace mlp {
namespace {

Dataset two_rows() {
  const Eigen::MatrixXf ones = Eigen::MatrixXf::Ones(2, 2);
  Dataset data = make_dataset(ones, std::vector<std::string>{"a", "b"});
  data.input_names = {"x", "color"};
  data.columns = {{.config = {.kind = NumericColumn{}}},
                  {.config = {.kind = CategoricalColumn{}}, .categories = {"red", "blue"}}};
  return data;
}

std::string refusal_of(const Dataset& data) {
  return message_of<DataError>([&] { fitted(data, {}, "mine"); });
}

TEST(Fitted, LeavesWhatFitsAlone) { EXPECT_EQ(fitted(two_rows(), {}, "mine").columns.size(), 2u); }

TEST(Fitted, RefusesColumnsThatAreNotThoseOfTheInputs) {
  const std::string hint = "\n  hint: make_dataset() makes a data set whose parts fit";
  Dataset data = two_rows();
  data.columns.pop_back();
  EXPECT_EQ(refusal_of(data), "mine: expected 2 columns, got 1" + hint);
  data = two_rows();
  data.input_names.emplace_back("third");
  EXPECT_EQ(refusal_of(data), "mine: expected 2 names of inputs, got 3" + hint);
  data = two_rows();
  data.columns[1].config.kind.reset();
  EXPECT_EQ(refusal_of(data), "mine: expected a kind of every column, got one without");
}

TEST(Fitted, RefusesColumnsThatMeanAnotherThingThanInTraining) {
  ColumnPlan plan;
  plan.columns = two_rows().columns;
  const auto refusal = [&](const Dataset& data) {
    return message_of<DataError>([&] { fitted(data, plan, "mine"); });
  };
  Dataset data = two_rows();
  data.columns[1].categories.emplace_back("green");  // unknown in training: for the encoding to judge
  EXPECT_EQ(refusal(data), "(nothing was thrown)");
  data.columns[1].categories = {"blue", "red"};
  EXPECT_EQ(refusal(data),
            "mine: expected the categories of column 2 to begin with training's, red, blue, got blue, red");
  data.columns[1].categories = {"red"};
  EXPECT_EQ(refusal(data),
            "mine: expected the categories of column 2 to begin with training's, red, blue, got red");
  data = two_rows();
  data.columns[0].config.kind = DateColumn{};
  EXPECT_EQ(refusal(data), "mine: expected column 1 to be of the kind that it is in training");
  data.columns.clear();  // all of them numbers
  EXPECT_EQ(refusal(data), "mine: expected column 2 to be of the kind that it is in training");
  plan.columns[1] = plan.columns[0];
  EXPECT_EQ(refusal(data), "(nothing was thrown)");
}

TEST(Fitted, RefusesWeightsBelowZero) {
  Dataset data = two_rows();
  data.weights = FlatBuffer<float>(2);
  EXPECT_EQ(refusal_of(data), "(nothing was thrown)");
  data.weights[1] = -0.5f;
  EXPECT_EQ(refusal_of(data), "mine: expected weights of at least 0, got -0.5");
}

// Rows may also reach the training from memory, without a source.
TEST(Fitted, CategoriesThatTheDataDoesNotListAreRefusedWhereTheyAreCounted) {
  Dataset data = two_rows();
  const auto refusal = [&] { return message_of<DataError>([&] { fit_encoding(all_rows(data)); }); };
  EXPECT_EQ(refusal(), "(nothing was thrown)");
  data.values[3] = 2.0f;
  EXPECT_EQ(refusal(), "column \"color\": expected categories from 0 to 1, got 2");
  data.values[3] = -1.0f;
  EXPECT_EQ(refusal(), "column \"color\": expected categories from 0 to 1, got -1");
  data = two_rows();
  data.columns[1].config.categories = {"red", "blue", "green"};
  EXPECT_EQ(refusal(),
            "column \"color\": expected the data's categories to begin with those of its setting, got fewer");
}

}  // namespace
}  // namespace mlp
