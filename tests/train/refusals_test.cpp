// What train() refuses, and how it says so.
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "io/message_of.hpp"
#include "mlp/base/error.hpp"
#include "train/training_data.hpp"

namespace mlp {
namespace {

TEST(Train, RefusesFewerThanTwoRows) {
  const Dataset dataset = class_data(10, 3, 2);
  const Recipe recipe = small_recipe(CrossEntropy{});
  EXPECT_EQ(refusal<Error>(recipe, rows_of(dataset, 0, 1)), "training rows: expected at least 2, got 1");
  EXPECT_EQ(refusal<Error>(recipe, rows_of(dataset, 0, 0)), "training rows: expected at least 2, got 0");
  EXPECT_EQ(refusal<Error>(recipe, {}), "training rows: expected at least 2, got 0");
}

TEST(Train, RefusesTargetsThatTheLossCannotLearn) {
  const Dataset classes = class_data(10, 3, 3), numbers = number_data(10, 3, 1);
  EXPECT_EQ(refusal<Error>(small_recipe(CrossEntropy{}), all_rows(numbers)),
            "targets: expected classes for the loss cross_entropy, got none");
  EXPECT_EQ(refusal<Error>(small_recipe(MeanSquaredError{}), all_rows(classes)),
            "targets: expected numbers for the loss mse, got none");
  EXPECT_EQ(refusal<Error>(small_recipe(BinaryCrossEntropy{}), all_rows(classes)),
            "targets: expected two classes for binary_cross_entropy, got 3\n"
            "  hint: use cross_entropy for more than two");
  const Dataset one_class = make_dataset(drawn_matrix(1, 0, 2, 5), std::vector<int>{4, 4, 4, 4, 4});
  for (const Loss& loss : {Loss(CrossEntropy{}), Loss(BinaryCrossEntropy{})}) {
    EXPECT_EQ(refusal<Error>(small_recipe(loss), all_rows(one_class)),
              "targets: expected two classes or more, got 1");
  }
}

TEST(Train, RefusesValidationRowsThatDoNotFitTheTrainingRows) {
  const Dataset dataset = class_data(50, 3, 3);
  const Recipe recipe = small_recipe(CrossEntropy{});
  const auto refused = [&](const Dataset& validation) {
    return refusal<Error>(recipe, all_rows(dataset), all_rows(validation));
  };
  EXPECT_EQ(refused(class_data(50, 4, 3)), "inputs: expected 3 features, got 4");
  EXPECT_EQ(refused(class_data(50, 3, 4)), "targets: expected the model's 3 classes, got 4");
  EXPECT_EQ(refused(number_data(50, 3, 1)), "targets: expected classes, got none");
}

TEST(Train, RefusesDropLastWhereNoBatchWouldBeLeft) {
  const Dataset dataset = class_data(20, 3, 2);
  Recipe recipe = small_recipe(CrossEntropy{});
  recipe.training.drop_last = true;
  EXPECT_EQ(refusal<Error>(recipe, all_rows(dataset)),
            "/training/drop_last: expected a batch of at most the 20 training rows, got a batch_size of 32\n"
            "  hint: with drop_last no batch would be left; make the batches smaller");
}

TEST(Train, RefusesToWatchValidationWithoutRowsForIt) {
  const Dataset dataset = class_data(20, 3, 2);
  Recipe recipe = small_recipe(CrossEntropy{});
  recipe.training.early_stopping = EarlyStopping{};
  EXPECT_EQ(refusal<Error>(recipe, all_rows(dataset)),
            "/training/early_stopping/monitor: expected rows to validate on, got validation.loss without "
            "/data/validation\n"
            "  hint: add \"validation\": {\"fraction\": 0.1} to /data, or watch train.loss");
}

TEST(Train, RefusesToWatchAnAreaThatIsUndefinedOnItsRows) {
  Dataset dataset = class_data(40, 3, 2);
  for (std::size_t row = 30; row < 40; ++row) dataset.classes[row] = 1;
  Recipe recipe = small_recipe(CrossEntropy{});
  recipe.metrics = {RocAuc{}};
  const auto message = [&](const std::string& pointer) {
    return pointer +
           ": expected validation rows of two classes or more with validation.roc_auc, got only class " +
           dataset.class_labels[1] +
           "\n  hint: roc_auc is undefined without rows of both kinds; hold other rows out, or watch "
           "validation.loss";
  };
  recipe.training.early_stopping = EarlyStopping{.monitor = "validation.roc_auc"};
  EXPECT_EQ(refusal<ConfigError>(recipe, rows_of(dataset, 0, 30), rows_of(dataset, 30, 40)),
            message("/training/early_stopping/monitor"));
  recipe.training.early_stopping.reset();
  recipe.schedule = ReduceOnPlateau{.monitor = "validation.roc_auc"};
  EXPECT_EQ(refusal<ConfigError>(recipe, rows_of(dataset, 0, 30), rows_of(dataset, 30, 40)),
            message("/schedule/monitor"));
  EXPECT_NO_THROW(train(recipe, rows_of(dataset, 0, 20), rows_of(dataset, 20, 30)));
}

TEST(Train, RefusesClassWeightsAndALearningRateThatAreZeroAsFloats) {
  const Dataset dataset = class_data(20, 3, 2);
  Recipe recipe = small_recipe(CrossEntropy{.class_weights = ListedWeights{{0.0, 1e-60}}});
  EXPECT_EQ(refusal<ConfigError>(recipe, all_rows(dataset)),
            "/loss/class_weights: expected one above 0, got only 0\n"
            "  hint: a class of weight 0 is not learned");
  recipe = small_recipe(CrossEntropy{});
  recipe.optimizer = Adam{.learning_rate = 1e-60};
  EXPECT_EQ(refusal<ConfigError>(recipe, all_rows(dataset)),
            "/optimizer/learning_rate: expected a number that is above 0 as a float, got 1e-60\n"
            "  hint: below about 1e-45 a float is 0, and nothing is learned");
}

// ---- Divergence

constexpr char hint[] =
    "\n  hint: a smaller /optimizer/learning_rate or scaled inputs (/data/preprocess/inputs) usually help";

// A divergence's message but for the rows of the batch.
std::string without_rows(std::string message) {
  const std::size_t first = message.find("; the batch is row");
  return first == std::string::npos ? message : message.erase(first, message.find('\n', first) - first);
}

TEST(Train, SaysWhereAHugeLearningRateMadeItDiverge) {
  const Dataset dataset = number_data(100, 3, 1);
  Recipe recipe = small_recipe(MeanSquaredError{});
  recipe.model.hidden = {{.units = 12, .activation = Relu{}}, {.units = 8, .activation = Relu{}}};
  recipe.optimizer = Sgd{.learning_rate = 1e20};
  for (const int threads : {1, 2, 7}) {
    EXPECT_EQ(without_rows(
                  message_of<Diverged>([&] { train(recipe, all_rows(dataset), {}, {.threads = threads}); })),
              std::string("training diverged at epoch 1, step 2: expected a finite loss, got values that "
                          "are not finite, first in layers.1 (12 → 8, relu)") +
                  hint);
  }
}

TEST(Train, DivergesInsteadOfReturningAModelThatIsNotFinite) {
  const Dataset classes = class_data(100, 3, 2), numbers = number_data(100, 3, 2);
  for (const Activation& hidden : {Activation(Relu{}), Activation(Tanh{}), Activation(Identity{})}) {
    for (const double rate : {1e2, 1e8, 1e18, 1e38, 1e60}) {
      for (const Loss& loss : {Loss(CrossEntropy{}), Loss(BinaryCrossEntropy{}), Loss(MeanSquaredError{})}) {
        for (const Index batch : {10, 1000}) {
          Recipe recipe = small_recipe(loss, 4);
          recipe.model.hidden[0].activation = hidden;
          recipe.optimizer = Sgd{.learning_rate = rate, .momentum = 0.9, .weight_decay = 0.1};
          recipe.training.batch_size = batch;
          const Dataset& dataset = target_kind(loss) == TargetKind::classes ? classes : numbers;
          try {
            const Model model = train(recipe, all_rows(dataset), {}, {.threads = 2}).model;
            for (const float parameter : model.parameters) ASSERT_TRUE(std::isfinite(parameter));
            for (const float value : model.predict(all_rows(dataset)).values)
              EXPECT_TRUE(std::isfinite(value)) << name_of(loss) << " " << name_of(hidden) << " " << rate;
          } catch (const Diverged& error) {
            EXPECT_EQ(std::string(error.what()).rfind("training diverged ", 0), 0u);
          }
        }
      }
    }
  }
}

TEST(Train, SaysThatInputsOverflowTheFirstLayer) {
  Eigen::MatrixXf inputs = drawn_matrix(1, 0, 3, 40);
  inputs(1, 33) = 3e38f;
  std::vector<int> labels;
  for (int n = 0; n < 40; ++n) labels.push_back(n % 2);
  const Dataset dataset = make_dataset(inputs, labels);
  Recipe recipe = small_recipe(CrossEntropy{});
  recipe.model.hidden = {{.units = 12, .activation = Relu{}, .initializer = Constant{.value = 2.0}}};
  recipe.training.shuffle = false;
  const TrainOptions raw{.preprocess = {.inputs = NoScaling{}}, .threads = 2};
  EXPECT_EQ(without_rows(message_of<Diverged>([&] { train(recipe, all_rows(dataset), {}, raw); })),
            std::string("training diverged at epoch 1, step 2: expected a finite loss, got values that are "
                        "not finite, first in layers.0 (3 → 12, relu)") +
                hint);
}

// Adam's mean square of such gradients is no float: it would divide every step to nothing.
TEST(Train, SaysThatAnOptimizersSlotOverflowed) {
  const Eigen::MatrixXf inputs = drawn_matrix(1, 0, 3, 64);
  const Eigen::MatrixXf targets = 1e24f * drawn_matrix(1, 1, 1, 64);
  Recipe recipe = small_recipe(MeanSquaredError{});
  recipe.optimizer = Adam{};
  EXPECT_EQ(
      message_of<Diverged>([&] {
        train(recipe, all_rows(make_dataset(inputs, targets)), {},
              {.preprocess = {.inputs = {}, .targets = NoScaling{}}});
      }),
      std::string("training diverged in epoch 1, by step 2: expected finite optimizer slots, got values "
                  "that are not finite in slot1.layers.0.weight\n"
                  "  hint: a smaller /optimizer/learning_rate or scaled inputs "
                  "(/data/preprocess/inputs) usually help"));
}

// The first layer's values are finite and the loss is not.
TEST(Train, SaysThatTheOutputLayerOverflowed) {
  const Dataset dataset = number_data(40, 3, 1);
  Recipe recipe = small_recipe(MeanSquaredError{});
  recipe.model.hidden = {{.units = 12, .activation = Relu{}, .initializer = Constant{.value = 1e9}}};
  recipe.model.output.initializer = Constant{.value = 1e30};
  EXPECT_EQ(without_rows(message_of<Diverged>([&] { train(recipe, all_rows(dataset)); })),
            std::string("training diverged at epoch 1, step 1: expected a finite loss, got values that "
                        "are not finite, first in layers.1 (12 → 1, identity)") +
                hint);
}

// Row 5 overflows in the second layer, row 200 in the first: one thread meets row 5 first, with two
// the other one meets row 200.
TEST(Train, NamesTheSameLayerForAnyNumberOfThreads) {
  Eigen::MatrixXf inputs = Eigen::MatrixXf::Constant(2, 256, 1.0f);
  inputs(0, 5) = 1e20f;
  inputs(0, 200) = 1e38f;
  const Dataset dataset = make_dataset(inputs, Eigen::MatrixXf::Zero(1, 256).eval());
  Recipe recipe = small_recipe(MeanSquaredError{});
  recipe.model.hidden = {{.units = 3, .activation = Relu{}, .initializer = Constant{.value = 1e3}},
                         {.units = 3, .activation = Relu{}, .initializer = Constant{.value = 1e16}}};
  recipe.training.shuffle = false;
  recipe.training.batch_size = 256;
  for (const int threads : {1, 2, 7}) {
    const TrainOptions raw{.preprocess = {.inputs = NoScaling{}}, .threads = threads};
    EXPECT_EQ(message_of<Diverged>([&] { train(recipe, all_rows(dataset), {}, raw); }),
              std::string("training diverged at epoch 1, step 1: expected a finite loss, got values that "
                          "are not finite, first in layers.0 (2 → 3, relu); the batch is rows 0, 1, 2, 3, 4, "
                          "5, 6 and 249 more, counted from 0") +
                  hint);
  }
}

// The loss is finite and the gradient is not; there is no next step to notice it.
TEST(Train, SaysWhichParametersOverflowedInTheLastStep) {
  const Dataset dataset = number_data(40, 3, 1);
  Recipe recipe = small_recipe(MeanSquaredError{}, 1);
  recipe.model.hidden.clear();
  recipe.training.batch_size = 40;
  recipe.optimizer = Sgd{.learning_rate = 1e38};
  struct Stopper : Observer {
    Wish wish() override { return Wish::stop; }
  } stopper;
  for (Observer* observer : {static_cast<Observer*>(nullptr), static_cast<Observer*>(&stopper)}) {
    EXPECT_EQ(
        message_of<Diverged>(
            [&] { train(recipe, all_rows(dataset), {}, {.threads = 2, .observer = observer}); }),
        std::string("training diverged in epoch 1, by step 1: expected finite parameters, got values that "
                    "are not finite in layers.0.weight") +
            hint);
  }
}

}  // namespace
}  // namespace mlp
