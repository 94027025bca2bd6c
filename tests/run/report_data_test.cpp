// What the report's page is given, on predictions made by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "run/report/class_data.hpp"
#include "run/report/curve_data.hpp"
#include "run/report/health_data.hpp"
#include "run/report/histogram.hpp"
#include "run/report/input_pictures.hpp"
#include "run/report/number_data.hpp"
#include "run/report/probability_data.hpp"
#include "run/report/spread.hpp"

namespace mlp {
namespace {

using nlohmann::ordered_json;
using testing::ElementsAre;

// Rows with classes, and what a model is said to have predicted of them.
struct Judgement {
  Model model;
  Dataset dataset;
  RowView rows;
  Predictions predictions;

  // `outputs`: a row's outputs one after the other.  Rows are the dataset's in this order.
  Judgement(const Loss& loss, std::vector<std::string> labels, std::vector<std::int32_t> wanted,
            std::vector<std::int32_t> predicted, const std::vector<float>& outputs) {
    const auto count = static_cast<Index>(wanted.size());
    model.loss = loss;
    model.class_labels = std::move(labels);
    dataset.rows = count;
    dataset.features = 2;
    dataset.values = FlatBuffer<float>(2 * count);
    dataset.classes = std::move(wanted);
    rows = all_rows(dataset);
    predictions.rows = count;
    predictions.outputs = static_cast<Index>(outputs.size()) / count;
    predictions.classes = std::move(predicted);
    predictions.values = FlatBuffer<float>(static_cast<Index>(outputs.size()));
    std::copy(outputs.begin(), outputs.end(), predictions.values.begin());
    model.architecture.layers = {{.inputs = 2, .units = predictions.outputs}};
  }
  Judgement(const Judgement&) = delete;  // rows point into the dataset

