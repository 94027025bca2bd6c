#include "train/decision_threshold.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "io/message_of.hpp"
#include "io/temporary_folder.hpp"
#include "mlp/base/error.hpp"
#include "train/training_data.hpp"

namespace mlp {
namespace {

const std::vector<std::string> labels = {"no", "yes"};

KeptRows rows_with(const std::vector<float>& scores, const std::vector<std::int32_t>& wanted) {
  KeptRows rows(std::ssize(scores), 1, 2);
  for (std::size_t i = 0; i < scores.size(); ++i) rows.add({.wanted = wanted[i], .outputs = &scores[i]});
  return rows;
}

TEST(DecisionThreshold, IsTheScoreThatTheMetricLikesBest) {
  // From 0.25 on: three right of four, f1 6/7; every other threshold is worse.
  const KeptRows rows = rows_with({0.75f, 0.375f, 0.25f, 0.3125f, 0.125f, 0.0625f}, {1, 1, 1, 0, 0, 0});
  EXPECT_EQ(chosen_threshold(F1{}, rows, labels), 0.25);
  // No wrong yes: 0.375 and 0.75 and 0.5 all do, and 0.5 is the nearest to itself.
  EXPECT_EQ(chosen_threshold(Precision{}, rows, labels), 0.5);
  // Accuracy: 0.25 and 0.375 both leave one wrong; 0.375 is nearer.
  EXPECT_EQ(chosen_threshold(Accuracy{}, rows, labels), 0.375);
}

TEST(DecisionThreshold, IsOneHalfWhereNoneIsBetterAndTheSmallerOfTwoEquallyNear) {
  EXPECT_EQ(chosen_threshold(Accuracy{}, rows_with({0.25f, 0.75f}, {0, 1}), labels), 0.5);
  // From 0.25 and from 0.75 on one is wrong, between them two.
  EXPECT_EQ(chosen_threshold(Accuracy{}, rows_with({0.25f, 0.5625f, 0.75f}, {1, 0, 1}), labels), 0.25);
}

TEST(DecisionThreshold, FitsTheMetricsPositiveClass) {
  const KeptRows rows = rows_with({0.625f, 0.75f, 0.875f}, {0, 0, 1});
  EXPECT_EQ(chosen_threshold(Recall{.positive = "no"}, rows, labels), 0.875);
}

std::string refusal(const DecisionThreshold& threshold, const Loss& loss, bool has_validation) {
  return message_of<ConfigError>([&] { check_decision_threshold(threshold, loss, has_validation); });
}

TEST(DecisionThreshold, IsRefusedWhereItMeansNothing) {
  EXPECT_EQ(refusal(FixedThreshold{}, MeanSquaredError{}, true),
            "/data/decision_threshold: expected a loss that gives probabilities of classes (cross_entropy, "
            "binary_cross_entropy, focal, binary_focal), got mse\n"
            "  hint: the threshold is the probability of the second of two classes; leave it out");
  EXPECT_NE(refusal(FixedThreshold{}, MultiLabel{}, true).find("binary_focal), got multi_label\n"),
            std::string::npos);
  EXPECT_EQ(refusal(ChosenThreshold{.metric = RocAuc{}}, BinaryCrossEntropy{}, true),
            "/data/decision_threshold/metric: expected a metric of the predicted classes, got roc_auc\n"
            "  hint: f1, balanced_accuracy or matthews depend on a threshold");
  EXPECT_EQ(refusal(ChosenThreshold{}, BinaryCrossEntropy{}, false),
            "/data/decision_threshold: expected rows to choose it on, got none\n"
            "  hint: add \"validation\": {\"fraction\": 0.1} to /data, or give a number");
  EXPECT_EQ(message_of<ConfigError>([] {
              check_decision_threshold(FixedThreshold{}, {"a", "b", "c"});
            }),
            "/data/decision_threshold: expected two classes, got 3\n"
            "  hint: with more, the most probable class is predicted; leave it out");
}

// With one output and with two; by training, evaluation, prediction, and a model that was saved.
TEST(DecisionThreshold, DecidesThePredictedClassEverywhere) {
  const TemporaryFolder folder;
  const Dataset dataset = class_data(200, 4, 2);
  const RowView rows = rows_of(dataset, 0, 150), held_out = rows_of(dataset, 150, 200);
  for (const Loss& loss : {Loss(BinaryCrossEntropy{}), Loss(CrossEntropy{})}) {
    Recipe recipe = small_recipe(loss, 2);
    recipe.metrics = {Recall{}, Accuracy{}};
    Recorder recorder;
    const TrainResult result =
        train(recipe, rows, held_out, {.decision_threshold = FixedThreshold{0.3}, .observer = &recorder});
    EXPECT_EQ(result.model.decision_threshold, 0.3);
    result.model.save(folder / "model");
    const Model model = Model::load(folder / "model");
    EXPECT_EQ(model.decision_threshold, 0.3);
    const Predictions predictions = model.predict(held_out);
    for (Index i = 0; i < 50; ++i) {
      const double probability = predictions.values[(i + 1) * predictions.outputs - 1];
      EXPECT_EQ(predictions.classes[static_cast<std::size_t>(i)], probability >= 0.3 ? 1 : 0);
    }
    const Evaluation evaluation = evaluate(model, recipe.metrics, held_out);
    EXPECT_EQ(evaluation.predictions.classes, predictions.classes);
    // A step that learns nothing measures what an evaluation does.
    Recipe still = recipe;
    still.training.epochs = 1;
    still.optimizer = Sgd{.learning_rate = 1e-30};
    Recorder of_still;
    const TrainResult untaught =
        train(still, rows, {}, {.decision_threshold = FixedThreshold{0.3}, .observer = &of_still});
    EXPECT_EQ(of_still.epochs.back().train.metrics,
              evaluate(untaught.model, recipe.metrics, rows).scores.metrics);
    EXPECT_EQ(recorder.epochs.back().validation->metrics, evaluation.scores.metrics);
    // The weights know nothing of it.
    EXPECT_EQ(model.parameters_sha256(), train(recipe, rows, held_out).model.parameters_sha256());
  }
}

TEST(DecisionThreshold, ThatIsChosenIsNoWorseOnTheValidationRows) {
  const Dataset dataset = class_data(200, 4, 2);
  const RowView rows = rows_of(dataset, 0, 150), held_out = rows_of(dataset, 150, 200);
  Recipe recipe = small_recipe(BinaryCrossEntropy{}, 1);
  const auto f1 = [&](const std::optional<DecisionThreshold>& threshold) {
    const TrainResult result = train(recipe, rows, held_out, {.decision_threshold = threshold});
    EXPECT_EQ(result.model.decision_threshold.has_value(), threshold.has_value());
    return metric_of(evaluate(result.model, {F1{}}, held_out).scores, "f1");
  };
  EXPECT_GE(f1(ChosenThreshold{}), f1(std::nullopt));
}

}  // namespace
}  // namespace mlp
