// Planted faults, each found where it is and explained, and beside each a healthy twin that stays silent.
#include "train/health/health_rules.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "train/health_fixtures.hpp"

namespace mlp {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Problem& problem_of(const HealthRecorder& recorder, const std::string& rule) {
  static const Problem none;
  for (const HealthReport& report : recorder.reports) {
    for (const Problem& problem : report.problems)
      if (problem.rule == rule) return problem;
  }
  ADD_FAILURE() << "no problem " << rule;
  return none;
}

// ---- Vanishing gradients

TEST(HealthRules, ADeepSigmoidNetworkVanishesAndItsReluTwinDoesNot) {
  const Dataset dataset = class_data(600, 4, 2);
  const HealthRecorder deep =
      health_of_training(recipe_of_depth(6, 64, Sigmoid{}, CrossEntropy{}, 0.05, 2), all_rows(dataset));
  const Problem& problem = problem_of(deep, "vanishing");
  EXPECT_EQ(problem.epoch, 1);
  EXPECT_EQ(problem.layer, 0);
  EXPECT_THAT(problem.sentence, AllOf(HasSubstr("the gradient of layers.0 is "),
                                      HasSubstr("vanishes on its way down through 6 layers")));
  EXPECT_THAT(problem.advice, HasSubstr("use relu with he_normal instead of sigmoid"));
  EXPECT_EQ(problem.key, "/model/hidden/0/activation");
  EXPECT_LT(*deep.reports[0].gradient_ratio, 1e-3);

  const HealthRecorder twin =
      health_of_training(recipe_of_depth(6, 64, Relu{}, CrossEntropy{}, 0.01, 2), all_rows(dataset));
  EXPECT_THAT(twin.rules(), IsEmpty());
  EXPECT_GT(*twin.reports[0].gradient_ratio, 1e-2);
}

// ---- Dead units

TEST(HealthRules, EveryUnitThatALearningRateKilledIsFoundAndNoneInvented) {
  const Dataset dataset = class_data(2000, 6, 3);
  const RowView rows = all_rows(dataset);
  Index killed = 0;
  for (const double rate : {0.05, 3.0, 10.0}) {
    const Recipe recipe = recipe_of_depth(2, 48, Relu{}, CrossEntropy{}, rate, 3);
    HealthRecorder recorder;
    const Model model = train(recipe, rows, {}, {.threads = 2, .observer = &recorder}).model;
    for (const Index layer : {0, 1}) {
      const std::vector<Index> expected = dead_by_brute_force(model, rows, layer);
      const LayerHealth& found = recorder.reports.back().layers[static_cast<std::size_t>(layer)];
      EXPECT_EQ(dead_units_of(found), expected) << "rate " << rate << ", layer " << layer;
      killed += std::ssize(expected);
    }
    if (rate == 0.05) {
      EXPECT_THAT(recorder.rules(), IsEmpty());
    }
    if (rate == 10.0) {
      const Problem& problem = problem_of(recorder, "dying");
      EXPECT_THAT(problem.sentence, HasSubstr("the learning rate: an update in epoch 1 was "));
      EXPECT_THAT(problem.advice, HasSubstr("reduce /optimizer/learning_rate from 10"));
      EXPECT_EQ(problem.key, "/optimizer/learning_rate");
      EXPECT_FALSE(problem.units.empty());
    }
  }
  EXPECT_GT(killed, 20);
}

// A network of relu units, those of `planted` with a bias of −10.
Model planted_model(const Dataset& dataset, const std::vector<Index>& planted) {
  Recipe recipe = recipe_of_depth(1, 16, Relu{}, CrossEntropy{}, 1e-30, 1);
  Model model = train(recipe, all_rows(dataset)).model;
  const Index biases = ParameterLayout(model.architecture).bias(0).offset;
  for (const Index unit : planted) model.parameters[biases + unit] = -10.0f;
  return model;
}

TEST(HealthRules, BiasesOfMinusTenAreNamedFromTheStart) {
  const Dataset dataset = class_data(4000, 4, 2);
  Recipe recipe = recipe_of_depth(1, 16, Relu{}, CrossEntropy{}, 0.05, 2);
  recipe.model.start_from = "planted";
  const Model planted = planted_model(dataset, {3, 8, 12, 15}), twin = planted_model(dataset, {});
  const HealthRecorder recorder = health_of_training(recipe, all_rows(dataset), {.start_from = &planted});
  const LayerHealth& layer = recorder.reports[0].layers[0];
  EXPECT_THAT(dead_units_of(layer), ElementsAre(3, 8, 12, 15));
  EXPECT_EQ(layer.provably_dead(), 4);
  for (const DeadUnit& dead : layer.dead) {
    EXPECT_EQ(dead.since_epoch, 0);
    EXPECT_EQ(dead.bias, -10.0);
    EXPECT_THAT(dead.cause, HasSubstr("negative bias: at -10 it outweighs the weighted inputs, at most "));
  }
  const Problem& problem = problem_of(recorder, "dying");
  EXPECT_THAT(problem.units, ElementsAre(3, 8, 12, 15));
  EXPECT_THAT(problem.sentence,
              HasSubstr("4 of 16 units of layers.0 (4 → 16, relu) are dead, firing for no "
                        "training row (4 provably, for no inputs like them): units 3, 8, 12 and "
                        "15."));
  EXPECT_THAT(problem.advice, HasSubstr("leaky_relu"));
  EXPECT_THAT(health_of_training(recipe, all_rows(dataset), {.start_from = &twin}).rules(), IsEmpty());
  EXPECT_THAT(dead_units_of(examine(planted, all_rows(dataset)).layers[0]), ElementsAre(3, 8, 12, 15));
}

// Only one row in 4000 makes it fire, and it is not in the sample.
TEST(HealthRules, AUnitThatFiresForASingleRowIsNotDead) {
  Eigen::MatrixXf inputs = drawn_matrix(1, 0, 4, 4000);
  inputs.row(2).setZero();
  inputs(2, 3333) = 100.0f;
  std::vector<int> labels;
  for (int n = 0; n < 4000; ++n) labels.push_back(inputs(0, n) > 0.0f);
  const Dataset dataset = make_dataset(inputs, labels);
  Recipe recipe = recipe_of_depth(1, 8, Relu{}, CrossEntropy{}, 1e-30, 1);
  Model model = train(recipe, all_rows(dataset), {}, {.preprocess = {.inputs = NoScaling{}}}).model;
  const ParameterLayout layout(model.architecture);
  model.parameters[layout.bias(0).offset + 5] = -50.0f;
  model.parameters[layout.weight(0).offset + 5 * 4 + 2] = 1.0f;
  EXPECT_THAT(examine(model, all_rows(dataset)).layers[0].dead, IsEmpty());
  model.parameters[layout.weight(0).offset + 5 * 4 + 2] = 0.0f;
  EXPECT_THAT(dead_units_of(examine(model, all_rows(dataset)).layers[0]), ElementsAre(5));
}

// ---- Exploding gradients and saturation

Model scaled_model(const Recipe& recipe, const Dataset& dataset, float factor) {
  Recipe still = recipe;
  still.optimizer = Sgd{.learning_rate = 1e-30};
  still.training.epochs = 1;
  still.model.start_from.reset();
  Model model = train(still, all_rows(dataset)).model;
  for (const ParameterTensor& tensor : ParameterLayout(model.architecture).tensors) {
    if (!tensor.is_weight) continue;
    for (Index i = tensor.offset; i < tensor.offset + tensor.size(); ++i) model.parameters[i] *= factor;
  }
  return model;
}

TEST(HealthRules, WeightsAHundredTimesTooLargeExplodeOrSaturate) {
  const Dataset dataset = class_data(600, 6, 3);
  for (const Activation& activation : {Activation(Relu{}), Activation(Tanh{})}) {
    Recipe recipe = recipe_of_depth(3, 24, activation, CrossEntropy{}, 1e-6, 1);
    recipe.model.start_from = "scaled";
    const Model scaled = scaled_model(recipe, dataset, 100.0f), twin = scaled_model(recipe, dataset, 1.0f);
    const HealthRecorder recorder = health_of_training(recipe, all_rows(dataset), {.start_from = &scaled});
    const bool is_relu = std::holds_alternative<Relu>(activation);
    const Problem& problem = problem_of(recorder, is_relu ? "exploding" : "saturated");
    EXPECT_THAT(problem.sentence, HasSubstr(is_relu ? "times as long as its weights" : "are saturated"));
    EXPECT_THAT(health_of_training(recipe, all_rows(dataset), {.start_from = &twin}).rules(), IsEmpty());
  }
}

TEST(HealthRules, WhoClipsOrCannotScaleTargetsIsNotToldTo) {
  const Dataset dataset = class_data(600, 6, 3);
  Recipe recipe = recipe_of_depth(3, 24, Relu{}, CrossEntropy{}, 1e-6, 1);
  recipe.model.start_from = "scaled";
  const Model scaled = scaled_model(recipe, dataset, 100.0f);
  const HealthRecorder plain = health_of_training(recipe, all_rows(dataset), {.start_from = &scaled});
  EXPECT_EQ(problem_of(plain, "exploding").advice,
            "start from smaller weights (he_normal, glorot_uniform), scale the inputs, or clip the gradient: "
            "{\"type\": \"global_norm\", \"max_norm\": 1}");
  EXPECT_EQ(problem_of(plain, "exploding").key, "/training/gradient_clipping");
  recipe.training.gradient_clipping = ClipGlobalNorm{};
  const HealthRecorder clipped = health_of_training(recipe, all_rows(dataset), {.start_from = &scaled});
  EXPECT_EQ(problem_of(clipped, "exploding").advice,
            "start from smaller weights (he_normal, glorot_uniform), or scale the inputs");
  EXPECT_THAT(problem_of(clipped, "exploding").key, HasSubstr("/initializer"));
}

// ---- Data

TEST(HealthRules, InputsThatAreNotScaledAreNamed) {
  Eigen::MatrixXf inputs = drawn_matrix(1, 0, 3, 400);
  inputs.row(1) *= 50000.0f;
  std::vector<int> labels;
  for (int n = 0; n < 400; ++n) labels.push_back(inputs(0, n) > 0.0f);
  const Dataset dataset = make_dataset(inputs, labels);
  const Recipe recipe = recipe_of_depth(1, 16, Tanh{}, CrossEntropy{}, 0.05, 2);
  const HealthRecorder raw =
      health_of_training(recipe, all_rows(dataset), {.preprocess = {.inputs = NoScaling{}}});
  const Problem& problem = problem_of(raw, "unscaled_inputs");
  EXPECT_THAT(problem.sentence,
              HasSubstr("input column_2 (one of 3 inputs) is not scaled: its root mean square is 3"));
  EXPECT_EQ(problem.key, "/data/preprocess/inputs");
  EXPECT_THAT(health_of_training(recipe, all_rows(dataset)).rules(), IsEmpty());
}

TEST(HealthRules, LabelsThatAreNearlyConstantAreNamed) {
  const Eigen::MatrixXf inputs = drawn_matrix(1, 0, 3, 1000);
  std::vector<int> labels(1000, 7);
  for (std::size_t n = 0; n < 10; ++n) labels[n * 100] = 8;
  const Dataset dataset = make_dataset(inputs, labels);
  const HealthRecorder recorder =
      health_of_training(recipe_of_depth(1, 8, Tanh{}, CrossEntropy{}, 0.01, 1), all_rows(dataset));
  const Problem& problem = problem_of(recorder, "constant_labels");
  EXPECT_THAT(problem.sentence, HasSubstr("99 % of the training rows have class 7"));
  EXPECT_EQ(problem.key, "/loss/class_weights");
}

TEST(HealthRules, ClassesThatAreBalancedAreNotToBeWeighed) {
  const Eigen::MatrixXf inputs = drawn_matrix(1, 0, 3, 1000);
  std::vector<int> labels(1000, 7);
  for (std::size_t n = 0; n < 10; ++n) labels[n * 100] = 8;
  const Dataset dataset = make_dataset(inputs, labels);
  Recipe weighed = recipe_of_depth(1, 8, Tanh{}, CrossEntropy{.class_weights = BalancedWeights{}}, 0.01, 1);
  Recipe sampled = recipe_of_depth(1, 8, Tanh{}, CrossEntropy{}, 0.01, 1);
  sampled.training.sampling = BalancedClasses{};
  for (const Recipe& recipe : {weighed, sampled}) {
    const HealthRecorder recorder = health_of_training(recipe, all_rows(dataset));
    const Problem& problem = problem_of(recorder, "constant_labels");
    EXPECT_EQ(problem.advice, "train on more rows of the others");
    EXPECT_EQ(problem.key, "/data/train");
  }
}

// ---- Losses

TEST(HealthRules, ShuffledLabelsAreNotLearned) {
  const Dataset dataset = class_data(2000, 4, 2);
  Dataset shuffled = dataset;
  for (std::uint32_t n = 0; n < 2000; ++n)
    shuffled.classes[n] = static_cast<std::int32_t>(draw_word(9, {.purpose = Purpose::noise}, n) % 2);
  const Recipe recipe = recipe_of_depth(1, 8, Relu{}, CrossEntropy{}, 0.01, 5);
  const HealthRecorder recorder = health_of_training(recipe, all_rows(shuffled));
  const Problem& problem = problem_of(recorder, "not_learning");
  EXPECT_THAT(problem.sentence, HasSubstr("always predicting the same would give 0.693"));
  EXPECT_THAT(health_of_training(recipe, all_rows(dataset)).rules(), IsEmpty());
}

// Says of no predictions how good they are.
struct NeverANumber : MetricFunction {
  std::string_view name() const override { return "never"; }
  TargetKind targets() const override { return TargetKind::classes; }
  bool larger_is_better() const override { return true; }
  double value(Numbers, const MetricRows&) const override { return std::nan(""); }
};

TEST(HealthRules, AMonitorThatIsNeverANumberIsNamedWhereTheTrainingEnds) {
  const Dataset dataset = class_data(200, 4, 2);
  Recipe recipe = recipe_of_depth(1, 8, Relu{}, CrossEntropy{}, 0.05, 10);
  recipe.metrics = {Accuracy{}, CustomMetric{.implementation = std::make_shared<NeverANumber>()}};
  recipe.training.early_stopping = EarlyStopping{.monitor = "train.never", .patience = 4};
  const HealthRecorder stopped = health_of_training(recipe, all_rows(dataset));
  const Problem& problem = problem_of(stopped, "undefined_monitor");
  EXPECT_EQ(problem.epoch, 4);
  EXPECT_EQ(
      problem.sentence,
      "train.never is undefined (nan) in every epoch, which counts as no improvement: early stopping had "
      "no best weights to keep");
  EXPECT_EQ(problem.key, "/training/early_stopping/monitor");
  recipe.training.early_stopping->monitor = "train.accuracy";
  EXPECT_THAT(health_of_training(recipe, all_rows(dataset)).rules(), IsEmpty());
  recipe.schedule = ReduceOnPlateau{.monitor = "train.never"};
  recipe.training.early_stopping.reset();
  const HealthRecorder reduced = health_of_training(recipe, all_rows(dataset));
  EXPECT_EQ(problem_of(reduced, "undefined_monitor").key, "/schedule/monitor");
}

// The course of a training with these losses, by the rules alone.
class Course {
 public:
  Course& epoch(double training, std::optional<double> validation = {}) {
    EpochReport report;
    report.epoch = ++epochs_;
    report.train.loss = training;
    if (validation) report.validation = Scores{.loss = *validation, .metrics = {}};
    HealthReport health{.epoch = epochs_, .step = 100 * epochs_};
    const Observation nothing;
    remember(report, state_.losses);
    for (const Problem& problem : apply_rules({.network = network_,
                                  .recipe = recipe,
                                  .data = data,
                                  .seen = nothing,
                                  .report = health,
                                  .epoch = &report},
                                              state_))
      spoken.push_back(problem.rule + " in epoch " + std::to_string(problem.epoch));
    return *this;
  }