  JudgedRows judged() const { return {.model = model, .rows = rows, .predictions = predictions}; }
};

struct ThreeFlowers : Judgement {
  ThreeFlowers()
      : Judgement(CrossEntropy{}, {"daisy", "rose", "tulip"}, {0, 1, 2, 1, 2}, {0, 1, 1, 0, 1},
                  {.9f, .1f, .0f, .2f, .7f, .1f, .1f, .6f, .3f, .5f, .4f, .1f, .0f, .8f, .2f}) {}
};

TEST(ClassData, CountsWhatWasTakenForWhat) {
  const ordered_json data = class_data(ThreeFlowers().judged());
  EXPECT_EQ(data["right"], 2);
  EXPECT_EQ(data["matrix"].dump(), "[[1,0,0],[1,1,0],[0,2,0]]");
  EXPECT_EQ(data["confused"].dump(),
            R"([{"wanted":2,"predicted":1,"count":2},{"wanted":1,"predicted":0,"count":1}])");
  EXPECT_DOUBLE_EQ(data["each"][1]["precision"], 1.0 / 3.0);
  EXPECT_DOUBLE_EQ(data["each"][1]["recall"], 0.5);
}

TEST(ClassData, PutsTheSurestMistakeFirst) {
  const ordered_json mistakes = class_data(ThreeFlowers().judged())["mistakes"];
  ASSERT_EQ(mistakes.size(), 3u);
  EXPECT_EQ(mistakes[0]["row"], 5);
  EXPECT_FLOAT_EQ(mistakes[0]["share"], 0.8f);
  EXPECT_FLOAT_EQ(mistakes[0]["share_of_wanted"], 0.2f);
  EXPECT_EQ(mistakes[1]["row"], 3);
  EXPECT_EQ(mistakes[2]["row"], 4);
}

TEST(CalibrationData, ComparesWhatIsSaidWithWhatComesTrue) {
  const ordered_json bins = calibration_data(ThreeFlowers().judged());
  double said = 0.0, right = 0.0;
  Index rows = 0;
  for (const ordered_json& bin : bins) {
    said += bin["mean"].get<double>() * bin["rows"].get<double>();
    right += bin["right"].get<double>() * bin["rows"].get<double>();
    rows += bin["rows"].get<Index>();
  }
  EXPECT_EQ(rows, 5);
  EXPECT_NEAR(said, .9 + .7 + .6 + .5 + .8, 1e-6);  // floats' rounding
  EXPECT_DOUBLE_EQ(right, 2.0);
}

TEST(CalibrationData, IsNotDrawnOfScores) {
  const Judgement scores(Hinge{}, {"no", "yes"}, {0, 1}, {0, 1}, {-3.0f, 2.0f});
  EXPECT_TRUE(calibration_data(scores.judged()).is_null());
}

TEST(ThresholdData, FollowsTheRowsFromTheLikeliestOn) {
  const Judgement two(BinaryCrossEntropy{}, {"no", "yes"}, {1, 0, 1, 0}, {1, 1, 0, 0}, {.9f, .8f, .4f, .1f});
  const ordered_json data = threshold_data(two.judged());
  EXPECT_EQ(data["positive"], "yes");
  EXPECT_EQ(data["roc"].dump(), "[[0.0,0.0],[0.0,0.5],[0.5,0.5],[0.5,1.0],[1.0,1.0]]");
  EXPECT_DOUBLE_EQ(data["roc_auc"], 0.75);
  EXPECT_DOUBLE_EQ(data["precision_recall"][3][1], 2.0 / 3.0);
  EXPECT_DOUBLE_EQ(data["share"], 0.5);
}

TEST(ThresholdData, NeedsRowsOfBothClasses) {
  const Judgement one(BinaryCrossEntropy{}, {"no", "yes"}, {1, 1}, {1, 1}, {.9f, .8f});
  EXPECT_TRUE(threshold_data(one.judged()).is_null());
  EXPECT_TRUE(threshold_data(ThreeFlowers().judged()).is_null());
}

TEST(NumberData, ShowsErrorsAndTheWorst) {
  Judgement numbers(MeanSquaredError{}, {}, {0, 0, 0}, {}, {1.5f, 1.0f, 7.0f});
  numbers.dataset.classes.clear();
  numbers.dataset.outputs = 1;
  numbers.dataset.numbers = FlatBuffer<float>(3);
  for (Index row = 0; row < 3; ++row) numbers.dataset.numbers[row] = static_cast<float>(row + 1);
  numbers.model.target_names = {"price"};
  const ordered_json data = number_data(numbers.judged());
  ASSERT_EQ(data.size(), 1u);
  EXPECT_EQ(data[0]["name"], "price");
  EXPECT_EQ(data[0]["points"].dump(), "[[1.0,1.5],[2.0,1.0],[3.0,7.0]]");
  EXPECT_DOUBLE_EQ(data[0]["bias"], 3.5 / 3.0);
  EXPECT_EQ(data[0]["worst"][0].dump(), R"({"row":3,"wanted":3.0,"predicted":7.0})");
  EXPECT_EQ(data[0]["worst"][1]["row"], 2);
}

TEST(Histogram, CountsEveryFiniteValueOnce) {
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> values{0.0f, nan, 1.0f, 0.5f, 0.5f};
  const ordered_json histogram = histogram_of(values);
  EXPECT_EQ(histogram["low"], 0.0);
  EXPECT_EQ(histogram["high"], 1.0);
  Index sum = 0;
  for (const ordered_json& count : histogram["counts"]) sum += count.get<Index>();
  EXPECT_EQ(sum, 4);
  EXPECT_EQ(histogram["counts"].front(), 1);
  EXPECT_EQ(histogram["counts"].back(), 1);
  EXPECT_TRUE(histogram_of(std::vector<float>{nan}).is_null());
  EXPECT_EQ(histogram_of(std::vector<float>{2.0f, 2.0f})["counts"].dump(), "[2]");
}

TEST(InputPictures, AreSquaresOfPixels) {
  Model model;
  model.architecture.layers = {{.inputs = 784, .units = 2}};
  model.image_bytes = true;
  EXPECT_EQ(picture_side(model), 28);
  model.architecture.layers.front().inputs = 783;
  EXPECT_EQ(picture_side(model), 0);
  // Of a table, only where the columns are called like pixels.
  model.image_bytes = false;
  model.architecture.layers.front().inputs = 36;
  for (int i = 0; i < 36; ++i) model.input_names.push_back("pixel_" + std::to_string(i));
  EXPECT_EQ(picture_side(model), 6);
  model.input_names[7] = "age";
  EXPECT_EQ(picture_side(model), 0);
}

TEST(Spread, KeepsTheFirstAndTheLast) {
  EXPECT_THAT(spread(3, 5), ElementsAre(0, 1, 2));
  EXPECT_THAT(spread(9, 3), ElementsAre(0, 4, 8));
  EXPECT_TRUE(spread(0, 3).empty());
}

TEST(CurveData, HoldsTheNumbersOfTheFile) {
  const ordered_json curves = curve_data(
      {R"({"epoch":1,"step":8,"learning_rate":0.1,"train":{"loss":0.30000000000000004},"validation":null})",
       R"({"epoch":2,"step":16,"learning_rate":0.1,"train":{"loss":null},"validation":{"loss":0.5,"r2":-1.0}})"});
  EXPECT_EQ(curves["evaluations"], 2);
  EXPECT_EQ(curves["epoch"].dump(), "[1,2]");
  EXPECT_EQ(curves["train"]["loss"].dump(), "[0.30000000000000004,null]");
  EXPECT_EQ(curves["validation"]["r2"].dump(), "[null,-1.0]");
}

TEST(CurveData, LeavesSomeOfVeryManyOut) {
  std::vector<std::string> lines;
  for (int epoch = 1; epoch <= 9000; ++epoch)
    lines.push_back(R"({"epoch":)" + std::to_string(epoch) + R"(,"train":{"loss":1.0}})");
  const ordered_json curves = curve_data(lines);
  EXPECT_EQ(curves["evaluations"], 9000);
  EXPECT_LT(curves["epoch"].size(), 2001u);
  EXPECT_EQ(curves["epoch"].back(), 9000);
}

TEST(HealthData, KeepsEveryProblemAndTheLastDeadUnits) {
  std::vector<std::string> lines;
  for (int epoch = 1; epoch <= 1000; ++epoch) {
    const std::string number = std::to_string(epoch);
    lines.push_back(R"({"epoch":)" + number + R"(,"layers":[{"layer":0,"dead":{"count":1,"units":[{"unit":)" +
                    number + R"(}]}}],"problems":[)" +
                    (epoch == 501 ? R"({"rule":"dying","sentence":"…"})" : "") + "]}");
  }
  const ordered_json health = health_data(lines);
  EXPECT_EQ(health["examinations"], 1000);
  EXPECT_LT(health["lines"].size(), 401u);
  EXPECT_EQ(health["problems"].dump(), R"([{"rule":"dying","sentence":"…","epoch":501}])");
  EXPECT_FALSE(health["lines"].front()["layers"][0]["dead"].contains("units"));
  EXPECT_EQ(health["lines"].back()["layers"][0]["dead"]["units"][0]["unit"], 1000);
}

TEST(HealthData, TakesLinesWithMissingKeys) {
  EXPECT_TRUE(health_data({}).is_null());
  EXPECT_TRUE(health_data({"no json"}).is_null());
  EXPECT_EQ(health_data({"{}", R"({"layers":[1,{}],"problems":7})"})["examinations"], 2);
}

}  // namespace
}  // namespace mlp
