// A program's own pieces in training: the same bits as the library's where they compute the same, and what
// happens when they fail.
#include "extensions.hpp"

#include <atomic>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <gtest/gtest.h>

#include "io/message_of.hpp"
#include "io/temporary_folder.hpp"
#include "kernels/every_target.hpp"
#include "mlp/base/error.hpp"
#include "train/state.hpp"
#include "train/training_data.hpp"

namespace mlp {
namespace {

Recipe recipe_of(const Loss& loss, const Activation& activation) {
  Recipe recipe = small_recipe(loss);
  recipe.optimizer = Sgd{.learning_rate = 0.02, .momentum = 0.9};
  recipe.model.hidden = {{.units = 131, .activation = activation}, {.units = 9, .activation = activation}};
  return recipe;
}

std::string trained_on_numbers(const Recipe& recipe, int threads = 1) {
  const Dataset data = number_data(200, 5, 3);
  return train(recipe, all_rows(data), {},
               {.preprocess = {.inputs = {}, .targets = Standardize{}}, .threads = threads})
      .model.parameters_sha256();
}

TEST(CustomActivation, GivesTheBitsOfTheLibrarysOwn) {
  const Dataset data = class_data(200, 5, 3);
  const Recipe own = recipe_of(CrossEntropy{}, CustomActivation{std::make_shared<OwnRelu>(), {0.25}});
  const Recipe builtin = recipe_of(CrossEntropy{}, LeakyRelu{.negative_slope = 0.25});
  const std::string expected = trained_sha256(builtin, all_rows(data));
  for (const int threads : {1, 2, 5}) EXPECT_EQ(trained_sha256(own, all_rows(data), threads), expected);
  under_every_target([&](const std::string& target) {
    EXPECT_EQ(trained_sha256(own, all_rows(data), 2), expected) << target;
  });
}

TEST(CustomActivation, MayEndTheNetwork) {
  Recipe own = recipe_of(MeanSquaredError{}, Tanh{}), builtin = own;
  own.model.output.activation = CustomActivation{std::make_shared<OwnRelu>(), {0.5}};
  builtin.model.output.activation = LeakyRelu{.negative_slope = 0.5};
  EXPECT_EQ(trained_on_numbers(own, 3), trained_on_numbers(builtin));
}

TEST(CustomLoss, OfPairsGivesTheBitsOfTheLibrarysOwn) {
  const std::string expected = trained_on_numbers(recipe_of(MeanSquaredError{}, Relu{}));
  const Recipe own = recipe_of(CustomLoss{std::make_shared<OwnMse>()}, Relu{});
  for (const int threads : {1, 2, 5}) EXPECT_EQ(trained_on_numbers(own, threads), expected);
}

TEST(CustomLoss, OfRowsGivesTheSameBitsForAnyNumberOfThreadsAndLearns) {
  const Dataset data = class_data(300, 5, 3);
  Recipe recipe = recipe_of(CustomLoss{std::make_shared<OwnMargin>()}, Tanh{});
  recipe.training.epochs = 30;
  const TrainResult alone = train(recipe, all_rows(data), {}, {.threads = 1});
  for (const int threads : {2, 5})
    EXPECT_EQ(trained_sha256(recipe, all_rows(data), threads), alone.model.parameters_sha256());
  const Evaluation evaluation = evaluate(alone.model, {Accuracy{}}, all_rows(data));
  EXPECT_GT(metric_of(evaluation.scores, "accuracy"), 0.8);
}

TEST(CustomOptimizer, GivesTheBitsOfTheLibrarysOwnWithEveryPenalty) {
  const Dataset data = class_data(200, 5, 3);
  Recipe own = recipe_of(CrossEntropy{}, Relu{});
  own.training.regularization.l1 = 0.001;
  for (const GradientClipping& clipping :
       {GradientClipping(ClipValue{.limit = 0.01}), GradientClipping(ClipGlobalNorm{.max_norm = 0.1})}) {
    own.training.gradient_clipping = clipping;
    Recipe builtin = own;
    builtin.optimizer = Sgd{.learning_rate = 0.1, .momentum = 0.8, .weight_decay = 0.01};
    own.optimizer = CustomOptimizer{std::make_shared<OwnMomentum>(), {0.8}, 0.1, 0.01};
    const std::string expected = trained_sha256(builtin, all_rows(data));
    for (const int threads : {1, 3}) EXPECT_EQ(trained_sha256(own, all_rows(data), threads), expected);
  }
}

TEST(CustomSchedule, MovesTheRateAfterTheWarmUp) {
  const Dataset data = class_data(96, 3, 2);
  Recipe recipe = small_recipe(CrossEntropy{}, 4);
  recipe.schedule = CustomSchedule{std::make_shared<OwnLine>(), {}, 1.0};
  Recorder recorder;
  train(recipe, all_rows(data), {}, {.observer = &recorder});
  ASSERT_EQ(recorder.epochs.size(), 4u);  // of 3 steps; 9 after the warm-up
  EXPECT_EQ(recorder.epochs[0].learning_rate, 0.1);
  EXPECT_EQ(recorder.epochs[1].learning_rate, 0.1 * (1.0 - 2.0 / 9.0));
  EXPECT_EQ(recorder.epochs[3].learning_rate, 0.1 * (1.0 - 8.0 / 9.0));
}

TEST(CustomMetric, IsMeasuredAndWatched) {
  const Dataset data = class_data(300, 5, 3);
  Recipe recipe = small_recipe(CrossEntropy{}, 12);
  recipe.metrics = {Accuracy{}, CustomMetric{std::make_shared<OwnAccuracy>()}};
  recipe.training.early_stopping = EarlyStopping{.monitor = "validation.own_accuracy", .patience = 2};
  Recorder recorder;
  train(recipe, rows_of(data, 0, 200), rows_of(data, 200, 300), {.observer = &recorder});
  for (const EpochReport& epoch : recorder.epochs) {
    EXPECT_EQ(metric_of(epoch.train, "own_accuracy"), metric_of(epoch.train, "accuracy"));
    EXPECT_EQ(metric_of(*epoch.validation, "own_accuracy"), metric_of(*epoch.validation, "accuracy"));
  }
}

TEST(CustomPieces, SaveAndLoadWithTheirModel) {
  const TemporaryFolder folder{TemporaryFolder::in_memory()};
  const Dataset data = class_data(100, 4, 3);
  const Recipe recipe = recipe_of(CustomLoss{std::make_shared<OwnMargin>()},
                                  CustomActivation{std::make_shared<OwnRelu>(), {0.125}});
  const Model model = train(recipe, all_rows(data)).model;
  model.save(folder / "model");
  const Extensions extensions = {std::make_shared<OwnMargin>(), std::make_shared<OwnRelu>()};
  const Model loaded = Model::load(folder / "model", extensions);
  EXPECT_EQ(loaded.predict(all_rows(data)).sha256(), model.predict(all_rows(data)).sha256());
  EXPECT_EQ(std::get<CustomActivation>(loaded.architecture.layers[0].activation).numbers,
            std::vector<double>{0.125});

  const std::string path = (folder / "model").string();
  EXPECT_EQ(
      message_of<ConfigError>([&] { Model::load(path); }),
      path +
          ": expected the extension activation own_relu, which the model was trained with, got none of "
          "that kind and name\n  hint: pass it: Model::load(path, {std::make_shared<YourClass>()}); see "
          "docs/extending.md");
  EXPECT_NE(message_of<ConfigError>([&] { Model::load(path, {extensions[1]}); }).find("loss own_margin"),
            std::string::npos);
}

// Keeps the state of a training that it stops.
struct Stopper : Observer {
  explicit Stopper(Index after) : left(after) {}
  Wish wish() override { return --left == 0 ? Wish::stop : Wish::go_on; }
  void on_checkpoint(const TrainState& now) override { state = now; }
  Index left;
  TrainState state;
};

TEST(CustomPieces, GoOnFromAStateToTheSameBits) {
  const Dataset data = class_data(100, 4, 3);
  Recipe recipe = small_recipe(CrossEntropy{}, 4);
  recipe.optimizer = CustomOptimizer{std::make_shared<OwnMomentum>()};
  recipe.metrics = {CustomMetric{std::make_shared<OwnAccuracy>()}};
  Stopper stopper(6);
  train(recipe, all_rows(data), {}, {.threads = 2, .observer = &stopper});
  const TrainResult rest = train(recipe, all_rows(data), {}, {.resume = &stopper.state});
  EXPECT_EQ(rest.model.parameters_sha256(), trained_sha256(recipe, all_rows(data)));
}

// A piece that throws in its `bad`th call, on whichever thread that is.
class Fuse {
 public:
  explicit Fuse(int bad) : left_(bad) {}
  void burn() const {
    if (--left_ == 0) throw std::range_error("the fuse is out");
  }

