// Predictions as CSV: labels that need quotes, numbers that read back.
#include "model/prediction_csv.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

namespace mlp {
namespace {

FlatBuffer<float> values(std::initializer_list<float> list) {
  FlatBuffer<float> buffer(static_cast<Index>(list.size()));
  std::copy(list.begin(), list.end(), buffer.begin());
  return buffer;
}

TEST(PredictionCsv, HoldsClassAndProbabilities) {
  Model model;
  model.class_labels = {"plain", "with, comma", "with \"quotes\"", " blank"};
  const Predictions predictions{.rows = 2,
                                .outputs = 4,
                                .values = values({0.25f, 0.5f, 0.125f, 0.125f, 1.0f, 0.0f, 1e-10f, 0.1f}),
                                .classes = {1, 0}};
  EXPECT_EQ(prediction_csv(model, predictions),
            "class,probability_plain,\"probability_with, comma\",\"probability_with "
            "\"\"quotes\"\"\",probability_ blank\n"
            "\"with, comma\",0.25,0.5,0.125,0.125\n"
            "plain,1,0,1e-10,0.1\n");
}

TEST(PredictionCsv, GivesBothProbabilitiesOfTwoClasses) {
  Model model;
  model.class_labels = {"no", "yes"};
  const Predictions predictions{.rows = 2, .outputs = 1, .values = values({0.75f, 0.25f}), .classes = {1, 0}};
  EXPECT_EQ(prediction_csv(model, predictions),
            "class,probability_no,probability_yes\nyes,0.25,0.75\nno,0.75,0.25\n");
}

TEST(PredictionCsv, DoesNotCallScoresProbabilities) {
  Model model;
  model.loss = Hinge{};
  model.class_labels = {"no", "yes"};
  const Predictions predictions{.rows = 2, .outputs = 1, .values = values({1.5f, -0.25f}), .classes = {1, 0}};
  EXPECT_EQ(prediction_csv(model, predictions), "class,score_no,score_yes\nyes,-1.5,1.5\nno,0.25,-0.25\n");
}

TEST(PredictionCsv, HoldsMeansAndVariances) {
  Model model;
  model.loss = GaussianNll{};
  model.target_names = {"a, b"};
  const Predictions predictions{
      .rows = 1, .outputs = 4, .values = values({1.0f, 2.0f, 0.5f, 0.25f}), .classes = {}};
  EXPECT_EQ(prediction_csv(model, predictions),
            "\"a, b\",target_2,\"variance_a, b\",variance_target_2\n1,2,0.5,0.25\n");
}

TEST(PredictionCsv, HoldsNumbersUnderTheTargetsNames) {
  Model model;
  model.loss = MeanSquaredError{};
  model.target_names = {"height", "weight"};
  const Predictions predictions{
      .rows = 1, .outputs = 2, .values = values({16777216.0f, -0.33333334f}), .classes = {}};
  EXPECT_EQ(prediction_csv(model, predictions), "height,weight\n16777216,-0.33333334\n");
}

TEST(PredictionCsv, WithoutRowsIsAHeader) {
  Model model;
  model.class_labels = {"no", "yes"};
  EXPECT_EQ(prediction_csv(model, {.rows = 0, .outputs = 1, .values = {}, .classes = {}}),
            "class,probability_no,probability_yes\n");
}

TextColumn kept(const std::string& name, const std::string& value) {
  return {.name = name, .values = {value}};
}

TEST(PredictionCsv, CallsNoTwoColumnsTheSame) {
  Model model;
  model.target_names = {"y"};
  const Predictions predictions{.rows = 1, .outputs = 1, .values = values({0.5f}), .classes = {}};
  EXPECT_EQ(prediction_csv(model, predictions, {kept("y", "7")}), "y,predicted_y\n7,0.5\n");
  EXPECT_EQ(prediction_csv(model, predictions, {kept("y", "7"), kept("predicted_y", "8")}),
            "y,predicted_y,predicted_predicted_y\n7,8,0.5\n");
  model.class_labels = {"no", "yes"};
  const Predictions classes{.rows = 1, .outputs = 1, .values = values({0.25f}), .classes = {0}};
  EXPECT_EQ(prediction_csv(model, classes, {kept("class", "no")}),
            "class,predicted_class,probability_no,probability_yes\nno,no,0.75,0.25\n");
}

}  // namespace
}  // namespace mlp