  Recipe recipe;
  DataFacts data;
  std::vector<std::string> spoken;

 private:
  Network network_{build_architecture(resolved(ModelConfig{}, MeanSquaredError{}), 2, 1), MeanSquaredError{}};
  HealthState state_;
  Index epochs_ = 0;
};

TEST(HealthRules, ALossThatGrowsIsDivergingAndOneThatWaversIsNot) {
  Course growing;
  growing.epoch(1.0).epoch(0.5).epoch(0.6).epoch(0.7).epoch(0.8).epoch(0.9);
  EXPECT_THAT(growing.spoken, ElementsAre("diverging in epoch 5"));
  Course jumping;
  jumping.epoch(1.0).epoch(2.5);
  EXPECT_THAT(jumping.spoken, ElementsAre("diverging in epoch 2"));
  Course wavering;
  wavering.epoch(1.0).epoch(0.5).epoch(0.55).epoch(0.5).epoch(0.52).epoch(0.6).epoch(0.4);
  wavering.epoch(1e-3).epoch(2e-3).epoch(3e-3).epoch(4e-3);  // nearly learned by heart
  EXPECT_THAT(wavering.spoken, IsEmpty());
}

TEST(HealthRules, AValidationLossThatTurnsUpIsOverfittingUnlessEarlyStoppingWatches) {
  const auto course = [](Course& of) {
    of.epoch(1.0, 1.0).epoch(0.8, 0.9).epoch(0.6, 0.95).epoch(0.5, 1.0).epoch(0.4, 1.05).epoch(0.3, 1.1);
    of.epoch(0.2, 1.15).epoch(0.1, 1.2);
  };
  Course plain, stopping;
  course(plain);
  EXPECT_THAT(plain.spoken, ElementsAre("overfitting in epoch 7"));
  stopping.recipe.training.early_stopping = EarlyStopping{};
  course(stopping);
  EXPECT_THAT(stopping.spoken, IsEmpty());
}

TEST(HealthRules, ConstantTargetsAreNoReasonToSayThatNothingIsLearned) {
  Course constant;
  constant.data.constant_loss = 0.0;
  for (int i = 0; i < 4; ++i) constant.epoch(1e-3);
  EXPECT_THAT(constant.spoken, IsEmpty());
}

TEST(HealthRules, ALossOfAConstantPredictionIsNotLearning) {
  Course idle, learning, by_heart;
  for (Course* course : {&idle, &learning, &by_heart}) course->data.constant_loss = 0.7;
  for (int i = 0; i < 4; ++i) idle.epoch(0.699);
  EXPECT_THAT(idle.spoken, ElementsAre("not_learning in epoch 3"));
  for (int i = 0; i < 4; ++i) learning.epoch(0.6);
  EXPECT_THAT(learning.spoken, IsEmpty());
  for (int i = 0; i < 4; ++i) by_heart.epoch(0.2, 0.71);
  EXPECT_THAT(by_heart.spoken, ElementsAre("not_learning in epoch 3"));
}

}  // namespace
}  // namespace mlp
