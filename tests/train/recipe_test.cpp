#include "mlp/train/recipe.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "io/message_of.hpp"
#include "mlp/base/error.hpp"
#include "train/monitor.hpp"

namespace mlp {
namespace {

Recipe recipe_with(const Loss& loss) {
  Recipe recipe;
  recipe.loss = loss;
  return recipe;
}

Recipe watching(const Loss& loss, const std::string& monitor, std::vector<Metric> metrics = {}) {
  Recipe recipe = recipe_with(loss);
  recipe.training.early_stopping = EarlyStopping{.monitor = monitor};
  recipe.metrics = std::move(metrics);
  return recipe;
}

std::string refusal(const Recipe& recipe, bool has_validation = true) {
  return message_of<ConfigError>([&] { resolved(recipe, has_validation); });
}

TEST(Recipe, ReportsAccuracyOfClassesAndRmseOfNumbersByDefault) {
  for (const Loss& loss : {Loss(CrossEntropy{}), Loss(BinaryCrossEntropy{})}) {
    const Recipe recipe = resolved(recipe_with(loss), false);
    ASSERT_EQ(recipe.metrics.size(), 1u);
    EXPECT_EQ(name_of(recipe.metrics[0]), "accuracy");
  }
  const Recipe recipe = resolved(recipe_with(MeanSquaredError{}), false);
  ASSERT_EQ(recipe.metrics.size(), 1u);
  EXPECT_EQ(name_of(recipe.metrics[0]), "rmse");
}

TEST(Recipe, RefusesAMetricOfTheOtherKindOfTarget) {
  Recipe recipe = recipe_with(CrossEntropy{});
  recipe.metrics = {Accuracy{}, R2{}};
  EXPECT_EQ(refusal(recipe),
            "/metrics/1: expected a metric of classes, got r2\n"
            "  hint: the loss cross_entropy is about classes");
  recipe = recipe_with(MeanSquaredError{});
  recipe.metrics = {Accuracy{}};
  EXPECT_EQ(refusal(recipe),
            "/metrics/0: expected a metric of numbers, got accuracy\n"
            "  hint: the loss mse is about numbers");
}

TEST(Recipe, RefusesAMetricTwice) {
  Recipe recipe = recipe_with(MeanSquaredError{});
  recipe.metrics = {MeanAbsoluteError{}, R2{}, MeanAbsoluteError{}};
  EXPECT_EQ(refusal(recipe), "/metrics/2: expected each metric once, got mae again");
}

TEST(Recipe, TakesAMetricTwiceWithOtherFields) {
  Recipe recipe = recipe_with(CrossEntropy{});
  recipe.metrics = {F1{}, F1{.average = MicroAverage{}}, TopKAccuracy{.k = 2}, TopKAccuracy{.k = 3}};
  EXPECT_EQ(refusal(recipe), "(nothing was thrown)");
  recipe.metrics.push_back(F1{.average = MicroAverage{}});
  EXPECT_EQ(refusal(recipe), "/metrics/4: expected each metric once, got f1_micro again");
}

TEST(Recipe, RefusesAPositiveClassWithAnAverageOverAll) {
  Recipe recipe = recipe_with(CrossEntropy{});
  recipe.metrics = {Recall{.average = MacroAverage{}, .positive = "sick"}};
  EXPECT_EQ(refusal(recipe),
            "/metrics/0/positive: expected no positive class with the average macro, got sick\n"
            "  hint: leave the average out for the recall of that class alone");
}

TEST(Recipe, WatchesAMetricByItsLabel) {
  const std::vector<Metric> metrics = {F1{.average = MacroAverage{}}, TopKAccuracy{.k = 3}};
  for (const std::string what : {"f1_macro", "top_3_accuracy"})
    EXPECT_EQ(refusal(watching(CrossEntropy{}, "validation." + what, metrics)), "(nothing was thrown)");
}

TEST(Recipe, RefusesNesterovWithoutMomentum) {
  Recipe recipe = recipe_with(CrossEntropy{});
  recipe.optimizer = Sgd{.nesterov = true};
  EXPECT_EQ(refusal(recipe),
            "/optimizer/nesterov: expected momentum above 0 with nesterov, got 0\n"
            "  hint: nesterov looks ahead along the velocity; add \"momentum\": 0.9");
}

TEST(Recipe, RefusesDampeningWithoutMomentumOrWithNesterov) {
  Recipe recipe = recipe_with(CrossEntropy{});
  recipe.optimizer = Sgd{.dampening = 0.5};
  EXPECT_EQ(refusal(recipe),
            "/optimizer/dampening: expected momentum above 0 with dampening, got 0\n"
            "  hint: dampening is what the velocity does not take; add \"momentum\": 0.9");
  recipe.optimizer = Sgd{.momentum = 0.9, .nesterov = true, .dampening = 0.5};
  EXPECT_EQ(refusal(recipe),
            "/optimizer/dampening: expected 0 with nesterov, got 0.5\n"
            "  hint: nesterov's step is defined for a velocity that takes the whole gradient");
}

TEST(Recipe, RefusesAModelThatDoesNotFitTheLoss) {
  Recipe recipe = recipe_with(CrossEntropy{});
  recipe.model.hidden = {{.units = 3, .activation = Softmax{}}};
  EXPECT_EQ(refusal(recipe),
            "/model/hidden/0/activation: expected an activation for a hidden layer, got softmax\n"
            "  hint: softmax belongs to the output layer; with cross_entropy it is there by itself");
}

TEST(Recipe, AllowsToWatchTheLossAndEveryMetricListed) {
  for (const std::string side : {"train.", "validation."}) {
    for (const std::string what : {"loss", "mae", "r2"}) {
      const Recipe recipe = watching(MeanSquaredError{}, side + what, {MeanAbsoluteError{}, R2{}});
      EXPECT_EQ(refusal(recipe), "(nothing was thrown)") << side + what;
    }
  }
  EXPECT_EQ(refusal(watching(CrossEntropy{}, "train.accuracy"), false), "(nothing was thrown)");
}

TEST(Recipe, NamesTheMonitorsThatThereAre) {
  EXPECT_EQ(refusal(watching(CrossEntropy{}, "validation.los")),
            "/training/early_stopping/monitor: expected one of validation.loss, validation.accuracy, "
            "train.loss, train.accuracy, got \"validation.los\"\n"
            "  hint: did you mean \"validation.loss\"?");
  EXPECT_EQ(refusal(watching(MeanSquaredError{}, "mean absolute error of the test rows")),
            "/training/early_stopping/monitor: expected one of validation.loss, validation.rmse, "
            "train.loss, train.rmse, got \"mean absolute error of the test rows\"\n"
            "  hint: a metric can be watched only where /metrics lists it");
  for (const std::string wrong : {"", "loss", "validation.", ".loss", "test.loss", "validation.loss "})
    EXPECT_NE(refusal(watching(CrossEntropy{}, wrong)), "(nothing was thrown)") << wrong;
}

TEST(Recipe, RefusesToWatchRowsThatThereAreNot) {
  EXPECT_EQ(refusal(watching(CrossEntropy{}, "validation.loss"), false),
            "/training/early_stopping/monitor: expected rows to validate on, got validation.loss without "
            "/data/validation\n"
            "  hint: add \"validation\": {\"fraction\": 0.1} to /data, or watch train.loss");
}

TEST(Recipe, RefusesDropsThatDoNotAscend) {
  Recipe recipe = recipe_with(CrossEntropy{});
  recipe.schedule = MultiStepDecay{.epochs = {3, 5, 5}};
  EXPECT_EQ(refusal(recipe),
            "/schedule/epochs/2: expected more than 5, got 5\n"
            "  hint: how many epochs come before each drop, ascending: [30, 60, 80]");
}

TEST(Recipe, RefusesAnInverseSquareRootWithoutWarmUp) {
  Recipe recipe = recipe_with(CrossEntropy{});
  recipe.schedule = InverseSquareRoot{};
  EXPECT_EQ(refusal(recipe),
            "/schedule/warmup_epochs: expected above 0 with inverse_sqrt, got 0\n"
            "  hint: the rate falls with the square root of steps over warm-up steps; 1 is a start");
}

TEST(Recipe, ChecksWhatAPlateauIsMonitoredBy) {
  Recipe recipe = recipe_with(CrossEntropy{});
  recipe.schedule = ReduceOnPlateau{};
  EXPECT_EQ(refusal(recipe), "(nothing was thrown)");
  EXPECT_EQ(refusal(recipe, false),
            "/schedule/monitor: expected rows to validate on, got validation.loss without /data/validation\n"
            "  hint: add \"validation\": {\"fraction\": 0.1} to /data, or watch train.loss");
}

TEST(Monitor, TurnsTheValueSoThatSmallerIsBetter) {
  const std::vector<Metric> metrics = {MeanAbsoluteError{}, R2{}};
  const Scores train{.loss = 1.0, .metrics = {{"mae", 2.0}, {"r2", 0.5}}};
  const Scores validation{.loss = 3.0, .metrics = {{"mae", 4.0}, {"r2", 0.25}}};
  const auto value = [&](const std::string& monitor) {
    return monitored_value(monitor, metrics, train, validation);
  };
  EXPECT_EQ(value("train.loss"), 1.0);
  EXPECT_EQ(value("train.mae"), 2.0);
  EXPECT_EQ(value("train.r2"), -0.5);
  EXPECT_EQ(value("validation.loss"), 3.0);
  EXPECT_EQ(value("validation.mae"), 4.0);
  EXPECT_EQ(value("validation.r2"), -0.25);
}

TEST(Resolved, RefusesBalancedSamplingOfWhatHasNoClassesOrNoOrder) {
  Recipe recipe;
  recipe.loss = MeanSquaredError{};
  recipe.training.sampling = BalancedClasses{};
  EXPECT_EQ(message_of<ConfigError>([&] { resolved(recipe, true); }),
            "/training/sampling: expected each_row with the loss mse, got balanced\n"
            "  hint: numbers have no classes to balance");
  recipe.loss = CrossEntropy{};
  recipe.training.shuffle = false;
  EXPECT_EQ(message_of<ConfigError>([&] { resolved(recipe, true); }),
            "/training/sampling: expected each_row with \"shuffle\": false, got balanced\n"
            "  hint: its rows would come class by class");
  recipe.training.shuffle = true;
  recipe.optimizer = Lbfgs{};
  EXPECT_EQ(
      message_of<ConfigError>([&] { resolved(recipe, true); }),
      "/training/sampling: expected each_row with the optimizer lbfgs, got balanced\n"
      "  hint: it takes all rows in every step; \"class_weights\": \"balanced\" in /loss does the same for "
      "it");
}

}  // namespace
}  // namespace mlp