 private:
  mutable std::atomic<int> left_;
};

struct ThrowingRelu : OwnRelu {
  explicit ThrowingRelu(int bad) : fuse(bad) {}
  void slope(Numbers numbers, std::span<const float> z, std::span<float> s) const override {
    fuse.burn();
    OwnRelu::slope(numbers, z, s);
  }
  Fuse fuse;
};
struct ThrowingMse : OwnMse {
  explicit ThrowingMse(int bad) : fuse(bad) {}
  void slope(Numbers numbers, std::span<const float> a, std::span<const float> y,
             std::span<float> slopes) const override {
    fuse.burn();
    OwnMse::slope(numbers, a, y, slopes);
  }
  Fuse fuse;
};
struct ThrowingMomentum : OwnMomentum {
  explicit ThrowingMomentum(int bad) : fuse(bad) {}
  void update(Numbers numbers, const OptimizerStep& step, std::span<const float> gradient,
              std::span<float> weights, std::span<const std::span<float>> slots) const override {
    fuse.burn();
    OwnMomentum::update(numbers, step, gradient, weights, slots);
  }
  Fuse fuse;
};
struct ThrowingLine : OwnLine {
  explicit ThrowingLine(int bad) : fuse(bad) {}
  double factor(Numbers numbers, const ScheduleStep& step) const override {
    fuse.burn();
    return OwnLine::factor(numbers, step);
  }
  Fuse fuse;
};
struct ThrowingAccuracy : OwnAccuracy {
  double value(Numbers, const MetricRows&) const override { throw std::range_error("the fuse is out"); }
};

void expect_thrown(const Recipe& recipe, const Dataset& data, int threads) {
  EXPECT_EQ(message_of<std::range_error>([&] { train(recipe, all_rows(data), {}, {.threads = threads}); }),
            "the fuse is out")
      << threads << " threads";
}

TEST(CustomPieces, HandTheirExceptionsToTheCallerOfAnyTeam) {
  const Dataset classes = class_data(200, 5, 3), numbers = number_data(200, 5, 2);
  for (const int threads : {1, 2, 4}) {
    for (const int bad : {1, 2, 7, 12}) {
      Recipe recipe = recipe_of(CrossEntropy{}, CustomActivation{std::make_shared<ThrowingRelu>(bad)});
      expect_thrown(recipe, classes, threads);
      recipe.model.hidden[0].normalization = BatchNorm{};  // with barriers inside the pass
      recipe.model.hidden[0].activation = CustomActivation{std::make_shared<ThrowingRelu>(bad)};
      recipe.model.hidden[1].activation = Relu{};
      expect_thrown(recipe, classes, threads);
      expect_thrown(recipe_of(CustomLoss{std::make_shared<ThrowingMse>(bad)}, Relu{}), numbers, threads);
      recipe = small_recipe(CrossEntropy{});
      recipe.optimizer = CustomOptimizer{std::make_shared<ThrowingMomentum>(bad)};
      expect_thrown(recipe, classes, threads);
      recipe.training.gradient_clipping = ClipGlobalNorm{};
      recipe.optimizer = CustomOptimizer{std::make_shared<ThrowingMomentum>(bad)};
      expect_thrown(recipe, classes, threads);
      recipe = small_recipe(CrossEntropy{});
      recipe.schedule = CustomSchedule{std::make_shared<ThrowingLine>(bad)};
      expect_thrown(recipe, classes, threads);
    }
    Recipe recipe = small_recipe(CrossEntropy{});
    recipe.metrics = {CustomMetric{std::make_shared<ThrowingAccuracy>()}};
    expect_thrown(recipe, classes, threads);
  }
}

struct NanAbove : OwnRelu {
  std::string_view name() const override { return "nan_above"; }
  void value(Numbers, std::span<const float> z, std::span<float> a) const override {
    std::fill(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(z.size()),
              std::numeric_limits<float>::quiet_NaN());
  }
};
struct BadLine : OwnLine {
  double factor(Numbers, const ScheduleStep& step) const override { return step.step < 3 ? 1.0 : -1.0; }
};

TEST(CustomPieces, ThatGiveNanEndTrainingWithWhereItBegan) {
  const Dataset data = class_data(100, 5, 3);
  const Recipe recipe = recipe_of(CrossEntropy{}, CustomActivation{std::make_shared<NanAbove>()});
  const std::string message = message_of<Diverged>([&] { train(recipe, all_rows(data)); });
  EXPECT_NE(message.find("first in layers.0 (5 → 131, nan_above)"), std::string::npos) << message;
}

std::string extension_refusal(const Recipe& recipe) {
  const Dataset data = class_data(100, 5, 3);
  return message_of<ConfigError>([&] { train(recipe, all_rows(data), {}, {.threads = 2}); });
}

struct ManySlots : OwnMomentum {
  int slots(Numbers) const override { return 9; }
};
struct WrongForm : OwnMse {
  const LossTraits& traits() const override { return softmax_traits; }
};

TEST(CustomPieces, AreRefusedWhereTheyCannotWork) {
  EXPECT_EQ(
      extension_refusal(recipe_of(CrossEntropy{}, CustomActivation{})),
      "/model/hidden/0/activation: expected an implementation of the custom activation, got a null pointer\n"
      "  hint: std::make_shared<YourClass>() makes one; see docs/extending.md");
  EXPECT_EQ(extension_refusal(recipe_of(CustomLoss{}, Relu{})).substr(0, 6), "/loss:");
  EXPECT_EQ(
      extension_refusal(recipe_of(CrossEntropy{}, CustomActivation{std::make_shared<OwnRelu>(), {2.0}})),
      "/model/hidden/0/activation/leak: expected a number in [0, 1), got 2\n"
      "  hint: slope for negative inputs");
  EXPECT_EQ(
      extension_refusal(recipe_of(CrossEntropy{}, CustomActivation{std::make_shared<OwnRelu>(), {0.5, 2.0}})),
      "/model/hidden/0/activation: expected at most 1 numbers of own_relu, got 2");
  EXPECT_EQ(extension_refusal(recipe_of(CustomLoss{std::make_shared<WrongForm>()}, Relu{})),
            "/loss: expected a RowLoss, as the form that its traits() say, got another implementation of "
            "own_mse\n  hint: each_output and each_logit are of pairs, all_logits is of rows");
  Recipe recipe = small_recipe(CrossEntropy{});
  recipe.optimizer = CustomOptimizer{std::make_shared<ManySlots>()};
  EXPECT_EQ(extension_refusal(recipe),
            "/optimizer: expected 0 to 8 slots of own_momentum, got 9\n"
            "  hint: a slot is a float per parameter that is kept between steps");
  recipe = small_recipe(CrossEntropy{});
  recipe.schedule = CustomSchedule{std::make_shared<BadLine>()};
  EXPECT_EQ(extension_refusal(recipe),
            "/schedule: expected a finite factor, 0 or more, from own_line at step 4 after the warm-up, got "
            "-1.000000\n  hint: it multiplies the optimizer's learning_rate");
}

}  // namespace
}  // namespace mlp
