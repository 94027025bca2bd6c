#include "mlp/train/trainer.hpp"

#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/every_target.hpp"
#include "train/training_data.hpp"

namespace mlp {
namespace {

// Every kind of thing that takes part in a step, in sizes that fill no tile.
Recipe rich_recipe(const Loss& loss) {
  Recipe recipe;
  recipe.seed = 42;
  recipe.model.hidden = {{.units = 130, .activation = Relu{}},
                         {.units = 17, .activation = Tanh{}, .initializer = LecunNormal{}},
                         {.units = 9, .activation = LeakyRelu{}, .initializer = HeUniform{}}};
  recipe.loss = loss;
  recipe.optimizer = Sgd{.learning_rate = 0.02, .momentum = 0.9, .nesterov = true, .weight_decay = 1e-4};
  recipe.schedule = CosineDecay{.warmup_epochs = 0.5};
  recipe.training.epochs = 3;
  recipe.training.batch_size = 150;
  return recipe;
}

TEST(Train, GivesTheSameBitsForAnyNumberOfThreads) {
  const Dataset classes = class_data(400, 5, 3);
  const Dataset numbers = number_data(400, 5, 2);
  const Recipe of_classes = rich_recipe(CrossEntropy{.label_smoothing = 0.1});
  const Recipe of_numbers = rich_recipe(MeanSquaredError{});
  const TrainOptions scaled{.preprocess = {.targets = Standardize{}}, .threads = 1};
  const std::string classes_alone = trained_sha256(of_classes, all_rows(classes));
  const std::string numbers_alone =
      train(of_numbers, all_rows(numbers), {}, scaled).model.parameters_sha256();
  for (const int threads : {0, 2, 3, 7, 8}) {
    EXPECT_EQ(trained_sha256(of_classes, all_rows(classes), threads), classes_alone) << threads;
    TrainOptions options = scaled;
    options.threads = threads;
    EXPECT_EQ(train(of_numbers, all_rows(numbers), {}, options).model.parameters_sha256(), numbers_alone)
        << threads;
  }
}

TEST(Train, GivesTheSameBitsUnderEverySimdTarget) {
  const Dataset classes = class_data(400, 5, 2);
  const Recipe recipe = rich_recipe(BinaryCrossEntropy{});
  const std::string best = trained_sha256(recipe, all_rows(classes), 2);
  under_every_target(
      [&](const std::string&) { EXPECT_EQ(trained_sha256(recipe, all_rows(classes), 2), best); });
}

// One number for the behaviour of the whole engine: it changes only with the arithmetic number.
TEST(Train, GivesTheBitsItAlwaysGave) {
  const Dataset classes = class_data(400, 5, 3);
  EXPECT_EQ(trained_sha256(rich_recipe(CrossEntropy{.label_smoothing = 0.1}), all_rows(classes)),
            "906bd0bc619174a49869605cf7fb34056c25820f1f06ee4c3fe97a6fc054414b");
  const Dataset numbers = number_data(400, 5, 2);
  EXPECT_EQ(train(rich_recipe(MeanSquaredError{}), all_rows(numbers), {},
                  {.preprocess = {.inputs = MinMax{}, .targets = Standardize{}}, .threads = 1})
                .model.parameters_sha256(),
            "f2b2503f65ae2f47e1df04cdb694826753b03b5bb480801b2df6de9e7712a1cf");
}

TEST(Train, GivesOtherBitsForAnotherSeed) {
  const Dataset dataset = class_data(60, 4, 2);
  Recipe recipe = small_recipe(CrossEntropy{});
  const std::string first = trained_sha256(recipe, all_rows(dataset));
  recipe.seed = 2;
  EXPECT_NE(trained_sha256(recipe, all_rows(dataset)), first);
}

TEST(Train, GivesTheSameBitsWhereTwoTrainAtOnce) {
  const Dataset dataset = class_data(400, 5, 3);
  const Recipe recipe = rich_recipe(CrossEntropy{});
  const std::string alone = trained_sha256(recipe, all_rows(dataset));
  std::string first, second;
  std::thread other([&] { first = trained_sha256(recipe, all_rows(dataset), 2); });
  second = trained_sha256(recipe, all_rows(dataset), 2);
  other.join();
  EXPECT_EQ(first, alone);
  EXPECT_EQ(second, alone);
}

TEST(Train, LearnsClasses) {
  const Dataset dataset = class_data(300, 2, 3);
  Recipe recipe = small_recipe(CrossEntropy{}, 30);
  const TrainResult result = train(recipe, rows_of(dataset, 0, 200));
  const Evaluation evaluation = evaluate(result.model, {Accuracy{}}, rows_of(dataset, 200, 300));
  EXPECT_GE(metric_of(evaluation.scores, "accuracy"), 0.9);
}

TEST(Train, LearnsTwoClassesWithOneUnit) {
  const Dataset dataset = class_data(300, 2, 2);
  const TrainResult result = train(small_recipe(BinaryCrossEntropy{}, 30), rows_of(dataset, 0, 200));
  EXPECT_EQ(result.model.architecture.outputs(), 1);
  const Evaluation evaluation = evaluate(result.model, {Accuracy{}}, rows_of(dataset, 200, 300));
  EXPECT_GE(metric_of(evaluation.scores, "accuracy"), 0.9);
}

TEST(Train, PredictsScaledTargetsInTheirOriginalUnits) {
  const Dataset dataset = number_data(300, 2, 2);
  for (const Scaling& scaling : {Scaling(Standardize{}), Scaling(MinMax{})}) {
    Recipe recipe = small_recipe(MeanSquaredError{}, 60);
    recipe.metrics = {RootMeanSquaredError{}, R2{}};
    const TrainResult result =
        train(recipe, rows_of(dataset, 0, 200), {}, {.preprocess = {.targets = scaling}, .threads = 1});
    const Evaluation evaluation = evaluate(result.model, recipe.metrics, rows_of(dataset, 200, 300));
    // The targets spread by ±30 around 100 and 200; their noise has a deviation of 0.58.
    EXPECT_LE(metric_of(evaluation.scores, "rmse"), 3.0) << name_of(scaling);
    EXPECT_GE(metric_of(evaluation.scores, "r2"), 0.9) << name_of(scaling);
    EXPECT_NEAR(evaluation.predictions.values[0], 100.0, 35.0);
    EXPECT_NEAR(evaluation.predictions.values[1], 200.0, 35.0);
  }
}

TEST(Train, IgnoresAConstantInputColumn) {
  Eigen::MatrixXf inputs = drawn_matrix(1, 0, 3, 100);
  inputs.row(1).setConstant(7e30f);
  std::vector<int> labels;
  for (Index n = 0; n < 100; ++n) labels.push_back(inputs(0, n) > 0 ? 1 : 0);
  const Dataset dataset = make_dataset(inputs, labels);
  const TrainResult result = train(small_recipe(CrossEntropy{}, 20), all_rows(dataset));
  EXPECT_GE(metric_of(evaluate(result.model, {Accuracy{}}, all_rows(dataset)).scores, "accuracy"), 0.9);

  Eigen::MatrixXf other = inputs;
  other.row(1).setConstant(-3.0f);
  Eigen::MatrixXf before(2, 100), after(2, 100);
  result.model.predict(inputs, before);
  result.model.predict(other, after);
  EXPECT_EQ(before, after);
}

TEST(Train, PredictsAConstantTargetExactlyWhereItIsScaled) {
  const Eigen::MatrixXf inputs = drawn_matrix(1, 0, 2, 50);
  const Eigen::MatrixXf targets = Eigen::MatrixXf::Constant(1, 50, 0.1f);
  const Dataset dataset = make_dataset(inputs, targets);
  Recipe recipe = small_recipe(MeanSquaredError{});
  recipe.metrics = {RootMeanSquaredError{}, R2{}};
  const TrainResult result =
      train(recipe, all_rows(dataset), {}, {.preprocess = {.targets = Standardize{}}, .threads = 1});
  const Scores scores = evaluate(result.model, recipe.metrics, all_rows(dataset)).scores;
  EXPECT_EQ(metric_of(scores, "rmse"), 0.0);
  EXPECT_EQ(metric_of(scores, "r2"), 1.0);
}

// ---- Batches

TEST(Train, TakesTheLastPartialBatch) {
  const Dataset dataset = class_data(70, 3, 2);
  Recorder recorder;
  const TrainResult result =
      train(small_recipe(CrossEntropy{}, 2), all_rows(dataset), {}, {.threads = 1, .observer = &recorder});
  EXPECT_EQ(recorder.plan.training_rows, 70);
  EXPECT_EQ(recorder.plan.steps_per_epoch, 3);
  EXPECT_EQ(recorder.plan.epochs, 2);
  EXPECT_EQ(recorder.plan.threads, 1);
  std::vector<Index> samples, steps, epochs;
  for (const StepReport& report : recorder.steps) {
    samples.push_back(report.samples_in_epoch);
    steps.push_back(report.step);
    epochs.push_back(report.epoch);
  }
  EXPECT_EQ(samples, (std::vector<Index>{32, 64, 70, 32, 64, 70}));
  EXPECT_EQ(steps, (std::vector<Index>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(epochs, (std::vector<Index>{1, 1, 1, 2, 2, 2}));
  EXPECT_EQ(result.steps, 6);
  EXPECT_EQ(result.epochs, 2);
  EXPECT_EQ(result.best_epoch, 0);
  EXPECT_FALSE(result.stopped_early);
}

TEST(Train, LeavesOutTheLastPartialBatchIfAsked) {
  const Dataset dataset = class_data(70, 3, 2);
  Recipe recipe = small_recipe(CrossEntropy{}, 2);
  recipe.training.drop_last = true;
  Recorder recorder;
  const TrainResult result = train(recipe, all_rows(dataset), {}, {.threads = 1, .observer = &recorder});
  EXPECT_EQ(recorder.plan.steps_per_epoch, 2);
  EXPECT_EQ(result.steps, 4);
  EXPECT_EQ(recorder.steps.back().samples_in_epoch, 64);

  recipe.training.shuffle = false;
  const std::string dropped = trained_sha256(recipe, all_rows(dataset));
  recipe.training.drop_last = false;
  recipe.training.epochs = 1;
  const std::string whole = trained_sha256(recipe, rows_of(dataset, 0, 64));
  recipe.training.drop_last = true;
  EXPECT_NE(dropped, whole);  // two epochs, and other means to standardize by
}

TEST(Train, TakesAllRowsWhereTheBatchIsLarger) {
  const Dataset dataset = class_data(70, 3, 2);
  Recipe recipe = small_recipe(CrossEntropy{});
  recipe.training.batch_size = 70;
  const std::string exact = trained_sha256(recipe, all_rows(dataset));
  for (const Index size : {Index{71}, Index{1000}, Index{1} << 60}) {
    recipe.training.batch_size = size;
    const TrainResult result = train(recipe, all_rows(dataset));
    EXPECT_EQ(result.steps, 3);
    EXPECT_EQ(result.model.parameters_sha256(), exact);
  }
}

TEST(Train, TakesASampleAtATime) {
  const Dataset dataset = class_data(20, 3, 2);
  Recipe recipe = small_recipe(CrossEntropy{}, 1);
  recipe.training.batch_size = 1;
  const TrainResult result = train(recipe, all_rows(dataset), {}, {.threads = 3});
  EXPECT_EQ(result.steps, 20);
  EXPECT_EQ(result.model.parameters_sha256(), trained_sha256(recipe, all_rows(dataset)));
}

TEST(Train, OrdersTheRowsAsTheyComeWithoutShuffle) {
  const Dataset dataset = class_data(64, 3, 2);
  Recipe recipe = small_recipe(CrossEntropy{});
  const std::string shuffled = trained_sha256(recipe, all_rows(dataset));
  recipe.training.shuffle = false;
  const std::string in_order = trained_sha256(recipe, all_rows(dataset));
  EXPECT_NE(shuffled, in_order);

  // The same rows, stored backwards and listed backwards.
  RowView view = all_rows(dataset);
  Eigen::MatrixXf inputs(3, 64);
  std::vector<int> labels;
  for (Index n = 0; n < 64; ++n) {
    for (Index i = 0; i < 3; ++i) inputs(i, n) = dataset.values[(63 - n) * 3 + i];
    labels.push_back(dataset.classes[static_cast<std::size_t>(63 - n)]);
    view.rows[static_cast<std::size_t>(n)] = static_cast<std::int32_t>(63 - n);
  }
  const Dataset backwards = make_dataset(inputs, labels);
  EXPECT_EQ(trained_sha256(recipe, {.dataset = &backwards, .rows = view.rows}), in_order);
}

TEST(Train, ShufflesAnewEachEpoch) {
  const Dataset dataset = number_data(64, 3, 1);
  Recipe recipe = small_recipe(MeanSquaredError{}, 2);
  recipe.optimizer = Sgd{.learning_rate = 1e-30};  // the model stays what it was
  const auto first_losses = [&] {
    Recorder recorder;
    train(recipe, all_rows(dataset), {}, {.threads = 1, .observer = &recorder});
    return std::pair(recorder.steps[0].mean_loss, recorder.steps[2].mean_loss);
  };
  const auto shuffled = first_losses();
  EXPECT_NE(shuffled.first, shuffled.second);
  recipe.training.shuffle = false;
  const auto in_order = first_losses();
  EXPECT_EQ(in_order.first, in_order.second);
}

TEST(Train, TakesRowsThatAreNamedTwice) {
  const Dataset dataset = class_data(10, 3, 2);
  RowView twice = all_rows(dataset);
  twice.rows.insert(twice.rows.end(), twice.rows.begin(), twice.rows.begin() + 10);
  Recorder recorder;
  train(small_recipe(CrossEntropy{}, 1), twice, {}, {.threads = 1, .observer = &recorder});
  EXPECT_EQ(recorder.plan.training_rows, 20);
}

}  // namespace
}  // namespace mlp
